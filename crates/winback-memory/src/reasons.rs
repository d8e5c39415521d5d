//! The store of lost reasons.

use async_trait::async_trait;
use winback_store::domain::{
    EntryKind, FieldChange, FormerName, LossDetails, LostReason, LostReasonId, NewLostReason,
    OperationKind, Opportunity, ReasonDeed, ReasonEdit, ReasonEntry, Stamp, State, TrackedField,
    TrackedValue,
};
use winback_store::filter::Predicate;
use winback_store::{LostReasonStore, MergedReasons, ReasonCounts, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::World;

mod history;

impl World {
    fn reasons_in_order(&self) -> Vec<LostReason> {
        let mut reasons: Vec<LostReason> = self.reasons.values().cloned().collect();
        reasons.sort_by_key(|reason| (reason.position, reason.id));
        reasons
    }

    /// Adds a reason, whose name is free, at the end of the list.
    pub(crate) fn add_reason(&mut self, new: &NewLostReason, stamp: Stamp) -> LostReason {
        let last = self.reasons.last_key_value().map_or(0, |(id, _)| id.get());
        let end = self.reasons.values().map(|reason| reason.position).max();
        let reason = LostReason {
            id: LostReasonId::new(last + 1),
            name: new.name.clone(),
            guidance: new.guidance.clone(),
            category: new.category.clone(),
            outcome: new.outcome,
            position: end.map_or(1, |end| end.saturating_add(1)),
            archived: false,
        };
        self.reasons.insert(reason.id, reason.clone());
        self.note_reason(reason.id, ReasonDeed::Added, Vec::new(), stamp);
        reason
    }

    /// Returns the id of the reason of this name, or the one that it gets when it is added.
    pub(crate) fn reason_to_be(&self, new: &NewLostReason) -> LostReasonId {
        let last = self.reasons.last_key_value().map_or(0, |(id, _)| id.get());
        self.reason_named(&new.name).map_or(LostReasonId::new(last + 1), |reason| reason.id)
    }

    /// Offers the reason of this name again if it is archived, or adds it if there is none.
    pub(crate) fn offer_reason(&mut self, new: &NewLostReason, stamp: Stamp) {
        let id = self.reason_to_be(new);
        if self.reasons.contains_key(&id) {
            self.change_reason(id, ReasonDeed::Changed, &[ReasonEdit::Archived(false)], stamp);
        } else {
            self.add_reason(new, stamp);
        }
    }

    /// Changes a reason, whose name may be that, and notes it.
    fn change_reason(
        &mut self,
        id: LostReasonId,
        deed: ReasonDeed,
        edits: &[ReasonEdit],
        stamp: Stamp,
    ) {
        let changes = self.reasons.get_mut(&id).map(|reason| reason.edit(edits));
        self.note_reason(id, deed, changes.unwrap_or_default(), stamp);
    }

    /// Tells whether a loss has or had a reason.
    pub(crate) fn is_used(&self, id: LostReasonId) -> bool {
        let said = self.losses.values().flatten().flat_map(|loss| &loss.revisions);
        said.map(|revision| revision.details.reason).any(|reason| reason == Some(id))
    }

    fn counts_of(&self, reason: LostReason, records: &[&Opportunity]) -> ReasonCounts {
        let is_for = |details: &LossDetails| details.reason == Some(reason.id);
        let lost =
            records.iter().filter(|record| record.loss().is_some_and(|l| is_for(&l.details)));
        let ever_lost = records.iter().filter(|record| {
            self.losses_of(record.id).iter().any(|record| is_for(&record.loss.details))
        });
        let (lost, ever_lost) = (count(lost.count()), count(ever_lost.count()));
        ReasonCounts { reason, lost, ever_lost }
    }

    /// Changes a reason.
    pub(crate) fn edit_reason(
        &mut self,
        id: LostReasonId,
        edits: &[ReasonEdit],
        stamp: Stamp,
    ) -> StoreResult<LostReason> {
        self.check_reason(Some(id))?;
        for edit in edits {
            if let ReasonEdit::Name(name) = edit {
                self.check_name(Some(id), name)?;
            }
        }
        self.change_reason(id, ReasonDeed::Changed, edits, stamp);
        let missing = StoreError::Missing { what: "lost reason", id: id.get() };
        self.reasons.get(&id).cloned().ok_or(missing)
    }

    /// Checks that no other reason than `own` has the name.
    fn check_name(&self, own: Option<LostReasonId>, name: &str) -> StoreResult<()> {
        match self.reason_named(name) {
            Some(holder) if Some(holder.id) != own => {
                Err(StoreError::Taken { what: "lost reason", name: name.to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn merge_reasons(
        &mut self,
        from: LostReasonId,
        into: LostReasonId,
        stamp: Stamp,
    ) -> StoreResult<MergedReasons> {
        self.check_reason(Some(from))?;
        self.check_reason(Some(into))?;
        let losses = self.move_losses(from, into);
        let lost: Vec<Opportunity> = self
            .opportunities
            .values()
            .filter(|record| record.loss().is_some_and(|loss| loss.details.reason == Some(from)))
            .cloned()
            .collect();
        let operation = self.operation(OperationKind::MergeReasons, lost.len(), None, stamp);
        let reference = |id: LostReasonId| Some(TrackedValue::Reference(id.get()));
        for mut record in lost {
            if let State::Lost(loss) = &mut record.state {
                loss.details.reason = Some(into);
            }
            record.revision = record.revision.next();
            record.updated_at = stamp.at;
            let change =
                FieldChange::of(TrackedField::LostReason, reference(from), reference(into));
            let changes = change.into_iter().collect();
            self.log(&record, &operation, EntryKind::LossAmended, changes);
            self.put(record);
        }
        let archived = [ReasonEdit::Archived(true)];
        self.change_reason(from, ReasonDeed::MergedInto(into), &archived, stamp);
        self.change_reason(into, ReasonDeed::TookOver(from), &[], stamp);
        if let Some(settings) = &mut self.settings
            && settings.policy.require_note_for.contains(&from)
        {
            settings.policy.require_note_for.insert(into);
        }
        Ok(MergedReasons { operation, losses })
    }

    /// Gives losses and their revisions to another reason; returns how many losses.
    fn move_losses(&mut self, from: LostReasonId, into: LostReasonId) -> u64 {
        let mut moved = 0;
        let rename = |details: &mut LossDetails| {
            let carries = details.reason == Some(from);
            if carries {
                details.reason = Some(into);
            }
            carries
        };
        for record in self.losses.values_mut().flatten() {
            moved += u64::from(rename(&mut record.loss.details));
            for revision in &mut record.revisions {
                rename(&mut revision.details);
            }
        }
        moved
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[async_trait]
impl LostReasonStore for Memory {
    async fn list(&self) -> StoreResult<Vec<LostReason>> {
        Ok(self.read(World::reasons_in_order))
    }

    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<ReasonCounts>> {
        Ok(self.read(|world| {
            let records = world.matching(visible);
            let reasons = world.reasons_in_order().into_iter();
            reasons.map(|reason| world.counts_of(reason, &records)).collect()
        }))
    }

    async fn history(&self, id: LostReasonId) -> StoreResult<Vec<ReasonEntry>> {
        Ok(self.read(|world| world.history_of(id).cloned().collect()))
    }

    async fn former_names(&self) -> StoreResult<Vec<FormerName>> {
        Ok(self.read(World::former_names))
    }

    async fn create(&self, new: &NewLostReason, stamp: Stamp) -> StoreResult<LostReason> {
        self.write(|world| {
            world.check_name(None, &new.name)?;
            Ok(world.add_reason(new, stamp))
        })
    }

    async fn edit(
        &self,
        id: LostReasonId,
        edits: &[ReasonEdit],
        stamp: Stamp,
    ) -> StoreResult<LostReason> {
        self.write(|world| world.edit_reason(id, edits, stamp))
    }

    async fn merge(
        &self,
        from: LostReasonId,
        into: LostReasonId,
        stamp: Stamp,
    ) -> StoreResult<MergedReasons> {
        self.write(|world| world.merge_reasons(from, into, stamp))
    }
}
