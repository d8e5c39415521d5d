//! The conformance suite on both databases, with the memory backend as the oracle, and what is
//! each one's own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;
mod open;
mod server;
mod writing;

use std::collections::BTreeSet;
use std::process::Command;

use winback_diesel::SqliteBackend;
use winback_store::{BackendFactory, Storage};
use winback_testkit::TempDatabase;

async fn fresh_storage() -> (Storage, TempDatabase) {
    let database = TempDatabase::new().unwrap();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    (storage, database)
}

winback_conformance::suite!(crate::fresh_storage().await, winback_memory::open());

mod postgres {
    mod failing;
    mod open;

    mod suite {
        winback_conformance::suite!(crate::server::fresh_storage().await, winback_memory::open());
    }

    #[cfg(feature = "postgres-tls")]
    mod tls;
    mod writing;
}

/// The checks that SQLite is put to, and no fewer, are those of PostgreSQL.
#[test]
fn no_backend_is_spared_a_check() {
    let own = std::env::current_exe().unwrap();
    let listed = Command::new(own).args(["--list", "--format", "terse"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    let module = |name: &str| name.split("::").next().unwrap_or_default().to_owned();
    let on_postgres: BTreeSet<&str> =
        names.iter().filter_map(|name| name.strip_prefix("postgres::suite::")).collect();
    let modules: BTreeSet<String> = on_postgres.iter().map(|name| module(name)).collect();
    let on_sqlite: BTreeSet<&str> =
        names.iter().copied().filter(|name| modules.contains(&module(name))).collect();
    assert!(on_postgres.contains("oracle::random_histories_agree") && on_postgres.len() > 100);
    assert_eq!(on_postgres, on_sqlite);
}
