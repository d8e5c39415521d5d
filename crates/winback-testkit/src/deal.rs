//! Opportunities to create in tests, a word a field.

use jiff::{Timestamp, civil::Date};
use winback_store::NewOpportunity;
use winback_store::domain::{
    Amount, CampaignId, CountryId, CustomerId, Deal, Kind, MediumId, PersonId, Priority,
    Probability, SourceId, StageId, TagId, TeamId,
};

use crate::fixed_now;

/// Begins an opportunity in the stage with id 1, with no stars, at even odds, created at
/// [`fixed_now`].
pub fn deal(name: &str) -> DealBuilder {
    DealBuilder {
        new: NewOpportunity {
            deal: Deal::named(name, Some(StageId::new(1))),
            estimate: Probability::EVEN,
            created_at: fixed_now(),
        },
    }
}

/// An opportunity in the making, see [`deal`]. Ids are not checked; that is the store's to do.
#[derive(Debug, Clone)]
pub struct DealBuilder {
    new: NewOpportunity,
}

macro_rules! optional_texts {
    ($($(#[$doc:meta])* $field:ident,)*) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, text: &str) -> Self {
            self.new.deal.$field = Some(text.to_owned());
            self
        }
    )* };
}

macro_rules! references {
    ($($(#[$doc:meta])* $field:ident $id:ident,)*) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $field(mut self, id: i64) -> Self {
            self.new.deal.$field = Some($id::new(id));
            self
        }
    )* };
}

impl DealBuilder {
    optional_texts! {
        /// Sets the name of the company.
        company_name,
        /// Sets the name of the contact.
        contact_name,
        /// Sets the e-mail address.
        email,
        /// Sets the phone number.
        phone,
        /// Sets the language.
        language,
        /// Sets the notes.
        notes,
        /// Sets the external id.
        external_id,
    }

    references! {
        /// Sets the stage by its id.
        stage StageId,
        /// Sets the customer by its id.
        customer CustomerId,
        /// Sets the salesperson by id.
        salesperson PersonId,
        /// Sets the team by its id.
        team TeamId,
        /// Sets the source by its id.
        source SourceId,
        /// Sets the medium by its id.
        medium MediumId,
        /// Sets the campaign by its id.
        campaign CampaignId,
    }

    /// Makes it a lead.
    #[must_use]
    pub fn lead(mut self) -> Self {
        self.new.deal.kind = Kind::Lead;
        self
    }

    /// Takes it out of every stage.
    #[must_use]
    pub fn no_stage(mut self) -> Self {
        self.new.deal.stage = None;
        self
    }

    /// Sets the city of its address.
    #[must_use]
    pub fn city(mut self, city: &str) -> Self {
        self.new.deal.address.city = Some(city.to_owned());
        self
    }

    /// Sets the region of its address.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.new.deal.address.region = Some(region.to_owned());
        self
    }

    /// Sets the country of its address by id.
    #[must_use]
    pub fn country(mut self, id: i64) -> Self {
        self.new.deal.address.country = Some(CountryId::new(id));
        self
    }

    /// Adds a tag by its id.
    #[must_use]
    pub fn tag(mut self, id: i64) -> Self {
        self.new.deal.tags.insert(TagId::new(id));
        self
    }

    /// Sets the stars; more than three are none at all.
    #[must_use]
    pub fn priority(mut self, stars: u8) -> Self {
        self.new.deal.priority = Priority::new(stars);
        self
    }

    /// Takes its priority away, as in some imported records.
    #[must_use]
    pub fn no_priority(mut self) -> Self {
        self.new.deal.priority = None;
        self
    }

    /// Sets the expected revenue in minor units.
    #[must_use]
    pub fn revenue(mut self, minor: i64) -> Self {
        self.new.deal.expected_revenue = Some(Amount::from_minor(minor));
        self
    }

    /// Sets the probability by hand, in hundredths of a percent, 0 to 9,999.
    ///
    /// # Panics
    /// Above 10,000.
    #[must_use]
    pub fn by_hand(mut self, hundredths: u16) -> Self {
        self.new.deal.hand_probability = Some(probability(hundredths));
        self
    }

    /// Sets the estimate, in hundredths of a percent, 0 to 10,000.
    ///
    /// # Panics
    /// Above 10,000.
    #[must_use]
    pub fn estimate(mut self, hundredths: u16) -> Self {
        self.new.estimate = probability(hundredths);
        self
    }

    /// Sets the day on which it is expected to close.
    #[must_use]
    pub fn closing(mut self, day: Date) -> Self {
        self.new.deal.expected_closing = Some(day);
        self
    }

    /// Sets when it was created.
    #[must_use]
    pub fn created_at(mut self, at: Timestamp) -> Self {
        self.new.created_at = at;
        self
    }

    /// Returns what people wrote into it.
    pub fn build(self) -> Deal {
        self.new.deal
    }

    /// Returns it as a store takes it.
    pub fn new_opportunity(self) -> NewOpportunity {
        self.new
    }
}

#[expect(clippy::expect_used, reason = "a test that gives another number is wrong")]
fn probability(hundredths: u16) -> Probability {
    Probability::from_hundredths(i64::from(hundredths)).expect("at most 10,000 hundredths")
}
