//! The store of lost reasons.

use async_trait::async_trait;
use winback_domain::{
    FormerName, LostReason, LostReasonId, NewLostReason, Operation, ReasonEdit, ReasonEntry, Stamp,
};
use winback_filter::Predicate;

use crate::StoreResult;

/// A lost reason, and how many leads and opportunities carry it. Rule: behaviour 4.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCounts {
    /// The reason.
    pub reason: LostReason,
    /// Records that are lost because of it now.
    pub lost: u64,
    /// Records that were ever lost because of it, lost now or not.
    pub ever_lost: u64,
}

/// What a merge of lost reasons did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedReasons {
    /// The operation that records the merge.
    pub operation: Operation,
    /// How many losses went over, current and ended ones.
    pub losses: u64,
}

/// Stores lost reasons.
///
/// Names are unique ignoring case (as `winback_filter::fold` does) and surrounding space. All that
/// happens to a reason is kept in its history; records and losses point to it, so that a rename or
/// an archiving writes none of them. Rule: behaviour 4.2.
#[async_trait]
pub trait LostReasonStore: Send + Sync {
    /// Returns all reasons, archived ones included, by position and id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn list(&self) -> StoreResult<Vec<LostReason>>;

    /// Returns all reasons as [`list`](Self::list) does, with their counts over the records that
    /// match `visible`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<ReasonCounts>>;

    /// Returns what happened to a reason, the oldest entry first; none if it does not exist.
    ///
    /// An edit that changes nothing has no entry.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn history(&self, id: LostReasonId) -> StoreResult<Vec<ReasonEntry>>;

    /// Returns the names that reasons had and no reason has now, each once for a reason that had
    /// it, the latest first.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn former_names(&self) -> StoreResult<Vec<FormerName>>;

    /// Adds a reason at the end of the list.
    ///
    /// # Errors
    /// `Taken` if the name is another reason's.
    async fn create(&self, new: &NewLostReason, stamp: Stamp) -> StoreResult<LostReason>;

    /// Changes a reason, all edits or none, and returns it.
    ///
    /// # Errors
    /// `Missing`; `Taken` if the new name is another reason's.
    async fn edit(
        &self,
        id: LostReasonId,
        edits: &[ReasonEdit],
        stamp: Stamp,
    ) -> StoreResult<LostReason>;

    /// Merges a reason into another: its losses, current and ended, and their earlier revisions
    /// follow, each lost record that carries it gets an entry, and the reason is archived. A closing
    /// note that policy asks for with the one is asked for with the other from then on; losses that
    /// exist already need none. Rule: behaviour 2.6, 4.2.
    ///
    /// # Errors
    /// `Missing` if one of them does not exist.
    async fn merge(
        &self,
        from: LostReasonId,
        into: LostReasonId,
        stamp: Stamp,
    ) -> StoreResult<MergedReasons>;
}
