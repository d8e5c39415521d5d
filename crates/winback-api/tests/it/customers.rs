//! Customers over HTTP.

use axum::http::Method;
use serde_json::{Value, json};
use winback_app::store::domain::TokenScope;

use super::caller::{Deployment, problem};

#[tokio::test]
async fn a_customer_that_cannot_be_is_refused_with_the_field() {
    let at = Deployment::new().await;
    let token = at.token("anna", TokenScope::Write).await;
    let add = |name: &'static str, fields: Value| {
        let body = json!({ "name": name, "fields": fields });
        at.post(&token, "/api/v1/customers", body)
    };
    add("Acme", json!({})).await.expect(201);
    let ann = add("Ann", json!({ "parent": "Acme", "kind": "person" })).await.expect(201);
    assert_eq!(ann["full_name"], "Acme, Ann");
    assert_eq!(ann["parent"], json!({ "id": 1, "name": "Acme" }));
    let before = at.get(&token, "/api/v1/customers").await.expect(200);
    for (field, value, status, kind, place) in [
        ("name", json!(" "), 422, "value", json!("name")),
        ("name", json!(null), 422, "value", json!("name")),
        ("name", json!("a\u{0}b"), 422, "value", json!("name")),
        ("name", json!("x".repeat(20_000)), 422, "value", json!("name")),
        ("kind", json!("firm"), 422, "value", json!("kind")),
        ("parent", json!("Nobody"), 422, "value", json!("parent")),
        ("parent", json!("99"), 422, "value", json!("parent")),
        ("parent", json!("1"), 422, "value", json!("parent")),
        ("parent", json!("Ann"), 422, "value", json!("parent")),
        ("country", json!("Atlantis"), 422, "unknown-name", json!("country")),
        ("employees", json!(-1), 422, "value", json!("employees")),
        ("employees", json!("many"), 422, "malformed", json!("body")),
        ("full_name", json!("x"), 422, "malformed", json!("body")),
    ] {
        let body = json!({ "fields": { "city": "Ghent", field: value } });
        let answer = at.call(Some(&token), Method::PATCH, "/api/v1/customers/1", Some(body)).await;
        let expected =
            json!({ "type": format!("/problems/{kind}"), "field": place, "status": status });
        assert_eq!(problem(&answer), expected, "{field}: {}", answer.text);
    }
    let nothing = Some(json!({ "fields": {} }));
    let answer = at.call(Some(&token), Method::PATCH, "/api/v1/customers/99", nothing).await;
    assert_eq!(problem(&answer)["type"], "/problems/not-found");
    assert_eq!(at.get(&token, "/api/v1/customers").await.expect(200), before);
}

#[tokio::test]
async fn customers_are_listed_a_page_at_a_time_and_shown_with_what_they_bring() {
    let at = Deployment::new().await;
    let token = at.token("anna", TokenScope::Write).await;
    for name in ["Zoe", "acme", "Ölmühle"] {
        at.post(&token, "/api/v1/customers", json!({ "name": name })).await.expect(201);
    }
    let fields = json!({ "customer": "acme", "expected_revenue": { "amount": "12.50" } });
    let new = json!({ "name": "Pumps", "fields": fields });
    at.post(&token, "/api/v1/opportunities", new).await.expect(201);
    let page = at.get(&token, "/api/v1/customers?limit=2").await.expect(200);
    let names = |page: &Value| -> Vec<String> {
        let records = page["records"].as_array().unwrap();
        records.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&page), ["acme", "Zoe"]);
    let next = format!("/api/v1/customers?limit=2&after={}", page["next"].as_str().unwrap());
    let page = at.get(&token, &next).await.expect(200);
    assert_eq!((names(&page), &page["next"]), (vec!["Ölmühle".to_owned()], &Value::Null));
    let found = at.get(&token, "/api/v1/customers?search=%C3%96LM").await.expect(200);
    assert_eq!(names(&found), ["Ölmühle"]);
    let shown = at.get(&token, "/api/v1/customers/2").await.expect(200);
    assert_eq!(shown["opportunities"]["count"], 1);
    assert_eq!(shown["opportunities"]["states"][0]["expected_revenue"]["amount"], "12.50");
    let renamed = Some(json!({ "fields": { "name": "Nordwind", "active": false } }));
    let path = "/api/v1/customers/2";
    let changed = at.call(Some(&token), Method::PATCH, path, renamed).await.expect(200);
    assert_eq!((&changed["full_name"], &changed["active"]), (&json!("Nordwind"), &json!(false)));
    let left = at.get(&token, "/api/v1/customers").await.expect(200);
    assert_eq!(names(&left), ["Zoe", "Ölmühle"]);
}
