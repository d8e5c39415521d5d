//! The values of a record's fields, one by one.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use crate::edit::Tracked;
use crate::{
    Amount, CampaignId, CountryId, CustomerId, FieldChange, Kind, Loss, MediumId, Opportunity,
    PersonId, Priority, Probability, SourceId, StageId, State, StateKind, TagId, TeamId,
    TrackedField, TrackedValue, UndoError,
};

impl Opportunity {
    /// Returns the value of a field; nothing if it is empty.
    pub fn value(&self, field: TrackedField) -> Option<TrackedValue> {
        use TrackedField as F;
        let reference = |id: i64| Some(TrackedValue::Reference(id));
        let (deal, address) = (&self.deal, &self.deal.address);
        let details = self.loss().map(|loss| &loss.details);
        match field {
            F::State => Some(TrackedValue::Text(self.state.kind().as_str().to_owned())),
            F::Probability => Some(TrackedValue::Probability(self.probability())),
            F::LostReason => details?.reason.and_then(|id| reference(id.get())),
            F::Competitor => details?.competitor.tracked(),
            F::Stage => deal.stage.and_then(|id| reference(id.get())),
            F::ClosedAt => self.state.closed_at().tracked(),
            F::StageChangedAt => self.stage_changed_at.tracked(),
            F::AssignedAt => self.assigned_at.tracked(),
            F::Name => deal.name.tracked(),
            F::Customer => deal.customer.tracked(),
            F::CompanyName => deal.company_name.tracked(),
            F::ContactName => deal.contact_name.tracked(),
            F::Email => deal.email.tracked(),
            F::Phone => deal.phone.tracked(),
            F::Street => address.street.tracked(),
            F::Street2 => address.street2.tracked(),
            F::City => address.city.tracked(),
            F::Region => address.region.tracked(),
            F::Zip => address.zip.tracked(),
            F::Country => address.country.tracked(),
            F::Language => deal.language.tracked(),
            F::Notes => deal.notes.tracked(),
            F::Salesperson => deal.salesperson.tracked(),
            F::Team => deal.team.tracked(),
            F::Tags => deal.tags.tracked(),
            F::Priority => deal.priority.tracked(),
            F::Source => deal.source.tracked(),
            F::Medium => deal.medium.tracked(),
            F::Campaign => deal.campaign.tracked(),
            F::ExpectedRevenue => deal.expected_revenue.tracked(),
            F::HandProbability => deal.hand_probability.tracked(),
            F::ExpectedClosing => deal.expected_closing.tracked(),
            F::ExternalId => deal.external_id.tracked(),
            F::Kind => Some(TrackedValue::Text(deal.kind.as_str().to_owned())),
            F::ConvertedAt => self.converted_at.tracked(),
        }
    }

    /// Lists which fields have other values than in `before`, in the order of [`TrackedField::ALL`].
    pub fn changes_since(&self, before: &Self) -> Vec<FieldChange> {
        let change = |field: &TrackedField| {
            FieldChange::of(*field, before.value(*field), self.value(*field))
        };
        TrackedField::ALL.iter().filter_map(change).collect()
    }

    /// Makes a record what the values of its fields say: all of them, and for a lost record its
    /// current loss. The id, the revision, the estimate and the times stay.
    ///
    /// # Errors
    /// [`UndoError`] for a value that is not of its field's type, or that the state lacks; the record
    /// is then half done: drop it.
    pub fn put_values<'v>(
        &mut self,
        values: impl IntoIterator<Item = (TrackedField, Option<&'v TrackedValue>)>,
        loss: Option<Loss>,
    ) -> Result<(), UndoError> {
        let opportunity = self.id;
        let lacks = |field: TrackedField| UndoError { opportunity, field: field.as_str() };
        let (mut kind, mut closed_at, mut probability) = (None, None, None);
        for (field, value) in values {
            match (field, value) {
                (TrackedField::State, Some(TrackedValue::Text(word))) => {
                    kind = StateKind::from_word(word);
                }
                (TrackedField::ClosedAt, Some(TrackedValue::Instant(at))) => closed_at = Some(*at),
                (TrackedField::Probability, Some(TrackedValue::Probability(kept))) => {
                    probability = Some(*kept);
                }
                _ => self.put_value(field, value)?,
            }
        }
        let closed = closed_at.ok_or_else(|| lacks(TrackedField::ClosedAt));
        self.state = match kind.ok_or_else(|| lacks(TrackedField::State))? {
            StateKind::Open => State::Open,
            StateKind::Won => State::Won { closed_at: closed? },
            StateKind::Archived => State::Archived {
                at: closed?,
                probability: probability.ok_or_else(|| lacks(TrackedField::Probability))?,
            },
            StateKind::Lost => {
                State::Lost(Box::new(loss.ok_or_else(|| lacks(TrackedField::LostReason))?))
            }
        };
        Ok(())
    }

    /// Gives a field a value; those of the state are put together by whoever calls.
    pub(crate) fn put_value(
        &mut self,
        field: TrackedField,
        value: Option<&TrackedValue>,
    ) -> Result<(), UndoError> {
        use TrackedField as F;
        let error = UndoError { opportunity: self.id, field: field.as_str() };
        let given = Given { value, error };
        let deal = &mut self.deal;
        let address = &mut deal.address;
        match field {
            F::State | F::Probability | F::LostReason | F::Competitor | F::ClosedAt => {}
            F::Stage => deal.stage = given.reference(StageId::new)?,
            F::StageChangedAt => self.stage_changed_at = given.instant()?,
            F::AssignedAt => self.assigned_at = given.instant()?,
            F::Name => deal.name = given.text()?.unwrap_or_default(),
            F::Customer => deal.customer = given.reference(CustomerId::new)?,
            F::CompanyName => deal.company_name = given.text()?,
            F::ContactName => deal.contact_name = given.text()?,
            F::Email => deal.email = given.text()?,
            F::Phone => deal.phone = given.text()?,
            F::Street => address.street = given.text()?,
            F::Street2 => address.street2 = given.text()?,
            F::City => address.city = given.text()?,
            F::Region => address.region = given.text()?,
            F::Zip => address.zip = given.text()?,
            F::Country => address.country = given.reference(CountryId::new)?,
            F::Language => deal.language = given.text()?,
            F::Notes => deal.notes = given.text()?,
            F::Salesperson => deal.salesperson = given.reference(PersonId::new)?,
            F::Team => deal.team = given.reference(TeamId::new)?,
            F::Tags => deal.tags = given.tags()?,
            F::Priority => deal.priority = given.priority()?,
            F::Source => deal.source = given.reference(SourceId::new)?,
            F::Medium => deal.medium = given.reference(MediumId::new)?,
            F::Campaign => deal.campaign = given.reference(CampaignId::new)?,
            F::ExpectedRevenue => deal.expected_revenue = given.amount()?,
            F::HandProbability => deal.hand_probability = given.probability()?,
            F::ExpectedClosing => deal.expected_closing = given.date()?,
            F::ExternalId => deal.external_id = given.text()?,
            F::Kind => {
                let error = given.error.clone();
                let word = given.text()?.unwrap_or_default();
                deal.kind = Kind::from_word(&word).ok_or(error)?;
            }
            F::ConvertedAt => self.converted_at = given.instant()?,
        }
        Ok(())
    }
}

/// The value of a field, to be read as the type that the field has.
struct Given<'c> {
    value: Option<&'c TrackedValue>,
    error: UndoError,
}

impl Given<'_> {
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
