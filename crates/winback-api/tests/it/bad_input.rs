//! Bad input on each kind of route: a problem that names the place, and nothing is changed.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};
use winback_api::Limits;
use winback_app::store::domain::TokenScope;

use super::caller::{Answer, Deployment, problem};

/// Returns everything that a caller could have changed.
async fn everything(at: &Deployment) -> String {
    let admin = at.desk("admin").await;
    let operations = admin.operations(None, 100).await.unwrap();
    let count = admin.count("everything").await.unwrap();
    format!("{operations:?} {count:?} {:?}", admin.people().await.unwrap())
}

async fn raw(at: &Deployment, token: &str, path: &str, media: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, media)
        .body(Body::from(body));
    at.send(request.unwrap()).await
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_told_with_their_place() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    at.record("Pumps", None).await;
    let before = everything(&at).await;
    let lose = "/api/v1/opportunities/lose";
    let assign = "/api/v1/opportunities/assign";
    let json = "application/json";
    for (path, media, body, status, says) in [
        (lose, json, b"{\"ids\": [1".to_vec(), 400, "EOF"),
        (lose, json, b"{\"ids\": [\"one\"]}".to_vec(), 422, "ids[0]"),
        (lose, json, b"{\"ids\": [1], \"because\": 1}".to_vec(), 422, "because"),
        (lose, "text/plain", b"{\"ids\": [1]}".to_vec(), 415, "Content-Type"),
        (lose, json, b"{}".to_vec(), 400, "name the records"),
        (
            lose,
            json,
            b"{\"ids\": [1], \"filter\": \"everything\"}".to_vec(),
            400,
            "name the records",
        ),
        (lose, json, b"{\"filter\": \"\"}".to_vec(), 422, "everything"),
        (
            lose,
            json,
            b"{\"ids\": [1], \"reason\": {\"name\": \"Too expansive\"}}".to_vec(),
            422,
            "Too expensive",
        ),
        (lose, json, "{\"ids\": [1], \"competitor\": \"a\\u0000b\"}".into(), 422, "competitor"),
        (assign, json, b"{\"ids\": [1]}".to_vec(), 422, "a salesperson, a team or both"),
        (assign, json, b"{\"ids\": [1], \"salesperson\": \"bret\"}".to_vec(), 422, "bert"),
        (assign, json, b"{\"ids\": [1], \"team\": 4}".to_vec(), 422, "team"),
        ("/api/v1/opportunities", json, b"{\"name\": \" \"}".to_vec(), 422, "name"),
        ("/api/v1/opportunities", json, "{\"name\": \"a\\u0000b\"}".into(), 422, "name"),
        (
            "/api/v1/opportunities",
            json,
            format!("{{\"name\": \"{}\"}}", "x".repeat(20_000)).into(),
            422,
            "name",
        ),
        (
            "/api/v1/opportunities",
            json,
            b"{\"name\": \"x\", \"fields\": {\"probability\": 100}}".to_vec(),
            422,
            "probability",
        ),
        (
            "/api/v1/opportunities",
            json,
            b"{\"name\": \"x\", \"fields\": {\"expected_revenue\": {\"amount\": \"1.234\"}}}"
                .to_vec(),
            422,
            "expected_revenue",
        ),
        (
            "/api/v1/opportunities",
            json,
            b"{\"name\": \"x\", \"fields\": {\"expected_closing\": \"soon\"}}".to_vec(),
            422,
            "expected_closing",
        ),
        ("/api/v1/people", json, b"{\"name\": \"x\", \"role\": \"boss\"}".to_vec(), 400, "role"),
        ("/api/v1/lost-reasons", json, b"{\"name\": \"too EXPENSIVE \"}".to_vec(), 409, "another"),
        ("/api/v1/operations/99/undo", json, b"{}".to_vec(), 404, "99"),
    ] {
        let shown = String::from_utf8_lossy(&body).chars().take(80).collect::<String>();
        let answer = raw(&at, &token, path, media, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {shown}: {}", answer.text);
        problem(&answer);
        assert!(answer.text.contains(says), "{path} {shown}: {}", answer.text);
    }
    assert_eq!(everything(&at).await, before);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let at = Deployment::limited(Limits { import: 1_000, ..Limits::default() }).await;
    let token = at.token("admin", TokenScope::Configure).await;
    let before = everything(&at).await;
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(10 << 20)).into_bytes();
    let answer = raw(&at, &token, "/api/v1/opportunities", "application/json", large.clone()).await;
    assert_eq!(
        problem(&answer),
        json!({ "type": "/problems/too-large", "field": "body", "status": 413 })
    );
    let answer = raw(&at, &token, "/api/v1/imports", "application/x-ndjson", large).await;
    assert_eq!(
        problem(&answer),
        json!({ "type": "/problems/too-large", "field": "body", "status": 413 })
    );
    assert_eq!(everything(&at).await, before);
}

#[tokio::test]
async fn a_file_that_is_wrong_is_told_by_its_name_in_the_request() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    let before = everything(&at).await;
    for (media, body, name, line) in [
        ("text/csv", "name,city\nPumps,Ghent\n,Paris\n", "import.csv", 3),
        ("application/x-ndjson", "{\"name\":\"Pumps\"}\n{\"city\":\"Paris\"}\n", "import.jsonl", 2),
    ] {
        let answer = raw(&at, &token, "/api/v1/imports", media, body.into()).await;
        let document: Value = answer.expect(422);
        assert_eq!(document["errors"][0]["place"], format!("line {line}, column name"));
        assert_eq!(
            document["detail"],
            format!(
                "{name} cannot be imported: 1 value(s) cannot be read, and nothing was imported"
            )
        );
    }
    assert_eq!(everything(&at).await, before);
}

#[tokio::test]
async fn queries_that_cannot_be_read_are_told_with_their_place() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Read).await;
    let deep = "(".repeat(3_000) + "state%20=%20open" + &")".repeat(3_000);
    for (path, status, kind) in [
        ("/api/v1/opportunities?filter=stat%20=%20lost".to_owned(), 422, "/problems/filter"),
        (format!("/api/v1/opportunities?filter={deep}"), 422, "/problems/filter"),
        (
            "/api/v1/opportunities?filter=[[%22nothing%22,%22=%22,1]]".to_owned(),
            422,
            "/problems/filter",
        ),
        ("/api/v1/opportunities?filter=%00".to_owned(), 422, "/problems/filter"),
        ("/api/v1/opportunities?sort=luck".to_owned(), 422, "/problems/filter"),
        ("/api/v1/opportunities?after=5b5d".to_owned(), 422, "/problems/value"),
        ("/api/v1/opportunities?limit=0".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/opportunities?limit=many".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/opportunities?size=5".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/opportunities/groups?by=luck".to_owned(), 422, "/problems/filter"),
        ("/api/v1/opportunities/one".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/opportunities/99".to_owned(), 404, "/problems/not-found"),
        ("/api/v1/lost-reasons/Luck".to_owned(), 404, "/problems/unknown-name"),
        ("/api/v1/lists/wishes".to_owned(), 404, "/problems/not-found"),
        ("/api/v1/reports/losses?since=soon".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/exports/opportunities?columns=luck".to_owned(), 422, "/problems/request"),
        ("/api/v1/exports/opportunities?format=docx".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/customers?filter=nam%20=%20x".to_owned(), 422, "/problems/filter"),
        ("/api/v1/customers?filter=stage%20=%20New".to_owned(), 422, "/problems/filter"),
        ("/api/v1/customers?filter=%00".to_owned(), 422, "/problems/filter"),
        ("/api/v1/customers?search=a%00b".to_owned(), 422, "/problems/value"),
        ("/api/v1/customers?after=5b312c225c7530303030225d".to_owned(), 422, "/problems/value"),
        ("/api/v1/customers?after=soon".to_owned(), 422, "/problems/value"),
        ("/api/v1/customers?limit=1001".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/customers?sort=name".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/customers/one".to_owned(), 400, "/problems/malformed"),
        ("/api/v1/customers/99".to_owned(), 404, "/problems/not-found"),
        ("/api/v1/nothing".to_owned(), 404, "/problems/not-found"),
    ] {
        let answer = at.get(&token, &path).await;
        let shown: String = path.chars().take(80).collect();
        assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.text);
        assert_eq!(problem(&answer)["type"], kind, "{shown}: {}", answer.text);
    }
    let answer = at.call(Some(&token), Method::DELETE, "/api/v1/opportunities", None).await;
    assert_eq!(problem(&answer)["type"], "/problems/method");
}

#[tokio::test]
async fn a_filter_that_is_wrong_is_told_where_and_what_could_stand_there() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Read).await;
    let answer =
        at.get(&token, "/api/v1/opportunities?filter=stage%20=%20New%20and%20cty%20=%20x").await;
    let document: Value = answer.expect(422);
    assert_eq!(document["value"], "stage = New and cty = x");
    assert_eq!(document["errors"][0]["place"], "17");
    assert_eq!(document["errors"][0]["suggestions"][0], "city");
}

#[tokio::test]
async fn a_change_of_what_was_not_seen_is_refused() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Write).await;
    let id = at.record("Pumps", None).await;
    let path = format!("/api/v1/opportunities/{id}");
    let change = |city: &str| json!({ "revision": 1, "fields": { "city": city } });
    at.call(Some(&token), Method::PATCH, &path, Some(change("Ghent"))).await.expect(200);
    let answer = at.call(Some(&token), Method::PATCH, &path, Some(change("Bruges"))).await;
    assert_eq!(
        problem(&answer),
        json!({ "type": "/problems/stale", "field": "revision", "status": 409 })
    );
    let wrong = json!({ "filter": "everything", "confirmed": 2 });
    let answer = at.post(&token, "/api/v1/opportunities/archive", wrong).await;
    assert_eq!(
        problem(&answer),
        json!({ "type": "/problems/moved", "field": "confirmed", "status": 409 })
    );
    assert_eq!(at.get(&token, &path).await.expect(200)["opportunity"]["city"], "Ghent");
}
