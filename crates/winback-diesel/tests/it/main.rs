//! The conformance suite, with the memory backend as the oracle, and what is SQLite's own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;
mod open;
mod writing;

use winback_diesel::SqliteBackend;
use winback_store::{BackendFactory, Storage};
use winback_testkit::TempDatabase;

async fn fresh_storage() -> (Storage, TempDatabase) {
    let database = TempDatabase::new().unwrap();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    (storage, database)
}

winback_conformance::suite!(crate::fresh_storage().await, winback_memory::open());
