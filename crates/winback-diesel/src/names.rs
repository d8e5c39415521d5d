//! The names of everything that the records of a page refer to, and its place in the order, in one
//! statement.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use winback_store::Names;
use winback_store::domain::{
    CampaignId, CountryId, CustomerId, LostReasonId, MediumId, Opportunity, PersonId, SourceId,
    StageId, TagId, TeamId,
};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::{Sql, sql};

/// Lists that names come from, each with the number that marks its rows.
const CUSTOMERS: i64 = 0;
const PEOPLE: i64 = 1;
const TEAMS: i64 = 2;
const STAGES: i64 = 3;
const TAGS: i64 = 4;
const SOURCES: i64 = 5;
const MEDIUMS: i64 = 6;
const CAMPAIGNS: i64 = 7;
const COUNTRIES: i64 = 8;
const REASONS: i64 = 9;

/// What marks a row that is no name: the one with the place.
const PLACE: i64 = 10;

/// The ids that records refer to.
#[derive(Debug, Default)]
struct Referred {
    customers: BTreeSet<i64>,
    people: BTreeSet<i64>,
    teams: BTreeSet<i64>,
    stages: BTreeSet<i64>,
    tags: BTreeSet<i64>,
    sources: BTreeSet<i64>,
    mediums: BTreeSet<i64>,
    campaigns: BTreeSet<i64>,
    countries: BTreeSet<i64>,
    reasons: BTreeSet<i64>,
}

/// Returns the names of what the records refer to, and the one text that `place` selects.
pub(crate) fn names(
    conn: &mut Conn,
    records: &[Opportunity],
    place: Option<Sql>,
) -> Attempt<(Names, Option<String>)> {
    let mut referred = Referred::default();
    for record in records {
        referred.note(record);
    }
    let place = place.map(|place| {
        let mark = sql("SELECT ").int(PLACE).text(", ").int(0).text(", (");
        mark.then(place).text(")")
    });
    let (mut names, mut found) = (Names::default(), None);
    let statement = referred.parts().chain(place);
    if let Some(statement) = statement.reduce(|all, part| all.text(" UNION ALL ").then(part)) {
        let rows: Vec<(i64, i64, String)> =
            statement.rows::<(BigInt, BigInt, Text)>().load(conn)?;
        for (list, id, text) in rows {
            match list {
                PLACE => found = Some(text),
                _ => put(&mut names, list, id, text),
            }
        }
    }
    Ok((names, found))
}

impl Referred {
    fn note(&mut self, record: &Opportunity) {
        let deal = &record.deal;
        self.customers.extend(deal.customer.map(CustomerId::get));
        self.people.extend(deal.salesperson.map(PersonId::get));
        self.teams.extend(deal.team.map(TeamId::get));
        self.stages.extend(deal.stage.map(StageId::get));
        self.tags.extend(deal.tags.iter().map(|tag| tag.get()));
        self.sources.extend(deal.source.map(SourceId::get));
        self.mediums.extend(deal.medium.map(MediumId::get));
        self.campaigns.extend(deal.campaign.map(CampaignId::get));
        self.countries.extend(deal.address.country.map(CountryId::get));
        if let Some(loss) = record.loss() {
            self.reasons.extend(loss.details.reason.map(LostReasonId::get));
            self.stages.extend(loss.stage.map(StageId::get));
            self.people
                .extend([loss.lost_by, loss.salesperson].into_iter().flatten().map(PersonId::get));
        }
    }

    /// Returns one statement for each list from which names are needed.
    fn parts(self) -> impl Iterator<Item = Sql> {
        let lists = [
            (CUSTOMERS, "id, full_name FROM customers", self.customers),
            (PEOPLE, "id, name FROM people", self.people),
            (TEAMS, "id, name FROM teams", self.teams),
            (STAGES, "id, name FROM stages", self.stages),
            (TAGS, "id, name FROM tags", self.tags),
            (SOURCES, "id, name FROM sources", self.sources),
            (MEDIUMS, "id, name FROM mediums", self.mediums),
            (CAMPAIGNS, "id, name FROM campaigns", self.campaigns),
            (COUNTRIES, "id, name FROM countries", self.countries),
            (REASONS, "id, name FROM lost_reasons", self.reasons),
        ];
        let needed = lists.into_iter().filter(|(_, _, ids)| !ids.is_empty());
        needed.map(|(list, from, ids)| {
            let part = sql("SELECT ").int(list).text(", ").text(from);
            part.text(" WHERE id").in_ids(ids)
        })
    }
}

fn put(names: &mut Names, list: i64, id: i64, name: String) {
    match list {
        CUSTOMERS => drop(names.customers.insert(CustomerId::new(id), name)),
        PEOPLE => drop(names.people.insert(PersonId::new(id), name)),
        TEAMS => drop(names.teams.insert(TeamId::new(id), name)),
        STAGES => drop(names.stages.insert(StageId::new(id), name)),
        TAGS => drop(names.tags.insert(TagId::new(id), name)),
        SOURCES => drop(names.sources.insert(SourceId::new(id), name)),
        MEDIUMS => drop(names.mediums.insert(MediumId::new(id), name)),
        CAMPAIGNS => drop(names.campaigns.insert(CampaignId::new(id), name)),
        COUNTRIES => drop(names.countries.insert(CountryId::new(id), name)),
        REASONS => drop(names.reasons.insert(LostReasonId::new(id), name)),
        _ => {}
    }
}
