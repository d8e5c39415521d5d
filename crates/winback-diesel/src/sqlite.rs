//! SQLite: files, their connections, and the one thread that writes.

mod connection;
mod integrity;
mod open;
mod writer;

use async_trait::async_trait;
use winback_store::{BackendFactory, Migrated, OpenError, Storage};

use self::open::Location;
use crate::backend::{blocking, storage};

pub(crate) use self::connection::connect;
pub(crate) use self::integrity::{pages, references};
#[cfg(test)]
pub(crate) use self::open::in_memory;
pub(crate) use self::writer::Writer;

/// The backend's scheme, and its name in errors.
const BACKEND: &str = "sqlite";

/// Opens SQLite files: `sqlite:PATH`, absolute or relative to the working directory.
#[derive(Debug, Clone, Copy, Default)]
pub struct SqliteBackend;

#[async_trait]
impl BackendFactory for SqliteBackend {
    fn scheme(&self) -> &'static str {
        BACKEND
    }

    async fn open(&self, url: &str) -> Result<Storage, OpenError> {
        let location = Location::parse(url)?;
        let database = blocking(BACKEND, url, move || open::open(&location)).await??;
        Ok(storage(database, Vec::new()))
    }

    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError> {
        let location = Location::parse(url)?;
        blocking(BACKEND, url, move || open::migrate(&location)).await?
    }
}
