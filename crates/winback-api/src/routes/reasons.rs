//! Lost reasons. Rule: behaviour 4.

use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    ReasonMerge, ReasonRequest,
    store::domain::{NewLostReason, OutcomeClass, ReasonEdit},
};

use crate::{
    Api, Problem,
    caller::{Configurer, Reader},
    extract::{Body, Named},
    model::{Money, OperationBody, ReasonBody, given},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(merge))
}

fn outcome(word: &str) -> Result<OutcomeClass, Problem> {
    OutcomeClass::from_word(word).ok_or_else(|| {
        let words: Vec<_> = OutcomeClass::ALL.into_iter().map(OutcomeClass::as_str).collect();
        Problem::malformed("outcome", "there is no such outcome")
            .given(word)
            .expecting(&words.join(", "))
    })
}

/// Lists all lost reasons, archived ones included, with the records that one sees.
#[utoipa::path(get, path = "/lost-reasons", tag = "lost reasons",
    operation_id = "list_lost_reasons", responses((status = 200, body = Vec<ReasonBody>)))]
async fn list(desk: Reader) -> Result<Json<Vec<ReasonBody>>, Problem> {
    Ok(Json(desk.reasons().await?.iter().map(ReasonBody::counted).collect()))
}

/// A lost reason to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReason {
    /// Its name.
    name: String,
    /// When to use it.
    guidance: Option<String>,
    /// Its category.
    category: Option<String>,
    /// `competitive`, `no-decision`, `disqualified` or `other`, which it is if absent.
    outcome: Option<String>,
}

/// Adds a lost reason. Managers may.
#[utoipa::path(post, path = "/lost-reasons", tag = "lost reasons",
    operation_id = "create_lost_reason", request_body = NewReason,
    responses((status = 201, body = ReasonBody)))]
async fn create(
    desk: Configurer,
    Body(new): Body<NewReason>,
) -> Result<(StatusCode, Json<ReasonBody>), Problem> {
    let outcome = new.outcome.as_deref().map_or(Ok(OutcomeClass::Other), outcome)?;
    let NewReason { name, guidance, category, .. } = new;
    let request = ReasonRequest { reason: NewLostReason { name, guidance, category, outcome } };
    let reason = desk.add_reason(&request).await?;
    Ok((StatusCode::CREATED, Json(ReasonBody::of(&reason))))
}

/// Shows a lost reason.
#[utoipa::path(get, path = "/lost-reasons/{name}", tag = "lost reasons",
    operation_id = "show_lost_reason",
    params(("name" = String, Path, description = "The reason, by name")),
    responses((status = 200, body = ReasonBody)))]
async fn show(desk: Reader, Named(name): Named<String>) -> Result<Json<ReasonBody>, Problem> {
    let shown = desk.show_reason(&name).await.map_err(Problem::in_path)?;
    Ok(Json(ReasonBody::counted(&shown.counts)))
}

/// What to change of a lost reason: what is absent stays, what is null is emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReasonChange {
    /// Another name, everywhere.
    name: Option<String>,
    /// When to use it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    guidance: Option<Option<String>>,
    /// Its category.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    category: Option<Option<String>>,
    /// `competitive`, `no-decision`, `disqualified` or `other`.
    outcome: Option<String>,
    /// Another place in the order.
    position: Option<i64>,
    /// Whether it is not offered any more.
    archived: Option<bool>,
}

/// Changes a lost reason. Managers may.
#[utoipa::path(patch, path = "/lost-reasons/{name}", tag = "lost reasons",
    operation_id = "change_lost_reason", request_body = ReasonChange,
    params(("name" = String, Path, description = "The reason, by name")),
    responses((status = 200, body = ReasonBody)))]
async fn change(
    desk: Configurer,
    Named(name): Named<String>,
    Body(change): Body<ReasonChange>,
) -> Result<Json<ReasonBody>, Problem> {
    let outcome = change.outcome.as_deref().map(outcome).transpose()?;
    let edits: Vec<ReasonEdit> = [
        change.name.map(ReasonEdit::Name),
        change.guidance.map(ReasonEdit::Guidance),
        change.category.map(ReasonEdit::Category),
        outcome.map(ReasonEdit::Outcome),
        change.position.map(ReasonEdit::Position),
        change.archived.map(ReasonEdit::Archived),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reason = desk.edit_reason(&name, &edits).await.map_err(Problem::in_path)?;
    Ok(Json(ReasonBody::of(&reason)))
}

/// Where a lost reason goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Into {
    /// The reason that takes its losses, by name.
    into: String,
    /// Whether to tell alone what would happen.
    #[serde(default)]
    preview: bool,
}

/// What merging a lost reason does.
#[derive(Serialize, ToSchema)]
struct ReasonMergeBody {
    /// Whether this is a preview, and nothing was changed.
    preview: bool,
    /// The reason that goes.
    from: ReasonBody,
    /// The reason that stays.
    into: ReasonBody,
    /// How many records that one sees are lost for it.
    lost: u64,
    /// The sum of their expected revenues.
    expected_revenue: Money,
    /// How many were ever lost for it.
    ever_lost: u64,
    /// The operation.
    operation: Option<OperationBody>,
}

/// Merges a lost reason into another, which takes its losses. Managers may.
#[utoipa::path(post, path = "/lost-reasons/{name}/merge", tag = "lost reasons",
    operation_id = "merge_lost_reasons", request_body = Into,
    params(("name" = String, Path, description = "The reason that goes, by name")),
    responses((status = 200, body = ReasonMergeBody)))]
async fn merge(
    desk: Configurer,
    Named(name): Named<String>,
    Body(body): Body<Into>,
) -> Result<Json<ReasonMergeBody>, Problem> {
    let merge: ReasonMerge = match body.preview {
        true => desk.preview_reason_merge(&name, &body.into).await?,
        false => desk.merge_reasons(&name, &body.into).await?,
    };
    Ok(Json(ReasonMergeBody {
        preview: body.preview,
        from: ReasonBody::of(&merge.from),
        into: ReasonBody::of(&merge.into),
        lost: merge.lost,
        expected_revenue: Money::of(merge.revenue_minor, &desk.settings().currency),
        ever_lost: merge.ever_lost,
        operation: merge.operation.as_ref().map(OperationBody::of),
    }))
}
