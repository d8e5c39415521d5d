//! Opportunities with their losses, for exports.

use std::sync::Arc;

use async_trait::async_trait;
use winback_store::domain::LossRecord;
use winback_store::{ExportStore, Page, Query, StoreResult};

use crate::database::Database;
use crate::{history, search};

/// Records with their losses in the database.
#[derive(Debug)]
pub(crate) struct ExportsOfDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl ExportStore for ExportsOfDatabase {
    async fn page(&self, query: &Query) -> StoreResult<(Page, Vec<LossRecord>)> {
        let query = query.clone();
        let work = move |conn: &mut _| {
            let page = search::search(conn, &query)?;
            let losses = history::losses(conn, page.records.iter().map(|record| record.id))?;
            Ok((page, losses))
        };
        self.0.read("reading a page of an export", work).await
    }
}
