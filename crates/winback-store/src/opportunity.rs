//! The store of opportunities, their losses and their activity log.

use async_trait::async_trait;
use jiff::Timestamp;
use winback_domain::{
    ActivityEntry, ActivityEntryId, Change, Conversion, Deal, Edit, Effect, LossRecord,
    NewLostReason, Operation, Opportunity, OpportunityId, Probability, Revision, Stamp,
};
use winback_filter::Predicate;

use crate::{
    GroupQuery, Groups, ImportMode, ImportRows, Imported, Likeness, LossPeriod, NewNames, Page,
    Query, ReasonLosses, Selection, SimilarRecord, StoreResult, Tally,
};

/// An opportunity before a store has given it an id. It is open, or won if its stage is a won stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpportunity {
    /// What people wrote into it.
    pub deal: Deal,
    /// The estimate of its probability while there is nothing to learn from.
    pub estimate: Probability,
    /// When it was created; the stamp of the call tells who wrote it and when.
    pub created_at: Timestamp,
}

/// What a bulk change did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The operation; nothing if no record changed.
    pub operation: Option<Operation>,
    /// How many records had each effect, by effect, those to which nothing happened included.
    pub effects: Vec<(Effect, u64)>,
}

/// Stores opportunities, their losses and their activity log.
///
/// Every write is one transaction: the records, their losses, one activity entry for each changed
/// record, one operation, and what scoring counts, or nothing. A record that is new, open again, or of
/// which a scored value, the stage or the team changes, is estimated anew, as
/// [`is_estimated_anew`](crate::is_estimated_anew) says, by the frequencies without all records that
/// the same call changes. Rule: behaviour 2.3, 2.7, 2.8, 6.1, 6.2.
#[async_trait]
pub trait OpportunityStore: Send + Sync {
    /// Stores a new opportunity and returns it, at its first revision, with an entry `created`.
    /// One that has a salesperson was assigned at `created_at`.
    ///
    /// # Errors
    /// `Taken` if the external id is another record's; `Missing` if it refers to what does not
    /// exist; `Barred` if it would match one of the filters `barred`.
    async fn create(
        &self,
        new: &NewOpportunity,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        self.create_with_names(new, &NewNames::default(), barred, stamp).await
    }

    /// Stores a new opportunity as [`create`](Self::create) does, which refers to these names, too:
    /// they are found or added in the same transaction, before the filters `barred` see the record.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    async fn create_with_names(
        &self,
        new: &NewOpportunity,
        names: &NewNames,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity>;

    /// Returns one page of a list.
    ///
    /// # Errors
    /// `Backend` alone; a cursor that does not fit the sort starts from the beginning.
    async fn search(&self, query: &Query) -> StoreResult<Page>;

    /// Counts what a selection holds.
    ///
    /// # Errors
    /// `Backend` alone: ids that are not found are part of the answer.
    async fn tally(&self, selection: &Selection) -> StoreResult<Tally>;

    /// Applies a change of state to every selected record, each as
    /// [`Opportunity::apply`](winback_domain::Opportunity::apply) does: all or nothing.
    ///
    /// # Errors
    /// `NotFound` with all ids that are not found; `Refused` with the records whose state does not
    /// allow the change; `Missing` if the change names a stage or a reason that does not exist;
    /// `Moved` if another number of records is selected than was confirmed.
    async fn apply(
        &self,
        selection: &Selection,
        change: &Change,
        stamp: Stamp,
    ) -> StoreResult<Applied>;

    /// Applies a change as [`apply`](Self::apply) does, with the lost reason of this name: found
    /// ignoring case and surrounding space, and offered again if it was archived, or else added.
    /// That is part of the same transaction, and happens only if a record changes. Rule: behaviour
    /// 2.2, 2.3.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    async fn apply_with_reason(
        &self,
        selection: &Selection,
        change: &Change,
        reason: &NewLostReason,
        stamp: Stamp,
    ) -> StoreResult<Applied>;

    /// Edits one record that matches `visible`, as
    /// [`Opportunity::edit`](winback_domain::Opportunity::edit) does, and returns it.
    ///
    /// With `expected`, a record at another revision is refused. An edit that changes nothing
    /// writes nothing.
    ///
    /// # Errors
    /// `NotFound`, `Stale`, `Edit`, `Taken` for an external id, `Missing` for what it refers to.
    async fn edit(
        &self,
        id: OpportunityId,
        expected: Option<Revision>,
        visible: &Predicate,
        edits: &[Edit],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        self.edit_with_names(id, expected, visible, edits, &NewNames::default(), stamp).await
    }

    /// Edits one record as [`edit`](Self::edit) does, and lets it refer to these names, which count over
    /// the edits of the same fields: they are found or added in the same transaction.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    async fn edit_with_names(
        &self,
        id: OpportunityId,
        expected: Option<Revision>,
        visible: &Predicate,
        edits: &[Edit],
        names: &NewNames,
        stamp: Stamp,
    ) -> StoreResult<Opportunity>;

    /// Makes opportunities of the selected leads, each as
    /// [`Opportunity::convert`](winback_domain::Opportunity::convert) does: all or nothing. Returns
    /// the operation; nothing if no record is selected. Rule: behaviour 1.1.
    ///
    /// # Errors
    /// `NotFound` with all ids that are not found; `Refused` with what is no open lead; `Missing` for
    /// what they are to refer to; `Moved` if another number of records is selected than was
    /// confirmed.
    async fn convert(
        &self,
        selection: &Selection,
        conversion: &Conversion,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.convert_with_customer(selection, conversion, None, stamp).await
    }

    /// Makes opportunities as [`convert`](Self::convert) does, and gives them the customer of this name,
    /// which counts over that of the conversion: found as [`NewNames`] find it, or else added, in the
    /// same transaction and only if a record becomes an opportunity.
    ///
    /// # Errors
    /// As [`convert`](Self::convert).
    async fn convert_with_customer(
        &self,
        selection: &Selection,
        conversion: &Conversion,
        customer: Option<&str>,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>>;

    /// Returns all losses of a record, the oldest first; none if it does not exist.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn losses(&self, id: OpportunityId) -> StoreResult<Vec<LossRecord>>;

    /// Returns the latest activity entries of a record, the newest first, at most `limit`, from
    /// those older than `before`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn activity(
        &self,
        id: OpportunityId,
        before: Option<ActivityEntryId>,
        limit: usize,
    ) -> StoreResult<Vec<ActivityEntry>>;

    /// Returns records with somebody in common who match `visible`, other than `except`, at most
    /// `limit`: first those with the strongest sign in common, of as strong ones the newest. Rule:
    /// behaviour 5.6.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn similar(
        &self,
        to: &Likeness,
        except: Option<OpportunityId>,
        visible: &Predicate,
        limit: usize,
    ) -> StoreResult<Vec<SimilarRecord>>;

    /// Counts losses by reason, over the losses of a period of records that match the filter,
    /// current and ended ones: most losses first; of as many, those without a reason last, else by id.
    /// Rule: behaviour 9.2, 9.3.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn losses_by_reason(
        &self,
        filter: &Predicate,
        period: LossPeriod,
    ) -> StoreResult<Vec<ReasonLosses>>;

    /// Counts records, or losses, in groups. Rule: behaviour 8.2, 9.1, 9.3.
    ///
    /// The groups are what [`Grouping::groups_of`](winback_filter::Grouping::groups_of) says of each
    /// record; the answer is what [`GroupQuery::answer`] makes of them.
    ///
    /// # Errors
    /// `TooManyGroups` if empty ones are wanted.
    async fn group(&self, query: &GroupQuery) -> StoreResult<Groups>;

    /// Imports rows in one transaction, taking them one after another, so that memory does not
    /// grow with their number.
    ///
    /// A row whose external id is known already is left alone and counted, or makes the record what
    /// [`ImportRow::update`](crate::ImportRow::update) does, with one entry in its log, if the mode
    /// says so; one that came before in these rows is left alone in any case. Customers, people, teams, tags, sources, mediums, campaigns and lost reasons that do
    /// not exist are added. Every new record has an entry `imported`. A dry run answers as the import
    /// would, and keeps nothing.
    ///
    /// # Errors
    /// `ImportRefused` if the rows end with a refusal, `Missing` if one refers to an id that does not
    /// exist, and `BarredRows` with all rows that the mode bars; nothing is kept then.
    async fn import(
        &self,
        rows: Box<dyn ImportRows>,
        mode: ImportMode,
        stamp: Stamp,
    ) -> StoreResult<Imported>;
}
