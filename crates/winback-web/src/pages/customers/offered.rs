//! The box for a customer: it offers those that there are while one types, and takes any text.

use std::collections::BTreeMap;

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
/// is put into the box is the full name, or the id where several have it.
pub(super) async fn offered(
    State(_): State<Web>,
    visitor: Visitor,
) -> Result<Json<Value>, Failure> {
    let Some(text) = visitor.query.get("q") else { return Ok(Json(json!([]))) };
    let search = Some(text.to_owned());
    let request = CustomerRequest { search, limit: OFFERED, ..CustomerRequest::default() };
    let page = visitor.desk.customers(&request).await?;
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for customer in &page.customers {
        *named.entry(&customer.full_name).or_default() += 1;
    }
    let offered = page.customers.iter().map(|customer| {
        let profile = &customer.profile;
        let hint = [profile.email.as_deref(), profile.city.as_deref()].into_iter().flatten();
        let hint = hint.collect::<Vec<_>>().join(" · ");
        let name = customer.full_name.clone();
        let is_alone = named.get(name.as_str()).is_none_or(|count| *count < 2);
        let value = if is_alone { name.clone() } else { customer.id.to_string() };
        json!({ "value": value, "label": name, "hint": hint })
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
