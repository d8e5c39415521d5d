//! PostgreSQL: servers, their connections, and writes that are tried again.

mod connection;
mod integrity;
mod location;
mod open;
mod said;
mod trigrams;
mod words;
mod writers;

use async_trait::async_trait;
use winback_store::{BackendFactory, Migrated, OpenError, Storage};

use crate::backend::{blocking, storage};

pub(crate) use self::connection::connect;
pub(crate) use self::integrity::references;
pub(crate) use self::location::Location;
pub(crate) use self::said::{explained, lost};
pub(crate) use self::words::{is_deadlock, is_lock_timeout};
pub(crate) use self::writers::Writers;

/// The backend's scheme, and its name in errors.
const BACKEND: &str = "postgres";

/// Opens databases of a PostgreSQL server, of version 12 or newer: `postgres://…` or
/// `postgresql://…`, as the server's own client library reads them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PostgresBackend;

#[async_trait]
impl BackendFactory for PostgresBackend {
    fn scheme(&self) -> &'static str {
        BACKEND
    }

    fn opens(&self, scheme: &str) -> bool {
        matches!(scheme, "postgres" | "postgresql")
    }

    async fn open(&self, url: &str) -> Result<Storage, OpenError> {
        let location = Location::parse(url)?;
        let (database, notices) = blocking(BACKEND, url, move || open::open(&location)).await??;
        Ok(storage(database, notices))
    }

    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError> {
        let location = Location::parse(url)?;
        blocking(BACKEND, url, move || open::migrate(&location)).await?
    }
}
