//! What a person chooses for themselves: `PATCH /session`. Rule: behaviour 7.8.

use axum::http::Method;
use serde_json::{Value, json};
use winback_app::{Secret, store::domain::TokenScope};

use super::caller::{Answer, Deployment, problem};

const SESSION: &str = "/api/v1/session";

async fn choose(at: &Deployment, token: &str, choice: Value) -> Answer {
    at.call(Some(token), Method::PATCH, SESSION, Some(choice)).await
}

/// Returns what somebody has chosen.
fn chosen(me: &Value) -> Value {
    json!([me["language"], me["time_zone"]])
}

#[tokio::test]
async fn what_one_chooses_is_kept_and_shown_and_others_keep_their_own() {
    let at = Deployment::new().await;
    let anna = at.token("anna", TokenScope::Write).await;
    let bert = at.token("bert", TokenScope::Write).await;
    let me = at.get(&anna, SESSION).await.expect(200);
    assert_eq!(chosen(&me), json!([null, null]));
    let both = json!({ "language": "zh-CN", "time_zone": "Asia/Shanghai" });
    let answered = choose(&at, &anna, both).await.expect(200);
    assert_eq!(answered["name"], "Anna Peeters");
    assert_eq!(chosen(&answered), json!(["zh-CN", "Asia/Shanghai"]));
    assert_eq!(at.get(&anna, SESSION).await.expect(200), answered);
    // What is absent stays.
    let one = choose(&at, &anna, json!({ "time_zone": "europe/brussels" })).await.expect(200);
    assert_eq!(chosen(&one), json!(["zh-CN", "Europe/Brussels"]));
    let none = choose(&at, &anna, json!({ "language": null })).await.expect(200);
    assert_eq!(chosen(&none), json!([null, "Europe/Brussels"]));
    choose(&at, &bert, json!({ "language": "en" })).await.expect(200);
    let me = |token| {
        let at = &at;
        async move { chosen(&at.get(token, SESSION).await.expect(200)) }
    };
    assert_eq!(me(&anna).await, json!([null, "Europe/Brussels"]));
    assert_eq!(me(&bert).await, json!(["en", null]));
    choose(&at, &anna, json!({ "time_zone": null })).await.expect(200);
    assert_eq!(me(&anna).await, json!([null, null]));
}

#[tokio::test]
async fn a_choice_that_there_is_not_is_told_with_its_place_and_changes_nothing() {
    let at = Deployment::new().await;
    let anna = at.token("anna", TokenScope::Write).await;
    let kept = json!({ "language": "en", "time_zone": "Europe/Brussels" });
    choose(&at, &anna, kept).await.expect(200);
    for (choice, kind, field, status, says) in [
        (json!({ "language": "nl", "time_zone": "Asia/Tokyo" }), "value", "language", 422, "zh-CN"),
        (
            json!({ "language": "zh-CN", "time_zone": "Mars/North" }),
            "value",
            "time_zone",
            422,
            "IANA",
        ),
        (json!({ "language": "zh-CN", "locale": "x" }), "malformed", "body", 422, "locale"),
        (json!({ "language": 7 }), "malformed", "body", 422, "language"),
        (json!({ "time_zone": "a\u{0}b" }), "value", "time_zone", 422, "IANA"),
    ] {
        let refused = choose(&at, &anna, choice.clone()).await;
        let document = refused.expect(status);
        assert_eq!(document["field"], field, "{document}");
        assert!(problem(&refused)["type"].as_str().unwrap().ends_with(kind), "{document}");
        assert!(refused.text.contains(says), "{document}");
    }
    let nothing = choose(&at, &anna, json!({})).await;
    assert!(nothing.expect(422)["detail"].as_str().unwrap().contains("a language, a time zone"));
    let me = at.get(&anna, SESSION).await.expect(200);
    assert_eq!(chosen(&me), json!(["en", "Europe/Brussels"]));
}

#[tokio::test]
async fn nobody_chooses_for_others_by_a_token_that_reads_or_from_another_site() {
    let at = Deployment::new().await;
    let language = json!({ "language": "zh-CN" });
    let reading = at.token("anna", TokenScope::Read).await;
    let refused = choose(&at, &reading, language.clone()).await;
    assert_eq!(problem(&refused)["type"], "/problems/not-allowed");
    let nobody = at.call(None, Method::PATCH, SESSION, Some(language.clone())).await;
    assert_eq!(nobody.status, 401);
    let password = Secret::new("correct horse battery");
    at.desk("admin").await.set_password("anna", &password).await.unwrap();
    let signed_in = at.app.sign_in("anna", &password).await.unwrap();
    let cookie = format!("winback_session={}", signed_in.token.expose());
    let from = |origin: &[(&'static str, &'static str)]| {
        let mut request = axum::http::Request::patch(SESSION)
            .header("cookie", &cookie)
            .header("host", "deals.example.com")
            .header("content-type", "application/json");
        for (name, value) in origin {
            request = request.header(*name, *value);
        }
        at.send(request.body(language.to_string().into()).unwrap())
    };
    for origin in [&[][..], &[("origin", "https://elsewhere.example.com")]] {
        let refused = from(origin).await;
        let origin = json!({ "type": "/problems/origin", "field": "origin", "status": 403 });
        assert_eq!(problem(&refused), origin);
    }
    let me = at.get(&reading, SESSION).await.expect(200);
    assert_eq!(chosen(&me), json!([null, null]));
    let own = from(&[("origin", "https://deals.example.com")]).await.expect(200);
    assert_eq!(chosen(&own), json!(["zh-CN", null]));
}
