//! Builders, a fixed clock and temporary databases for the tests of Winback.
//!
//! Everything here is the same in every run: no clock is read and no number is random. It
//! deliberately knows no backend: [`TempDatabase`] gives a URL, and the test opens it.
//!
//! ```
//! use winback_testkit::{deal, fixed_now};
//!
//! let new = deal("Pumps").revenue(150_000).stage(2).priority(3).new_opportunity();
//! assert_eq!((new.deal.name.as_str(), new.created_at), ("Pumps", fixed_now()));
//! ```
//!
//! Reading order: [`fresh()`], [`deal()`], [`TempDatabase`].

mod clock;
mod database;
mod deal;
mod fresh;
mod postgres;
#[cfg(unix)]
mod server;

pub use clock::fixed_now;
pub use database::TempDatabase;
pub use deal::{DealBuilder, deal};
pub use fresh::fresh;
pub use postgres::TempPostgres;
#[cfg(unix)]
pub use server::TempServer;
