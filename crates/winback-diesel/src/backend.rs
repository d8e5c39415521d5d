//! The factory of the backend.

use std::sync::Arc;

use async_trait::async_trait;
use winback_store::{BackendFactory, Migrated, OpenError, Storage, StoreError};

use crate::customers::CustomersInDatabase;
use crate::database::Database;
use crate::error::BACKEND;
use crate::exports::ExportsOfDatabase;
use crate::integrity::IntegrityOfDatabase;
use crate::open::{self, Location};
use crate::opportunities::OpportunitiesInDatabase;
use crate::people::PeopleInDatabase;
use crate::pipeline::PipelineInDatabase;
use crate::reasons::ReasonsInDatabase;
use crate::settings::SettingsInDatabase;

/// Opens SQLite files: `sqlite:PATH`, absolute or relative to the working directory.
#[derive(Debug, Clone, Copy, Default)]
pub struct SqliteBackend;

#[async_trait]
impl BackendFactory for SqliteBackend {
    fn scheme(&self) -> &'static str {
        "sqlite"
    }

    async fn open(&self, url: &str) -> Result<Storage, OpenError> {
        let location = Location::parse(url)?;
        let database = blocking(move || open::open(&location)).await??;
        Ok(storage(&Arc::new(database)))
    }

    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError> {
        let location = Location::parse(url)?;
        blocking(move || open::migrate(&location)).await?
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OpenError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        let source = Box::new(error);
        OpenError::Store(StoreError::Backend { backend: BACKEND, operation: "opening", source })
    })
}

fn storage(database: &Arc<Database>) -> Storage {
    let shared = || Arc::clone(database);
    Storage {
        backend: BACKEND,
        opportunities: Arc::new(OpportunitiesInDatabase(shared())),
        reasons: Arc::new(ReasonsInDatabase(shared())),
        people: Arc::new(PeopleInDatabase(shared())),
        pipeline: Arc::new(PipelineInDatabase(shared())),
        customers: Arc::new(CustomersInDatabase(shared())),
        exports: Arc::new(ExportsOfDatabase(shared())),
        settings: Arc::new(SettingsInDatabase(shared())),
        integrity: Arc::new(IntegrityOfDatabase(shared())),
        gate: database.gate(),
    }
}
