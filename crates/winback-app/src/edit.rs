//! Editing a record.

use winback_domain::{Opportunity, OpportunityId, Probability, Revision, StateKind};
use winback_store::{Names, Selection, StoreError};

use crate::plugin::Intent;
use crate::{Action, AppError, Assignment, Desk, LossRequest, Refusal, Target};

/// A record after an edit.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The record as it is now.
    pub opportunity: Opportunity,
    /// The names of what it refers to.
    pub names: Names,
    /// Whether the edit marked it lost: an archived record at a probability of 0. Rule: behaviour
    /// 1.5.
    pub became_lost: bool,
    /// Whether anything changed.
    pub changed: bool,
}

impl Desk {
    /// Sets fields of a record; with `expected`, only if it is at that revision.
    ///
    /// Setting the probability of an archived record to 0 marks it lost, and nothing else can be
    /// set in the same edit.
    ///
    /// # Errors
    /// [`AppError::Value`], [`AppError::Unknown`], [`AppError::Usage`] for the assignments;
    /// [`AppError::NotFound`]; [`AppError::Store`] for a stale revision or what the state forbids;
    /// [`AppError::Policy`] and [`AppError::Vetoed`].
    pub async fn edit(
        &self,
        id: OpportunityId,
        expected: Option<Revision>,
        assignments: &[Assignment],
    ) -> Result<Edited, AppError> {
        let page = self.page_of(id).await?;
        let before = page.records.into_iter().next().ok_or_else(|| AppError::NotFound(vec![id]))?;
        if let Some(expected) = expected.filter(|expected| *expected != before.revision) {
            let current = before.revision;
            return Err(StoreError::Stale { id, expected, current }.into());
        }
        if before.state.kind() == StateKind::Archived && self.sets_zero(assignments)? {
            return self.lose_by_edit(id, assignments).await;
        }
        let (edits, adding) = self.edits(&before, assignments).await?;
        let selection = Selection::ids(vec![id], self.visible()?);
        let intent = Intent::Edit { edits: &edits, adding: &adding };
        let visible = self.hold_to_policies(selection, intent).await?.filter;
        let (store, stamp) = (&self.storage.opportunities, self.stamp());
        let edited = store.edit_with_names(id, expected, &visible, &edits, &adding, stamp).await;
        let opportunity = edited?;
        let names = self.names_for(id).await?;
        let changed = opportunity.revision != before.revision;
        Ok(Edited { opportunity, names, became_lost: false, changed })
    }

    fn sets_zero(&self, assignments: &[Assignment]) -> Result<bool, AppError> {
        let zero = |text: &str| text.parse::<Probability>() == Ok(Probability::ZERO);
        for assignment in assignments {
            if self.settable(&assignment.field)? == "probability" && zero(&assignment.value) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Rule: behaviour 1.5.
    async fn lose_by_edit(
        &self,
        id: OpportunityId,
        assignments: &[Assignment],
    ) -> Result<Edited, AppError> {
        if assignments.len() > 1 {
            return Err(Refusal::EditBesideLoss(id).into());
        }
        let lose = Action::Lose(LossRequest::default());
        self.perform(&Target::Ids(vec![id]), &lose).await?;
        let page = self.page_of(id).await?;
        let opportunity =
            page.records.into_iter().next().ok_or_else(|| AppError::NotFound(vec![id]))?;
        Ok(Edited { opportunity, names: page.names, became_lost: true, changed: true })
    }
}
