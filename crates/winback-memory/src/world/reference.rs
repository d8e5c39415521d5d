//! Checks that what a record is to refer to exists.

use winback_store::domain::{
    AmendLoss, CampaignId, Change, CountryId, CustomerId, Deal, Edit, LabelKind, LostReasonId,
    MediumId, OpportunityId, PersonId, SourceId, StageId, TagId, TeamId,
};
use winback_store::{StoreError, StoreResult};

use super::World;

impl World {
    /// Checks everything that a new record refers to.
    pub(crate) fn check_deal(&self, deal: &Deal) -> StoreResult<()> {
        self.check_stage(deal.stage)?;
        self.check_customer(deal.customer)?;
        self.check_country(deal.address.country)?;
        self.check_person(deal.salesperson)?;
        self.check_team(deal.team)?;
        deal.tags.iter().try_for_each(|id| self.check_tag(*id))?;
        self.check_source(deal.source)?;
        self.check_medium(deal.medium)?;
        self.check_campaign(deal.campaign)?;
        self.check_external_id(None, deal.external_id.as_deref())
    }

    /// Checks everything that a record refers to after an edit.
    pub(crate) fn check_edit(&self, id: OpportunityId, edit: &Edit) -> StoreResult<()> {
        match edit {
            Edit::Customer(id) => self.check_customer(*id),
            Edit::Country(id) => self.check_country(*id),
            Edit::Salesperson(id) => self.check_person(*id),
            Edit::Team(id) => self.check_team(*id),
            Edit::Tags(ids) => ids.iter().try_for_each(|id| self.check_tag(*id)),
            Edit::Source(id) => self.check_source(*id),
            Edit::Medium(id) => self.check_medium(*id),
            Edit::Campaign(id) => self.check_campaign(*id),
            Edit::ExternalId(text) => self.check_external_id(Some(id), text.as_deref()),
            Edit::Name(_)
            | Edit::CompanyName(_)
            | Edit::ContactName(_)
            | Edit::Email(_)
            | Edit::Phone(_)
            | Edit::Street(_)
            | Edit::Street2(_)
            | Edit::City(_)
            | Edit::Region(_)
            | Edit::Zip(_)
            | Edit::Language(_)
            | Edit::Notes(_)
            | Edit::Priority(_)
            | Edit::ExpectedRevenue(_)
            | Edit::Probability(_)
            | Edit::ExpectedClosing(_) => Ok(()),
        }
    }

    /// Checks what a change names: a stage, a lost reason, a person or a team.
    pub(crate) fn check_change(&self, change: &Change) -> StoreResult<()> {
        match change {
            Change::MarkLost(input) => self.check_reason(input.reason),
            Change::AmendLoss(AmendLoss { reason, .. }) => self.check_reason(reason.flatten()),
            Change::MoveStage(stage) => self.check_stage(Some(*stage)),
            Change::Assign(handover) => {
                self.check_person(handover.salesperson().flatten())?;
                self.check_team(handover.team().flatten())
            }
            Change::Restore | Change::Archive | Change::MarkWon => Ok(()),
        }
    }

    pub(crate) fn check_reason(&self, id: Option<LostReasonId>) -> StoreResult<()> {
        let id = id.map(|id| (id.get(), self.reasons.contains_key(&id)));
        exists("lost reason", id)
    }

    pub(crate) fn check_customer(&self, id: Option<CustomerId>) -> StoreResult<()> {
        let id = id.map(|id| (id.get(), self.customers.contains_key(&id)));
        exists("customer", id)
    }

    pub(crate) fn check_country(&self, id: Option<CountryId>) -> StoreResult<()> {
        self.check_label(LabelKind::Country, id.map(CountryId::get))
    }

    pub(crate) fn check_stage(&self, id: Option<StageId>) -> StoreResult<()> {
        let id = id.map(|id| (id.get(), self.stages.stage(id).is_some()));
        exists("stage", id)
    }

    pub(crate) fn check_person(&self, id: Option<PersonId>) -> StoreResult<()> {
        let id = id.map(|id| (id.get(), self.people.contains_key(&id)));
        exists("person", id)
    }

    pub(crate) fn check_team(&self, id: Option<TeamId>) -> StoreResult<()> {
        self.check_label(LabelKind::Team, id.map(TeamId::get))
    }

    fn check_tag(&self, id: TagId) -> StoreResult<()> {
        self.check_label(LabelKind::Tag, Some(id.get()))
    }

    fn check_source(&self, id: Option<SourceId>) -> StoreResult<()> {
        self.check_label(LabelKind::Source, id.map(SourceId::get))
    }

    fn check_medium(&self, id: Option<MediumId>) -> StoreResult<()> {
        self.check_label(LabelKind::Medium, id.map(MediumId::get))
    }

    fn check_campaign(&self, id: Option<CampaignId>) -> StoreResult<()> {
        self.check_label(LabelKind::Campaign, id.map(CampaignId::get))
    }

    fn check_label(&self, kind: LabelKind, id: Option<i64>) -> StoreResult<()> {
        exists(kind.as_str(), id.map(|id| (id, self.label(kind, id).is_some())))
    }

    /// Checks that no other record than `own` has the external id.
    fn check_external_id(
        &self,
        own: Option<OpportunityId>,
        external_id: Option<&str>,
    ) -> StoreResult<()> {
        let Some(external_id) = external_id else { return Ok(()) };
        let is_taken = match self.with_external_id(external_id) {
            Some(holder) => Some(holder) != own,
            None => self.is_merged_external_id(external_id, own),
        };
        match is_taken {
            true => Err(StoreError::Taken {
                what: "record with the external id",
                name: external_id.to_owned(),
            }),
            false => Ok(()),
        }
    }
}

/// Takes an id with whether it exists; no id is no reference.
fn exists(what: &'static str, id: Option<(i64, bool)>) -> StoreResult<()> {
    match id {
        Some((id, false)) => Err(StoreError::Missing { what, id }),
        Some((_, true)) | None => Ok(()),
    }
}
