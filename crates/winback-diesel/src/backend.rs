//! What the backends hand out.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use winback_store::{OpenError, Storage, StoreError, without_password};

use crate::accounts::AccountsInDatabase;
use crate::chapters::ChaptersInDatabase;
use crate::customers::CustomersInDatabase;
use crate::database::Database;
use crate::exports::ExportsOfDatabase;
use crate::integrity::IntegrityOfDatabase;
use crate::labels::LabelsInDatabase;
use crate::merge::MergesInDatabase;
use crate::opportunities::OpportunitiesInDatabase;
use crate::outbox::OutboxOfDatabase;
use crate::people::PeopleInDatabase;
use crate::pipeline::PipelineInDatabase;
use crate::reasons::ReasonsInDatabase;
use crate::scoring::ScoringInDatabase;
use crate::searches::SearchesInDatabase;
use crate::settings::SettingsInDatabase;
use crate::stages::StagesInDatabase;
use crate::undo::OperationsInDatabase;

/// Opens something on a thread that may block.
///
/// Without a runtime for it, or if that has no timers, by which pools wait, this is an error.
pub(crate) async fn blocking<T: Send + 'static>(
    backend: &'static str,
    url: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OpenError> {
    let unusable = |problem: &str| OpenError::Unusable {
        url: without_password(url),
        problem: problem.to_owned(),
        source: None,
    };
    let runtime = Handle::try_current()
        .map_err(|_| unusable("there is no Tokio runtime here: open it inside of one"))?;
    // There is no way to ask for timers but to want one; the task keeps the panic from the caller.
    let timed = runtime.spawn(async { tokio::time::sleep(Duration::ZERO).await });
    timed.await.map_err(|_| {
        unusable(
            "the Tokio runtime has no timers: call `enable_time` or `enable_all` on its builder",
        )
    })?;
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        let source = Box::new(error);
        OpenError::Store(StoreError::Backend { backend, operation: "opening", source })
    })
}

/// Returns one trait object for each aggregate.
pub(crate) fn storage(database: Database, notices: Vec<String>) -> Storage {
    let database = Arc::new(database);
    let shared = || Arc::clone(&database);
    Storage {
        backend: database.backend(),
        opportunities: Arc::new(OpportunitiesInDatabase(shared())),
        operations: Arc::new(OperationsInDatabase(shared())),
        outbox: Arc::new(OutboxOfDatabase(shared())),
        merges: Arc::new(MergesInDatabase(shared())),
        accounts: Arc::new(AccountsInDatabase(shared())),
        reasons: Arc::new(ReasonsInDatabase(shared())),
        people: Arc::new(PeopleInDatabase(shared())),
        stages: Arc::new(StagesInDatabase(shared())),
        labels: Arc::new(LabelsInDatabase(shared())),
        pipeline: Arc::new(PipelineInDatabase(shared())),
        customers: Arc::new(CustomersInDatabase(shared())),
        exports: Arc::new(ExportsOfDatabase(shared())),
        chapters: Arc::new(ChaptersInDatabase(shared())),
        searches: Arc::new(SearchesInDatabase(shared())),
        scoring: Arc::new(ScoringInDatabase(shared())),
        settings: Arc::new(SettingsInDatabase(shared())),
        integrity: Arc::new(IntegrityOfDatabase(shared())),
        gate: database.gate(),
        notices,
    }
}
