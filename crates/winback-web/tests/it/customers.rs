//! Customers on the pages.

use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn a_box_offers_at_most_twenty_customers_with_what_was_typed() {
    let site = Site::new().await;
    let desk = site.desk("anna").await;
    let email = |address: &str| {
        vec![winback_app::Assignment { field: "email".into(), value: address.into() }]
    };
    desk.create_customer("Nordwind", &email("info@nord.example")).await.unwrap();
    desk.create_customer("Twin", &[]).await.unwrap();
    desk.create_customer("Twin", &[]).await.unwrap();
    for number in 0..30 {
        desk.create_customer(&format!("Acme {number}"), &[]).await.unwrap();
    }
    let anna = site.sign_in("anna").await;
    let offered = |text: &'static str| {
        let anna = &anna;
        async move {
            let answer = anna.get(&format!("/customers/offered?q={text}")).await;
            serde_json::from_str::<Value>(answer.page(200)).unwrap()
        }
    };
    let nordwind =
        json!([{ "value": "Nordwind", "label": "Nordwind", "hint": "info@nord.example" }]);
    assert_eq!(offered("NORD.ex").await, nordwind);
    let twins = offered("twin").await;
    assert_eq!((&twins[0]["value"], &twins[1]["value"]), (&json!("2"), &json!("3")));
    assert_eq!(offered("acme").await.as_array().unwrap().len(), 20);
    for nothing in ["", "%20", "%25", "nobody"] {
        assert_eq!(offered(nothing).await, json!([]), "{nothing}");
    }
    assert_eq!(anna.get("/customers/offered?q=a%00").await.status, 422);
}
