//! Whether the server lives, and whether it can work.

use axum::{Router, extract::State, http::StatusCode, routing::get};

use crate::{Api, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// Asks the database for something small.
async fn ready(State(api): State<Api>) -> Result<&'static str, Problem> {
    match api.app.is_installed().await {
        Ok(true) => Ok("ready\n"),
        Ok(false) => Err(unready("the database is empty")),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(unready("the database does not answer"))
        }
    }
}

fn unready(detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "Not ready", detail)
}
