//! The store of lists of names: what managers do to teams, tags, sources, mediums and campaigns.

use async_trait::async_trait;
use winback_domain::{Label, LabelEdit, LabelKind};
use winback_filter::Predicate;

use crate::StoreResult;

/// An entry of a list, and how many records refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCounts {
    /// The entry.
    pub label: Label,
    /// How many records have it, in whatever state.
    pub records: u64,
}

/// Keeps the lists of names that records refer to. Rule: behaviour 1.10.
///
/// Names are unique within their list, ignoring case (as `winback_filter::fold` does) and surrounding
/// space. Records point to their entries, so that nothing here writes any of them.
#[async_trait]
pub trait LabelStore: Send + Sync {
    /// Returns a whole list, by name (code points) and id, with the counts over the records that match
    /// `visible`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn counts(&self, kind: LabelKind, visible: &Predicate) -> StoreResult<Vec<LabelCounts>>;

    /// Adds an entry.
    ///
    /// # Errors
    /// `Taken` if the name is another entry's.
    async fn create(&self, kind: LabelKind, name: &str) -> StoreResult<Label>;

    /// Changes an entry as [`Label::edit`] does, all edits or none.
    ///
    /// # Errors
    /// `Missing`, also for a new leader; `Taken` if a new name is another entry's.
    async fn edit(&self, kind: LabelKind, id: i64, edits: &[LabelEdit]) -> StoreResult<Label>;
}
