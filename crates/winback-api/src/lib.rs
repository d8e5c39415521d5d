//! Winback over HTTP: everything that the app can do, as JSON, with sessions, API tokens and a
//! description by OpenAPI.
//!
//! This crate translates and decides nothing: a request becomes a call of a
//! [`Desk`](winback_app::Desk), and what that returns becomes a response. Errors are
//! [problem details](Problem). Who calls is told by a session's cookie or by an API token, and what
//! a handler needs of either stands in its signature: to read, to change, or to configure.
//!
//! ```no_run
//! # async fn example(app: winback_app::App) -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
//! let api = winback_api::Api::new(app, winback_api::Limits::default());
//! winback_api::serve(listener, winback_api::router(api), stop).await
//! # }
//! ```
//!
//! Reading order: [`router`], the handlers in `routes`, the shapes in [`model`], [`Problem`].

#![expect(
    clippy::result_large_err,
    reason = "a problem is made once for a request that is refused, and sent"
)]

mod caller;
mod docs;
mod extract;
mod guard;
mod limits;
mod metrics;
pub mod model;
mod problem;
mod rate;
mod refusal;
mod routes;
mod server;
pub mod session;

use winback_app::App;

pub use limits::{Limits, Rate};
pub use problem::{Problem, ProblemPart};
pub use refusal::{Pages, Refusal};
pub use routes::{openapi, router, router_with};
pub use server::serve;

/// What the handlers share.
#[derive(Clone)]
pub struct Api {
    pub(crate) app: App,
    pub(crate) limits: Limits,
}

impl Api {
    /// Puts the API over an app.
    pub const fn new(app: App, limits: Limits) -> Self {
        Self { app, limits }
    }
}
