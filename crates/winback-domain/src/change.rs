//! Changes of state: a verb with what it carries, applied to one record.
//!
//! Backends that change many records at once do the same in SQL; the conformance suite holds them
//! to what stands here.

use jiff::Timestamp;

use crate::{
    ClosingNote, Effect, EndedHow, EntryKind, FieldChange, Handover, Loss, LossDetails, LossEnd,
    LossId, LostReasonId, OperationKind, Opportunity, PersonId, Pipeline, Refusal, StageId, State,
    StateKind, TrackedField, TrackedValue, TransitionError, Verb,
};

/// Who does something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What a person gives when marking records lost; every part is optional. Rule: behaviour 2.1.
pub type LossInput = LossDetails;

/// What to change in the current loss; what is `None` stays as it is, `Some(None)` empties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AmendLoss {
    /// Another reason.
    pub reason: Option<Option<LostReasonId>>,
    /// Another note, in place of the present one.
    pub note: Option<Option<ClosingNote>>,
    /// Another competitor.
    pub competitor: Option<Option<String>>,
}

/// A change of state, the same for every record that it is applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Marks records lost; on lost ones amends the loss: a reason or competitor given replaces the
    /// present one, a note given is added below it.
    MarkLost(LossInput),
    /// Amends the losses of lost records by replacing what is given.
    AmendLoss(AmendLoss),
    /// Restores records, or takes them out of the archive.
    Restore,
    /// Archives records.
    Archive,
    /// Marks records won.
    MarkWon,
    /// Moves records to a stage.
    MoveStage(StageId),
    /// Gives records to another salesperson, another team, or both; their states and stages stay.
    Assign(Handover),
}

impl Change {
    /// Returns what the change does to a record; `at_zero` tells whether its probability is 0.
    ///
    /// # Errors
    /// [`Refusal`] if the record's state does not allow it.
    pub const fn effect(&self, state: StateKind, at_zero: bool) -> Result<Effect, Refusal> {
        match (self, state) {
            (Self::AmendLoss(_), StateKind::Lost) => Ok(Effect::AmendLoss),
            (Self::AmendLoss(_), StateKind::Open | StateKind::Won | StateKind::Archived) => {
                Err(Refusal::NoLoss)
            }
            (Self::MarkLost(_), _) => Verb::MarkLost.effect(state, at_zero),
            (Self::Restore, _) => Verb::Restore.effect(state, at_zero),
            (Self::Archive, _) => Verb::Archive.effect(state, at_zero),
            (Self::MarkWon, _) => Verb::MarkWon.effect(state, at_zero),
            (Self::MoveStage(_), _) => Verb::MoveStage.effect(state, at_zero),
            (Self::Assign(_), _) => Verb::Assign.effect(state, at_zero),
        }
    }

    /// Returns the kind of operation that the change is.
    pub const fn operation(&self) -> OperationKind {
        match self {
            Self::MarkLost(_) => OperationKind::MarkLost,
            Self::AmendLoss(_) => OperationKind::AmendLoss,
            Self::Restore => OperationKind::Restore,
            Self::Archive => OperationKind::Archive,
            Self::MarkWon => OperationKind::MarkWon,
            Self::MoveStage(_) => OperationKind::MoveStage,
            Self::Assign(_) => OperationKind::Assign,
        }
    }

    /// Returns the note that the change carries.
    pub const fn note(&self) -> Option<&ClosingNote> {
        match self {
            Self::MarkLost(input) => input.note.as_ref(),
            Self::AmendLoss(AmendLoss { note: Some(note), .. }) => note.as_ref(),
            Self::AmendLoss(_) | Self::Restore | Self::Archive => None,
            Self::MarkWon | Self::MoveStage(_) | Self::Assign(_) => None,
        }
    }

    /// Returns the change with this reason; one that takes no reason stays as it is.
    #[must_use]
    pub fn with_reason(&self, reason: LostReasonId) -> Self {
        match self {
            Self::MarkLost(input) => {
                Self::MarkLost(LossInput { reason: Some(reason), ..input.clone() })
            }
            Self::AmendLoss(amend) => {
                Self::AmendLoss(AmendLoss { reason: Some(Some(reason)), ..amend.clone() })
            }
            Self::Restore | Self::Archive | Self::MarkWon => self.clone(),
            Self::MoveStage(_) | Self::Assign(_) => self.clone(),
        }
    }

    /// Returns the details of a loss that begins by this change: empty unless it marks lost.
    pub fn new_loss(&self) -> LossDetails {
        match self {
            Self::MarkLost(input) => input.clone(),
            Self::AmendLoss(_) | Self::Restore | Self::Archive => LossDetails::default(),
            Self::MarkWon | Self::MoveStage(_) | Self::Assign(_) => LossDetails::default(),
        }
    }

    /// Returns what becomes of the details of a current loss.
    pub fn amended(&self, now: &LossDetails) -> LossDetails {
        match self {
            Self::MarkLost(input) => LossDetails {
                reason: input.reason.or(now.reason),
                note: match (&now.note, &input.note) {
                    (Some(present), Some(added)) => Some(present.followed_by(added)),
                    (present, added) => added.clone().or_else(|| present.clone()),
                },
                competitor: input.competitor.clone().or_else(|| now.competitor.clone()),
            },
            Self::AmendLoss(amend) => LossDetails {
                reason: amend.reason.unwrap_or(now.reason),
                note: amend.note.clone().unwrap_or_else(|| now.note.clone()),
                competitor: amend.competitor.clone().unwrap_or_else(|| now.competitor.clone()),
            },
            Self::Restore | Self::Archive | Self::MarkWon => now.clone(),
            Self::MoveStage(_) | Self::Assign(_) => now.clone(),
        }
    }
}

/// What a change did to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its effect.
    pub effect: Effect,
    /// The fields that changed, with their old values; empty if only the closing note did.
    pub changes: Vec<FieldChange>,
    /// The end of the loss that was current before.
    pub ended: Option<LossEnd>,
}

impl Effect {
    /// Returns the kind of activity entry that tells of the effect; none if nothing happened.
    pub const fn entry_kind(self) -> Option<EntryKind> {
        match self {
            Self::Nothing => None,
            Self::Lose => Some(EntryKind::Lost),
            Self::AmendLoss => Some(EntryKind::LossAmended),
            Self::Archive => Some(EntryKind::Archived),
            Self::Reopen => Some(EntryKind::Restored),
            Self::Win => Some(EntryKind::Won),
            Self::MoveStage => Some(EntryKind::StageMoved),
            Self::Assign => Some(EntryKind::Assigned),
        }
    }

    /// Returns the word for the effect: that of its activity entry, or `nothing`.
    pub const fn as_str(self) -> &'static str {
        match self.entry_kind() {
            Some(kind) => kind.as_str(),
            None => "nothing",
        }
    }
}

impl Opportunity {
    /// Applies a change of state, and says what it did.
    ///
    /// `loss` is the id of the loss that may begin. A record to which nothing happens keeps its
    /// revision. Rule: behaviour 1.4-1.6, 2.3, 2.4, 3.1.
    ///
    /// # Errors
    /// [`TransitionError`] if the state does not allow it; the record is then unchanged.
    pub fn apply(
        &mut self,
        change: &Change,
        pipeline: &Pipeline,
        stamp: Stamp,
        loss: LossId,
    ) -> Result<Changed, TransitionError> {
        let at_zero = self.probability().hundredths() == 0;
        let state = self.state.kind();
        let effect = change.effect(state, at_zero).map_err(|refusal| self.refused(refusal))?;
        let before = self.clone();
        let mut changes = Vec::new();
        match effect {
            Effect::Nothing => {}
            Effect::Lose => self.lose(change.new_loss(), stamp, loss),
            Effect::AmendLoss => {
                if let State::Lost(loss) = &mut self.state {
                    loss.details = change.amended(&loss.details);
                }
            }
            Effect::Archive => {
                self.state = State::Archived { at: stamp.at, probability: self.probability() };
            }
            Effect::Reopen => self.reopen(pipeline, stamp),
            Effect::Win => self.win(pipeline, stamp)?,
            Effect::MoveStage => {
                if let Change::MoveStage(stage) = change {
                    self.move_to(*stage, pipeline, stamp);
                }
            }
            Effect::Assign => {
                if let Change::Assign(handover) = change {
                    changes = self.hand_over(*handover, stamp.at);
                }
            }
        }
        changes.extend(self.state_changes_since(&before));
        let ended = before.loss().filter(|_| self.loss().is_none()).map(|_| LossEnd {
            at: stamp.at,
            by: Some(stamp.by),
            how: if effect == Effect::Win { EndedHow::Won } else { EndedHow::Restored },
        });
        let same_loss = before.loss().map(|l| &l.details) == self.loss().map(|l| &l.details);
        if changes.is_empty() && same_loss {
            return Ok(Changed { effect: Effect::Nothing, changes, ended });
        }
        self.revision = self.revision.next();
        self.updated_at = stamp.at;
        Ok(Changed { effect, changes, ended })
    }

    pub(crate) fn refused(&self, refusal: Refusal) -> TransitionError {
        TransitionError {
            opportunity: self.id,
            name: self.deal.name.clone(),
            state: self.state.kind(),
            refusal,
        }
    }

    fn lose(&mut self, details: LossDetails, stamp: Stamp, id: LossId) {
        self.state = State::Lost(Box::new(Loss {
            id,
            details,
            lost_at: stamp.at,
            lost_by: Some(stamp.by),
            stage: self.deal.stage,
            probability: self.probability(),
            expected_revenue: self.deal.expected_revenue,
            salesperson: self.deal.salesperson,
        }));
    }

    /// Rule: behaviour 3.1. A won record keeps when it was closed.
    fn reopen(&mut self, pipeline: &Pipeline, stamp: Stamp) {
        self.state = if pipeline.is_won(self.deal.stage) {
            State::Won { closed_at: self.state.closed_at().unwrap_or(stamp.at) }
        } else {
            State::Open
        };
    }

    fn win(&mut self, pipeline: &Pipeline, stamp: Stamp) -> Result<(), TransitionError> {
        let Some(stage) = pipeline.won_stage_for(self.deal.team, self.deal.stage) else {
            return Err(self.refused(Refusal::NoWonStage));
        };
        self.enter(stage.id, stamp);
        self.state = State::Won { closed_at: stamp.at };
        Ok(())
    }

    pub(crate) fn move_to(&mut self, stage: StageId, pipeline: &Pipeline, stamp: Stamp) {
        if self.deal.stage == Some(stage) {
            return;
        }
        self.enter(stage, stamp);
        self.state = match (pipeline.is_won(Some(stage)), &self.state) {
            (true, State::Won { closed_at }) => State::Won { closed_at: *closed_at },
            (true, _) => State::Won { closed_at: stamp.at },
            (false, _) => State::Open,
        };
    }

    fn enter(&mut self, stage: StageId, stamp: Stamp) {
        if self.deal.stage != Some(stage) {
            self.deal.stage = Some(stage);
            self.stage_changed_at = Some(stamp.at);
        }
    }

    /// Lists what changes of state since `before` changed, always in the order of the fields of this function.
    ///
    /// Closing notes are not among them: they stand with the loss, its revisions and the operation.
    pub fn state_changes_since(&self, before: &Self) -> Vec<FieldChange> {
        let details =
            |record: &Self| record.loss().map(|loss| loss.details.clone()).unwrap_or_default();
        let (was, is) = (details(before), details(self));
        let state = |record: &Self| TrackedValue::Text(record.state.kind().as_str().into());
        let stage = |record: &Self| record.deal.stage.map(|id| TrackedValue::Reference(id.get()));
        let reason = |id: Option<LostReasonId>| id.map(|id| TrackedValue::Reference(id.get()));
        let instant = |at: Option<Timestamp>| at.map(TrackedValue::Instant);
        let probability = |record: &Self| TrackedValue::Probability(record.probability());
        [
            FieldChange::of(TrackedField::State, Some(state(before)), Some(state(self))),
            FieldChange::of(
                TrackedField::Probability,
                Some(probability(before)),
                Some(probability(self)),
            ),
            FieldChange::of(TrackedField::LostReason, reason(was.reason), reason(is.reason)),
            FieldChange::of(
                TrackedField::Competitor,
                was.competitor.map(TrackedValue::Text),
                is.competitor.map(TrackedValue::Text),
            ),
            FieldChange::of(TrackedField::Stage, stage(before), stage(self)),
            FieldChange::of(
                TrackedField::ClosedAt,
                instant(before.state.closed_at()),
                instant(self.state.closed_at()),
            ),
            FieldChange::of(
                TrackedField::StageChangedAt,
                instant(before.stage_changed_at),
                instant(self.stage_changed_at),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests;
