//! Who looks at a page, in which language, and what was just done.

use std::{
    convert::Infallible,
    future::{Future, ready},
    sync::{Arc, OnceLock},
};

use axum::{
    body::Body,
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{StreamExt, stream};
use maud::Markup;
use winback_api::session::{check_origin, session_of};
use winback_app::Desk;

use crate::{
    Web,
    failure::Failure,
    fields::Fields,
    flash::Done,
    layout::{self, Section},
    words::{Language, OfPages, Words},
};

/// The header by which a script says that it shows the page in a dialog: it is told where to go in a
/// header, as it cannot see a redirect.
const DIALOG: &str = "x-winback-dialog";

/// The language that the person chose who is signed in, once a request came to know them: it is asked
/// for behind the handlers, too.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChosenLanguage(Arc<OnceLock<Language>>);

impl ChosenLanguage {
    pub(crate) fn language(&self) -> Option<Language> {
        self.0.get().copied()
    }
}

/// A person who is signed in, as a page needs it.
pub(crate) struct Visitor {
    /// The app as this person uses it.
    pub(crate) desk: Desk,
    /// The person's language.
    pub(crate) words: Words,
    /// The address that was asked for, behind the host.
    pub(crate) here: String,
    /// What the address says behind its `?`.
    pub(crate) query: Fields,
    /// The page of this server on which a link was followed, if the browser says so.
    came_from: Option<String>,
    done: Option<Done>,
    in_dialog: bool,
    secure_cookie: bool,
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let here = parts.uri.path_and_query().map(|it| it.as_str()).unwrap_or("/").to_owned();
        let next = if parts.method.is_safe() { here.clone() } else { "/pipeline".to_owned() };
        let session = session_of(&parts.headers).ok_or_else(|| Failure::SignIn(next.clone()))?;
        check_origin(&parts.method, &parts.headers).map_err(|_| Failure::Origin)?;
        let desk = web.app.desk_of_session(&session).await?.ok_or(Failure::SignIn(next))?;
        let chosen = desk.actor().preferences.language;
        if let (Some(language), Some(known)) = (chosen, parts.extensions.get::<ChosenLanguage>()) {
            known.0.get_or_init(|| language);
        }
        let language = chosen.unwrap_or_else(|| Language::of_request(&parts.headers));
        Ok(Self {
            desk,
            words: Words::of(language),
            here,
            query: Fields::of_query(parts.uri.query().unwrap_or_default()),
            came_from: came_from(&parts.headers),
            done: Done::of_request(&parts.headers),
            in_dialog: is_dialog(&parts.headers),
            secure_cookie: web.secure_cookie,
        })
    }
}

/// The part of an address that says which record, or what is done: where it cannot be read, there is no
/// such page.
pub(crate) struct Part<T>(pub(crate) T);

impl<S, T> FromRequestParts<S> for Part<T>
where
    S: Send + Sync,
    Path<T>: FromRequestParts<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::from_request_parts(parts, state).await;
        read.map(|Path(part)| Self(part)).map_err(|_| Failure::NoPage)
    }
}

/// A page of which the first part can be sent.
pub(crate) struct InParts {
    /// What takes away the cookie of what is told on this page.
    told: Option<HeaderValue>,
    halves: (String, String),
}

impl InParts {
    /// Sends the first part at once, and then what is told, as soon as it is there.
    pub(crate) fn followed_by(
        self,
        rest: impl Future<Output = Markup> + Send + 'static,
    ) -> Response {
        let (first, last) = self.halves;
        let first = stream::once(ready(first));
        let rest = stream::once(async move { rest.await.into_string() + &last });
        let body = Body::from_stream(first.chain(rest).map(Ok::<_, Infallible>));
        let mut response = layout::answered(body);
        if let Some(gone) = self.told {
            response.headers_mut().append(header::SET_COOKIE, gone);
        }
        response
    }
}

fn is_dialog(headers: &HeaderMap) -> bool {
    headers.contains_key(DIALOG)
}

/// Returns the page of this server that a request comes from.
pub(crate) fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).filter(|host| !host.is_empty())?;
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    rest.strip_prefix(host).filter(|path| path.starts_with('/')).map(str::to_owned)
}

impl Visitor {
    /// Answers with a page.
    pub(crate) fn page(&self, title: &str, section: Section, body: &Markup) -> Response {
        let done = self.done.filter(|_| !self.in_dialog);
        let mut response = layout::whole(self, title, section, done, body);
        if let Some(gone) = self.told(done) {
            response.headers_mut().append(header::SET_COOKIE, gone);
        }
        response
    }

    /// Answers with a page of which the first part is sent at once, and the rest when it is there.
    pub(crate) fn page_in_parts(&self, title: &str, section: Section, first: &Markup) -> InParts {
        let done = self.done.filter(|_| !self.in_dialog);
        let told = self.told(done);
        InParts { told, halves: layout::halves(self, title, section, done, first) }
    }

    /// Returns what takes the cookie away of what a page tells.
    fn told(&self, done: Option<Done>) -> Option<HeaderValue> {
        done.map(|_| Done::gone(self.secure_cookie))
    }

    /// Answers with a page whose form could not be taken: what was typed stands in it.
    pub(crate) fn refused(&self, title: &str, section: Section, body: &Markup) -> Response {
        let mut response = self.page(title, section, body);
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    }

    /// Sends the browser on after a form was taken; the next page tells what was done.
    pub(crate) fn go(&self, to: &str, done: Done) -> Response {
        let mut response = self.go_silently(to);
        response.headers_mut().append(header::SET_COOKIE, done.cookie(self.secure_cookie));
        response
    }

    /// Sends the browser on.
    pub(crate) fn go_silently(&self, to: &str) -> Response {
        if !self.in_dialog {
            return Redirect::to(to).into_response();
        }
        let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/pipeline"));
        (StatusCode::NO_CONTENT, [("x-winback-go", to)]).into_response()
    }

    /// Returns where a form goes back to: an address of this server, as its page gave it, or where the
    /// link to it was followed.
    pub(crate) fn back(&self, fields: &Fields, otherwise: &str) -> String {
        let said = fields.get("back").or(self.came_from.as_deref());
        said.filter(|to| is_own(to)).unwrap_or(otherwise).to_owned()
    }

    /// Tells whether this person may configure. Whether it is allowed is asked by the app; this is for
    /// what a page offers.
    pub(crate) fn is_manager(&self) -> bool {
        self.desk.actor().role.may_configure()
    }
}

/// Tells whether an address leads to this server, whatever a browser makes of it.
pub(crate) fn is_own(to: &str) -> bool {
    to.starts_with('/')
        && !to.starts_with("//")
        && !to.contains('\\')
        && to.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_are_gone_to() {
        assert!(is_own("/pipeline?view=list&f=lost"));
        for other in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb", "/\t/x"]
        {
            assert!(!is_own(other), "{other:?}");
        }
    }
}
