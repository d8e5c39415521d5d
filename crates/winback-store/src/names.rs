//! Names of what records refer to, so that a page can be shown without further questions.

use std::collections::BTreeMap;

use winback_domain::{
    CampaignId, CountryId, CustomerId, LostReasonId, MediumId, PersonId, SourceId, StageId, TagId,
    TeamId,
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
