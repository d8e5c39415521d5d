//! How often one caller may ask.

use std::{net::SocketAddr, num::NonZeroU32};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use serde_json::json;
use winback_api::{Limits, Rate};
use winback_app::store::domain::TokenScope;

use super::caller::{Answer, Deployment, problem};

/// Two requests, and one more each minute: no test takes that long.
async fn deployment(forwarded: bool) -> Deployment {
    let [one, two] = [1, 2].map(|number| NonZeroU32::new(number).unwrap());
    let rate = Some(Rate { per_minute: one, burst: two });
    Deployment::limited(Limits { rate, forwarded, ..Limits::default() }).await
}

async fn from(at: &Deployment, address: &str, method: &str, headers: &[(&str, &str)]) -> Answer {
    let address: SocketAddr = format!("{address}:4711").parse().unwrap();
    let mut request = Request::builder().method(method).uri("/api/v1/session");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let body = if method == "POST" { r#"{ "login": "x", "password": "y" }"# } else { "" };
    at.send(request.extension(ConnectInfo(address)).body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_try_again_and_nobody_else_is() {
    let at = deployment(false).await;
    let anna = at.token("anna", TokenScope::Read).await;
    let bert = at.token("bert", TokenScope::Read).await;
    for _ in 0..2 {
        at.get(&anna, "/api/v1/opportunities").await.expect(200);
    }
    let refused = at.get(&anna, "/api/v1/session").await;
    let expected = json!({ "type": "/problems/rate", "field": null, "status": 429 });
    assert_eq!(problem(&refused), expected);
    let seconds = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap();
    assert!((50..=60).contains(&seconds), "{seconds}");
    assert_eq!(refused.json()["retry_after"], seconds);
    at.get(&bert, "/api/v1/session").await.expect(200);
    let other = at.token("anna", TokenScope::Read).await;
    at.get(&other, "/api/v1/session").await.expect(200);
    for path in ["/healthz", "/readyz", "/metrics"] {
        for _ in 0..4 {
            assert_eq!(at.get(&anna, path).await.status, 200, "{path} is for probes");
        }
    }
}

#[tokio::test]
async fn who_shows_nothing_valid_counts_by_address() {
    let at = deployment(false).await;
    // Whatever is made up: neither a new token nor a new cookie makes a new caller.
    for (method, headers, status) in [
        ("GET", [("authorization", "Bearer wb_1")], 401),
        ("POST", [("cookie", "winback_session=2")], 401),
        ("POST", [("cookie", "winback_session=3")], 429),
        ("GET", [("authorization", "Bearer wb_4")], 429),
        ("GET", [("x-forwarded-for", "192.0.2.9")], 429),
    ] {
        from(&at, "192.0.2.1", method, &headers).await.expect(status);
    }
    from(&at, "192.0.2.2", "POST", &[]).await.expect(401);
    let anna = at.token("anna", TokenScope::Read).await;
    let token = format!("Bearer {anna}");
    from(&at, "192.0.2.1", "GET", &[("authorization", &token)]).await.expect(200);
}

#[tokio::test]
async fn a_person_has_one_count_in_all_sessions() {
    let at = deployment(false).await;
    let password = winback_app::Secret::new("vier lila Pumpen 7");
    at.desk("admin").await.set_password("anna", &password).await.unwrap();
    let mut cookies = Vec::new();
    for _ in 0..2 {
        let signed_in = at.app.sign_in("anna", &password).await.unwrap();
        cookies.push(format!("winback_session={}", signed_in.token.expose()));
    }
    for (cookie, address, status) in [(0, 1, 200), (1, 2, 200), (0, 3, 429), (1, 4, 429)] {
        let address = format!("192.0.2.{address}");
        from(&at, &address, "GET", &[("cookie", &cookies[cookie])]).await.expect(status);
    }
}

#[tokio::test]
async fn behind_another_server_the_forwarded_address_counts() {
    let at = deployment(true).await;
    for (forwarded, status) in
        [("192.0.2.1", 401), ("x, 192.0.2.1", 401), ("192.0.2.1", 429), ("192.0.2.2", 401)]
    {
        let headers = [("x-forwarded-for", forwarded)];
        from(&at, "10.0.0.1", "GET", &headers).await.expect(status);
    }
}
