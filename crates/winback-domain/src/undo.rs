//! Undoing a change: a record and its losses as they were before one entry of its log.

use thiserror::Error;

use crate::{
    ActivityEntry, EndedHow, EntryKind, FieldChange, LossEnd, LossRecord, OperationKind,
    Opportunity, Pipeline, Stamp, State, StateKind, TrackedField, TrackedValue,
};

/// A log that does not tell what a record was: it was written by something else than this program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the log of opportunity {opportunity} does not tell what its {field} was")]
pub struct UndoError {
    /// The record.
    pub opportunity: crate::OpportunityId,
    /// The word for the field.
    pub field: &'static str,
}

impl OperationKind {
    /// Tells whether operations of this kind can be undone: those that change records which were
    /// there before, other than imports. A merge is undone by [`Unmerge`](crate::Unmerge). Rule:
    /// behaviour 2.8.
    pub const fn is_undoable(self) -> bool {
        match self {
            Self::Edit
            | Self::MarkLost
            | Self::AmendLoss
            | Self::Restore
            | Self::Archive
            | Self::MarkWon
            | Self::MoveStage
            | Self::Assign
            | Self::Convert
            | Self::ConfigureStage => true,
            Self::Create | Self::Import | Self::Merge | Self::MergeReasons | Self::Undo => false,
        }
    }
}

impl Opportunity {
    /// Makes a record and its losses, the oldest first, what they were before its latest entry, and
    /// returns what changed. Only its revision goes on. Rule: behaviour 2.8.
    ///
    /// A loss that began with the entry is gone, one that ended is current again, and of one that
    /// was amended is said what was said before. Where the won flag of its stage was set otherwise
    /// since, an open or won record is what the stage says now: a record is won in no other stage.
    ///
    /// # Errors
    /// [`UndoError`] if the log does not tell; the record is then half done: drop it.
    pub fn undo(
        &mut self,
        entry: &ActivityEntry,
        losses: &mut Vec<LossRecord>,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Result<Vec<FieldChange>, UndoError> {
        let before = self.clone();
        for change in &entry.changes {
            self.put_value(change.field, change.old.as_ref())?;
        }
        match entry.kind {
            EntryKind::Lost => losses.retain(|loss| loss.end.is_some()),
            EntryKind::LossAmended => {
                if let Some(current) = losses.iter_mut().find(|loss| loss.end.is_none()) {
                    current.revisions.pop();
                    let said = current.revisions.last();
                    current.loss.details =
                        said.map(|said| said.details.clone()).unwrap_or_default();
                }
            }
            EntryKind::Restored | EntryKind::Won => {
                let ended_now = |loss: &&mut LossRecord| {
                    loss.end.as_ref().is_some_and(|end| end.at == entry.at && is_end_of(end, entry))
                };
                if was(entry, TrackedField::State) == Some(word(StateKind::Lost))
                    && let Some(ended) = losses.iter_mut().rev().find(ended_now)
                {
                    ended.end = None;
                }
            }
            EntryKind::Created
            | EntryKind::Changed
            | EntryKind::Archived
            | EntryKind::StageMoved
            | EntryKind::Assigned
            | EntryKind::Converted
            | EntryKind::Imported
            | EntryKind::Merged
            | EntryKind::MergedAway
            | EntryKind::Undone => {}
        }
        self.state = self.state_before(entry, &before, losses)?;
        // An estimate is not in the log by itself, but the probability that followed it is.
        let automatic = self.state == State::Open && self.deal.hand_probability.is_none();
        if let Some(TrackedValue::Probability(was)) = was(entry, TrackedField::Probability)
            && automatic
        {
            self.estimate = was;
        }
        self.settle(pipeline, stamp);
        self.revision = before.revision.next();
        self.updated_at = stamp.at;
        // A reason that was merged since is now the other one, and a stage may be a won one, so what
        // became of the state is read off the record; all else is what it was.
        let mut changes = self.state_changes_since(&before);
        let others = entry.changes.iter().filter(|change| change.field.is_of_deal());
        changes.extend(others.map(|change| FieldChange {
            field: change.field,
            old: change.new.clone(),
            new: change.old.clone(),
        }));
        Ok(changes)
    }

    fn state_before(
        &self,
        entry: &ActivityEntry,
        now: &Self,
        losses: &[LossRecord],
    ) -> Result<State, UndoError> {
        let kind = match was(entry, TrackedField::State) {
            Some(TrackedValue::Text(word)) => StateKind::from_word(&word),
            Some(_) => None,
            None => Some(now.state.kind()),
        };
        let closed_at = match entry.changes.iter().find(|it| it.field == TrackedField::ClosedAt) {
            Some(FieldChange { old: Some(TrackedValue::Instant(at)), .. }) => Some(*at),
            Some(_) => None,
            None => now.state.closed_at(),
        };
        let probability = match was(entry, TrackedField::Probability) {
            Some(TrackedValue::Probability(probability)) => probability,
            Some(_) | None => now.probability(),
        };
        let lacks = |field: TrackedField| UndoError { opportunity: self.id, field: field.as_str() };
        let closed = || closed_at.ok_or_else(|| lacks(TrackedField::ClosedAt));
        Ok(match kind.ok_or_else(|| lacks(TrackedField::State))? {
            StateKind::Open => State::Open,
            StateKind::Won => State::Won { closed_at: closed()? },
            StateKind::Archived => State::Archived { at: closed()?, probability },
            StateKind::Lost => {
                let current = losses.iter().find(|loss| loss.end.is_none());
                let current = current.ok_or_else(|| lacks(TrackedField::LostReason))?;
                State::Lost(Box::new(current.loss.clone()))
            }
        })
    }
}

/// Tells whether a loss that ended so ended by what an entry tells of.
fn is_end_of(end: &LossEnd, entry: &ActivityEntry) -> bool {
    match end.how {
        EndedHow::Restored => entry.kind == EntryKind::Restored,
        EndedHow::Won => entry.kind == EntryKind::Won,
        EndedHow::Merged => false,
    }
}

fn word(state: StateKind) -> TrackedValue {
    TrackedValue::Text(state.as_str().to_owned())
}

/// Returns what a field was before an entry that changed it.
fn was(entry: &ActivityEntry, field: TrackedField) -> Option<TrackedValue> {
    let change = entry.changes.iter().find(|change| change.field == field)?;
    change.old.clone()
}
