//! The store of merges: records that became one, and what each of them was.

use async_trait::async_trait;
use winback_domain::{
    Conversion, MergeWish, Operation, OperationId, Opportunity, OpportunityId, Revision, Stamp,
    Unmerge, UnmergeChoice, Unmerged,
};
use winback_filter::Predicate;

use crate::{Counterpart, Selection, StoreResult};

/// A record to be merged, at the revision that a person was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeInput {
    /// The record.
    pub id: OpportunityId,
    /// Its revision, if it matters.
    pub revision: Option<Revision>,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The operation; it tells of every record that was merged.
    pub operation: Operation,
    /// The record that all of them are now.
    pub survivor: Opportunity,
}

/// Leads that become opportunities, some of them by being merged into one that is there. Rule:
/// behaviour 1.1.
#[derive(Debug, Clone)]
pub struct Conversions {
    /// Those that become opportunities of their own.
    pub alone: Selection,
    /// What these get.
    pub conversion: Conversion,
    /// The others, each group with the opportunity that it is merged into.
    pub merges: Vec<Vec<MergeInput>>,
    /// What a person decides of the merges.
    pub wish: MergeWish,
}

/// What became of leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The operation on those that became opportunities of their own; nothing if there is none.
    pub operation: Option<Operation>,
    /// The merges, in the order that was given.
    pub merges: Vec<Merged>,
}

/// A merge as it was and as it stands, with what became of it when it was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneMerge {
    /// The operation that undid it.
    pub operation: Operation,
    /// What it came to.
    pub unmerged: Unmerged,
}

/// Merges records, and undoes that.
///
/// Records that were merged into another are in no list, count or report, and their ids are never
/// given again; what they were is kept. Their external ids stay theirs: no other record can get one,
/// and imports know them. Rule: behaviour 5.
#[async_trait]
pub trait MergeStore: Send + Sync {
    /// Merges records that match `visible` into one, as [`Merge`](winback_domain::Merge) decides, in
    /// one transaction: the record, all losses and activity entries, which say where they came from,
    /// an entry for each record, one operation, and what scoring counts. The result is estimated anew
    /// where a change of its fields would be.
    ///
    /// # Errors
    /// `NotFound` with all ids that are not found; `Stale`; `Merge`; `Missing` for a salesperson or a
    /// team.
    async fn merge(
        &self,
        records: &[MergeInput],
        visible: &Predicate,
        wish: &MergeWish,
        stamp: Stamp,
    ) -> StoreResult<Merged>;

    /// Returns the open opportunity that each open lead of a selection belongs to, for those that belong
    /// to one that matches `visible`, by the lead's id: the one with the same e-mail address, or else
    /// phone number, or else customer, the newest of several. What else is selected has none. Rule:
    /// behaviour 1.1, 5.7.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn counterparts(
        &self,
        selection: &Selection,
        visible: &Predicate,
    ) -> StoreResult<Vec<Counterpart>>;

    /// Converts leads as [`convert`](crate::OpportunityStore::convert) does, and then merges others as
    /// [`merge`](Self::merge) does, all in one transaction; each merge is an operation of its own, which
    /// can be undone by itself. Rule: behaviour 1.1, 2.8.
    ///
    /// # Errors
    /// As the two.
    async fn convert_all(
        &self,
        conversions: &Conversions,
        visible: &Predicate,
        stamp: Stamp,
    ) -> StoreResult<Converted>;

    /// Returns the record that one was merged into, through any number of merges; nothing if it was
    /// not merged.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn survivor_of(&self, id: OpportunityId) -> StoreResult<Option<OpportunityId>>;

    /// Returns what is known of a merge that can be undone.
    ///
    /// # Errors
    /// `Missing` if there is no such merge, or it was undone; `MergedOn` if the record that stayed was
    /// merged into another since; `NotFound` if it does not match `visible`.
    async fn merge_of(&self, id: OperationId, visible: &Predicate) -> StoreResult<Unmerge>;

    /// Undoes a merge, as [`Unmerge`] decides: every record is there again with its losses and its
    /// log, in one transaction. With `expected`, nothing happens if the record that stayed is at
    /// another revision.
    ///
    /// # Errors
    /// As [`merge_of`](Self::merge_of); `Undecided` for fields that were changed since and of which
    /// nothing was chosen; `Stale`; `Taken` for an external id.
    async fn unmerge(
        &self,
        id: OperationId,
        visible: &Predicate,
        choice: &UnmergeChoice,
        expected: Option<Revision>,
        stamp: Stamp,
    ) -> StoreResult<UndoneMerge>;
}
