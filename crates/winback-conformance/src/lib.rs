//! What every Winback backend must do, as tests to run against any of them.
//!
//! Each check is one function on a freshly installed storage, named as the claim that it makes; it
//! panics if the claim does not hold. [`suite!`] makes a test of each, so that a backend's test
//! binary is one line, and a backend of one's own starts with it. There is no list of exceptions:
//! a backend that fails a check is wrong, or the check is.
//!
//! With a second backend as the oracle, random filters and random histories are compared on both;
//! `winback-memory`, whose filters are tried by the filter engine itself, is made for that.
//!
//! ```
//! # // What a test binary says.
//! # async fn fresh_storage() -> (winback_store::Storage, ()) { unreachable!() }
//! winback_conformance::suite!(crate::fresh_storage().await);
//! # fn main() {}
//! ```
//!
//! What the reference system answered to the same questions is recorded in [`mod@reference`], and
//! every backend has to answer alike.
//!
//! Reading order: [`suite!`], [`transitions`], [`losses`], [`bulk`], then the others.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a check fails by panicking, and says where"
)]

pub mod accounts;
pub mod activity;
pub mod assigning;
pub mod bars;
pub mod bulk;
pub mod chapters;
pub mod conversions;
pub mod counterparts;
pub mod crowd;
pub mod customers;
pub mod edits;
pub mod filters;
pub mod fresh;
pub mod groups;
pub mod histories;
pub mod imports;
pub mod integrity;
pub mod labels;
pub mod losses;
pub mod merges;
pub mod new_names;
pub mod opportunities;
pub mod oracle;
pub mod outbox;
pub mod paging;
pub mod people;
pub mod reason_history;
pub mod reasons;
pub mod recorded;
pub mod reference;
pub mod reports;
mod scene;
pub mod scoring;
pub mod searches;
pub mod similar;
pub mod stages;
mod suite;
pub mod texts;
pub mod transitions;
pub mod undo;
pub mod updates;

use winback_store::Storage;

/// Installs what the checks expect, unless it is there already.
///
/// # Panics
/// If the backend fails.
pub async fn install(storage: &Storage) {
    storage.settings.install(&winback_testkit::fresh()).await.unwrap();
}

/// Checks that every invariant holds in a store, whatever was done to it.
///
/// # Panics
/// If one is broken; the message says which, and where.
pub async fn sound(storage: &Storage) {
    integrity::everything_holds(storage).await;
}
