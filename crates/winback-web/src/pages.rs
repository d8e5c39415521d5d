//! The pages, each beside its handler.

mod actions;
mod configuration;
mod customers;
mod form;
mod people;
mod profile;
mod records;
mod sign_in;

use axum::{Router, middleware::from_fn_with_state, response::Redirect, routing::get};

use winback_app::store::domain::Kind;

use crate::{
    Web,
    failure::{Failure, told},
    visitor::Visitor,
};

/// Returns where the records of a kind are listed.
const fn records_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Opportunity => "/pipeline",
        Kind::Lead => "/leads",
    }
}

pub(crate) fn routes(web: Web) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/pipeline") }))
        .merge(sign_in::routes())
        .merge(records::routes())
        .merge(form::routes())
        .merge(actions::routes())
        .merge(configuration::routes())
        .merge(customers::routes())
        .merge(profile::routes())
        .fallback(no_page)
        .method_not_allowed_fallback(no_page)
        .layer(from_fn_with_state(web.clone(), told))
        .with_state(web)
}

/// Says that there is no such page; who looks for it is asked for the language alone.
async fn no_page(_: Result<Visitor, Failure>) -> Failure {
    Failure::NoPage
}
