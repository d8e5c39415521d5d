//! Operations, and undoing them. Rule: behaviour 2.8.

use std::collections::BTreeMap;

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::store::domain::{OperationId, Revision, Side, TrackedField, UnmergeChoice};

use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::{Body, Named, Params},
    model::{OperationBody, OperationsBody, Outcome},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(undo))
}

/// Which operations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OperationParams {
    /// The `next` of the page before.
    before: Option<i64>,
    /// How many, 1 to 1,000; 80 if absent.
    limit: Option<usize>,
}

/// Lists the latest operations: one's own; for managers, everybody's.
#[utoipa::path(get, path = "/operations", tag = "operations", operation_id = "list_operations",
    params(OperationParams), responses((status = 200, body = OperationsBody)))]
async fn list(
    desk: Reader,
    Params(params): Params<OperationParams>,
) -> Result<Json<OperationsBody>, Problem> {
    let limit = params.limit.unwrap_or(80).clamp(1, 1_000);
    let shown = desk.operations(params.before.map(OperationId::new), limit).await?;
    let operations: Vec<OperationBody> = shown.iter().map(OperationBody::shown).collect();
    let next = operations.last().filter(|_| operations.len() == limit).map(|last| last.id);
    Ok(Json(OperationsBody { operations, next }))
}

/// How to undo.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// Whether to tell alone what would happen.
    #[serde(default)]
    preview: bool,
    /// How many records were shown as `changing`: nothing is done if it is another number by now.
    confirmed: Option<u64>,
    /// Of a merge: which value a field has afterwards that was changed since: the one from `before` the
    /// merge, or the one it has `now`.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// Of a merge: the same for all other fields.
    conflicts: Option<String>,
}

fn side(text: &str, field: &str) -> Result<Side, Problem> {
    match text {
        "before" => Ok(Side::Before),
        "now" => Ok(Side::Now),
        _ => Err(Problem::malformed(field, "there is no such choice")
            .given(text)
            .expecting("before or now")),
    }
}

/// Undoes an operation on all of its records that have not changed since; the others are left alone.
#[utoipa::path(post, path = "/operations/{id}/undo", tag = "operations",
    operation_id = "undo", request_body = Undo,
    params(("id" = i64, Path, description = "The operation")),
    responses((status = 200, body = Outcome)))]
async fn undo(
    desk: Writer,
    Named(id): Named<i64>,
    Body(body): Body<Undo>,
) -> Result<Json<Outcome>, Problem> {
    let id = OperationId::new(id);
    if let Some(plan) = desk.plan_unmerge(id).await? {
        if body.preview {
            let conflict = |conflict: &winback_app::store::domain::Conflict| {
                format!("`{}` was changed since the merge", conflict.field.as_str())
            };
            let records = u64::try_from(plan.others.len()).unwrap_or(u64::MAX).saturating_add(1);
            return Ok(Json(Outcome {
                preview: true,
                operation: Some(OperationBody::of(&plan.operation)),
                changing: records,
                selected: records,
                refused_count: u64::try_from(plan.conflicts.len()).unwrap_or(u64::MAX),
                refused: plan.conflicts.iter().map(conflict).collect(),
                ..Outcome::default()
            }));
        }
        let mut choice = UnmergeChoice::default();
        if let Some(all) = &body.conflicts {
            choice.rest = Some(side(all, "conflicts")?);
        }
        for (name, chosen) in &body.fields {
            let field = TrackedField::from_word(name).ok_or_else(|| {
                Problem::malformed("fields", "there is no such field").given(name)
            })?;
            choice.fields.insert(field, side(chosen, name)?);
        }
        let expected: Option<Revision> = Some(plan.survivor.revision);
        let undone = desk.unmerge(id, &choice, expected).await?;
        return Ok(Json(Outcome::done(Some(&undone.operation))));
    }
    if body.preview {
        return Ok(Json(Outcome::undoing(&desk.plan_undo(id).await?)));
    }
    Ok(Json(Outcome::undone(&desk.undo(id, body.confirmed).await?)))
}
