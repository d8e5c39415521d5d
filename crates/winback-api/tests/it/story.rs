//! The main story: a deal is created, lost, found, learnt from, restored, won.

use serde_json::{Value, json};
use winback_app::store::domain::TokenScope;

use super::caller::Deployment;

#[tokio::test]
async fn a_deal_is_lost_and_won_back() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    let created = at
        .post(
            &token,
            "/api/v1/opportunities",
            json!({
                "name": "Pumps for Ghent",
                "fields": {
                    "customer": "Nordwind", "expected_revenue": { "amount": "1234.50" },
                    "tags": ["VIP"], "salesperson": "anna", "priority": 2
                }
            }),
        )
        .await
        .expect(201);
    assert_eq!(
        created["expected_revenue"],
        json!({ "minor": 123_450, "currency": "EUR", "amount": "1234.50" })
    );
    assert_eq!(created["customer"]["name"], "Nordwind");
    assert_eq!(created["tags"][0]["name"], "VIP");
    let id = created["id"].as_i64().unwrap();

    let lose = json!({
        "ids": [id], "reason": { "name": "Too expensive" },
        "note": { "html": "<p>They had <b>no</b> budget<script>alert(1)</script></p>" },
        "competitor": "Acme"
    });
    let mut preview = lose.clone();
    preview["preview"] = json!(true);
    let previewed = at.post(&token, "/api/v1/opportunities/lose", preview).await.expect(200);
    assert_eq!(previewed["preview"], true);
    assert_eq!(previewed["changing"], 1);
    assert_eq!(previewed["expected_revenue"]["minor"], 123_450);
    assert_eq!(previewed["operation"], Value::Null);
    let lost = at.post(&token, "/api/v1/opportunities/lose", lose).await.expect(200);
    assert_eq!(
        lost["effects"],
        json!([
            { "effect": "lost", "from": null, "count": 1, "expected_revenue": null }
        ])
    );

    let listed = at
        .get(&token, "/api/v1/opportunities?filter=state%20=%20lost%20and%20competitor%20=%20Acme")
        .await
        .expect(200);
    let record = &listed["records"][0];
    assert_eq!(record["lost_reason"]["name"], "Too expensive");
    assert_eq!(record["closing_note"], "<p>They had <b>no</b> budget</p>");
    assert_eq!(record["probability"], 0.0);
    let domain = json!({ "filter": ["&", ["active", "=", false], ["probability", "=", 0]] });
    let found = at.post(&token, "/api/v1/opportunities/search", domain).await.expect(200);
    assert_eq!(found["records"], listed["records"]);
    let report = at.get(&token, "/api/v1/reports/losses").await.expect(200);
    assert_eq!(report["rows"][0]["name"], "Too expensive");
    assert_eq!(report["total"]["expected_revenue"]["amount"], "1234.50");

    let undo = format!("/api/v1/operations/{}/undo", lost["operation"]["id"]);
    let undone = at.post(&token, &undo, json!({})).await.expect(200);
    assert_eq!(undone["changing"], 1);
    let won = json!({ "filter": "name contains Ghent", "confirmed": 1 });
    let won = at.post(&token, "/api/v1/opportunities/win", won).await.expect(200);
    assert_eq!(won["effects"][0]["effect"], "won");
    let shown = at.get(&token, &format!("/api/v1/opportunities/{id}")).await.expect(200);
    assert_eq!(shown["opportunity"]["state"], "won");
    let kinds: Vec<&str> = shown["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["won", "undone", "lost", "created"]);
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_exported_and_imported() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Write).await;
    for number in 0..5 {
        at.record(&format!("Deal {number}"), None).await;
    }
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/opportunities?sort=name&limit=2{after}");
        let page = at.get(&token, &path).await.expect(200);
        for record in page["records"].as_array().unwrap() {
            names.push(record["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(names, ["Deal 0", "Deal 1", "Deal 2", "Deal 3", "Deal 4"]);
    let count = at.get(&token, "/api/v1/opportunities/count").await.expect(200);
    assert_eq!(count["count"], 5);
    assert_eq!(count["expected_revenue"]["amount"], "6172.50");
    let groups = at
        .get(&token, "/api/v1/opportunities/groups?by=stage&aggregates=sum(expected_revenue)")
        .await
        .expect(200);
    assert_eq!(groups["groups"][0]["count"], 5);
    assert_eq!(groups["groups"][0]["aggregates"][0]["minor"], 617_250);

    let csv = at.get(&token, "/api/v1/exports/opportunities?format=csv&columns=id,name").await;
    assert_eq!(csv.text.lines().count(), 6, "{}", csv.text);
    let lines = at.get(&token, "/api/v1/exports/opportunities").await;
    assert_eq!(lines.text.lines().count(), 5);

    let other = Deployment::new().await;
    let token = other.token("admin", TokenScope::Configure).await;
    let import = |path: &str| {
        axum::http::Request::post(path.to_owned())
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-ndjson")
            .body(axum::body::Body::from(lines.text.clone()))
            .unwrap()
    };
    let preview = other.send(import("/api/v1/imports?preview=true")).await.expect(200);
    assert_eq!(preview["created"], 5);
    assert_eq!(other.get(&token, "/api/v1/opportunities/count").await.expect(200)["count"], 0);
    assert_eq!(other.send(import("/api/v1/imports")).await.expect(200)["created"], 5);
    assert_eq!(other.get(&token, "/api/v1/opportunities/count").await.expect(200)["count"], 5);
}

/// Rule: behaviour 1.12.
#[tokio::test]
async fn records_are_given_away_and_taken_from_everybody() {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    let id = at.record("Pumps", None).await.get();
    let path = "/api/v1/opportunities/assign";
    let mut body = json!({ "ids": [id], "salesperson": "bert", "preview": true });
    let previewed = at.post(&token, path, body.clone()).await.expect(200);
    assert_eq!((&previewed["changing"], &previewed["operation"]), (&json!(1), &Value::Null));
    assert_eq!(previewed["effects"][0]["effect"], "assigned");
    body["preview"] = json!(false);
    let given = at.post(&token, path, body.clone()).await.expect(200);
    assert_eq!(given["operation"]["kind"], "assign");
    let again = at.post(&token, path, body).await.expect(200);
    assert_eq!((&again["changing"], &again["selected"]), (&json!(0), &json!(1)));
    let record = format!("/api/v1/opportunities/{id}");
    let shown = at.get(&token, &record).await.expect(200);
    assert_eq!(shown["opportunity"]["salesperson"]["name"], "Bert Maes");
    let taken = json!({ "ids": [id], "salesperson": null });
    at.post(&token, path, taken).await.expect(200);
    let shown = at.get(&token, &record).await.expect(200);
    assert_eq!(shown["opportunity"]["salesperson"], Value::Null);
    assert_eq!(shown["activity"][0]["kind"], "assigned");
}
