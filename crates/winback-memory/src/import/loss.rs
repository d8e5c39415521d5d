//! The losses of imported rows.

use winback_store::domain::{
    Loss, LossDetails, LossEnd, LossRecord, LossRevision, LostReasonId, OpportunityId,
};
use winback_store::{ImportLoss, ImportLossEnd, ImportReason, ImportRevision, StoreResult};

use super::Importer;
use crate::world::name_key;

impl Importer {
    /// Keeps a loss of a record; its reasons and people are found by their names, or added.
    pub(super) fn loss(
        &mut self,
        opportunity: OpportunityId,
        from: &ImportLoss,
        end: Option<LossEnd>,
    ) -> StoreResult<Loss> {
        let (loss, revisions) = self.read_loss(from)?;
        self.draft.add_loss(LossRecord {
            opportunity,
            origin: None,
            loss: loss.clone(),
            revisions,
            end,
        });
        Ok(loss)
    }

    /// Returns a loss with what was said of it, with ids in place of names.
    pub(super) fn read_loss(
        &mut self,
        from: &ImportLoss,
    ) -> StoreResult<(Loss, Vec<LossRevision>)> {
        self.draft.check_stage(from.stage)?;
        let lost_by = self.person(from.lost_by.as_deref());
        let salesperson = self.person(from.salesperson.as_deref());
        let revisions = from.revisions().map(|revision| self.revision(revision));
        let revisions: Vec<LossRevision> = revisions.collect::<StoreResult<_>>()?;
        let details = revisions.last().map(|last| last.details.clone()).unwrap_or_default();
        let loss = Loss {
            id: self.draft.next_loss(),
            details,
            lost_at: from.lost_at,
            lost_by,
            stage: from.stage,
            probability: from.probability,
            expected_revenue: from.expected_revenue,
            salesperson,
        };
        Ok((loss, revisions))
    }

    pub(super) fn end(&mut self, end: &ImportLossEnd) -> LossEnd {
        LossEnd { at: end.at, by: self.person(end.by.as_deref()), how: end.how }
    }

    fn revision(&mut self, from: &ImportRevision) -> StoreResult<LossRevision> {
        let ImportRevision { reason, note, competitor, at, by } = from;
        let reason = reason.as_deref().map(|reason| self.reason(reason)).transpose()?;
        let details = LossDetails { reason, note: note.clone(), competitor: competitor.clone() };
        Ok(LossRevision { details, at: *at, by: self.person(by.as_deref()) })
    }

    /// Finds the lost reason that a name stands for, or adds it; one of that very name that is new,
    /// or that no loss had before the import, becomes what the file says if that is all of it.
    fn reason(&mut self, from: &ImportReason) -> StoreResult<LostReasonId> {
        let name = &from.profile.name;
        let first = self.reasons.insert(name_key(name));
        let (id, is_named) = self
            .draft
            .imported_reason(name)
            .unwrap_or_else(|| (self.draft.add_reason(&from.profile, self.stamp).id, true));
        if let Some(edits) = from.edits()
            && first
            && is_named
            && !self.draft.is_used(id)
        {
            self.draft.edit_reason(id, &edits, self.stamp)?;
        }
        Ok(id)
    }
}
