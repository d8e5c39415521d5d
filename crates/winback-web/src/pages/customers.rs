//! Customers: lists of them, the form of one, and what boxes offer of them while one types. Rule:
//! behaviour 1.11.

mod form;
mod list;
mod offered;

use axum::{Router, routing::get};
use winback_app::store::domain::{CustomerId, Kind};

pub(super) use offered::customer_box;

use super::records::{link, told_late};
use crate::Web;

/// Where customers are listed.
const PATH: &str = "/customers";
/// Where one is added.
const NEW: &str = "/customers/new";

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(PATH, get(list::list))
        .route(NEW, get(form::new).post(form::add))
        .route("/customers/{id}", get(form::show).post(form::save))
        .route(offered::PATH, get(offered::offered))
}

/// Returns where the opportunities of a customer are listed, or its leads, in whichever state.
fn records(kind: Kind, id: CustomerId) -> String {
    let path = match kind {
        Kind::Opportunity => "/pipeline",
        Kind::Lead => "/leads",
    };
    let filter = format!("customer = {id} and state is set");
    link(path, &[("view", "list".to_owned()), ("w", filter)])
}
