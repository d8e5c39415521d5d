//! The store of stages: what managers do to them.

use async_trait::async_trait;
use winback_domain::{NewStage, Operation, Pipeline, Stage, StageEdit, StageId, Stamp};
use winback_filter::Predicate;

use crate::StoreResult;

/// A stage, and how many records are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCounts {
    /// The stage.
    pub stage: Stage,
    /// Open records in it.
    pub open: u64,
    /// Won records in it.
    pub won: u64,
    /// Records that were lost in it and are still.
    pub lost: u64,
    /// Records that were archived in it and are still.
    pub archived: u64,
}

/// Stores stages. Rule: behaviour 1.9.
///
/// Names are unique ignoring case (as `winback_filter::fold` does) and surrounding space. Nobody else
/// writes while a stage is configured, so that no record comes into a stage that has become another
/// one meanwhile. What scoring counts follows by itself: a stage that is added, removed or put to
/// another place makes it count again. Rule: behaviour 6.2.
#[async_trait]
pub trait StageStore: Send + Sync {
    /// Returns all stages in their order, archived ones included, with their counts over the records
    /// that match `visible`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<StageCounts>>;

    /// Adds a stage at its [place](Pipeline::place_of_new); the others are numbered from 1 around it.
    ///
    /// # Errors
    /// `Taken` if the name is another stage's; `Missing` if its team does not exist.
    async fn create(&self, new: &NewStage) -> StoreResult<Stage>;

    /// Changes a stage, all edits or none; records stay as they are.
    ///
    /// # Errors
    /// `Missing`, also for its new team; `Taken` if a new name is another stage's.
    async fn edit(&self, id: StageId, edits: &[StageEdit]) -> StoreResult<Stage>;

    /// Puts a stage at a place, from 1, as [`Pipeline::with_place`] says, and returns all of them.
    ///
    /// # Errors
    /// `Missing`.
    async fn place(&self, id: StageId, place: usize) -> StoreResult<Pipeline>;

    /// Removes a stage that was never used.
    ///
    /// # Errors
    /// `Missing`; `InUse` if a record is in it, was in it, or was lost in it.
    async fn remove(&self, id: StageId) -> StoreResult<()>;

    /// Makes a stage a won stage, or one that is not, and its records what
    /// [`Opportunity::follow_stage`](winback_domain::Opportunity::follow_stage) says, as one operation.
    /// Returns that; nothing if no record changes. Those that are open again are estimated anew by the
    /// frequencies without all of them.
    ///
    /// # Errors
    /// `Missing`; `Moved` if another number of records would change than was `confirmed`; `Barred` if
    /// one of those that would matches one of the filters `barred`.
    async fn set_won(
        &self,
        id: StageId,
        won: bool,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>>;
}
