//! What the backends hand out.

use std::sync::Arc;

use winback_store::{OpenError, Storage, StoreError};

use crate::chapters::ChaptersInDatabase;
use crate::customers::CustomersInDatabase;
use crate::database::Database;
use crate::exports::ExportsOfDatabase;
use crate::integrity::IntegrityOfDatabase;
use crate::opportunities::OpportunitiesInDatabase;
use crate::people::PeopleInDatabase;
use crate::pipeline::PipelineInDatabase;
use crate::reasons::ReasonsInDatabase;
use crate::scoring::ScoringInDatabase;
use crate::searches::SearchesInDatabase;
use crate::settings::SettingsInDatabase;
use crate::undo::OperationsInDatabase;

/// Opens something on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    backend: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OpenError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        let source = Box::new(error);
        OpenError::Store(StoreError::Backend { backend, operation: "opening", source })
    })
}

/// Returns one trait object for each aggregate.
pub(crate) fn storage(database: &Arc<Database>) -> Storage {
    let shared = || Arc::clone(database);
    Storage {
        backend: database.backend(),
        opportunities: Arc::new(OpportunitiesInDatabase(shared())),
        operations: Arc::new(OperationsInDatabase(shared())),
        reasons: Arc::new(ReasonsInDatabase(shared())),
        people: Arc::new(PeopleInDatabase(shared())),
        pipeline: Arc::new(PipelineInDatabase(shared())),
        customers: Arc::new(CustomersInDatabase(shared())),
        exports: Arc::new(ExportsOfDatabase(shared())),
        chapters: Arc::new(ChaptersInDatabase(shared())),
        searches: Arc::new(SearchesInDatabase(shared())),
        scoring: Arc::new(ScoringInDatabase(shared())),
        settings: Arc::new(SettingsInDatabase(shared())),
        integrity: Arc::new(IntegrityOfDatabase(shared())),
        gate: database.gate(),
    }
}
