//! Opportunities and leads.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use crate::{
    Amount, CampaignId, CountryId, CustomerId, FieldChange, Loss, MediumId, OpportunityId,
    PersonId, Probability, Revision, SourceId, StageId, State, TagId, TeamId, TrackedField,
    TrackedValue,
};

/// Whether a record is qualified yet. Rule: behaviour 1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Not yet qualified.
    Lead,
    /// Qualified: part of the pipeline.
    Opportunity,
}

impl Kind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Opportunity];

    /// Returns the word for the kind: `lead`, `opportunity`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Opportunity => "opportunity",
        }
    }

    /// Finds the kind by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Priority: 0 to 3 stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u8);

impl Priority {
    /// Wraps a number of stars, or returns nothing if there are more than three.
    pub const fn new(stars: u8) -> Option<Self> {
        if stars <= 3 { Some(Self(stars)) } else { None }
    }

    /// Returns the number of stars, 0 to 3.
    pub const fn stars(self) -> u8 {
        self.0
    }
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Street and number.
    pub street: Option<String>,
    /// A second line.
    pub street2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or county.
    pub region: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Country.
    pub country: Option<CountryId>,
}

/// What people write into an opportunity: everything but its state and its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Lead or opportunity.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The customer it is with.
    pub customer: Option<CustomerId>,
    /// The name of a company that is no customer yet.
    pub company_name: Option<String>,
    /// The person to talk to.
    pub contact_name: Option<String>,
    /// E-mail address, as typed.
    pub email: Option<String>,
    /// Phone number, as typed.
    pub phone: Option<String>,
    /// Where the contact is.
    pub address: Address,
    /// Language of the contact as a BCP 47 tag, such as `en` or `zh-CN`.
    pub language: Option<String>,
    /// Notes on the deal, as plain text.
    pub notes: Option<String>,
    /// The stage it is in; moved by [`Change::MoveStage`](crate::Change::MoveStage) alone.
    pub stage: Option<StageId>,
    /// Who works on it.
    pub salesperson: Option<PersonId>,
    /// The team that works on it.
    pub team: Option<TeamId>,
    /// Tags.
    pub tags: BTreeSet<TagId>,
    /// Priority; unset in some imported records.
    pub priority: Option<Priority>,
    /// Where the contact came from.
    pub source: Option<SourceId>,
    /// How the contact came in.
    pub medium: Option<MediumId>,
    /// The campaign that brought it.
    pub campaign: Option<CampaignId>,
    /// What it would bring.
    pub expected_revenue: Option<Amount>,
    /// The probability that a person set, 0 to 99.99 %; unset while it is automatic.
    pub hand_probability: Option<Probability>,
    /// The day on which it is expected to close.
    pub expected_closing: Option<Date>,
    /// Its id in the system it was imported from; unique.
    pub external_id: Option<String>,
}

impl Deal {
    /// Returns an opportunity of which only the name and the stage are known, with no stars.
    pub fn named(name: impl Into<String>, stage: Option<StageId>) -> Self {
        Self {
            kind: Kind::Opportunity,
            name: name.into(),
            customer: None,
            company_name: None,
            contact_name: None,
            email: None,
            phone: None,
            address: Address::default(),
            language: None,
            notes: None,
            stage,
            salesperson: None,
            team: None,
            tags: BTreeSet::new(),
            priority: Some(Priority(0)),
            source: None,
            medium: None,
            campaign: None,
            expected_revenue: None,
            hand_probability: None,
            expected_closing: None,
            external_id: None,
        }
    }
}

/// An opportunity or a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opportunity {
    /// Its id.
    pub id: OpportunityId,
    /// How often it was changed; a change names the revision that was seen.
    pub revision: Revision,
    /// What people wrote into it.
    pub deal: Deal,
    /// Its state.
    pub state: State,
    /// The latest estimate of its probability while it was open. Rule: behaviour 6.1.
    pub estimate: Probability,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was last given to a salesperson.
    pub assigned_at: Option<Timestamp>,
    /// When the lead became an opportunity.
    pub converted_at: Option<Timestamp>,
    /// When its stage last changed.
    pub stage_changed_at: Option<Timestamp>,
}

impl Opportunity {
    /// Returns the probability of winning: certain if won, none if lost, otherwise what a person
    /// set or else the estimate. Rule: behaviour 1.2, 6.1.
    pub fn probability(&self) -> Probability {
        match &self.state {
            State::Open => self.open_probability(),
            State::Won { .. } => Probability::CERTAIN,
            State::Lost(_) => Probability::ZERO,
            State::Archived { probability, .. } => *probability,
        }
    }

    /// Returns the automated probability: certain if won, none if lost, otherwise the estimate.
    /// Rule: behaviour 2.3, 6.3.
    pub fn automated_probability(&self) -> Probability {
        match &self.state {
            State::Open | State::Archived { .. } => self.estimate,
            State::Won { .. } => Probability::CERTAIN,
            State::Lost(_) => Probability::ZERO,
        }
    }

    /// Returns the probability that the record has while it is open.
    pub fn open_probability(&self) -> Probability {
        self.deal.hand_probability.unwrap_or(self.estimate)
    }

    /// Takes another estimate, beside `changes` of the same moment, and puts into them what the
    /// probability became. Rule: behaviour 6.1.
    ///
    /// An estimate of 100 is that of a won stage, in which no record is open: it keeps the one that it
    /// has for when it is.
    pub fn re_estimate(&mut self, estimate: Probability, changes: &mut Vec<FieldChange>) {
        if estimate == Probability::CERTAIN {
            return;
        }
        let field = TrackedField::Probability;
        let now = Some(TrackedValue::Probability(self.probability()));
        let place = changes.iter().position(|change| change.field == field);
        let before = place.and_then(|place| changes.get(place)).map_or(now, |it| it.old.clone());
        self.estimate = estimate;
        let after = Some(TrackedValue::Probability(self.probability()));
        match (place, FieldChange::of(field, before, after)) {
            (Some(place), Some(change)) => changes.splice(place..=place, [change]).for_each(drop),
            (Some(place), None) => drop(changes.remove(place)),
            (None, change) => {
                // Where a change of state lists it.
                let behind = |it: &FieldChange| {
                    (TrackedField::LostReason..=TrackedField::StageChangedAt).contains(&it.field)
                };
                let place = changes.iter().position(behind).unwrap_or(changes.len());
                changes.splice(place..place, change).for_each(drop);
            }
        }
    }

    /// Returns the current loss of a lost record.
    pub fn loss(&self) -> Option<&Loss> {
        self.state.loss()
    }
}
