//! Names of what records refer to, so that a page can be shown without further questions.

use std::collections::BTreeMap;

use winback_domain::{
    CampaignId, CountryId, CustomerId, LostReasonId, MediumId, PersonId, SourceId, StageId, TagId,
    TeamId, TrackedField,
};

/// Names by id, for the records of one page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Full names of customers.
    pub customers: BTreeMap<CustomerId, String>,
    /// Names of people.
    pub people: BTreeMap<PersonId, String>,
    /// Names of teams.
    pub teams: BTreeMap<TeamId, String>,
    /// Names of stages.
    pub stages: BTreeMap<StageId, String>,
    /// Names of tags.
    pub tags: BTreeMap<TagId, String>,
    /// Names of sources.
    pub sources: BTreeMap<SourceId, String>,
    /// Names of mediums.
    pub mediums: BTreeMap<MediumId, String>,
    /// Names of campaigns.
    pub campaigns: BTreeMap<CampaignId, String>,
    /// Names of countries.
    pub countries: BTreeMap<CountryId, String>,
    /// Names of lost reasons.
    pub reasons: BTreeMap<LostReasonId, String>,
}

impl Names {
    /// Returns the name of what a field refers to by an id; nothing if it is not known here, and for
    /// fields that refer to nothing.
    pub fn of(&self, field: TrackedField, id: i64) -> Option<&String> {
        match field {
            TrackedField::Customer => self.customers.get(&CustomerId::new(id)),
            TrackedField::Salesperson => self.people.get(&PersonId::new(id)),
            TrackedField::Team => self.teams.get(&TeamId::new(id)),
            TrackedField::Stage => self.stages.get(&StageId::new(id)),
            TrackedField::Tags => self.tags.get(&TagId::new(id)),
            TrackedField::Source => self.sources.get(&SourceId::new(id)),
            TrackedField::Medium => self.mediums.get(&MediumId::new(id)),
            TrackedField::Campaign => self.campaigns.get(&CampaignId::new(id)),
            TrackedField::Country => self.countries.get(&CountryId::new(id)),
            TrackedField::LostReason => self.reasons.get(&LostReasonId::new(id)),
            _ => None,
        }
    }
}
