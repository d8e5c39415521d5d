//! Signing in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    Actor, AppError, Desk, PreferenceRequest, Secret, SignedIn, store::domain::Language,
};

use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::Body,
    model::given,
    session::{check_origin, cookie, no_cookie, session_of},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out, me, choose))
        .routes(routes!(use_link))
        .routes(routes!(change_password))
}

/// A login and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The login, or the e-mail address.
    login: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
}

/// A one-time link, and the password that it sets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkUse {
    /// The secret of the link.
    link: String,
    /// The new password, at least ten characters.
    #[schema(format = Password)]
    password: String,
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The password until now.
    #[schema(format = Password)]
    old: String,
    /// The new one, at least ten characters.
    #[schema(format = Password)]
    new: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The id.
    id: i64,
    /// The name.
    name: String,
    /// `salesperson`, `salesperson-all` or `manager`.
    role: &'static str,
    /// The language of the pages that the person chose, as a BCP 47 tag; null without a choice.
    language: Option<&'static str>,
    /// The time zone that the person chose, as an IANA name; null without a choice, where days begin in
    /// the deployment's.
    time_zone: Option<String>,
    /// Until when the session is valid; when signing in alone.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl Me {
    fn of(actor: &Actor) -> Self {
        let (name, role) = (actor.name.clone(), actor.role.as_str());
        let language = actor.preferences.language.map(Language::as_str);
        let time_zone = actor.preferences.time_zone.as_ref().map(ToString::to_string);
        Self { id: actor.id.get(), name, role, language, time_zone, expires_at: None }
    }
}

/// Signs in, and sets the cookie of the session.
#[utoipa::path(post, path = "/session", tag = "session", operation_id = "sign_in",
    security(()), request_body = Credentials, responses((status = 200, body = Me)))]
async fn sign_in(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Problem> {
    own_pages_alone(&headers)?;
    let password = Secret::new(credentials.password);
    let signed_in = api.app.sign_in(&credentials.login, &password).await?;
    Ok(with_cookie(&api, &signed_in))
}

/// Sets a password by a one-time link, and signs in.
#[utoipa::path(post, path = "/session/link", tag = "session", operation_id = "use_link",
    security(()), request_body = LinkUse, responses((status = 200, body = Me)))]
async fn use_link(
    State(api): State<Api>,
    headers: HeaderMap,
    Body(used): Body<LinkUse>,
) -> Result<Response, Problem> {
    own_pages_alone(&headers)?;
    let (link, password) = (Secret::new(used.link), Secret::new(used.password));
    let used = api.app.use_link(&link, &password).await;
    let signed_in = used.map_err(|error| match error {
        AppError::Refused(sentence) => Problem::unauthorised(sentence.to_string()),
        error => error.into(),
    })?;
    Ok(with_cookie(&api, &signed_in))
}

/// Signing somebody in from another site's page would show what they do to who owns the account.
fn own_pages_alone(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN) {
        true => check_origin(&Method::POST, headers),
        false => Ok(()),
    }
}

/// Signs out: the session is over.
#[utoipa::path(delete, path = "/session", tag = "session", operation_id = "sign_out",
    responses((status = 204)))]
async fn sign_out(
    State(api): State<Api>,
    _: Writer,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(session) = session_of(&headers) {
        api.app.sign_out(&session).await?;
    }
    let gone = no_cookie(api.limits.secure_cookie);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Tells who is signed in.
#[utoipa::path(get, path = "/session", tag = "session", operation_id = "who_am_i",
    responses((status = 200, body = Me)))]
async fn me(desk: Reader) -> Json<Me> {
    Json(Me::of(desk.actor()))
}

/// What a person chooses, wherever they sign in: what is absent stays, null takes a choice back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// The language of the pages: `en` or `zh-CN`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
    /// The time zone in which the person's days begin, as an IANA name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<String>>,
}

/// Keeps what one chooses for oneself, and tells who is signed in. Rule: behaviour 7.8.
#[utoipa::path(patch, path = "/session", tag = "session", operation_id = "choose",
    request_body = Choice, responses((status = 200, body = Me)))]
async fn choose(desk: Writer, Body(choice): Body<Choice>) -> Result<Json<Me>, Problem> {
    let request = PreferenceRequest {
        language: choice.language.map(Option::unwrap_or_default),
        time_zone: choice.time_zone.map(Option::unwrap_or_default),
    };
    let preferences = desk.choose(&request).await?.preferences;
    Ok(Json(Me::of(&Actor { preferences, ..desk.actor().clone() })))
}

/// Changes one's password; all other sessions are over.
#[utoipa::path(put, path = "/session/password", tag = "session", operation_id = "change_password",
    request_body = PasswordChange, responses((status = 204)))]
async fn change_password(
    desk: Writer,
    headers: HeaderMap,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let desk: &Desk = &desk;
    let (old, new) = (Secret::new(change.old), Secret::new(change.new));
    desk.change_password(&old, &new, session_of(&headers).as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn with_cookie(api: &Api, signed_in: &SignedIn) -> Response {
    let cookie = cookie(signed_in, api.app.now(), api.limits.secure_cookie);
    let me = Me { expires_at: Some(signed_in.expires_at.to_string()), ..Me::of(&signed_in.person) };
    ([(header::SET_COOKIE, cookie), (header::CACHE_CONTROL, NO_STORE)], Json(me)).into_response()
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
