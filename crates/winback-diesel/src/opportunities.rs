//! The store of opportunities.

use std::sync::Arc;

use async_trait::async_trait;
use winback_store::domain::{
    ActivityEntry, ActivityEntryId, Change, Conversion, Edit, LossRecord, NewLostReason, Operation,
    Opportunity, OpportunityId, Revision, Stamp,
};
use winback_store::filter::Predicate;
use winback_store::{
    Applied, GroupQuery, Groups, ImportMode, ImportRows, Imported, Likeness, LossPeriod, NewNames,
    NewOpportunity, OpportunityStore, Page, Query, ReasonLosses, Selection, SimilarRecord,
    StoreResult, Tally,
};

use crate::database::Database;
use crate::{apply, convert, edit, group, history, import, report, search, selection, similar};

/// Opportunities in the database.
#[derive(Debug)]
pub(crate) struct OpportunitiesInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl OpportunityStore for OpportunitiesInDatabase {
    async fn create_with_names(
        &self,
        new: &NewOpportunity,
        names: &NewNames,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        let (new, names, barred) = (new.clone(), names.clone(), barred.to_vec());
        let work = move |conn: &mut _| edit::create(conn, &new, &names, &barred, stamp);
        self.0.write("adding a record", work).await
    }

    async fn search(&self, query: &Query) -> StoreResult<Page> {
        let query = query.clone();
        self.0.read("searching", move |conn| search::search(conn, &query)).await
    }

    async fn tally(&self, selection: &Selection) -> StoreResult<Tally> {
        let selection = selection.clone();
        self.0.read("counting", move |conn| selection::tally(conn, &selection)).await
    }

    async fn apply(
        &self,
        selection: &Selection,
        change: &Change,
        stamp: Stamp,
    ) -> StoreResult<Applied> {
        let (selection, change) = (selection.clone(), change.clone());
        let work = move |conn: &mut _| apply::apply(conn, &selection, &change, None, stamp);
        self.0.write("changing states", work).await
    }

    async fn apply_with_reason(
        &self,
        selection: &Selection,
        change: &Change,
        reason: &NewLostReason,
        stamp: Stamp,
    ) -> StoreResult<Applied> {
        let (selection, change, reason) = (selection.clone(), change.clone(), reason.clone());
        let work =
            move |conn: &mut _| apply::apply(conn, &selection, &change, Some(&reason), stamp);
        self.0.write("changing states", work).await
    }

    async fn edit_with_names(
        &self,
        id: OpportunityId,
        expected: Option<Revision>,
        visible: &Predicate,
        edits: &[Edit],
        names: &NewNames,
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        let (visible, edits, names) = (visible.clone(), edits.to_vec(), names.clone());
        let work =
            move |conn: &mut _| edit::edit(conn, id, expected, &visible, &edits, &names, stamp);
        self.0.write("changing a record", work).await
    }

    async fn convert_with_customer(
        &self,
        selection: &Selection,
        conversion: &Conversion,
        customer: Option<&str>,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        let (selection, conversion) = (selection.clone(), *conversion);
        let customer = customer.map(str::to_owned);
        let work = move |conn: &mut _| {
            convert::convert(conn, &selection, &conversion, customer.as_deref(), stamp)
        };
        self.0.write("converting leads", work).await
    }

    async fn losses(&self, id: OpportunityId) -> StoreResult<Vec<LossRecord>> {
        self.0.read("reading losses", move |conn| history::losses(conn, [id])).await
    }

    async fn activity(
        &self,
        id: OpportunityId,
        before: Option<ActivityEntryId>,
        limit: usize,
    ) -> StoreResult<Vec<ActivityEntry>> {
        let work = move |conn: &mut _| history::activity(conn, id, before, limit);
        self.0.read("reading the activity log", work).await
    }

    async fn similar(
        &self,
        to: &Likeness,
        except: Option<OpportunityId>,
        visible: &Predicate,
        limit: usize,
    ) -> StoreResult<Vec<SimilarRecord>> {
        let (to, visible) = (to.clone(), visible.clone());
        let work = move |conn: &mut _| similar::similar(conn, &to, except, &visible, limit);
        self.0.read("finding similar records", work).await
    }

    async fn losses_by_reason(
        &self,
        filter: &Predicate,
        period: LossPeriod,
    ) -> StoreResult<Vec<ReasonLosses>> {
        let filter = filter.clone();
        let work = move |conn: &mut _| report::losses_by_reason(conn, &filter, period);
        self.0.read("counting losses", work).await
    }

    async fn group(&self, query: &GroupQuery) -> StoreResult<Groups> {
        let query = query.clone();
        self.0.read("counting groups", move |conn| group::group(conn, &query)).await
    }

    async fn import(
        &self,
        rows: Box<dyn ImportRows>,
        mode: ImportMode,
        stamp: Stamp,
    ) -> StoreResult<Imported> {
        self.0.write_once("importing", move |conn| import::import(conn, rows, mode, stamp)).await
    }
}
