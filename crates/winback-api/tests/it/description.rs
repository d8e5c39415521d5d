//! The description by OpenAPI: it is what the routes are, and it can be read.

use axum::http::Method;
use serde_json::Value;
use winback_api::openapi;

use super::caller::Deployment;

#[tokio::test]
async fn the_description_is_served_and_complete() {
    let at = Deployment::new().await;
    let served = at.call(None, Method::GET, "/api/v1/openapi.json", None).await.expect(200);
    assert_eq!(served, serde_json::to_value(openapi()).unwrap());
    assert_eq!(served["openapi"], "3.1.0");
    let schemas = served["components"]["schemas"].as_object().unwrap();
    let text = served.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "`{name}` is described");
    }
    for (path, item) in served["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(operation["operationId"].is_string(), "{place}: {operation}");
            assert!(operation["summary"].is_string(), "{place}: {operation}");
            assert!(operation["responses"]["default"].is_object(), "{place}: {operation}");
            assert!(operation["security"].is_array(), "{place}: {operation}");
        }
    }
}

#[tokio::test]
async fn the_page_tells_every_operation_and_shape_and_loads_nothing_from_elsewhere() {
    let at = Deployment::new().await;
    let page = at.call(None, Method::GET, "/api/v1/docs", None).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("://"), "no address of another host");
    let description = serde_json::to_value(openapi()).unwrap();
    for path in description["paths"].as_object().unwrap().keys() {
        assert!(page.text.contains(path.as_str()), "{path}");
    }
    let schemas: &Value = &description["components"]["schemas"];
    for name in schemas.as_object().unwrap().keys() {
        assert!(page.text.contains(&format!("id=\"{name}\"")), "{name}");
    }
    let style = at.call(None, Method::GET, "/api/v1/docs.css", None).await;
    assert!(style.text.contains("color-scheme"));
}

/// The description lies beside the documents, for whoever makes a client of it.
#[test]
fn the_description_is_the_one_that_lies_in_the_docs() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let now = serde_json::to_string_pretty(&openapi()).unwrap() + "\n";
    if std::env::var_os("WINBACK_ACCEPT").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        written == now,
        "docs/openapi.json is of before: look at what changed, then run this test with \
         WINBACK_ACCEPT=1"
    );
}
