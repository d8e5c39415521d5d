//! The store of saved searches.

use async_trait::async_trait;
use winback_domain::{NewSavedSearch, PersonId, SavedSearch, SavedSearchEdit, SavedSearchId};

use crate::StoreResult;

/// Stores saved searches. Rule: behaviour 8.8.
///
/// Names are unique among those of one owner, ignoring case (as `winback_filter::fold` does) and
/// surrounding space. At most one of each owner's is the default: whichever is made so last. What is
/// neither a person's own nor shared does not exist for that person. Rule: behaviour 7.3.
#[async_trait]
pub trait SavedSearchStore: Send + Sync {
    /// Returns those that a person sees, own and shared ones, by name and id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn seen_by(&self, person: PersonId) -> StoreResult<Vec<SavedSearch>>;

    /// Adds one.
    ///
    /// # Errors
    /// `Missing` if the owner does not exist; `Taken` if another one of the owner's has the name.
    async fn create(&self, new: &NewSavedSearch) -> StoreResult<SavedSearch>;

    /// Changes one that `person` sees, all edits or none, and returns it.
    ///
    /// # Errors
    /// `Missing` if it does not exist for the person; `Taken` if another one of its owner's has the
    /// new name.
    async fn edit(
        &self,
        id: SavedSearchId,
        person: PersonId,
        edits: &[SavedSearchEdit],
    ) -> StoreResult<SavedSearch>;

    /// Deletes one that `person` sees.
    ///
    /// # Errors
    /// `Missing` if it does not exist for the person.
    async fn delete(&self, id: SavedSearchId, person: PersonId) -> StoreResult<()>;
}
