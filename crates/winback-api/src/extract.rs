//! Bodies, queries and paths: what cannot be read is a [`Problem`] that names the place.

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::Problem;

/// A body of JSON.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(of_body(&rejection)),
        }
    }
}

fn of_body(rejection: &JsonRejection) -> Problem {
    let problem = Problem::malformed("body", rejection.body_text());
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            "the body is larger than this server takes: send less, or an import as a file",
        )
        .at("body"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16(),
            ..problem.expecting("content-type: application/json")
        },
        StatusCode::UNPROCESSABLE_ENTITY => {
            let problem = Problem { status: StatusCode::UNPROCESSABLE_ENTITY.as_u16(), ..problem };
            problem.expecting("the members that the description of this operation names")
        }
        _ => problem.expecting("one document of JSON"),
    }
}

/// The parameters behind the question mark.
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        let Query(params) =
            read.map_err(|rejection| Problem::malformed("query", rejection.body_text()))?;
        Ok(Self(params))
    }
}

/// What the path names.
pub(crate) struct Named<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        let Path(named) =
            read.map_err(|rejection| Problem::malformed("path", rejection.body_text()))?;
        Ok(Self(named))
    }
}
