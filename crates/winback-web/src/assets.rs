//! Style and scripts, in the binary.

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Kept for a year: a changed file has another address.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(crate) fn routes() -> Router {
    Router::new()
        .route("/assets/{version}/{name}", get(file))
        // What browsers ask for where a page names no icon, as the description of the API does not.
        .route("/favicon.ico", get(|| async { Redirect::to(&address("icon.svg")) }))
}

/// Returns the address of a file, which changes when the file does.
pub(crate) fn address(name: &str) -> String {
    let hash = Files::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    let version: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/assets/{version}/{name}")
}

/// Answers with a file; the version stands in the address for browsers alone.
async fn file(Path((_, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let kind = HeaderValue::from_static(kind);
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_GOOD)], file.data).into_response()
}
