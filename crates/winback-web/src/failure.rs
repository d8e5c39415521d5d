//! What is answered when something cannot be done: a page that says why, with a way back.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use winback_api::Refusal;
use winback_app::{AppError, ErrorClass, store::StoreError};

use crate::{
    Web, layout,
    sentence::{sentence, signed},
    visitor::{ChosenLanguage, came_from, is_own},
    words::{Language, OfPages, Said, Words, language_cookie},
};

/// Why a page cannot be shown, or a form cannot be taken.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// Nobody is signed in; where to go on afterwards.
    SignIn(String),
    /// The app refuses, or failed.
    App(Arc<AppError>),
    /// There is no such page.
    NoPage,
    /// Another site made the browser send it.
    Origin,
    /// More was sent than is taken.
    TooLong,
    /// A form lacks what its page gives it.
    Form(&'static str),
    /// A guard answers.
    Guard(Refusal),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(Arc::new(error))
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::NoPage => StatusCode::NOT_FOUND,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Form(_) => StatusCode::BAD_REQUEST,
            Self::Guard(refusal) => refusal.status(),
            Self::App(error) => status(error),
        }
    }

    /// Returns the sentence that says why.
    fn sentence(&self, words: Words) -> String {
        match self {
            Self::SignIn(_) => words.say("failure-sign-in").into_owned(),
            Self::NoPage => words.say("failure-no-page").into_owned(),
            Self::Origin => words.say("failure-origin").into_owned(),
            Self::TooLong => words.say("failure-too-long").into_owned(),
            Self::Form(_) => words.say("failure-form").into_owned(),
            Self::Guard(refusal) => guarded(words, *refusal),
            Self::App(error) => sentence(words, error),
        }
    }
}

fn guarded(words: Words, refusal: Refusal) -> String {
    match refusal {
        Refusal::TooOften { seconds, .. } => {
            let shown = words.count(seconds);
            words.say_with("failure-too-often", &[("count", Said::Count(signed(seconds), &shown))])
        }
        Refusal::Overloaded => words.say("failure-overloaded").into_owned(),
        Refusal::TooSlow => words.say("failure-too-slow").into_owned(),
        Refusal::Failed => words.say("failure-failed").into_owned(),
    }
}

/// Returns the status that tells whose fault an error is.
pub(crate) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::NotFound(_) | AppError::Absent { .. } | AppError::Merged { .. } => {
            StatusCode::NOT_FOUND
        }
        AppError::NotAllowed { .. } => StatusCode::FORBIDDEN,
        AppError::SlowDown { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::Store(StoreError::Stale { .. } | StoreError::Moved { .. }) => {
            StatusCode::CONFLICT
        }
        AppError::Store(StoreError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        error if error.class() == ErrorClass::Environment => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignIn(next) = &self {
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            return Redirect::to(&format!("/sign-in?next={next}")).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the page of a failure, in the language of who asked, and lets the browser keep the language
/// that a person chose elsewhere: a guard, and pages of nobody, know no other.
pub(crate) async fn told(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let chosen = ChosenLanguage::default();
    request.extensions_mut().insert(chosen.clone());
    let mut response = next.run(request).await;
    let (chosen, asked) = (chosen.language(), Language::of_request(&headers));
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        noted(&failure);
        response = page(&headers, Words::of(chosen.unwrap_or(asked)), &failure);
    }
    if let Some(language) = chosen.filter(|language| *language != asked) {
        let kept = language_cookie(language, web.secure_cookie);
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    response
}

/// Writes a line for what whoever runs the server should know.
fn noted(failure: &Failure) {
    if let Failure::App(error) = failure
        && error.class() == ErrorClass::Environment
    {
        tracing::error!(error = %chain(error), "a page failed");
    }
    if let Failure::Form(what) = failure {
        tracing::warn!(what, "a form lacks what its page gives it");
    }
}

/// Writes the page of a refusal by a guard.
pub(crate) fn refused(headers: &HeaderMap, refusal: Refusal) -> Response {
    page(headers, Words::of(Language::of_request(headers)), &Failure::Guard(refusal))
}

fn page(headers: &HeaderMap, words: Words, failure: &Failure) -> Response {
    let back = came_from(headers).filter(|to| is_own(to)).unwrap_or("/pipeline".to_owned());
    let page = html! {
        section.failure {
            h1 { (words.say("failure-title")) }
            p.problem role="alert" { (failure.sentence(words)) }
            p {
                a.button.primary href=(back) { (words.say("go-back")) }
                " "
                a.button href="/pipeline" { (words.say("go-to-pipeline")) }
            }
        }
    };
    let title = words.say("failure-title");
    let mut page = layout::plain(words, &title, &page);
    *page.status_mut() = failure.status();
    page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

fn chain(error: &AppError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
