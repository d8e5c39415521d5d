//! People. Rule: behaviour 7.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::store::domain::Role;

use crate::{
    Api, Problem,
    caller::{Configurer, Reader},
    extract::{Body, Named},
    model::{PersonBody, given},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change)).routes(routes!(link))
}

fn role(word: &str) -> Result<Role, Problem> {
    Role::from_word(word).ok_or_else(|| {
        Problem::malformed("role", "there is no such role")
            .given(word)
            .expecting("salesperson, salesperson-all or manager")
    })
}

/// Lists everybody, those who left included.
#[utoipa::path(get, path = "/people", tag = "people", operation_id = "list_people",
    responses((status = 200, body = Vec<PersonBody>)))]
async fn list(desk: Reader) -> Result<Json<Vec<PersonBody>>, Problem> {
    Ok(Json(desk.people().await?.iter().map(PersonBody::of).collect()))
}

/// A person to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    /// The name.
    name: String,
    /// The short name to sign in by; made of the name if absent.
    login: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// `salesperson`, which one is if absent, `salesperson-all` or `manager`.
    role: Option<String>,
}

/// Adds a person. Managers may.
#[utoipa::path(post, path = "/people", tag = "people", operation_id = "create_person",
    request_body = NewPerson, responses((status = 201, body = PersonBody)))]
async fn create(
    desk: Configurer,
    Body(new): Body<NewPerson>,
) -> Result<(StatusCode, Json<PersonBody>), Problem> {
    let role = new.role.as_deref().map_or(Ok(Role::Salesperson), role)?;
    let person =
        desk.add_person(&new.name, new.login.as_deref(), new.email.as_deref(), role).await?;
    Ok((StatusCode::CREATED, Json(PersonBody::of(&person))))
}

/// What to change of a person: what is absent stays. One kind of change at a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonChange {
    /// Another name, everywhere.
    name: Option<String>,
    /// Another e-mail address; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// Another role.
    role: Option<String>,
    /// Whether the person works here; one who does not cannot sign in.
    active: Option<bool>,
}

/// Changes a person. Managers may.
#[utoipa::path(patch, path = "/people/{login}", tag = "people", operation_id = "change_person",
    request_body = PersonChange,
    params(("login" = String, Path, description = "The person, by login or name")),
    responses((status = 200, body = PersonBody)))]
async fn change(
    desk: Configurer,
    Named(login): Named<String>,
    Body(change): Body<PersonChange>,
) -> Result<Json<PersonBody>, Problem> {
    let email = change.email.map(Option::unwrap_or_default);
    let edited = change.name.is_some() || email.is_some();
    let person = match (edited, change.role.as_deref(), change.active) {
        (true, None, None) => {
            desk.edit_person(&login, change.name.as_deref(), email.as_deref()).await
        }
        (false, Some(word), None) => desk.set_role(&login, role(word)?).await,
        (false, None, Some(active)) => {
            desk.archive_person(&login, !active).await.map(|archived| archived.person)
        }
        _ => {
            let problem =
                "give name and e-mail address, or the role, or whether the person works here";
            return Err(Problem::malformed("body", problem).expecting("one kind of change"));
        }
    };
    Ok(Json(PersonBody::of(&person.map_err(Problem::in_path)?)))
}

/// A link by which a person sets a password.
#[derive(Serialize, ToSchema)]
struct LinkBody {
    /// The secret, told this once: what `POST /session/link` takes.
    link: String,
    /// Until when it is valid.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Makes a one-time link by which a person sets a password. Managers may.
#[utoipa::path(post, path = "/people/{login}/password-link", tag = "people",
    operation_id = "create_password_link",
    params(("login" = String, Path, description = "The person, by login or name")),
    responses((status = 201, body = LinkBody)))]
async fn link(desk: Configurer, Named(login): Named<String>) -> Result<Response, Problem> {
    let link = desk.password_link(&login).await.map_err(Problem::in_path)?;
    let body =
        LinkBody { link: link.secret.expose().to_owned(), expires_at: link.expires_at.to_string() };
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(body)).into_response())
}
