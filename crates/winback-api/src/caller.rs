//! Who calls: by a session's cookie, or by an API token.

use std::ops::Deref;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use winback_app::{Desk, Secret, store::domain::TokenScope};

use crate::{
    Api, Problem,
    rate::Caller,
    session::{check_origin, session_of},
};

/// Where a person sits who may read.
pub(crate) struct Reader(Desk);

/// Where a person sits who may change records.
pub(crate) struct Writer(Desk);

/// Where a person sits by a session or a token that may configure; whether the person may is asked by
/// the app.
pub(crate) struct Configurer(Desk);

impl Deref for Reader {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Deref for Writer {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Deref for Configurer {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl FromRequestParts<Api> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(seat(parts, api, TokenScope::Read).await?))
    }
}

impl FromRequestParts<Api> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(seat(parts, api, TokenScope::Write).await?))
    }
}

impl FromRequestParts<Api> for Configurer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(seat(parts, api, TokenScope::Configure).await?))
    }
}

/// Where who calls sits, and by what.
#[derive(Clone)]
pub(crate) struct Seat {
    desk: Desk,
    /// Whether a browser may have been made to send what was shown.
    by_cookie: bool,
    /// Who is counted as one.
    pub(crate) caller: Caller,
}

/// Seats who calls, if what they show allows `scope`.
async fn seat(parts: &Parts, api: &Api, scope: TokenScope) -> Result<Desk, Problem> {
    let known = parts.extensions.get::<Result<Seat, Problem>>().cloned();
    let seat = match known {
        Some(seated) => seated?,
        None => look_up(&parts.headers, api).await?,
    };
    if seat.by_cookie {
        check_origin(&parts.method, &parts.headers)?;
    }
    seat.desk.must_cover(scope)?;
    Ok(seat.desk)
}

/// Looks up who calls by what they show.
pub(crate) async fn look_up(headers: &HeaderMap, api: &Api) -> Result<Seat, Problem> {
    if let Some(token) = bearer(headers)? {
        let seated = api.app.desk_of_token(&token).await?;
        let desk = seated.ok_or_else(|| {
            Problem::unauthorised(
                "the token is none, has expired or was revoked: make another with `winback tokens \
                 create`",
            )
        })?;
        let caller = Caller::token(&token);
        return Ok(Seat { desk, by_cookie: false, caller });
    }
    let Some(session) = session_of(headers) else {
        return Err(Problem::unauthorised(
            "give an API token as `Authorization: Bearer wb_…`, or sign in at \
             `POST /api/v1/session`",
        ));
    };
    let desk = api.app.desk_of_session(&session).await?;
    let desk = desk.ok_or_else(|| Problem::unauthorised("the session is over: sign in again"))?;
    let caller = Caller::Person(desk.actor().id.get());
    Ok(Seat { desk, by_cookie: true, caller })
}

/// Returns the token of the header `Authorization`, if there is one.
fn bearer(headers: &HeaderMap) -> Result<Option<Secret>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let wrong = || {
        Problem::unauthorised("`Authorization` is not understood")
            .at("authorization")
            .expecting("Bearer wb_…")
    };
    let text = value.to_str().map_err(|_| wrong())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(wrong());
    }
    Ok(Some(Secret::new(token.trim())))
}
