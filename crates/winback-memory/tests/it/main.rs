//! The conformance suite, and what is the memory backend's own.

mod open;

use winback_store::Storage;

async fn fresh_storage() -> (Storage, ()) {
    (winback_memory::open(), ())
}

winback_conformance::suite!(crate::fresh_storage().await, winback_memory::open());
