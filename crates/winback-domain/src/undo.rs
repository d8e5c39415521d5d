//! Undoing a change: a record and its losses as they were before one entry of its log.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use thiserror::Error;

use crate::{
    ActivityEntry, Amount, CampaignId, CountryId, CustomerId, EntryKind, FieldChange, Kind,
    LossRecord, MediumId, OperationKind, Opportunity, PersonId, Pipeline, Priority, Probability,
    SourceId, StageId, Stamp, State, StateKind, TagId, TeamId, TrackedField, TrackedValue,
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
    /// there before, other than imports. Rule: behaviour 2.8.
    pub const fn is_undoable(self) -> bool {
        match self {
            Self::Edit
            | Self::MarkLost
            | Self::AmendLoss
            | Self::Restore
            | Self::Archive
            | Self::MarkWon
            | Self::MoveStage
            | Self::Convert
            | Self::ConfigureStage => true,
            Self::Create | Self::Import | Self::MergeReasons | Self::Undo => false,
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
            self.put_back(change)?;
        }
        match entry.kind {
            EntryKind::Lost => drop(losses.pop()),
            EntryKind::LossAmended => {
                if let Some(current) = losses.last_mut() {
                    current.revisions.pop();
                    let said = current.revisions.last();
                    current.loss.details =
                        said.map(|said| said.details.clone()).unwrap_or_default();
                }
            }
            EntryKind::Restored | EntryKind::Won => {
                if was(entry, TrackedField::State) == Some(word(StateKind::Lost))
                    && let Some(last) = losses.last_mut()
                {
                    last.end = None;
                }
            }
            EntryKind::Created
            | EntryKind::Changed
            | EntryKind::Archived
            | EntryKind::StageMoved
            | EntryKind::Converted
            | EntryKind::Imported
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
        // A reason that was merged since is now the other one, and a stage may be a won one, so what became of the state is read
        // off the record; all else is what it was.
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
                let current = losses.last().filter(|last| last.end.is_none());
                let current = current.ok_or_else(|| lacks(TrackedField::LostReason))?;
                State::Lost(Box::new(current.loss.clone()))
            }
        })
    }

    /// Gives a field its old value; those of the state are put together at the end.
    fn put_back(&mut self, change: &FieldChange) -> Result<(), UndoError> {
        use TrackedField as F;
        let (id, field, old) = (self.id, change.field, change.old.as_ref());
        let old = Old { value: old, error: UndoError { opportunity: id, field: field.as_str() } };
        let deal = &mut self.deal;
        let address = &mut deal.address;
        match field {
            F::State | F::Probability | F::LostReason | F::Competitor | F::ClosedAt => {}
            F::Stage => deal.stage = old.reference(StageId::new)?,
            F::StageChangedAt => self.stage_changed_at = old.instant()?,
            F::AssignedAt => self.assigned_at = old.instant()?,
            F::Name => deal.name = old.text()?.unwrap_or_default(),
            F::Customer => deal.customer = old.reference(CustomerId::new)?,
            F::CompanyName => deal.company_name = old.text()?,
            F::ContactName => deal.contact_name = old.text()?,
            F::Email => deal.email = old.text()?,
            F::Phone => deal.phone = old.text()?,
            F::Street => address.street = old.text()?,
            F::Street2 => address.street2 = old.text()?,
            F::City => address.city = old.text()?,
            F::Region => address.region = old.text()?,
            F::Zip => address.zip = old.text()?,
            F::Country => address.country = old.reference(CountryId::new)?,
            F::Language => deal.language = old.text()?,
            F::Notes => deal.notes = old.text()?,
            F::Salesperson => deal.salesperson = old.reference(PersonId::new)?,
            F::Team => deal.team = old.reference(TeamId::new)?,
            F::Tags => deal.tags = old.tags()?,
            F::Priority => deal.priority = old.priority()?,
            F::Source => deal.source = old.reference(SourceId::new)?,
            F::Medium => deal.medium = old.reference(MediumId::new)?,
            F::Campaign => deal.campaign = old.reference(CampaignId::new)?,
            F::ExpectedRevenue => deal.expected_revenue = old.amount()?,
            F::HandProbability => deal.hand_probability = old.probability()?,
            F::ExpectedClosing => deal.expected_closing = old.date()?,
            F::ExternalId => deal.external_id = old.text()?,
            F::Kind => {
                let error = old.error.clone();
                let word = old.text()?.unwrap_or_default();
                deal.kind = Kind::from_word(&word).ok_or(error)?;
            }
            F::ConvertedAt => self.converted_at = old.instant()?,
        }
        Ok(())
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

/// The old value of a field, to be read as the type that the field has.
struct Old<'c> {
    value: Option<&'c TrackedValue>,
    error: UndoError,
}

impl Old<'_> {
    fn read<T>(
        self,
        read: impl FnOnce(&TrackedValue) -> Option<T>,
    ) -> Result<Option<T>, UndoError> {
        let error = self.error;
        self.value.map(|value| read(value).ok_or(error)).transpose()
    }

    fn text(self) -> Result<Option<String>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    fn reference<T>(self, id: fn(i64) -> T) -> Result<Option<T>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Reference(number) => Some(id(*number)),
            _ => None,
        })
    }

    fn instant(self) -> Result<Option<Timestamp>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Instant(at) => Some(*at),
            _ => None,
        })
    }

    fn date(self) -> Result<Option<Date>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Date(day) => Some(*day),
            _ => None,
        })
    }

    fn amount(self) -> Result<Option<Amount>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Amount(amount) => Some(*amount),
            _ => None,
        })
    }

    fn probability(self) -> Result<Option<Probability>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Probability(probability) => Some(*probability),
            _ => None,
        })
    }

    fn priority(self) -> Result<Option<Priority>, UndoError> {
        self.read(|value| match value {
            TrackedValue::Number(stars) => Priority::new(u8::try_from(*stars).ok()?),
            _ => None,
        })
    }

    fn tags(self) -> Result<BTreeSet<TagId>, UndoError> {
        let tags = self.read(|value| match value {
            TrackedValue::References(ids) => Some(ids.iter().map(|id| TagId::new(*id)).collect()),
            _ => None,
        })?;
        Ok(tags.unwrap_or_default())
    }
}
