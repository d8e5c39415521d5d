//! Lists of names, settings, and the fields that filters know.

use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    AppError, LabelChange,
    store::{PERSON, domain::LabelKind, filter::Tree},
};

use crate::{
    Api, Problem,
    caller::{Configurer, Reader},
    extract::{Body, Named},
    model::{LabelBody, PersonName, SettingBody, given},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(settings))
        .routes(routes!(setting, set))
        .routes(routes!(schema))
        .routes(routes!(tree_schema))
}

fn kind(list: &str) -> Result<LabelKind, Problem> {
    let known = || LabelKind::ALL.into_iter().filter(|kind| *kind != LabelKind::Country);
    known().find(|kind| kind.plural() == list).ok_or_else(|| {
        let lists: Vec<_> = known().map(LabelKind::plural).collect();
        Problem::not_found(format!("there is no list `{list}`"))
            .at("list")
            .expecting(&lists.join(", "))
    })
}

/// Lists the entries of a list of names, with the records that one sees.
#[utoipa::path(get, path = "/lists/{list}", tag = "lists", operation_id = "list_entries",
    params(("list" = String, Path, description = "teams, tags, sources, mediums or campaigns")),
    responses((status = 200, body = Vec<LabelBody>)))]
async fn list(desk: Reader, Named(list): Named<String>) -> Result<Json<Vec<LabelBody>>, Problem> {
    let counts = desk.label_counts(kind(&list)?).await?;
    Ok(Json(counts.iter().map(LabelBody::counted).collect()))
}

/// An entry to be added, or what to change of one: what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The name; needed for a new one.
    name: Option<String>,
    /// Whether it is not offered any more.
    archived: Option<bool>,
    /// The place in the order, for teams.
    position: Option<i64>,
    /// Who leads it, for teams; null for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<PersonName>)]
    leader: Option<Option<PersonName>>,
    /// The colour, 0 to 11, for tags; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    colour: Option<Option<i64>>,
}

impl Entry {
    fn changes(self, kind: LabelKind) -> Result<Vec<LabelChange>, Problem> {
        let wrong =
            |field: &str| Problem::malformed(field, format!("{} have no {field}", kind.plural()));
        if kind != LabelKind::Team && (self.position.is_some() || self.leader.is_some()) {
            return Err(wrong(if self.position.is_some() { "position" } else { "leader" }));
        }
        if kind != LabelKind::Tag && self.colour.is_some() {
            return Err(wrong("colour"));
        }
        let changes = [
            self.name.map(LabelChange::Name),
            self.archived.map(LabelChange::Archived),
            self.position.map(LabelChange::Position),
            self.leader.map(|leader| LabelChange::Leader(leader.map(|it| it.0))),
            self.colour.map(LabelChange::Colour),
        ];
        Ok(changes.into_iter().flatten().collect())
    }
}

/// Adds an entry. Managers may.
#[utoipa::path(post, path = "/lists/{list}", tag = "lists", operation_id = "create_entry",
    request_body = Entry,
    params(("list" = String, Path, description = "teams, tags, sources, mediums or campaigns")),
    responses((status = 201, body = LabelBody)))]
async fn create(
    desk: Configurer,
    Named(list): Named<String>,
    Body(mut entry): Body<Entry>,
) -> Result<(StatusCode, Json<LabelBody>), Problem> {
    let kind = kind(&list)?;
    let name = entry.name.take().ok_or_else(|| {
        Problem::malformed("name", "a new entry needs a name").expecting("a text")
    })?;
    let label = desk.add_label(kind, &name, &entry.changes(kind)?).await;
    let label = label.map_err(Problem::of_person("leader"))?;
    Ok((StatusCode::CREATED, Json(LabelBody::of(&label))))
}

/// Changes an entry. Managers may.
#[utoipa::path(patch, path = "/lists/{list}/{name}", tag = "lists",
    operation_id = "change_entry", request_body = Entry,
    params(
        ("list" = String, Path, description = "teams, tags, sources, mediums or campaigns"),
        ("name" = String, Path, description = "The entry, by name")
    ),
    responses((status = 200, body = LabelBody)))]
async fn change(
    desk: Configurer,
    Named((list, name)): Named<(String, String)>,
    Body(entry): Body<Entry>,
) -> Result<Json<LabelBody>, Problem> {
    let kind = kind(&list)?;
    let changes = entry.changes(kind)?;
    let label = desk.edit_label(kind, &name, &changes).await.map_err(|error| match error {
        AppError::Unknown { what: PERSON, .. } => Problem::of_person("leader")(error),
        error => Problem::in_path(error),
    })?;
    Ok(Json(LabelBody::of(&label)))
}

/// Lists the settings of the deployment.
#[utoipa::path(get, path = "/settings", tag = "settings", operation_id = "list_settings",
    responses((status = 200, body = Vec<SettingBody>)))]
async fn settings(desk: Reader) -> Result<Json<Vec<SettingBody>>, Problem> {
    Ok(Json(desk.all_settings().await?.into_iter().map(SettingBody::of).collect()))
}

/// Tells a setting.
#[utoipa::path(get, path = "/settings/{key}", tag = "settings", operation_id = "show_setting",
    params(("key" = String, Path, description = "The setting")),
    responses((status = 200, body = SettingBody)))]
async fn setting(desk: Reader, Named(key): Named<String>) -> Result<Json<SettingBody>, Problem> {
    Ok(Json(SettingBody::of(desk.setting(&key).await.map_err(Problem::in_path)?)))
}

/// A value of a setting.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingValue {
    /// The value, as text.
    value: String,
}

/// Sets a setting. Managers may.
#[utoipa::path(put, path = "/settings/{key}", tag = "settings", operation_id = "set_setting",
    request_body = SettingValue,
    params(("key" = String, Path, description = "The setting")),
    responses((status = 200, body = SettingBody)))]
async fn set(
    desk: Configurer,
    Named(key): Named<String>,
    Body(body): Body<SettingValue>,
) -> Result<Json<SettingBody>, Problem> {
    let setting = desk.set_setting(&key, &body.value).await.map_err(Problem::in_path)?;
    Ok(Json(SettingBody::of(setting)))
}

/// Tells the fields that filters, orders and groups know, with their types, choices and operators.
#[utoipa::path(get, path = "/schema", tag = "schema", operation_id = "show_schema",
    responses((status = 200, body = serde_json::Value)))]
async fn schema(desk: Reader) -> Json<serde_json::Value> {
    Json(serde_json::json!(desk.schema().catalogue()))
}

/// Tells the JSON schema of filters in the tree spelling.
#[utoipa::path(get, path = "/schema/tree", tag = "schema", operation_id = "show_tree_schema",
    responses((status = 200, body = serde_json::Value)))]
async fn tree_schema(_: Reader) -> Json<serde_json::Value> {
    Json(Tree::schema())
}
