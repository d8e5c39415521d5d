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
        self.draft.check_stage(from.stage)?;
        let lost_by = self.person(from.lost_by.as_deref());
        let salesperson = self.person(from.salesperson.as_deref());
        let revisions: Vec<LossRevision> =
            from.revisions().map(|revision| self.revision(revision)).collect();
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
        self.draft.add_loss(LossRecord { opportunity, loss: loss.clone(), revisions, end });
        Ok(loss)
    }

    pub(super) fn end(&mut self, end: &ImportLossEnd) -> LossEnd {
        LossEnd { at: end.at, by: self.person(end.by.as_deref()), how: end.how }
    }

    fn revision(&mut self, from: &ImportRevision) -> LossRevision {
        let ImportRevision { reason, note, competitor, at, by } = from;
        let reason = reason.as_deref().map(|reason| self.reason(reason));
        let details = LossDetails { reason, note: note.clone(), competitor: competitor.clone() };
        LossRevision { details, at: *at, by: self.person(by.as_deref()) }
    }

    /// Finds a lost reason by its name, or adds it; one that no loss had before the import becomes
    /// what the file says if that is all of it.
    fn reason(&mut self, from: &ImportReason) -> LostReasonId {
        let first = self.reasons.insert(name_key(&from.profile.name));
        let known = self.draft.reason_named(&from.profile.name).map(|reason| reason.id);
        match known {
            None => {
                let added = self.draft.add_reason(&from.profile).id;
                self.draft.set_archived(added, from.archived);
                added
            }
            Some(id) => {
                if from.whole && first && !self.draft.is_used(id) {
                    self.draft.replace_reason(id, &from.profile);
                    self.draft.set_archived(id, from.archived);
                }
                id
            }
        }
    }
}
