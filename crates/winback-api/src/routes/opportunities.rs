//! Opportunities and leads: lists, groups, one with its history, creating and changing.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    GroupRequest, ListRequest,
    store::domain::{Kind, OpportunityId, Revision},
};

use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::{Body, Named, Params},
    model::{
        ActivityBody, CountBody, GroupsBody, LossBody, OpportunitiesBody, OpportunityBody,
        OpportunityFields, ShownBody, SimilarBody, filter_text,
    },
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(search))
        .routes(routes!(count))
        .routes(routes!(groups))
        .routes(routes!(show, change))
        .routes(routes!(activity))
        .routes(routes!(losses))
        .routes(routes!(similar))
}

/// How many records a page holds if nothing is said, and at most.
const PAGE: usize = 80;
const LONGEST_PAGE: usize = 1_000;

pub(super) fn page_length(limit: Option<usize>) -> Result<usize, Problem> {
    match limit {
        None => Ok(PAGE),
        Some(limit) if (1..=LONGEST_PAGE).contains(&limit) => Ok(limit),
        Some(limit) => Err(Problem::malformed("limit", "a page holds 1 to 1,000 records")
            .given(&limit.to_string())
            .expecting("a number from 1 to 1000")),
    }
}

/// What to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// A filter in the text spelling, such as `state = lost and expected_revenue > 5000`, or as JSON in
    /// the tree or domain spelling. Lost and archived records are left out unless it speaks of them.
    filter: Option<String>,
    /// The order, such as `expected_revenue desc, name`.
    sort: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many records, 1 to 1,000; 80 if absent.
    limit: Option<usize>,
}

/// What to search for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchInput {
    /// A filter: a text in any spelling, or the document of the tree or domain spelling itself.
    filter: Option<Value>,
    /// The order.
    sort: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many records, 1 to 1,000; 80 if absent.
    limit: Option<usize>,
}

/// Lists opportunities, a page at a time.
#[utoipa::path(get, path = "/opportunities", tag = "opportunities",
    operation_id = "list_opportunities", params(ListParams),
    responses((status = 200, body = OpportunitiesBody)))]
async fn list(
    desk: Reader,
    Params(params): Params<ListParams>,
) -> Result<Json<OpportunitiesBody>, Problem> {
    let filter = params.filter.unwrap_or_default();
    page(&desk, filter, params.sort, params.after, params.limit).await
}

/// Lists opportunities by a filter that may be a document.
#[utoipa::path(post, path = "/opportunities/search", tag = "opportunities",
    operation_id = "search_opportunities", request_body = SearchInput,
    responses((status = 200, body = OpportunitiesBody)))]
async fn search(
    desk: Reader,
    Body(input): Body<SearchInput>,
) -> Result<Json<OpportunitiesBody>, Problem> {
    page(&desk, filter_text(input.filter), input.sort, input.after, input.limit).await
}

async fn page(
    desk: &Reader,
    filter: String,
    sort: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
) -> Result<Json<OpportunitiesBody>, Problem> {
    let limit = page_length(limit)?;
    let after = after.map(|text| ListRequest::cursor_of(&text)).transpose()?;
    let asked = desk.asked_of_list(&filter, sort).await?;
    let request = ListRequest { filter: asked.filter, sort: asked.sort, after, limit };
    let page = desk.list(&request).await?;
    let currency = &desk.settings().currency;
    let record = |record| OpportunityBody::of(record, &page.names, currency);
    Ok(Json(OpportunitiesBody {
        records: page.records.iter().map(record).collect(),
        next: page.next.as_ref().map(ListRequest::cursor_text),
    }))
}

/// Which records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FilterParams {
    /// A filter, as for the list.
    filter: Option<String>,
}

/// Counts opportunities, and sums their expected revenues.
#[utoipa::path(get, path = "/opportunities/count", tag = "opportunities",
    operation_id = "count_opportunities", params(FilterParams),
    responses((status = 200, body = CountBody)))]
async fn count(
    desk: Reader,
    Params(params): Params<FilterParams>,
) -> Result<Json<CountBody>, Problem> {
    let asked = desk.asked_of_list(&params.filter.unwrap_or_default(), None).await?;
    let tally = desk.count(&asked.filter).await?;
    Ok(Json(CountBody::of(&tally, &desk.settings().currency)))
}

/// How to group.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GroupParams {
    /// A filter, as for the list.
    filter: Option<String>,
    /// The keys, such as `lost_reason` or `stage, created_at:month`.
    by: String,
    /// The aggregates, such as `sum(expected_revenue)`.
    aggregates: Option<String>,
    /// The order of the groups, such as `count desc`.
    order: Option<String>,
    /// Whether empty buckets of time are told too.
    fill: Option<bool>,
    /// How many groups at most.
    limit: Option<usize>,
}

/// Counts opportunities in groups.
#[utoipa::path(get, path = "/opportunities/groups", tag = "opportunities",
    operation_id = "group_opportunities", params(GroupParams),
    responses((status = 200, body = GroupsBody)))]
async fn groups(
    desk: Reader,
    Params(params): Params<GroupParams>,
) -> Result<Json<GroupsBody>, Problem> {
    let request = GroupRequest {
        filter: params.filter.unwrap_or_default(),
        by: params.by,
        aggregates: params.aggregates.unwrap_or_default(),
        order: params.order.unwrap_or_default(),
        fill: params.fill.unwrap_or_default(),
        limit: params.limit,
    };
    let grouped = desk.group(&request).await?;
    Ok(Json(GroupsBody::of(&grouped, &desk.settings().currency)))
}

/// How much of the history.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ShowParams {
    /// How many entries of the activity log, at most 1,000; 50 if absent.
    entries: Option<usize>,
}

/// Shows a record with its losses, its latest activity and similar records. For one that was merged into
/// another, that one.
#[utoipa::path(get, path = "/opportunities/{id}", tag = "opportunities",
    operation_id = "show_opportunity",
    params(("id" = i64, Path, description = "The record"), ShowParams),
    responses((status = 200, body = ShownBody)))]
async fn show(
    desk: Reader,
    Named(id): Named<i64>,
    Params(params): Params<ShowParams>,
) -> Result<Json<ShownBody>, Problem> {
    let entries = params.entries.unwrap_or(50).min(LONGEST_PAGE);
    let shown = desk.show(OpportunityId::new(id), entries).await?;
    Ok(Json(ShownBody::of(&shown, &desk.settings().currency)))
}

/// A record to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOpportunity {
    /// The name.
    name: String,
    /// `opportunity`, or `lead` where leads are in use.
    kind: Option<String>,
    /// The stage, by name; the first one if absent.
    stage: Option<String>,
    /// Other fields.
    #[serde(default)]
    fields: OpportunityFields,
}

/// Creates an opportunity, or a lead.
#[utoipa::path(post, path = "/opportunities", tag = "opportunities",
    operation_id = "create_opportunity", request_body = NewOpportunity,
    responses((status = 201, body = OpportunityBody)))]
async fn create(
    desk: Writer,
    Body(new): Body<NewOpportunity>,
) -> Result<(StatusCode, Json<OpportunityBody>), Problem> {
    let kind = match new.kind.as_deref() {
        None => Kind::Opportunity,
        Some(word) => Kind::from_word(word).ok_or_else(|| {
            Problem::malformed("kind", "there is no such kind")
                .given(word)
                .expecting("opportunity or lead")
        })?,
    };
    let currency = &desk.settings().currency;
    let fields = new.fields.assignments(currency)?;
    let created = desk.create(&new.name, kind, new.stage.as_deref(), &fields).await;
    let created = created.map_err(Problem::of_person("salesperson"))?;
    let body = OpportunityBody::of(&created.opportunity, &created.names, currency);
    Ok((StatusCode::CREATED, Json(body)))
}

/// A change of fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FieldsChange {
    /// The revision that was seen: nothing is changed if the record is at another.
    revision: i64,
    /// The fields to set.
    fields: OpportunityFields,
}

/// Sets fields of a record that is still at the revision that was seen.
#[utoipa::path(patch, path = "/opportunities/{id}", tag = "opportunities",
    operation_id = "change_opportunity", request_body = FieldsChange,
    params(("id" = i64, Path, description = "The record")),
    responses((status = 200, body = OpportunityBody)))]
async fn change(
    desk: Writer,
    Named(id): Named<i64>,
    Body(change): Body<FieldsChange>,
) -> Result<Json<OpportunityBody>, Problem> {
    let currency = &desk.settings().currency;
    let fields = change.fields.assignments(currency)?;
    let revision = Some(Revision::new(change.revision));
    let edited = desk.edit(OpportunityId::new(id), revision, &fields).await;
    let edited = edited.map_err(Problem::of_person("salesperson"))?;
    Ok(Json(OpportunityBody::of(&edited.opportunity, &edited.names, currency)))
}

/// Tells the activity of a record, the newest first.
#[utoipa::path(get, path = "/opportunities/{id}/activity", tag = "opportunities",
    operation_id = "list_activity",
    params(("id" = i64, Path, description = "The record"), ShowParams),
    responses((status = 200, body = Vec<ActivityBody>)))]
async fn activity(
    desk: Reader,
    Named(id): Named<i64>,
    Params(params): Params<ShowParams>,
) -> Result<Json<Vec<ActivityBody>>, Problem> {
    let entries = params.entries.unwrap_or(50).min(LONGEST_PAGE);
    let shown = desk.show(OpportunityId::new(id), entries).await?;
    Ok(Json(ShownBody::of(&shown, &desk.settings().currency).activity))
}

/// Tells all losses of a record, the oldest first.
#[utoipa::path(get, path = "/opportunities/{id}/losses", tag = "opportunities",
    operation_id = "list_losses", params(("id" = i64, Path, description = "The record")),
    responses((status = 200, body = Vec<LossBody>)))]
async fn losses(desk: Reader, Named(id): Named<i64>) -> Result<Json<Vec<LossBody>>, Problem> {
    let shown = desk.show(OpportunityId::new(id), 0).await?;
    Ok(Json(ShownBody::of(&shown, &desk.settings().currency).losses))
}

/// Finds records of the same people.
#[utoipa::path(get, path = "/opportunities/{id}/similar", tag = "opportunities",
    operation_id = "list_similar", params(("id" = i64, Path, description = "The record")),
    responses((status = 200, body = Vec<SimilarBody>)))]
async fn similar(desk: Reader, Named(id): Named<i64>) -> Result<Json<Vec<SimilarBody>>, Problem> {
    let similar = desk.similar(OpportunityId::new(id), PAGE).await?;
    Ok(Json(similar.iter().map(SimilarBody::of).collect()))
}
