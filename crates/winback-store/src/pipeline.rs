//! The store of stages and of the lists of names that records refer to.

use async_trait::async_trait;
use winback_domain::{Label, LabelKind, Pipeline};

use crate::StoreResult;

/// Stores stages, teams, tags, sources, mediums, campaigns and countries.
#[async_trait]
pub trait PipelineStore: Send + Sync {
    /// Returns all stages, in their order.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn stages(&self) -> StoreResult<Pipeline>;

    /// Returns a whole list, by name (code points) and id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn labels(&self, kind: LabelKind) -> StoreResult<Vec<Label>>;

    /// Finds an entry of a list by its name, ignoring case and surrounding space, or adds it.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn ensure_label(&self, kind: LabelKind, name: &str) -> StoreResult<Label>;
}
