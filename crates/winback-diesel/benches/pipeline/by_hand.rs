//! The same work by hand-written SQL: what somebody would write who needs just this, with prepared
//! statements, on a connection that is set up as ours are.

mod addition;
mod change;
mod list;
mod report;

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) use addition::{create, import};
pub(crate) use change::{Chosen, mark_lost, restore};
pub(crate) use list::{List, Listed, Place};
pub(crate) use report::{losses_by_reason, tally};

const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
     PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; \
     PRAGMA case_sensitive_like = ON; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16384";

/// Opens a database.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch(SETTINGS)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Begins a transaction that writes.
fn writing(conn: &mut Connection) -> Result<Transaction<'_>> {
    Ok(conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
}
