//! How requests name people: by login, or by a name that nobody else has.

use axum::http::Method;
use serde_json::{Value, json};
use winback_app::store::domain::TokenScope;

use super::caller::{Answer, Deployment};

/// Every request that names a person, with the member that does.
fn naming(person: &str) -> Vec<(Method, &'static str, Value, &'static str)> {
    let salesperson = json!({ "salesperson": person });
    let record = json!([{ "id": 1, "revision": 1 }, { "id": 2, "revision": 1 }]);
    let with = |mut body: Value| {
        body["salesperson"] = json!(person);
        body
    };
    let (post, patch) = (Method::POST, Method::PATCH);
    let on = |verb: &'static str, body: Value| (Method::POST, verb, body, "salesperson");
    vec![
        on("/api/v1/opportunities", json!({ "name": "New", "fields": salesperson })),
        (
            patch.clone(),
            "/api/v1/opportunities/1",
            json!({ "revision": 1, "fields": salesperson }),
            "salesperson",
        ),
        on("/api/v1/opportunities/assign", with(json!({ "ids": [1], "preview": true }))),
        on("/api/v1/opportunities/assign", with(json!({ "ids": [1] }))),
        on("/api/v1/opportunities/convert", with(json!({ "ids": [3], "preview": true }))),
        on("/api/v1/opportunities/convert", with(json!({ "ids": [3] }))),
        on("/api/v1/opportunities/merge/preview", with(json!({ "ids": [1, 2] }))),
        on("/api/v1/opportunities/merge", with(json!({ "records": record }))),
        (post, "/api/v1/lists/teams", json!({ "name": "North", "leader": person }), "leader"),
        (patch, "/api/v1/lists/teams/South", json!({ "leader": person }), "leader"),
    ]
}

async fn deployment() -> (Deployment, String) {
    let at = Deployment::new().await;
    let admin = at.desk("admin").await;
    admin.set_setting("leads", "on").await.unwrap();
    let token = at.token("admin", TokenScope::Configure).await;
    at.post(&token, "/api/v1/lists/teams", json!({ "name": "South" })).await.expect(201);
    for name in ["A", "B"] {
        at.record(name, None).await;
    }
    let lead = json!({ "name": "C", "kind": "lead" });
    at.post(&token, "/api/v1/opportunities", lead).await.expect(201);
    (at, token)
}

async fn call(at: &Deployment, token: &str, request: (Method, &str, Value, &str)) -> Answer {
    let (method, path, body, _) = request;
    at.call(Some(token), method, path, Some(body)).await
}

#[tokio::test]
async fn a_login_that_is_nobodys_is_told_with_its_member_and_the_nearest_one() {
    let (at, token) = deployment().await;
    let admin = at.desk("admin").await;
    admin.archive_person("bert", true).await.unwrap();
    let before = admin.operations(None, 100).await.unwrap().len();
    for (given, nearest) in [("ana", json!(["anna"])), ("bert", json!(null))] {
        for request in naming(given) {
            let (path, member) = (request.1, request.3);
            let answer = call(&at, &token, request).await.expect(422);
            let told = json!([answer["type"], answer["field"], answer["value"]]);
            assert_eq!(told, json!(["/problems/unknown-name", member, given]), "{path}");
            assert_eq!(answer["errors"][0]["suggestions"], nearest, "{path}: {answer}");
        }
    }
    assert_eq!(admin.operations(None, 100).await.unwrap().len(), before);
    let change = json!({ "active": false });
    let nobody = at.call(Some(&token), Method::PATCH, "/api/v1/people/ana", Some(change)).await;
    assert_eq!(nobody.expect(404)["errors"][0]["suggestions"], json!(["anna"]));
}

#[tokio::test]
async fn a_person_is_named_by_login_or_by_a_name_that_is_nobody_elses() {
    for given in ["anna", "ANNA", "anna peeters"] {
        for request in naming(given) {
            let (at, token) = deployment().await;
            let path = request.1;
            let answer = call(&at, &token, request).await;
            assert!(answer.status.is_success(), "{path} {given}: {}", answer.text);
        }
    }
    let (at, token) = deployment().await;
    let namesake = json!({ "name": "Anna Peeters", "login": "anna2" });
    at.post(&token, "/api/v1/people", namesake).await.expect(201);
    let assign = |person: &str| json!({ "ids": [1], "salesperson": person });
    let assign =
        async |person| at.post(&token, "/api/v1/opportunities/assign", assign(person)).await;
    let refused = assign("Anna Peeters").await;
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(!refused.status.is_success() && detail.contains("`anna2`"), "{detail}");
    assign("anna2").await.expect(200);
    let shown = at.get(&token, "/api/v1/opportunities/1").await.expect(200);
    let people = at.get(&token, "/api/v1/people").await.expect(200);
    let login = people.as_array().unwrap().iter();
    let mut login = login.filter(|it| it["id"] == shown["opportunity"]["salesperson"]["id"]);
    assert_eq!(login.next().unwrap()["login"], "anna2");
}
