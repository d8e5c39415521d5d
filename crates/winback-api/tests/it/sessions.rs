//! Signing in, sessions, tokens, and what browsers are protected from.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use winback_app::{Secret, store::domain::TokenScope};

use super::caller::{Answer, Deployment, problem};

const PASSWORD: &str = "correct horse battery";

async fn sign_in(at: &Deployment, login: &str, password: &str) -> Answer {
    let body = json!({ "login": login, "password": password });
    at.call(None, Method::POST, "/api/v1/session", Some(body)).await
}

/// Returns the cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

async fn with_cookie(
    at: &Deployment,
    cookie: &str,
    method: Method,
    path: &str,
    origin: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "deals.example.com")
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in origin {
        request = request.header(*name, *value);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    at.send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_session_begins_with_a_password_and_ends_with_a_sign_out() {
    let at = Deployment::new().await;
    let admin = at.desk("admin").await;
    admin.set_password("anna", &Secret::new(PASSWORD)).await.unwrap();
    let wrong = sign_in(&at, "anna", "something else").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let unknown = sign_in(&at, "nobody", "something else").await;
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"], "who is there is not told");
    let answer = sign_in(&at, "ANNA", PASSWORD).await;
    assert_eq!(answer.expect(200)["name"], "Anna Peeters");
    let cookie = cookie(&answer);
    let me = with_cookie(&at, &cookie, Method::GET, "/api/v1/session", &[], None).await;
    assert_eq!(me.expect(200)["role"], "salesperson");
    let own = [("origin", "https://deals.example.com")];
    let out = with_cookie(&at, &cookie, Method::DELETE, "/api/v1/session", &own, None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let me = with_cookie(&at, &cookie, Method::GET, "/api/v1/session", &[], None).await;
    assert_eq!(me.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn other_sites_cannot_change_anything_through_a_browser() {
    let at = Deployment::new().await;
    let admin = at.desk("admin").await;
    admin.set_password("anna", &Secret::new(PASSWORD)).await.unwrap();
    let cookie = cookie(&sign_in(&at, "anna", PASSWORD).await);
    let new = || Some(json!({ "name": "Pumps" }));
    let path = "/api/v1/opportunities";
    for origin in [
        &[][..],
        &[("origin", "https://elsewhere.example.com")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://deals.example.com")],
        &[("sec-fetch-site", "same-site")],
    ] {
        let answer = with_cookie(&at, &cookie, Method::POST, path, origin, new()).await;
        assert_eq!(
            problem(&answer),
            json!({ "type": "/problems/origin", "field": "origin", "status": 403 }),
            "{origin:?}"
        );
    }
    assert_eq!(admin.count("everything").await.unwrap().count(), 0);
    for origin in
        [&[("origin", "https://deals.example.com")][..], &[("sec-fetch-site", "same-origin")]]
    {
        with_cookie(&at, &cookie, Method::POST, path, origin, new()).await.expect(201);
    }
}

#[tokio::test]
async fn too_many_wrong_passwords_are_slowed_down() {
    let at = Deployment::new().await;
    let admin = at.desk("admin").await;
    admin.set_password("anna", &Secret::new(PASSWORD)).await.unwrap();
    for _ in 0..5 {
        assert_eq!(sign_in(&at, "anna", "wrong, wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let slowed = sign_in(&at, "anna", PASSWORD).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "{}", slowed.text);
    let seconds: i64 = slowed.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!(seconds >= 1);
    let later = at.app.now() + jiff::SignedDuration::from_secs(seconds + 1);
    at.clock.set(later);
    sign_in(&at, "anna", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_token_makes_none_that_lives_longer_than_itself() {
    let at = Deployment::new().await;
    let anna = at.token("anna", TokenScope::Write).await;
    let short = json!({ "name": "short", "scope": "write", "days": 2 });
    let short = at.post(&anna, "/api/v1/tokens", short).await.expect(201);
    let secret = short["secret"].as_str().unwrap();
    let copy = json!({ "name": "copy", "scope": "read" });
    let copy = at.post(secret, "/api/v1/tokens", copy).await.expect(201);
    assert_eq!(copy["token"]["expires_at"], short["token"]["expires_at"], "{copy}");
    let longer = json!({ "name": "longer", "scope": "read", "days": 3 });
    let refused = at.post(secret, "/api/v1/tokens", longer).await;
    assert_eq!(
        problem(&refused),
        json!({ "type": "/problems/value", "field": "days", "status": 422 })
    );
    let shorter = json!({ "name": "shorter", "scope": "read", "days": 1 });
    at.post(secret, "/api/v1/tokens", shorter).await.expect(201);
    // Nor does it make another way in for its owner.
    let manager = at.token("admin", TokenScope::Configure).await;
    let link = |login| format!("/api/v1/people/{login}/password-link");
    let own = at.post(&manager, &link("admin"), json!({})).await;
    assert_eq!(problem(&own), json!({ "type": "/problems/refused", "field": null, "status": 409 }));
    at.post(&manager, &link("anna"), json!({})).await.expect(201);
}

#[tokio::test]
async fn a_token_does_what_its_scope_says_until_it_is_revoked_or_over() {
    let at = Deployment::new().await;
    let anna = at.token("anna", TokenScope::Write).await;
    let made = at
        .post(&anna, "/api/v1/tokens", json!({ "name": "report", "scope": "read", "days": 1 }))
        .await
        .expect(201);
    let secret = made["secret"].as_str().unwrap();
    at.get(secret, "/api/v1/opportunities").await.expect(200);
    let refused = at.post(secret, "/api/v1/opportunities", json!({ "name": "x" })).await;
    assert_eq!(problem(&refused)["type"], "/problems/not-allowed");
    let listed = at.get(&anna, "/api/v1/tokens").await;
    assert!(!listed.text.contains(secret), "a secret is told once");
    let configures = json!({ "name": "more", "scope": "configure" });
    assert_eq!(at.post(&anna, "/api/v1/tokens", configures).await.status, StatusCode::FORBIDDEN);
    // Nor does one that a manager made to write make one that configures.
    let manager = at.token("admin", TokenScope::Write).await;
    let configures = json!({ "name": "more", "scope": "configure" });
    let refused = at.post(&manager, "/api/v1/tokens", configures).await;
    assert_eq!(problem(&refused)["type"], "/problems/not-allowed");
    at.clock.set(at.app.now() + jiff::SignedDuration::from_hours(24));
    assert_eq!(at.get(secret, "/api/v1/opportunities").await.status, StatusCode::UNAUTHORIZED);

    let path = format!("/api/v1/tokens/{}", listed.json()[0]["id"]);
    let first = at.call(Some(&anna), Method::DELETE, &path, None).await;
    first.expect(200);
    assert_eq!(at.get(&anna, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    for authorization in ["Bearer", "Basic YTpi", "Bearer wb_none", "Bearer \u{e9}"] {
        let request = Request::get("/api/v1/session").header(header::AUTHORIZATION, authorization);
        let answer = at.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization}");
        problem(&answer);
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful_and_has_an_id() {
    let at = Deployment::new().await;
    for path in ["/api/v1/session", "/api/v1/docs", "/healthz", "/readyz", "/metrics", "/nothing"] {
        let answer = at.call(None, Method::GET, path, None).await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "x-request-id",
        ] {
            assert!(answer.headers.contains_key(name), "{path}: {name}");
        }
    }
    let metrics = at.call(None, Method::GET, "/metrics", None).await;
    let line = "winback_requests_total{method=\"GET\",path=\"/healthz\",status=\"200\"} 1";
    assert!(metrics.text.contains(line), "{}", metrics.text);
}
