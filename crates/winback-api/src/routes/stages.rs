//! Stages.

use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{StageChange, StageRequest};

use crate::{
    Api, Problem,
    caller::{Configurer, Reader},
    extract::{Body, Named},
    model::{Money, OperationBody, StageBody, given},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(place))
        .routes(routes!(set_won))
}

/// Lists all stages in their order, archived ones included, with the records that one sees.
#[utoipa::path(get, path = "/stages", tag = "stages", operation_id = "list_stages",
    responses((status = 200, body = Vec<StageBody>)))]
async fn list(desk: Reader) -> Result<Json<Vec<StageBody>>, Problem> {
    Ok(Json(desk.stages().await?.iter().map(StageBody::counted).collect()))
}

/// A stage to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStage {
    /// Its name.
    name: String,
    /// Its place in the order, from 1; the last if absent.
    place: Option<usize>,
    /// Whether records in it are won.
    #[serde(default)]
    won: bool,
    /// The only team that has it, by name.
    team: Option<String>,
    /// Whether it is folded in the pipeline.
    #[serde(default)]
    folded: bool,
}

/// Adds a stage. Managers may.
#[utoipa::path(post, path = "/stages", tag = "stages", operation_id = "create_stage",
    request_body = NewStage, responses((status = 201, body = StageBody)))]
async fn create(
    desk: Configurer,
    Body(new): Body<NewStage>,
) -> Result<(StatusCode, Json<StageBody>), Problem> {
    let NewStage { name, place, won, team, folded } = new;
    let stage = desk.add_stage(&StageRequest { name, place, won, team, folded }).await?;
    Ok((StatusCode::CREATED, Json(StageBody::of(&stage))))
}

/// What to change of a stage: what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StageChanges {
    /// Another name, everywhere.
    name: Option<String>,
    /// The only team that has it, by name; null for all teams.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<String>>,
    /// Whether it is folded in the pipeline.
    folded: Option<bool>,
    /// Whether it is not offered any more.
    archived: Option<bool>,
}

/// Changes a stage. Managers may.
#[utoipa::path(patch, path = "/stages/{name}", tag = "stages", operation_id = "change_stage",
    request_body = StageChanges,
    params(("name" = String, Path, description = "The stage, by name")),
    responses((status = 200, body = StageBody)))]
async fn change(
    desk: Configurer,
    Named(name): Named<String>,
    Body(changes): Body<StageChanges>,
) -> Result<Json<StageBody>, Problem> {
    let changes: Vec<StageChange> = [
        changes.name.map(StageChange::Name),
        changes.team.map(StageChange::Team),
        changes.folded.map(StageChange::Folded),
        changes.archived.map(StageChange::Archived),
    ]
    .into_iter()
    .flatten()
    .collect();
    let stage = desk.edit_stage(&name, &changes).await.map_err(Problem::in_path)?;
    Ok(Json(StageBody::of(&stage)))
}

/// Removes a stage that no record was ever in. Managers may.
#[utoipa::path(delete, path = "/stages/{name}", tag = "stages", operation_id = "remove_stage",
    params(("name" = String, Path, description = "The stage, by name")),
    responses((status = 200, body = StageBody)))]
async fn remove(desk: Configurer, Named(name): Named<String>) -> Result<Json<StageBody>, Problem> {
    let stage = desk.remove_stage(&name).await.map_err(Problem::in_path)?;
    Ok(Json(StageBody::of(&stage)))
}

/// Where a stage goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    /// The place, from 1.
    place: usize,
}

/// Gives a stage another place in the order; returns all stages. Managers may.
#[utoipa::path(put, path = "/stages/{name}/place", tag = "stages", operation_id = "place_stage",
    request_body = Place,
    params(("name" = String, Path, description = "The stage, by name")),
    responses((status = 200, body = Vec<StageBody>)))]
async fn place(
    desk: Configurer,
    Named(name): Named<String>,
    Body(body): Body<Place>,
) -> Result<Json<Vec<StageBody>>, Problem> {
    let pipeline = desk.place_stage(&name, body.place).await.map_err(Problem::in_path)?;
    Ok(Json(pipeline.stages().iter().map(StageBody::of).collect()))
}

/// Whether a stage is a won stage.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Won {
    /// Whether records in it are won.
    won: bool,
    /// Whether to tell alone what would happen.
    #[serde(default)]
    preview: bool,
    /// How many records were shown: nothing is done if it is another number by now.
    confirmed: Option<u64>,
}

/// What a won flag does to the records of its stage.
#[derive(Serialize, ToSchema)]
struct WonBody {
    /// Whether this is a preview, and nothing was changed.
    preview: bool,
    /// The stage.
    stage: StageBody,
    /// Whether its records are won.
    won: bool,
    /// How many records become won, or open again.
    records: u64,
    /// The sum of their expected revenues.
    expected_revenue: Money,
    /// How many lost and archived ones stay as they are.
    staying: u64,
    /// The operation, by which it can be undone.
    operation: Option<OperationBody>,
}

/// Says whether records in a stage are won, and makes those that are in it so. Managers may.
#[utoipa::path(put, path = "/stages/{name}/won", tag = "stages", operation_id = "set_stage_won",
    request_body = Won,
    params(("name" = String, Path, description = "The stage, by name")),
    responses((status = 200, body = WonBody)))]
async fn set_won(
    desk: Configurer,
    Named(name): Named<String>,
    Body(body): Body<Won>,
) -> Result<Json<WonBody>, Problem> {
    let flag = match body.preview {
        true => desk.preview_stage_won(&name, body.won).await,
        false => desk.set_stage_won(&name, body.won, body.confirmed).await,
    };
    let flag = flag.map_err(Problem::in_path)?;
    Ok(Json(WonBody {
        preview: body.preview,
        stage: StageBody::of(&flag.stage),
        won: flag.won,
        records: flag.records,
        expected_revenue: Money::of(flag.revenue_minor, &desk.settings().currency),
        staying: flag.staying,
        operation: flag.operation.as_ref().map(OperationBody::of),
    }))
}
