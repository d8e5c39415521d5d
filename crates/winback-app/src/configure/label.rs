//! Lists of names that records refer to, which managers keep: teams, tags, sources, mediums, campaigns.

use winback_domain::{Label, LabelKind};

use crate::{AppError, Desk};

impl Desk {
    /// Returns a whole list, archived entries included, by name.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn labels(&self, kind: LabelKind) -> Result<Vec<Label>, AppError> {
        Ok(self.storage.pipeline.labels(kind).await?)
    }
}
