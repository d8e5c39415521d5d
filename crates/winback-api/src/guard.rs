//! What every request passes: limits, an id, security headers, a log line; and what is answered when
//! one of them says no.

use std::any::Any;

use axum::{
    BoxError, Router,
    error_handling::HandleErrorLayer,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower::{
    ServiceBuilder, limit::GlobalConcurrencyLimitLayer, load_shed::LoadShedLayer,
    timeout::TimeoutLayer,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
};

use crate::{Limits, Refusal, metrics::Metrics, refusal};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that tell browsers to be careful with whatever comes back.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Puts the guards around a router; `refused` writes the page of a refusal.
pub(crate) fn guarded(
    router: Router,
    limits: &Limits,
    metrics: &Metrics,
    refused: fn(&HeaderMap, Refusal) -> Response,
) -> Router {
    let mut router = router
        .layer(
            ServiceBuilder::new()
                .layer(HandleErrorLayer::new(|error: BoxError| async move { overloaded(&error) }))
                .layer(LoadShedLayer::new())
                .layer(GlobalConcurrencyLimitLayer::new(limits.at_once))
                .layer(TimeoutLayer::new(limits.time)),
        )
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(refused, refusal::told))
        .layer(CompressionLayer::new().gzip(true));
    for (name, value) in HEADERS {
        let layer = SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
        router = router.layer(layer);
    }
    router
        .layer(from_fn_with_state(metrics.clone(), logged))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// Writes a line for each request: what was asked, never what was given.
async fn logged(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let method = request.method().clone();
    // The pattern, not the address, which may hold names of customers in a filter.
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let (path, status) = (path.as_deref().unwrap_or("none"), response.status().as_u16());
    let took = started.elapsed();
    metrics.answered(&method, path, status, took);
    let id = id.as_ref().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info!(
        request = id,
        %method,
        path,
        status,
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

fn overloaded(error: &BoxError) -> Refusal {
    match error.is::<tower::timeout::error::Elapsed>() {
        true => Refusal::TooSlow,
        false => Refusal::Overloaded,
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    Refusal::Failed.into_response()
}
