//! The web pages of Winback: HTML from the server, small scripts, English and 简体中文.
//!
//! A page is a function from what the [app](winback_app) answers to HTML; whatever a person does is a
//! form that works without scripts. Scripts make it quicker: a form opens in a dialog on the page, cards
//! are dragged, a list of checkboxes is ticked at once. Nothing is loaded from other hosts, and the
//! `Content-Security-Policy` forbids it.
//!
//! This crate translates and decides nothing; sessions and guards are those of [`winback_api`].
//!
//! ```no_run
//! # async fn example(app: winback_app::App) -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let api = winback_api::Api::new(app.clone(), winback_api::Limits::default());
//! let pages = winback_web::pages(winback_web::Web::new(app, false));
//! let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
//! winback_api::serve(listener, winback_api::router_with(api, pages), stop).await
//! # }
//! ```
//!
//! Reading order: [`pages()`], the pages in the module of that name, the shell in `layout`, and what stands in the
//! address of a list in `address`.

mod address;
mod assets;
mod failure;
mod fields;
mod flash;
mod format;
mod layout;
mod pages;
mod sentence;
mod visitor;
mod widget;
mod words;

use winback_api::Pages;
use winback_app::App;

/// What the pages share.
#[derive(Clone)]
pub struct Web {
    app: App,
    /// Whether cookies are sent over encrypted connections alone.
    secure_cookie: bool,
}

impl Web {
    /// Puts the pages over an app; `secure_cookie` sends cookies over encrypted connections alone.
    pub const fn new(app: App, secure_cookie: bool) -> Self {
        Self { app, secure_cookie }
    }
}

/// Returns the pages, without the guards that every request passes: those are put around by
/// [`winback_api::router_with`].
pub fn pages(web: Web) -> Pages {
    Pages { router: pages::routes(web), assets: assets::routes(), refused: failure::refused }
}
