//! The box for a customer: it offers those that there are while one types, and takes any text.

use axum::{Json, extract::State};
use maud::{Markup, html};
use serde_json::{Value, json};
use winback_app::customer::CustomerRequest;

use crate::{Web, failure::Failure, visitor::Visitor};

/// Where a script asks for customers.
pub(super) const PATH: &str = "/customers/offered";

/// How many customers a box offers.
const OFFERED: usize = 20;

/// Tells a script which customers there are with the text in their full name, address or reference. What
/// is put into the box is the full name, or the id where that name would not mean this one alone.
pub(super) async fn offered(
    State(_): State<Web>,
    visitor: Visitor,
) -> Result<Json<Value>, Failure> {
    let Some(text) = visitor.query.get("q") else { return Ok(Json(json!([]))) };
    let search = Some(text.to_owned());
    let request = CustomerRequest { search, limit: OFFERED, ..CustomerRequest::default() };
    let page = visitor.desk.customers(&request).await?;
    let texts = visitor.desk.texts_of_customers(&page.customers).await?;
    let offered = page.customers.iter().zip(texts).map(|(customer, text)| {
        let profile = &customer.profile;
        let hint = [profile.email.as_deref(), profile.city.as_deref()].into_iter().flatten();
        let hint = hint.collect::<Vec<_>>().join(" · ");
        json!({ "value": text, "label": customer.full_name, "hint": hint })
    });
    Ok(Json(offered.collect()))
}

/// Returns a box for a customer, by name or id.
pub(in crate::pages) fn customer_box(name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.combobox {
            label { span { (label) }
                input name=(name) type="text" value=(value) autocomplete="off" data-offers=(PATH); }
        }
    }
}
