//! The SQLite and PostgreSQL backends of Winback: the only crate that knows SQL.
//!
//! [`SqliteBackend`] opens `sqlite:PATH`, [`PostgresBackend`] `postgres://…`; both hand out the
//! storage. Reads run side by side on a pool of connections, one hop to a blocking thread for each
//! store call, and each call sees one state of the database. A file takes all writes on one thread,
//! each in one immediate transaction; a server takes them side by side, and refuses one that got in
//! the way of another, which then runs again.
//!
//! Bulk work is a fixed number of statements, whatever the number of records. What is dynamic
//! (filters, orders, cursors, changes of state) is put together from pieces of SQL whose text stands
//! in this crate; what people type is bound, never written into a statement. Every query stands here
//! once; where the two databases spell SQL differently stands in one trait.
//!
//! This crate has no rules: it does what `winback-domain` says, and the conformance suite holds it
//! to that.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use winback_diesel::SqliteBackend;
//! use winback_store::BackendFactory;
//!
//! let folder = tempfile::tempdir()?;
//! let url = format!("sqlite:{}", folder.path().join("deals.db").display());
//! let storage = SqliteBackend.open(&url).await?;
//! assert_eq!(storage.settings.get().await?, None);
//! # Ok(())
//! # }
//! ```
//!
//! Reading order: [`SqliteBackend`], `sqlite`, `postgres`, `database`, `sql`, `predicate`, `search`, `apply`.

mod accounts;
mod apply;
mod backend;
mod changes;
mod chapters;
mod clock;
mod connection;
mod convert;
mod customers;
mod database;
mod dialect;
mod edit;
mod error;
mod exports;
mod group;
mod history;
mod ids;
mod import;
mod integrity;
mod labels;
mod merge;
mod migrations;
mod names;
mod operation;
mod opportunities;
mod order;
mod outbox;
mod people;
mod pipeline;
#[cfg(test)]
mod plans;
mod pool;
mod postgres;
mod predicate;
mod reasons;
mod reference;
mod report;
mod rows;
mod schema;
mod scoring;
mod search;
mod searches;
mod selection;
mod settings;
mod similar;
mod sql;
mod sqlite;
mod stages;
mod trigrams;
mod undo;

pub use postgres::PostgresBackend;
pub use sqlite::SqliteBackend;
