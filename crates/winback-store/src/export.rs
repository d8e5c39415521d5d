//! The store as exports read it.

use async_trait::async_trait;
use winback_domain::LossRecord;

use crate::{Page, Query, StoreResult};

/// Reads opportunities with their losses.
#[async_trait]
pub trait ExportStore: Send + Sync {
    /// Returns one page of a list, as [`OpportunityStore::search`](crate::OpportunityStore::search)
    /// does, with all losses of its records, current and ended ones, by the id of their record and
    /// the oldest first. All of it is of one state of the store.
    ///
    /// # Errors
    /// `Backend` alone; a cursor that does not fit the sort starts from the beginning.
    async fn page(&self, query: &Query) -> StoreResult<(Page, Vec<LossRecord>)>;
}
