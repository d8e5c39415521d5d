//! The cookies of this server, that of a session above all, and what protects it: the same for the API
//! and for the pages.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use winback_app::{Secret, SignedIn};

use crate::Problem;

/// The cookie that carries a session. The prefix `__Host-` would need TLS, which may end at a proxy.
pub const COOKIE: &str = "winback_session";

/// Returns what sets the cookie of a session, as [`set_cookie`] sets any.
pub fn cookie(signed_in: &SignedIn, now: Timestamp, secure: bool) -> HeaderValue {
    let seconds = signed_in.expires_at.as_second().saturating_sub(now.as_second());
    // Tokens are letters and digits.
    set_cookie(COOKIE, signed_in.token.expose(), seconds, secure)
}

/// Returns what takes the cookie of a session away.
pub fn no_cookie(secure: bool) -> HeaderValue {
    set_cookie(COOKIE, "", 0, secure)
}

/// Returns what sets a cookie of this server: scripts cannot read it, other sites' forms do not send it.
/// It is kept for some seconds, and taken away by none; `secure` sends it over encrypted connections
/// alone. A value that no header can carry sets nothing.
pub fn set_cookie(name: &str, value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Returns the session of the request's cookie, if there is one.
pub fn session_of(headers: &HeaderMap) -> Option<Secret> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|it| it.split_once('='));
    pairs.find(|(name, _)| name.trim() == COOKIE).map(|(_, value)| Secret::new(value.trim()))
}

/// Refuses a change that another site makes a browser send. Such a request carries the cookie, so that a
/// browser must have said where it comes from.
///
/// # Errors
/// A [`Problem`] with status 403.
pub fn check_origin(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own = match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => {
            let origin = text("origin").and_then(|origin| origin.split_once("://"));
            origin.is_some_and(|(_, authority)| Some(authority) == text("host"))
        }
    };
    if is_own {
        return Ok(());
    }
    Err(Problem::new(
        axum::http::StatusCode::FORBIDDEN,
        "origin",
        "The request comes from elsewhere",
        "a change in a session must come from this server's own pages: send `Origin`, or use an API \
         token",
    )
    .at("origin"))
}
