//! What the guards refuse: told on a page to people, and as a problem to programs.

use std::{future::pending, num::NonZeroU32, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
    response::IntoResponse,
    routing::get,
};
use serde_json::json;
use winback_api::{Api, Limits, Pages, Rate, router_with};

use super::caller::{Answer, Deployment, problem};

/// A deployment with pages: one that answers, one that never does, and one that panics.
async fn deployment(limits: Limits) -> Deployment {
    let pages = Pages {
        router: Router::new()
            .route("/page", get(|| async { "here" }))
            .route("/slow", get(pending::<()>))
            .route("/broken", get(broken)),
        assets: Router::new().route("/assets/style", get(|| async { "calm" })),
        refused: |headers, refusal| {
            let language = headers[header::ACCEPT_LANGUAGE].to_str().unwrap();
            format!("{language}: {refusal:?}").into_response()
        },
    };
    let at = Deployment::new().await;
    Deployment { router: router_with(Api::new(at.app.clone(), limits), pages), ..at }
}

async fn broken() -> &'static str {
    panic!("of a test")
}

async fn ask(at: &Deployment, path: &str) -> Answer {
    let method = if path == "/api/v1/session" { "POST" } else { "GET" };
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::ACCEPT_LANGUAGE, "eo");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    at.send(request.body(Body::from(r#"{ "login": "x", "password": "y" }"#)).unwrap()).await
}

/// Checks that a page tells a refusal, with a status and when to try again.
fn told(answer: &Answer, refusal: &str, status: u16, again: Option<&str>) {
    assert_eq!(answer.text, format!("eo: {refusal}"));
    assert_eq!(answer.status.as_u16(), status);
    let said = answer.headers.get(header::RETRY_AFTER).map(|it| it.to_str().unwrap());
    assert_eq!(said, again);
}

#[tokio::test]
async fn who_asks_for_too_many_pages_is_told_on_one_and_what_pages_load_does_not_count() {
    let [one, two] = [1, 2].map(|number| NonZeroU32::new(number).unwrap());
    let rate = Some(Rate { per_minute: one, burst: two });
    let at = deployment(Limits { rate, ..Limits::default() }).await;
    for path in ["/page", "/assets/style", "/assets/style", "/assets/style", "/page"] {
        assert_eq!(ask(&at, path).await.status, 200, "{path}");
    }
    let answer = ask(&at, "/page").await;
    let seconds = answer.headers[header::RETRY_AFTER].to_str().unwrap();
    told(&answer, &format!("TooOften {{ per_minute: 1, seconds: {seconds} }}"), 429, Some(seconds));
    let answer = ask(&at, "/api/v1/session").await;
    assert_eq!(problem(&answer), json!({ "type": "/problems/rate", "field": null, "status": 429 }));
    assert_eq!(ask(&at, "/assets/style").await.text, "calm");
}

#[tokio::test]
async fn what_takes_too_long_is_told_on_a_page_and_as_a_problem() {
    let at = deployment(Limits { time: Duration::ZERO, ..Limits::default() }).await;
    told(&ask(&at, "/slow").await, "TooSlow", 504, None);
    assert_eq!(
        problem(&ask(&at, "/api/v1/session").await),
        json!({ "type": "/problems/timeout", "field": null, "status": 504 })
    );
}

#[tokio::test]
async fn what_is_too_much_at_once_is_told_on_a_page_and_as_a_problem() {
    let time = Duration::from_millis(100);
    let at = deployment(Limits { at_once: 1, time, ..Limits::default() }).await;
    let (slow, page) = tokio::join!(ask(&at, "/slow"), ask(&at, "/page"));
    told(&slow, "TooSlow", 504, None);
    told(&page, "Overloaded", 503, Some("1"));
    let (_, answer) = tokio::join!(ask(&at, "/slow"), ask(&at, "/api/v1/session"));
    assert_eq!(answer.headers[header::RETRY_AFTER], "1");
    let overloaded = json!({ "type": "/problems/overloaded", "field": null, "status": 503 });
    assert_eq!(problem(&answer), overloaded);
    let (_, probe) = tokio::join!(ask(&at, "/slow"), ask(&at, "/healthz"));
    assert_eq!(problem(&probe), overloaded, "a probe is a program");
}

#[tokio::test]
async fn a_page_that_panics_is_told_as_one() {
    let at = deployment(Limits::default()).await;
    told(&ask(&at, "/broken").await, "Failed", 500, None);
    assert_eq!(ask(&at, "/page").await.text, "here");
}
