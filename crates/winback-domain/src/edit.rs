//! Edits: changes of single fields of one record.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use thiserror::Error;

use crate::{
    Amount, CampaignId, CountryId, CustomerId, FieldChange, Handover, MediumId, Opportunity,
    OpportunityId, PersonId, Priority, Probability, SourceId, Stamp, State, StateKind, TagId,
    TeamId, TrackedField, TrackedValue,
};

/// A new value for one field; `None` empties it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Name.
    Name(String),
    /// Customer.
    Customer(Option<CustomerId>),
    /// Name of the company.
    CompanyName(Option<String>),
    /// Name of the contact.
    ContactName(Option<String>),
    /// E-mail address.
    Email(Option<String>),
    /// Phone number.
    Phone(Option<String>),
    /// Street.
    Street(Option<String>),
    /// Second line of the address.
    Street2(Option<String>),
    /// City.
    City(Option<String>),
    /// State, province or county.
    Region(Option<String>),
    /// Postal code.
    Zip(Option<String>),
    /// Country.
    Country(Option<CountryId>),
    /// Language.
    Language(Option<String>),
    /// Notes.
    Notes(Option<String>),
    /// Salesperson.
    Salesperson(Option<PersonId>),
    /// Sales team.
    Team(Option<TeamId>),
    /// Tags, all of them.
    Tags(BTreeSet<TagId>),
    /// Priority.
    Priority(Option<Priority>),
    /// Source.
    Source(Option<SourceId>),
    /// Medium.
    Medium(Option<MediumId>),
    /// Campaign.
    Campaign(Option<CampaignId>),
    /// Expected revenue.
    ExpectedRevenue(Option<Amount>),
    /// Probability set by hand; `None` is back to automatic. Rule: behaviour 1.5, 6.1.
    Probability(Option<Probability>),
    /// Expected closing.
    ExpectedClosing(Option<Date>),
    /// External id.
    ExternalId(Option<String>),
}

/// Why an edit is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// A hand-set probability of 100.
    #[error("the probability of opportunity {0} cannot be set to 100: mark it won")]
    Certain(OpportunityId),
    /// The probability of a record whose state decides it.
    #[error("opportunity {id} is {state}, so its probability stays as it is: {}", hint(*.state))]
    Closed {
        /// The record.
        id: OpportunityId,
        /// Its state.
        state: StateKind,
    },
    /// A probability of 0 on an archived record, which is marking it lost.
    #[error("opportunity {0} is archived: at a probability of 0 it is lost, so mark it lost")]
    ZeroOnArchived(OpportunityId),
}

const fn hint(state: StateKind) -> &'static str {
    match state {
        StateKind::Won => "move it out of its won stage first",
        StateKind::Lost => "restore it first",
        StateKind::Open | StateKind::Archived => "set another one",
    }
}

impl Opportunity {
    /// Applies edits, all or none, and returns what changed, with the old values.
    ///
    /// A record in which nothing changes keeps its revision.
    ///
    /// # Errors
    /// [`EditError`] if the record's state does not allow one of them; the record is then unchanged.
    pub fn edit(&mut self, edits: &[Edit], stamp: Stamp) -> Result<Vec<FieldChange>, EditError> {
        let mut edited = self.clone();
        let mut changes = Vec::new();
        for edit in edits {
            changes.extend(edited.edit_field(edit, stamp)?);
        }
        if !changes.is_empty() {
            edited.revision = edited.revision.next();
            edited.updated_at = stamp.at;
            *self = edited;
        }
        Ok(changes)
    }

    fn edit_field(&mut self, edit: &Edit, stamp: Stamp) -> Result<Vec<FieldChange>, EditError> {
        use TrackedField as F;
        let deal = &mut self.deal;
        let address = &mut deal.address;
        let change = match edit {
            Edit::Name(name) => put(F::Name, &mut deal.name, name),
            Edit::Customer(id) => put(F::Customer, &mut deal.customer, id),
            Edit::CompanyName(text) => put(F::CompanyName, &mut deal.company_name, text),
            Edit::ContactName(text) => put(F::ContactName, &mut deal.contact_name, text),
            Edit::Email(text) => put(F::Email, &mut deal.email, text),
            Edit::Phone(text) => put(F::Phone, &mut deal.phone, text),
            Edit::Street(text) => put(F::Street, &mut address.street, text),
            Edit::Street2(text) => put(F::Street2, &mut address.street2, text),
            Edit::City(text) => put(F::City, &mut address.city, text),
            Edit::Region(text) => put(F::Region, &mut address.region, text),
            Edit::Zip(text) => put(F::Zip, &mut address.zip, text),
            Edit::Country(id) => put(F::Country, &mut address.country, id),
            Edit::Language(text) => put(F::Language, &mut deal.language, text),
            Edit::Notes(text) => put(F::Notes, &mut deal.notes, text),
            Edit::Salesperson(id) => {
                return Ok(self.hand_over(Handover::Salesperson(*id), stamp.at));
            }
            Edit::Team(id) => return Ok(self.hand_over(Handover::Team(*id), stamp.at)),
            Edit::Tags(ids) => put(F::Tags, &mut deal.tags, ids),
            Edit::Priority(stars) => put(F::Priority, &mut deal.priority, stars),
            Edit::Source(id) => put(F::Source, &mut deal.source, id),
            Edit::Medium(id) => put(F::Medium, &mut deal.medium, id),
            Edit::Campaign(id) => put(F::Campaign, &mut deal.campaign, id),
            Edit::ExpectedRevenue(amount) => {
                put(F::ExpectedRevenue, &mut deal.expected_revenue, amount)
            }
            Edit::Probability(by_hand) => return self.set_probability(*by_hand),
            Edit::ExpectedClosing(day) => put(F::ExpectedClosing, &mut deal.expected_closing, day),
            Edit::ExternalId(text) => put(F::ExternalId, &mut deal.external_id, text),
        };
        Ok(change.into_iter().collect())
    }

    /// Rule: behaviour 1.5.
    fn set_probability(
        &mut self,
        by_hand: Option<Probability>,
    ) -> Result<Vec<FieldChange>, EditError> {
        let id = self.id;
        if by_hand == Some(Probability::CERTAIN) {
            return Err(EditError::Certain(id));
        }
        let before = self.probability();
        match &mut self.state {
            State::Open => {}
            State::Archived { probability, .. } => {
                let kept = by_hand.unwrap_or(self.estimate);
                if kept == Probability::ZERO {
                    return Err(EditError::ZeroOnArchived(id));
                }
                *probability = kept;
            }
            State::Won { .. } | State::Lost(_) => {
                return Err(EditError::Closed { id, state: self.state.kind() });
            }
        }
        let hand = put(TrackedField::HandProbability, &mut self.deal.hand_probability, &by_hand);
        let shown = FieldChange::of(
            TrackedField::Probability,
            Some(TrackedValue::Probability(before)),
            Some(TrackedValue::Probability(self.probability())),
        );
        Ok([hand, shown].into_iter().flatten().collect())
    }
}

/// A value of a field that can be written into the activity log.
pub(crate) trait Tracked: Clone + PartialEq {
    fn tracked(&self) -> Option<TrackedValue>;
}

pub(crate) fn put<T: Tracked>(
    field: TrackedField,
    place: &mut T,
    value: &T,
) -> Option<FieldChange> {
    let old = std::mem::replace(place, value.clone());
    if old == *value { None } else { FieldChange::of(field, old.tracked(), value.tracked()) }
}

macro_rules! tracked_references {
    ($($id:ident)*) => { $(
        impl Tracked for Option<$id> {
            fn tracked(&self) -> Option<TrackedValue> {
                self.map(|id| TrackedValue::Reference(id.get()))
            }
        }
    )* };
}

tracked_references!(CustomerId CountryId PersonId TeamId SourceId MediumId CampaignId);

impl Tracked for String {
    fn tracked(&self) -> Option<TrackedValue> {
        Some(TrackedValue::Text(self.clone()))
    }
}

impl Tracked for Option<String> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.clone().map(TrackedValue::Text)
    }
}

impl Tracked for Option<Amount> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.map(TrackedValue::Amount)
    }
}

impl Tracked for Option<Probability> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.map(TrackedValue::Probability)
    }
}

impl Tracked for Option<Priority> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.map(|priority| TrackedValue::Number(i64::from(priority.stars())))
    }
}

impl Tracked for Option<Date> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.map(TrackedValue::Date)
    }
}

impl Tracked for Option<Timestamp> {
    fn tracked(&self) -> Option<TrackedValue> {
        self.map(TrackedValue::Instant)
    }
}

impl Tracked for BTreeSet<TagId> {
    fn tracked(&self) -> Option<TrackedValue> {
        (!self.is_empty())
            .then(|| TrackedValue::References(self.iter().map(|id| id.get()).collect()))
    }
}

#[cfg(test)]
mod tests;
