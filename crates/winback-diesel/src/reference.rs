//! Checks that what a record is to refer to exists.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use winback_store::domain::{
    AmendLoss, CampaignId, Change, CountryId, CustomerId, Deal, Edit, LostReasonId, MediumId,
    OpportunityId, PersonId, SourceId, StageId, TeamId,
};

use crate::connection::Conn;
use crate::dialect::List;
use crate::error::{Attempt, missing, taken};
use crate::sql::sql;

/// A table whose rows can be referred to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Referred {
    /// What kind of thing it holds, for errors.
    what: &'static str,
    table: &'static str,
}

pub(crate) const STAGES: Referred = Referred { what: "stage", table: "stages" };
pub(crate) const CUSTOMERS: Referred = Referred { what: "customer", table: "customers" };
pub(crate) const COUNTRIES: Referred = Referred { what: "country", table: "countries" };
pub(crate) const PEOPLE: Referred = Referred { what: "person", table: "people" };
pub(crate) const TEAMS: Referred = Referred { what: "team", table: "teams" };
pub(crate) const TAGS: Referred = Referred { what: "tag", table: "tags" };
pub(crate) const SOURCES: Referred = Referred { what: "source", table: "sources" };
pub(crate) const MEDIUMS: Referred = Referred { what: "medium", table: "mediums" };
pub(crate) const CAMPAIGNS: Referred = Referred { what: "campaign", table: "campaigns" };
pub(crate) const REASONS: Referred = Referred { what: "lost reason", table: "lost_reasons" };

impl Referred {
    /// Checks that all of these exist; the error names the lowest that does not.
    pub(crate) fn check(self, conn: &mut Conn, ids: impl IntoIterator<Item = i64>) -> Attempt<()> {
        let ids: Vec<i64> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(());
        }
        let absent = sql("SELECT wanted.value FROM ")
            .list_table(List::Ints(ids))
            .text(" AS wanted WHERE wanted.value NOT IN (SELECT id FROM ")
            .text(self.table)
            .text(") ORDER BY wanted.value LIMIT 1");
        let absent: Vec<i64> = absent.rows::<BigInt>().load(conn)?;
        absent.first().map_or(Ok(()), |id| Err(missing(self.what, *id)))
    }
}

/// Checks everything that new records refer to by id.
pub(crate) fn check_deals(conn: &mut Conn, deals: &[&Deal]) -> Attempt<()> {
    let each = || deals.iter();
    STAGES.check(conn, each().filter_map(|deal| deal.stage.map(StageId::get)))?;
    CUSTOMERS.check(conn, each().filter_map(|deal| deal.customer.map(CustomerId::get)))?;
    COUNTRIES.check(conn, each().filter_map(|deal| deal.address.country.map(CountryId::get)))?;
    PEOPLE.check(conn, each().filter_map(|deal| deal.salesperson.map(PersonId::get)))?;
    TEAMS.check(conn, each().filter_map(|deal| deal.team.map(TeamId::get)))?;
    TAGS.check(conn, each().flat_map(|deal| deal.tags.iter().map(|tag| tag.get())))?;
    SOURCES.check(conn, each().filter_map(|deal| deal.source.map(SourceId::get)))?;
    MEDIUMS.check(conn, each().filter_map(|deal| deal.medium.map(MediumId::get)))?;
    CAMPAIGNS.check(conn, each().filter_map(|deal| deal.campaign.map(CampaignId::get)))
}

/// Checks what a record refers to after an edit.
pub(crate) fn check_edit(conn: &mut Conn, id: OpportunityId, edit: &Edit) -> Attempt<()> {
    match edit {
        Edit::Customer(id) => CUSTOMERS.check(conn, id.map(CustomerId::get)),
        Edit::Country(id) => COUNTRIES.check(conn, id.map(CountryId::get)),
        Edit::Salesperson(id) => PEOPLE.check(conn, id.map(PersonId::get)),
        Edit::Team(id) => TEAMS.check(conn, id.map(TeamId::get)),
        Edit::Tags(ids) => TAGS.check(conn, ids.iter().map(|id| id.get())),
        Edit::Source(id) => SOURCES.check(conn, id.map(SourceId::get)),
        Edit::Medium(id) => MEDIUMS.check(conn, id.map(MediumId::get)),
        Edit::Campaign(id) => CAMPAIGNS.check(conn, id.map(CampaignId::get)),
        Edit::ExternalId(text) => check_external_id(conn, Some(id), text.as_deref()),
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
pub(crate) fn check_change(conn: &mut Conn, change: &Change) -> Attempt<()> {
    match change {
        Change::MarkLost(input) => REASONS.check(conn, input.reason.map(LostReasonId::get)),
        Change::AmendLoss(AmendLoss { reason, .. }) => {
            REASONS.check(conn, reason.flatten().map(LostReasonId::get))
        }
        Change::MoveStage(stage) => STAGES.check(conn, [stage.get()]),
        Change::Assign(handover) => {
            PEOPLE.check(conn, handover.salesperson().flatten().map(PersonId::get))?;
            TEAMS.check(conn, handover.team().flatten().map(TeamId::get))
        }
        Change::Restore | Change::Archive | Change::MarkWon => Ok(()),
    }
}

/// Checks that no other record than `own` has the external id.
pub(crate) fn check_external_id(
    conn: &mut Conn,
    own: Option<OpportunityId>,
    external_id: Option<&str>,
) -> Attempt<()> {
    let Some(external_id) = external_id else { return Ok(()) };
    let holders = sql("SELECT id FROM opportunities WHERE external_id = ")
        .str(external_id)
        .text(" AND id <> ")
        .int(own.map_or(0, OpportunityId::get))
        .text(" UNION ALL SELECT opportunity_id FROM merged_records WHERE part = 'other' ")
        .text("AND external_id = ")
        .str(external_id)
        .text(" AND survivor_id <> ")
        .int(own.map_or(0, OpportunityId::get))
        .rows::<BigInt>();
    let holders: Vec<i64> = holders.load(conn)?;
    match holders.first() {
        Some(_) => Err(taken("record with the external id", external_id)),
        None => Ok(()),
    }
}
