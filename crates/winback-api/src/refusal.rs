//! What a guard answers instead of the handler: a problem, or on a page what the page makes of it.

use std::num::NonZeroU32;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::Problem;

/// Why a guard answers instead of the handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The caller asked too often.
    TooOften {
        /// How often a caller may ask, in the long run.
        per_minute: NonZeroU32,
        /// In how many seconds to try again, at least 1.
        seconds: u64,
    },
    /// The server works on as many requests as it may.
    Overloaded,
    /// The request took longer than it may; whether it changed anything is not known.
    TooSlow,
    /// The handler panicked.
    Failed,
}

impl Refusal {
    /// Returns the status of the response.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::GATEWAY_TIMEOUT,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns in how many seconds to try again, if that is known.
    pub const fn retry_after(self) -> Option<u64> {
        match self {
            Self::TooOften { seconds, .. } => Some(seconds),
            Self::Overloaded => Some(1),
            Self::TooSlow | Self::Failed => None,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (kind, title, detail) = match refusal {
            Refusal::TooOften { per_minute, seconds } => {
                let detail = format!(
                    "a caller may ask {per_minute} times a minute here: try again in {seconds} s"
                );
                ("rate", "Too many requests", detail)
            }
            Refusal::Overloaded => (
                "overloaded",
                "Too many requests at once",
                "the server works on as many requests as it may: try again in a moment".to_owned(),
            ),
            Refusal::TooSlow => (
                "timeout",
                "It took too long",
                "the request took longer than this server allows: ask for less at once".to_owned(),
            ),
            Refusal::Failed => (
                "failed",
                "The server failed",
                "the server failed: tell whoever runs it, with the header x-request-id".to_owned(),
            ),
        };
        let problem = Self::new(refusal.status(), kind, title, detail);
        Self { retry_after: refusal.retry_after(), ..problem }
    }
}

/// A problem, which `told` makes a page of where one was asked for.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Problem::from(self).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Pages beside the API, which pass the same guards.
///
/// They must check the origin of changes themselves: see [`session`](crate::session).
pub struct Pages {
    /// The pages; they also say what is answered where there is nothing.
    pub router: Router,
    /// What pages load, such as style and scripts: who loads it is not looked up, and not counted.
    pub assets: Router,
    /// Writes the page that tells a refusal to who sent the headers of a request. The status and when
    /// to try again are put to it.
    pub refused: fn(&HeaderMap, Refusal) -> Response,
}

/// Answers a refusal of what is no part of the API with a page.
pub(crate) async fn told(
    State(refused): State<fn(&HeaderMap, Refusal) -> Response>,
    request: Request,
    next: Next,
) -> Response {
    let headers = is_page(request.uri().path()).then(|| request.headers().clone());
    let response = next.run(request).await;
    let refusal = response.extensions().get::<Refusal>().copied();
    let (Some(headers), Some(refusal)) = (headers, refusal) else { return response };
    let mut page = refused(&headers, refusal);
    *page.status_mut() = refusal.status();
    if let Some(seconds) = refusal.retry_after() {
        page.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    page
}

/// Tells whether people look at an address, rather than programs.
fn is_page(path: &str) -> bool {
    !path.starts_with("/api/") && !matches!(path, "/healthz" | "/readyz" | "/metrics")
}
