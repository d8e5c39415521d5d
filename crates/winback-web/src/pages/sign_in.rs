//! Signing in and out, and the first password by a one-time link.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use winback_api::session::{check_origin, cookie, no_cookie, session_of};
use winback_app::{AppError, PreferenceRequest, Secret, SignedIn};

use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    layout,
    sentence::sentence,
    visitor::is_own,
    words::{Language, OfPages, Words, language_cookie},
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/welcome", get(welcome).post(use_link))
        .route("/sign-out", post(sign_out))
        .route("/language", post(choose_language))
}

async fn form(headers: HeaderMap, uri: axum::http::Uri) -> Response {
    let words = Words::of(Language::of_request(&headers));
    let fields = Fields::of_query(uri.query().unwrap_or_default());
    page(words, fields.get("next"), "", None)
}

fn page(words: Words, next: Option<&str>, login: &str, problem: Option<&str>) -> Response {
    let next = next.filter(|to| is_own(to)).unwrap_or("/pipeline");
    let here = "/sign-in";
    let body = html! {
        section.door {
            h1 { (words.say("sign-in-title")) }
            p.lead { (words.say("sign-in-lead")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            form method="post" action=(here) {
                input type="hidden" name="next" value=(next);
                label { span { (words.say("login")) }
                    input name="login" value=(login) autocomplete="username" required autofocus[login.is_empty()]; }
                label { span { (words.say("password")) }
                    input name="password" type="password" autocomplete="current-password" required
                        autofocus[!login.is_empty()]; }
                button.primary type="submit" { (words.say("sign-in")) }
            }
            (layout::languages(words, here))
        }
    };
    layout::plain(words, &words.say("sign-in-title"), &body)
}

async fn sign_in(
    State(web): State<Web>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    own_pages_alone(&headers)?;
    let words = Words::of(Language::of_request(&headers));
    let login = fields.get("login").unwrap_or_default();
    let password = Secret::new(fields.raw("password").unwrap_or_default());
    match web.app.sign_in(login, &password).await {
        Ok(signed_in) => {
            let next = fields.get("next").filter(|to| is_own(to)).unwrap_or("/pipeline");
            Ok(signed(&web, &signed_in, next))
        }
        Err(error @ (AppError::SignIn | AppError::SlowDown { .. })) => {
            let problem = sentence(words, &error);
            let mut response = page(words, fields.get("next"), login, Some(&problem));
            *response.status_mut() = status(&error);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// Signing somebody in from another site's page would show what they do to who owns the account.
fn own_pages_alone(headers: &HeaderMap) -> Result<(), Failure> {
    check_origin(&Method::POST, headers).map_err(|_| Failure::Origin)
}

/// The page of a one-time link. The secret stands behind `#` in the address, which browsers do not send,
/// or is typed.
async fn welcome(headers: HeaderMap) -> Response {
    link_page(Words::of(Language::of_request(&headers)), "", None)
}

fn link_page(words: Words, link: &str, problem: Option<&str>) -> Response {
    let body: Markup = html! {
        section.door {
            h1 { (words.say("welcome-title")) }
            p.lead { (words.say("welcome-lead")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            form method="post" action="/welcome" data-secret-from-address="link" {
                label { span { (words.say("one-time-link")) }
                    input name="link" value=(link) autocomplete="off" required; }
                label { span { (words.say("new-password")) }
                    input name="password" type="password" minlength="10" autocomplete="new-password" required
                        aria-describedby="password-hint"; }
                p.hint #password-hint { (words.say("password-hint")) }
                button.primary type="submit" { (words.say("set-password")) }
            }
        }
    };
    layout::plain(words, &words.say("welcome-title"), &body)
}

async fn use_link(
    State(web): State<Web>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    own_pages_alone(&headers)?;
    let words = Words::of(Language::of_request(&headers));
    let link = fields.get("link").unwrap_or_default();
    let password = Secret::new(fields.raw("password").unwrap_or_default());
    match web.app.use_link(&Secret::new(link), &password).await {
        Ok(signed_in) => Ok(signed(&web, &signed_in, "/pipeline")),
        Err(
            error @ (AppError::Refused(_) | AppError::Value { .. } | AppError::SlowDown { .. }),
        ) => {
            let mut response = link_page(words, link, Some(&sentence(words, &error)));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    own_pages_alone(&headers)?;
    if let Some(session) = session_of(&headers) {
        web.app.sign_out(&session).await?;
    }
    let gone = no_cookie(web.secure_cookie);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

/// Sends the browser on with its session, in the language that the person chose: pages of nobody have
/// it then, too.
fn signed(web: &Web, signed_in: &SignedIn, to: &str) -> Response {
    let session = cookie(signed_in, web.app.now(), web.secure_cookie);
    let mut response = ([(header::SET_COOKIE, session)], Redirect::to(to)).into_response();
    if let Some(language) = signed_in.person.preferences.language {
        let kept = language_cookie(language, web.secure_cookie);
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    response
}

/// Keeps a language with whoever is signed in, and in the browser for pages of nobody.
async fn choose_language(
    State(web): State<Web>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    own_pages_alone(&headers)?;
    let language = fields.get("language").and_then(Language::of_tag).unwrap_or(Language::English);
    let back = fields.get("back").filter(|to| is_own(to)).unwrap_or("/pipeline");
    if let Some(session) = session_of(&headers)
        && let Some(desk) = web.app.desk_of_session(&session).await?
    {
        let language = Some(language.as_str().to_owned());
        desk.choose(&PreferenceRequest { language, ..Default::default() }).await?;
    }
    let kept = language_cookie(language, web.secure_cookie);
    Ok(([(header::SET_COOKIE, kept)], Redirect::to(back)).into_response())
}
