//! The store of opportunities, over the one lock.

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

use crate::backend::Memory;

#[async_trait]
impl OpportunityStore for Memory {
    async fn create_with_names(
        &self,
        new: &NewOpportunity,
        names: &NewNames,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        self.write(|world| world.create(new, names, barred, stamp))
    }

    async fn search(&self, query: &Query) -> StoreResult<Page> {
        Ok(self.read(|world| world.search(query)))
    }

    async fn tally(&self, selection: &Selection) -> StoreResult<Tally> {
        Ok(self.read(|world| world.tally(selection)))
    }

    async fn apply(
        &self,
        selection: &Selection,
        change: &Change,
        stamp: Stamp,
    ) -> StoreResult<Applied> {
        self.write(|world| world.apply(selection, change, None, stamp))
    }

    async fn apply_with_reason(
        &self,
        selection: &Selection,
        change: &Change,
        reason: &NewLostReason,
        stamp: Stamp,
    ) -> StoreResult<Applied> {
        self.write(|world| world.apply(selection, change, Some(reason), stamp))
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
        self.write(|world| world.edit(id, expected, visible, edits, names, stamp))
    }

    async fn convert_with_customer(
        &self,
        selection: &Selection,
        conversion: &Conversion,
        customer: Option<&str>,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.write(|world| world.convert_with_customer(selection, conversion, customer, stamp))
    }

    async fn losses(&self, id: OpportunityId) -> StoreResult<Vec<LossRecord>> {
        Ok(self.read(|world| world.losses_of(id).to_vec()))
    }

    async fn activity(
        &self,
        id: OpportunityId,
        before: Option<ActivityEntryId>,
        limit: usize,
    ) -> StoreResult<Vec<ActivityEntry>> {
        Ok(self.read(|world| {
            let entries = world.entries.get(&id).into_iter().flatten().rev();
            let older = entries.filter(|entry| before.is_none_or(|before| entry.id < before));
            older.take(limit).cloned().collect()
        }))
    }

    async fn similar(
        &self,
        to: &Likeness,
        except: Option<OpportunityId>,
        visible: &Predicate,
        limit: usize,
    ) -> StoreResult<Vec<SimilarRecord>> {
        Ok(self.read(|world| world.similar(to, except, visible, limit)))
    }

    async fn losses_by_reason(
        &self,
        filter: &Predicate,
        period: LossPeriod,
    ) -> StoreResult<Vec<ReasonLosses>> {
        Ok(self.read(|world| world.losses_by_reason(filter, period)))
    }

    async fn group(&self, query: &GroupQuery) -> StoreResult<Groups> {
        self.read(|world| world.group(query))
    }

    async fn import(
        &self,
        rows: Box<dyn ImportRows>,
        mode: ImportMode,
        stamp: Stamp,
    ) -> StoreResult<Imported> {
        self.write(|world| world.import(rows, mode, stamp))
    }
}
