//! Saved searches. Rule: behaviour 8.8.

use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    READY_FILTERS, SearchRequest,
    store::domain::{SavedSearchEdit, SearchView},
};

use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::{Body, Named},
    model::{SearchBody, given},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change, remove))
        .routes(routes!(ready))
}

fn view(word: &str) -> Result<SearchView, Problem> {
    SearchView::from_word(word).ok_or_else(|| {
        Problem::malformed("view", "there is no such view").given(word).expecting("list or group")
    })
}

/// Lists one's own saved searches, and those that are shared.
#[utoipa::path(get, path = "/searches", tag = "searches", operation_id = "list_searches",
    responses((status = 200, body = Vec<SearchBody>)))]
async fn list(desk: Reader) -> Result<Json<Vec<SearchBody>>, Problem> {
    Ok(Json(desk.saved_searches().await?.iter().map(SearchBody::of).collect()))
}

/// A search to be saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSearch {
    /// Its name.
    name: String,
    /// The filter, as text in any spelling.
    filter: String,
    /// The keys to group by.
    group_by: Option<String>,
    /// The order.
    order: Option<String>,
    /// `list` or `group`.
    view: Option<String>,
    /// Whether everybody sees it.
    #[serde(default)]
    shared: bool,
    /// Whether lists open with it.
    #[serde(default)]
    default: bool,
}

/// Saves a search.
#[utoipa::path(post, path = "/searches", tag = "searches", operation_id = "save_search",
    request_body = NewSearch, responses((status = 201, body = SearchBody)))]
async fn create(
    desk: Writer,
    Body(new): Body<NewSearch>,
) -> Result<(StatusCode, Json<SearchBody>), Problem> {
    let view = new.view.as_deref().map(view).transpose()?;
    let NewSearch { name, filter, group_by, order, shared, default, .. } = new;
    let request = SearchRequest { name, filter, group_by, order, view, shared, default };
    let saved = desk.save_search(&request).await?;
    Ok((StatusCode::CREATED, Json(SearchBody::of(&saved))))
}

/// Tells a saved search.
#[utoipa::path(get, path = "/searches/{name}", tag = "searches", operation_id = "show_search",
    params(("name" = String, Path, description = "The search, by name")),
    responses((status = 200, body = SearchBody)))]
async fn show(desk: Reader, Named(name): Named<String>) -> Result<Json<SearchBody>, Problem> {
    Ok(Json(SearchBody::of(&desk.saved_search(&name).await.map_err(Problem::in_path)?)))
}

/// What to change of a saved search: what is absent stays, what is null is emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchChange {
    /// Another name.
    name: Option<String>,
    /// Another filter.
    filter: Option<String>,
    /// Other keys.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    group_by: Option<Option<String>>,
    /// Another order.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    order: Option<Option<String>>,
    /// `list` or `group`.
    view: Option<String>,
    /// Whether everybody sees it.
    shared: Option<bool>,
    /// Whether lists open with it.
    default: Option<bool>,
}

/// Changes a saved search: one's own; a shared one managers may too.
#[utoipa::path(patch, path = "/searches/{name}", tag = "searches",
    operation_id = "change_search", request_body = SearchChange,
    params(("name" = String, Path, description = "The search, by name")),
    responses((status = 200, body = SearchBody)))]
async fn change(
    desk: Writer,
    Named(name): Named<String>,
    Body(change): Body<SearchChange>,
) -> Result<Json<SearchBody>, Problem> {
    let view = change.view.as_deref().map(view).transpose()?;
    let edits: Vec<SavedSearchEdit> = [
        change.name.map(SavedSearchEdit::Name),
        change.filter.map(SavedSearchEdit::Filter),
        change.group_by.map(SavedSearchEdit::GroupBy),
        change.order.map(SavedSearchEdit::Order),
        view.map(SavedSearchEdit::View),
        change.shared.map(SavedSearchEdit::Shared),
        change.default.map(SavedSearchEdit::Default),
    ]
    .into_iter()
    .flatten()
    .collect();
    let shown = desk.edit_search(&name, &edits).await.map_err(Problem::in_path)?;
    Ok(Json(SearchBody::of(&shown)))
}

/// Deletes a saved search: one's own; a shared one managers may too.
#[utoipa::path(delete, path = "/searches/{name}", tag = "searches",
    operation_id = "delete_search",
    params(("name" = String, Path, description = "The search, by name")),
    responses((status = 200, body = SearchBody)))]
async fn remove(desk: Writer, Named(name): Named<String>) -> Result<Json<SearchBody>, Problem> {
    Ok(Json(SearchBody::of(&desk.delete_search(&name).await.map_err(Problem::in_path)?)))
}

/// A filter that is always there. Rule: behaviour 8.2.
#[derive(Serialize, ToSchema)]
struct ReadyBody {
    /// Its name, to be written as `@NAME` in a filter.
    name: &'static str,
    /// The filter, in the text spelling.
    filter: &'static str,
}

/// Lists the filters that are always there.
#[utoipa::path(get, path = "/ready-filters", tag = "searches",
    operation_id = "list_ready_filters", responses((status = 200, body = Vec<ReadyBody>)))]
async fn ready(_: Reader) -> Json<Vec<ReadyBody>> {
    let body =
        |ready: &winback_app::ReadyFilter| ReadyBody { name: ready.name, filter: ready.filter };
    Json(READY_FILTERS.iter().map(body).collect())
}
