//! Undoing a merge: every record as it was, but for what people did with the one that stayed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    EndedHow, FieldChange, LossEnd, LossId, LossRecord, Opportunity, OpportunityId, Pipeline,
    Stamp, State, StateKind, TrackedField, TrackedValue, UndoError,
};

/// Which value a field gets that was changed by a merge, and again since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one from before the merge.
    Before,
    /// The one that it has now.
    Now,
}

/// What a person chose where a merge and a later change are at odds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnmergeChoice {
    /// For single fields.
    pub fields: BTreeMap<TrackedField, Side>,
    /// For all others.
    pub rest: Option<Side>,
}

impl UnmergeChoice {
    fn of(&self, field: TrackedField) -> Option<Side> {
        self.fields.get(&field).copied().or(self.rest)
    }
}

/// A field that a merge changed, and somebody else since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field; of the state, the stage and what hangs on them, the one that differs most.
    pub field: TrackedField,
    /// What it was before the merge.
    pub before: Option<TrackedValue>,
    /// What the merge made of it.
    pub merged: Option<TrackedValue>,
    /// What it is now.
    pub now: Option<TrackedValue>,
}

/// What is known of a merge that is to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerge {
    /// The one that stayed, before the merge.
    pub before: Opportunity,
    /// The one that stayed, after it.
    pub merged: Opportunity,
    /// The one that stayed, as it is now.
    pub now: Opportunity,
    /// The others, before the merge.
    pub others: Vec<Opportunity>,
    /// All losses that it has now.
    pub losses: Vec<LossRecord>,
    /// For each record that was merged into one of the others before: the one that it belongs to.
    pub homes: BTreeMap<OpportunityId, OpportunityId>,
}

/// What undoing a merge comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// The one that stayed, and what changes of it.
    pub survivor: (Opportunity, Vec<FieldChange>),
    /// The others, and what is different from before the merge: a lost reason that was merged since,
    /// or what a stage that is another one since makes of it.
    pub others: Vec<(Opportunity, Vec<FieldChange>)>,
    /// All losses, each with the record that it belongs to.
    pub losses: Vec<LossRecord>,
    /// What the merge and later changes are at odds about, whatever was chosen.
    pub conflicts: Vec<Conflict>,
    /// Of these, what no choice was made for; the value of now stands in for it.
    pub undecided: Vec<TrackedField>,
}

/// What makes a state and a stage another one.
type Standing<'r> = (StateKind, Option<LossId>, Option<jiff::Timestamp>, Option<crate::StageId>);

fn standing(record: &Opportunity) -> Standing<'_> {
    let loss = record.loss().map(|loss| loss.id);
    (record.state.kind(), loss, record.state.closed_at(), record.deal.stage)
}

impl Unmerge {
    /// Decides what undoing comes to: what people did since stays, what the merge did goes, and where
    /// both changed a field, the choice counts. Tags that were added or taken since are so afterwards.
    /// Rule: behaviour 5.5.
    ///
    /// # Errors
    /// [`UndoError`] if a value is not of its field's type.
    pub fn decide(
        &self,
        choice: &UnmergeChoice,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Result<Unmerged, UndoError> {
        let mut survivor = self.now.clone();
        let (mut conflicts, mut undecided) = (Vec::new(), Vec::new());
        for field in TrackedField::ALL.iter().copied().filter(|field| is_single(*field)) {
            let of = |record: &Opportunity| record.value(field);
            let (before, merged, now) = (of(&self.before), of(&self.merged), of(&self.now));
            let side = match (before == merged, merged == now, now == before) {
                (true, _, _) | (_, _, true) => Side::Now,
                (false, true, _) => Side::Before,
                (false, false, false) => {
                    let chosen = choice.of(field);
                    if chosen.is_none() {
                        undecided.push(field);
                    }
                    conflicts.push(Conflict { field, before, merged, now });
                    chosen.unwrap_or(Side::Now)
                }
            };
            if side == Side::Before {
                survivor.put_value(field, of(&self.before).as_ref())?;
                match field {
                    TrackedField::Salesperson => survivor.assigned_at = self.before.assigned_at,
                    TrackedField::Kind => survivor.converted_at = self.before.converted_at,
                    _ => {}
                }
            }
        }
        survivor.deal.tags = self.tags();
        let mut losses = self.parted();
        let side = self.side_of_state(choice, &mut conflicts, &mut undecided);
        let others = self.others_again(&mut losses, pipeline, stamp);
        self.give_state(&mut survivor, side, &mut losses, stamp);
        settle(&mut survivor, pipeline, stamp);
        if self.now.estimate == self.merged.estimate {
            survivor.estimate = self.before.estimate;
        }
        survivor.revision = self.now.revision.next();
        survivor.updated_at = stamp.at;
        let changes = survivor.changes_since(&self.now);
        Ok(Unmerged { survivor: (survivor, changes), others, losses, conflicts, undecided })
    }

    fn tags(&self) -> BTreeSet<crate::TagId> {
        let of = |record: &Opportunity| record.deal.tags.clone();
        let (before, merged, now) = (of(&self.before), of(&self.merged), of(&self.now));
        let added = now.difference(&merged).copied();
        let kept = before.iter().copied().filter(|tag| now.contains(tag) || !merged.contains(tag));
        kept.chain(added).collect()
    }

    /// Returns the record that something belongs to which came from a record: the one that stayed, if
    /// it did not come from one of the others.
    pub fn home_of(&self, origin: Option<OpportunityId>) -> OpportunityId {
        let home = origin.map(|origin| self.homes.get(&origin).copied().unwrap_or(origin));
        let is_other = |home: &OpportunityId| self.others.iter().any(|other| other.id == *home);
        home.filter(is_other).unwrap_or(self.now.id)
    }

    /// Gives every loss to the record that it belongs to.
    fn parted(&self) -> Vec<LossRecord> {
        let mut losses = self.losses.clone();
        for loss in &mut losses {
            loss.opportunity = self.home_of(loss.origin);
            loss.origin = loss.origin.filter(|origin| *origin != loss.opportunity);
        }
        losses
    }

    /// Tells whether the state and the stage are those of before the merge or those of now.
    fn side_of_state(
        &self,
        choice: &UnmergeChoice,
        conflicts: &mut Vec<Conflict>,
        undecided: &mut Vec<TrackedField>,
    ) -> Side {
        let own_loss = |id: LossId| {
            let found = self.losses.iter().find(|loss| loss.loss.id == id);
            found.is_none_or(|loss| self.home_of(loss.origin) == self.now.id)
        };
        let (before, merged) = (standing(&self.before), standing(&self.merged));
        let now = standing(&self.now);
        if before == merged || now == before {
            return Side::Now;
        }
        if merged == now || !self.now.loss().is_none_or(|loss| own_loss(loss.id)) {
            return Side::Before;
        }
        let states = [before.0, merged.0, now.0];
        let is_stage = states == [before.0; 3] && before.3 != now.3;
        let field = if is_stage { TrackedField::Stage } else { TrackedField::State };
        let of = |record: &Opportunity| record.value(field);
        let (before, merged, now) = (of(&self.before), of(&self.merged), of(&self.now));
        conflicts.insert(0, Conflict { field, before, merged, now });
        let chosen = choice.of(field);
        if chosen.is_none() {
            undecided.insert(0, field);
        }
        chosen.unwrap_or(Side::Now)
    }

    fn others_again(
        &self,
        losses: &mut [LossRecord],
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Vec<(Opportunity, Vec<FieldChange>)> {
        let again = |before: &Opportunity| {
            let mut other = before.clone();
            if let Some(loss) = before.loss() {
                self.current_again(loss.id, &mut other, losses);
            }
            settle(&mut other, pipeline, stamp);
            // One revision tells of the merge, and one that it was undone.
            other.revision = before.revision.next().next();
            other.updated_at = stamp.at;
            let changes = other.changes_since(before);
            (other, changes)
        };
        self.others.iter().map(again).collect()
    }

    /// Makes a loss the current one of a record, without the reason that the merge put in.
    fn current_again(&self, id: LossId, record: &mut Opportunity, losses: &mut [LossRecord]) {
        let Some(loss) = losses.iter_mut().find(|loss| loss.loss.id == id) else { return };
        loss.end = None;
        if self.gave_reason(id)
            && let [.., said, last] = loss.revisions.as_slice()
            && last.at == self.merged.updated_at
            && said.details.reason.is_none()
        {
            loss.loss.details = said.details.clone();
            loss.revisions.pop();
        }
        record.state = State::Lost(Box::new(loss.loss.clone()));
    }

    /// Tells whether the merge put a reason into a loss that had none. Rule: behaviour 5.3.
    fn gave_reason(&self, id: LossId) -> bool {
        let reason = |record: &Opportunity| {
            let loss = record.loss().filter(|loss| loss.id == id)?;
            Some(loss.details.reason)
        };
        let before = std::iter::once(&self.before).chain(&self.others).find_map(reason);
        before == Some(None) && reason(&self.merged).is_some_and(|reason| reason.is_some())
    }

    fn give_state(
        &self,
        survivor: &mut Opportunity,
        side: Side,
        losses: &mut [LossRecord],
        stamp: Stamp,
    ) {
        let from = match side {
            Side::Before => &self.before,
            Side::Now => &self.now,
        };
        survivor.deal.stage = from.deal.stage;
        survivor.stage_changed_at = from.stage_changed_at;
        survivor.state = from.state.clone();
        if let Some(loss) = from.loss() {
            self.current_again(loss.id, survivor, losses);
        }
        let current = survivor.loss().map(|loss| loss.id);
        let is_own = |loss: &&mut LossRecord| loss.opportunity == self.now.id;
        for loss in losses.iter_mut().filter(is_own) {
            if loss.end.is_none() && Some(loss.loss.id) != current {
                let how = match survivor.state.kind() {
                    StateKind::Won => EndedHow::Won,
                    StateKind::Open | StateKind::Lost | StateKind::Archived => EndedHow::Restored,
                };
                loss.end = Some(LossEnd { at: stamp.at, by: Some(stamp.by), how });
            }
        }
    }
}

/// Tells whether a field is compared by itself: not the tags, and not what hangs on the state, the
/// stage, the salesperson or the kind.
const fn is_single(field: TrackedField) -> bool {
    use TrackedField as F;
    !matches!(
        field,
        F::State
            | F::Probability
            | F::LostReason
            | F::Competitor
            | F::Stage
            | F::ClosedAt
            | F::StageChangedAt
            | F::AssignedAt
            | F::ConvertedAt
            | F::Tags
    )
}

/// Makes the state fit the stage, which may be another one since, or gone. Rule: behaviour 1.2.
fn settle(record: &mut Opportunity, pipeline: &Pipeline, stamp: Stamp) {
    if record.deal.stage.is_some_and(|stage| pipeline.stage(stage).is_none()) {
        record.deal.stage = pipeline.first_for(record.deal.team).map(|stage| stage.id);
        record.stage_changed_at = Some(stamp.at);
    }
    record.settle(pipeline, stamp);
}
