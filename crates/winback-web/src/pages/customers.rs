//! Customers: what boxes offer of them while one types.

mod offered;

use axum::{Router, routing::get};

use crate::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route(offered::PATH, get(offered::offered))
}

pub(super) use offered::customer_box;
