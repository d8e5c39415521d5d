//! The store of merges: records that became one, and what each of them was.

use async_trait::async_trait;
use winback_domain::{
    MergeWish, Operation, OperationId, Opportunity, OpportunityId, Revision, Stamp, Unmerge,
    UnmergeChoice, Unmerged,
};
use winback_filter::Predicate;

use crate::StoreResult;

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
