//! Targets: the records that a person names for an action.

use winback_domain::OpportunityId;
use winback_store::{Selection, Tally};

use crate::{Action, AppError, Desk, Misuse};

/// The records that an action is done on, as a person names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// By their ids.
    Ids(Vec<OpportunityId>),
    /// By a filter, in the text or domain spelling. Archived and lost records are left out unless the filter
    /// lifts that (behaviour 8.1); restoring, which is for those alone, then means them.
    Where(String),
}

impl Desk {
    /// Counts the records that a person named, by state, and sums their expected revenues.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Usage`] for an empty one, [`AppError::Store`].
    pub async fn tally(&self, target: &Target) -> Result<Tally, AppError> {
        let selection = self.selection_of(target, false).await?;
        Ok(self.storage.opportunities.tally(&selection).await?)
    }

    /// Turns what a person named into a selection; visibility is part of it.
    pub(crate) async fn selection(
        &self,
        target: &Target,
        action: &Action,
    ) -> Result<Selection, AppError> {
        self.selection_of(target, matches!(action, Action::Restore)).await
    }

    /// Turns what a person named into a selection; to restore, a filter means what is not active.
    pub(crate) async fn selection_of(
        &self,
        target: &Target,
        restoring: bool,
    ) -> Result<Selection, AppError> {
        let text = match target {
            Target::Ids(ids) => return Ok(Selection::ids(ids.clone(), self.visible()?)),
            Target::Where(text) => text,
        };
        if text.trim().is_empty() {
            return Err(Misuse::EmptyFilter.into());
        }
        if restoring && !self.shows_archived(text).await? {
            let inactive = self.parse_filter(text).await?.and(self.active(false)?);
            return Ok(Selection::matching(inactive.and(self.visible()?)));
        }
        Ok(Selection::matching(self.listed_by(text).await?))
    }
}
