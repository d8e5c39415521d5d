//! Opportunities with their losses, for exports.

use std::collections::BTreeSet;

use async_trait::async_trait;
use winback_store::domain::{LossRecord, OpportunityId};
use winback_store::{ExportStore, Page, Query, StoreResult};

use crate::backend::Memory;

#[async_trait]
impl ExportStore for Memory {
    async fn page(&self, query: &Query) -> StoreResult<(Page, Vec<LossRecord>)> {
        Ok(self.read(|world| {
            let page = world.search(query);
            let ids: BTreeSet<OpportunityId> =
                page.records.iter().map(|record| record.id).collect();
            let losses = ids.into_iter().flat_map(|id| world.losses_of(id)).cloned().collect();
            (page, losses)
        }))
    }
}
