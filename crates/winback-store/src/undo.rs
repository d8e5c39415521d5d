//! The store of operations: what was done, and undoing it.

use async_trait::async_trait;
use winback_domain::{
    ActivityEntry, Operation, OperationId, Opportunity, OpportunityId, PersonId, Stamp, State,
    StateKind, TrackedField, TrackedValue,
};
use winback_filter::Predicate;

use crate::{StoreResult, is_estimated_anew};

/// Tells whether undoing an entry moved the estimate of a record in a way that its log does not tell:
/// the probability that followed it was set by hand, or the record was not open before the entry, and
/// is so now by its stage.
pub fn is_estimate_lost(entry: &ActivityEntry, before: &Opportunity, after: &Opportunity) -> bool {
    let told = entry.changes.iter().find(|change| change.field == TrackedField::State);
    let was_open = match told {
        Some(change) => {
            let open = StateKind::Open.as_str().to_owned();
            change.old == Some(TrackedValue::Text(open))
        }
        None => before.state == State::Open,
    };
    let is_told = was_open && after.deal.hand_probability.is_none();
    // The probability of an archived record is that of its last open moment, and follows no estimate.
    let has_estimate = matches!(after.state, State::Open | State::Archived { .. });
    has_estimate && !is_told && is_estimated_anew(before, after)
}

/// What undoing an operation would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoPlan {
    /// The operation.
    pub operation: Operation,
    /// How many of its records are as it left them, and would be what they were before.
    pub undoable: u64,
    /// The sum of the expected revenues of those, in minor units.
    pub revenue_minor: i128,
    /// The records that have changed since, or that do not match, which stay as they are: the first,
    /// by id, at most [`UndoPlan::LISTED`].
    pub left: Vec<OpportunityId>,
    /// How many those are.
    pub left_total: u64,
}

impl UndoPlan {
    /// How many records that stay as they are a plan lists at the most.
    pub const LISTED: usize = 100;
}

/// What undoing an operation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The operation that undid it; nothing if no record was left to undo.
    pub operation: Option<Operation>,
    /// The records that stayed as they are, as in [`UndoPlan::left`].
    pub left: Vec<OpportunityId>,
    /// How many those are.
    pub left_total: u64,
}

/// Tells of operations, and undoes them. Rule: behaviour 2.8.
#[async_trait]
pub trait OperationStore: Send + Sync {
    /// Returns operations on records, the newest first, at most `limit`: those before one, and of
    /// one person if `by` is given.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn list(
        &self,
        before: Option<OperationId>,
        by: Option<PersonId>,
        limit: usize,
    ) -> StoreResult<Vec<Operation>>;

    /// Returns an operation with what undoing it would do to the records that match `visible`.
    ///
    /// # Errors
    /// `Missing`; `Barred` if one of those that would change matches one of the filters `barred`.
    async fn plan_undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        barred: &[Predicate],
    ) -> StoreResult<UndoPlan>;

    /// Makes the records of an operation that match `visible`, and have not changed since, what they
    /// were before it, each as [`Opportunity::undo`](winback_domain::Opportunity::undo) does; what
    /// scoring counts follows. The others stay as they are.
    ///
    /// Undoing a [`ConfigureStage`](winback_domain::OperationKind::ConfigureStage) sets the won flag of
    /// the stage back; records that have come into it since follow the flag, and `visible` does not
    /// count: no record may stand in a stage that says otherwise. Rule: behaviour 1.9.
    ///
    /// Memory does not grow with the number of records in a store that keeps them elsewhere.
    ///
    /// # Errors
    /// `Missing`; `Moved` if another number of records can be undone than was `confirmed`; `Barred` as
    /// for [`plan_undo`](Self::plan_undo); `Taken` if an external id is another record's by now.
    async fn undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Undone>;
}
