//! The description of the API as a page to read: nothing of it comes from elsewhere.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::openapi;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Returns the style sheet of the page.
pub(crate) async fn style() -> impl IntoResponse {
    let media = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, media)], include_str!("docs.css"))
}

/// The description, and the page of it.
static DESCRIPTION: LazyLock<(Value, String)> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi()).unwrap_or_default();
    let page = page_of(&document);
    (document, page)
});

/// Returns the description for programs.
pub(crate) async fn document() -> Json<&'static Value> {
    Json(&DESCRIPTION.0)
}

/// Returns the page.
pub(crate) async fn page() -> Html<&'static str> {
    Html(&DESCRIPTION.1)
}

fn page_of(document: &Value) -> String {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Winback API" }
                link rel="stylesheet" href="docs.css";
            }
            body {
                h1 { "Winback API" }
                p { (text(document.pointer("/info/description"))) }
                p {
                    "Give an API token as " code { "Authorization: Bearer wb_…" } ", or sign in at "
                    code { "POST /api/v1/session" } ". For programs: "
                    a href="openapi.json" { "openapi.json" } "."
                }
                @for (tag, operations) in tags(document) {
                    h2 { (tag) }
                    @for (method, path, operation) in operations {
                        (described(method, path, operation))
                    }
                }
                h2 { "Shapes" }
                @for (name, schema) in schemas.into_iter().flatten() {
                    details id=(name) {
                        summary { code { (name) } " " (text(schema.get("description"))) }
                        (members(schema))
                    }
                }
            }
        }
    };
    markup.into_string()
}

type Operations<'d> = Vec<(&'static str, &'d str, &'d Value)>;

fn tags(document: &Value) -> BTreeMap<&str, Operations<'_>> {
    let mut tags: BTreeMap<&str, Operations<'_>> = BTreeMap::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or("other");
            tags.entry(tag).or_default().push((method, path, operation));
        }
    }
    tags
}

fn described(method: &str, path: &str, operation: &Value) -> Markup {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let body = operation.pointer("/requestBody/content").and_then(Value::as_object);
    let responses = operation.get("responses").and_then(Value::as_object);
    html! {
        details {
            summary {
                b { (method.to_uppercase()) } code { (path) } " "
                (text(operation.get("summary").or_else(|| operation.get("description"))))
            }
            @if let Some(parameters) = parameters {
                table {
                    @for parameter in parameters {
                        tr {
                            td { code { (text(parameter.get("name"))) } }
                            td { (text(parameter.get("in"))) }
                            td { (text(parameter.get("description"))) }
                        }
                    }
                }
            }
            @for (media, content) in body.into_iter().flatten() {
                p { "Takes " code { (media) } ": " (shape(content.get("schema"))) }
            }
            @for (status, response) in responses.into_iter().flatten() {
                @let content = response.get("content").and_then(Value::as_object);
                p {
                    "Answers " code { (status) } " " (text(response.get("description")))
                    @for (_, content) in content.into_iter().flatten() {
                        ": " (shape(content.get("schema")))
                    }
                }
            }
        }
    }
}

fn members(schema: &Value) -> Markup {
    let properties = schema.get("properties").and_then(Value::as_object);
    html! {
        table {
            @for (name, member) in properties.into_iter().flatten() {
                tr {
                    td { code { (name) } }
                    td { (shape(Some(member))) }
                    td { (text(member.get("description"))) }
                }
            }
        }
    }
}

/// Names a shape, and leads to it if it has a name of its own.
fn shape(schema: Option<&Value>) -> Markup {
    let Some(schema) = schema else { return html! {} };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or(name);
        return html! { a href={ "#" (name) } { code { (name) } } };
    }
    if let Some(items) = schema.get("items") {
        return html! { "list of " (shape(Some(items))) };
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(shapes) = schema.get(several).and_then(Value::as_array) {
            return html! {
                @for (place, one) in shapes.iter().enumerate() {
                    @if place > 0 { " or " }
                    (shape(Some(one)))
                }
            };
        }
    }
    match schema.get("type") {
        Some(Value::Array(types)) => {
            let types: Vec<_> = types.iter().filter_map(Value::as_str).collect();
            html! { (types.join(" or ")) }
        }
        Some(kind) => html! { (text(Some(kind))) },
        None => html! { "anything" },
    }
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}
