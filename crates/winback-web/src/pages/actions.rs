//! What is done with one record or many: each action is a form that says first what it would do.

mod assign;
mod chosen;
mod convert;
mod export;
mod lose;
mod merge;
mod plain;
mod preview;
mod undo;

use axum::{
    Router,
    routing::{get, post},
};

use crate::Web;

pub(super) use undo::undoable;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/actions/lose", get(lose::form).post(lose::lose))
        .route("/actions/merge", get(merge::form).post(merge::merge))
        .route("/actions/assign", get(assign::form).post(assign::assign))
        .route("/actions/convert", get(convert::form).post(convert::convert))
        .route("/actions/export", get(export::export))
        .route("/actions/{verb}", get(plain::form).post(plain::act))
        .route("/operations/{id}/undo", post(undo::undo))
}
