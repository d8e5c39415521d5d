//! Records that are added: one prepared statement for each row of each table.

use std::collections::HashMap;

use anyhow::Result;
use winback_store::domain::{ClosingNote, Deal, normalised_email};
use winback_store::filter::fold;
use winback_store::{ImportLoss, ImportRow, ImportRows, ImportState, NewOpportunity};

use super::change::{begin, finish};
use crate::client::Client;
use crate::deals::Rows;

/// What a record holds that people did not write.
struct Fate {
    state: &'static str,
    estimate: i64,
    probability: i64,
    reason: Option<i64>,
    created_at: i64,
    updated_at: i64,
    assigned_at: Option<i64>,
    closed_at: Option<i64>,
}

/// What a record refers to by id.
struct Referred {
    customer: Option<i64>,
    salesperson: Option<i64>,
    team: Option<i64>,
    source: Option<i64>,
}

/// Adds an open record, with its operation and its entry, and returns its id.
pub(crate) fn create(client: &mut Client, new: &NewOpportunity, at: i64) -> Result<i64> {
    client.begin_writing()?;
    let created_at = new.created_at.as_microsecond();
    let estimate = i64::from(new.estimate.hundredths());
    let fate = Fate {
        state: "open",
        estimate,
        probability: estimate,
        reason: None,
        created_at,
        updated_at: at,
        assigned_at: new.deal.salesperson.map(|_| created_at),
        closed_at: None,
    };
    let referred = Referred {
        customer: new.deal.customer.map(|id| id.get()),
        salesperson: new.deal.salesperson.map(|id| id.get()),
        team: None,
        source: None,
    };
    let id = add(client, &new.deal, &referred, &fate)?;
    for tag in &new.deal.tags {
        add_tag(client, id, tag.get())?;
    }
    let operation = begin(client, "create", None, at)?;
    client.execute(
        "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
         VALUES (?1, ?2, 'created', 1, '[]')",
        &[id.into(), operation.into()],
    )?;
    finish(client, operation, 1)?;
    Ok(id)
}

fn add(client: &mut Client, deal: &Deal, referred: &Referred, fate: &Fate) -> Result<i64> {
    let folded = |text: &Option<String>| text.as_deref().map(fold);
    let email = deal.email.as_deref().and_then(normalised_email);
    client.number(
        "INSERT INTO opportunities (revision, kind, name, name_folded, customer_id, contact_name, \
         contact_name_folded, email, email_folded, email_normalised, email_normalised_folded, city, \
         city_folded, stage_id, salesperson_id, team_id, priority, source_id, expected_revenue, \
         estimate, probability, created_at, updated_at, assigned_at, closed_at, state, \
         lost_reason_id, external_id, external_id_folded) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28) RETURNING id",
        &[
            deal.kind.as_str().into(),
            deal.name.as_str().into(),
            fold(&deal.name).as_str().into(),
            referred.customer.into(),
            (&deal.contact_name).into(),
            (&folded(&deal.contact_name)).into(),
            (&deal.email).into(),
            (&folded(&deal.email)).into(),
            (&email).into(),
            (&folded(&email)).into(),
            (&deal.address.city).into(),
            (&folded(&deal.address.city)).into(),
            deal.stage.map(|stage| stage.get()).into(),
            referred.salesperson.into(),
            referred.team.into(),
            deal.priority.map(|priority| i64::from(priority.stars())).into(),
            referred.source.into(),
            deal.expected_revenue.map(|amount| amount.minor()).into(),
            fate.estimate.into(),
            fate.probability.into(),
            fate.created_at.into(),
            fate.updated_at.into(),
            fate.assigned_at.into(),
            fate.closed_at.into(),
            fate.state.into(),
            fate.reason.into(),
            (&deal.external_id).into(),
            (&folded(&deal.external_id)).into(),
        ],
    )
}

fn add_tag(client: &mut Client, record: i64, tag: i64) -> Result<()> {
    let statement = "INSERT INTO opportunity_tags (opportunity_id, tag_id) VALUES (?1, ?2)";
    client.execute(statement, &[record.into(), tag.into()])?;
    Ok(())
}

/// Imports rows that refer to people, labels and reasons which exist; companies may be new.
pub(crate) fn import(client: &mut Client, mut rows: Rows, at: i64) -> Result<usize> {
    client.begin_writing()?;
    let mut known = Known::default();
    let (mut operation, mut first, mut last, mut added) = (None, i64::MAX, 0, 0);
    while let Ok(Some(row)) = rows.next_row() {
        let statement = "SELECT id FROM opportunities WHERE external_id = ?1";
        let id: Option<(i64,)> = client.first(statement, &[(&row.deal.external_id).into()])?;
        if id.is_none() {
            let id = import_row(client, &mut known, &row, at)?;
            (first, last, added) = (first.min(id), id, added + 1);
        }
    }
    if added > 0 {
        let begun = begin(client, "import", None, at)?;
        client.execute(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT id, ?1, 'imported', revision, '[]' FROM opportunities \
             WHERE id BETWEEN ?2 AND ?3 ORDER BY id",
            &[begun.into(), first.into(), last.into()],
        )?;
        operation = Some(begun);
    }
    match operation {
        Some(operation) => finish(client, operation, added),
        None => Ok(0),
    }
}

fn import_row(client: &mut Client, known: &mut Known, row: &ImportRow, at: i64) -> Result<i64> {
    let referred = Referred {
        customer: row
            .customer
            .as_ref()
            .map(|it| known.company(client, &it.profile.name))
            .transpose()?,
        salesperson: row
            .salesperson
            .as_ref()
            .map(|it| known.person(client, &it.login))
            .transpose()?,
        team: row.team.as_ref().map(|name| known.team(client, name)).transpose()?,
        source: row.source.as_ref().map(|name| known.source(client, name)).transpose()?,
    };
    let estimate = row.estimate.map_or(5_000, |estimate| i64::from(estimate.hundredths()));
    let (state, probability, closed_at, loss) = match &row.state {
        ImportState::Open => ("open", estimate, None, None),
        ImportState::Won { closed_at } => ("won", 10_000, Some(*closed_at), None),
        ImportState::Lost(loss) => ("lost", 0, Some(loss.lost_at), Some(loss)),
        ImportState::Archived { at, probability } => {
            ("archived", i64::from(probability.hundredths()), Some(*at), None)
        }
    };
    let reason = loss.and_then(|loss| loss.said.reason.as_ref());
    let reason = reason.map(|reason| known.reason(client, &reason.profile.name)).transpose()?;
    let fate = Fate {
        state,
        estimate,
        probability,
        reason,
        created_at: row.created_at.as_microsecond(),
        updated_at: at,
        assigned_at: row.assigned_at.map(|at| at.as_microsecond()),
        closed_at: closed_at.map(|at| at.as_microsecond()),
    };
    let id = add(client, &row.deal, &referred, &fate)?;
    for tag in &row.tags {
        let tag = known.tag(client, tag)?;
        add_tag(client, id, tag)?;
    }
    if let Some(loss) = loss {
        add_loss(client, id, loss, (reason, referred.salesperson))?;
    }
    Ok(id)
}

fn add_loss(
    client: &mut Client,
    record: i64,
    loss: &ImportLoss,
    (reason, salesperson): (Option<i64>, Option<i64>),
) -> Result<()> {
    let note = loss.said.note.as_ref().map(ClosingNote::html);
    client.execute(
        "INSERT INTO losses (opportunity_id, reason_id, note, note_folded, lost_at, stage_id, \
         probability, expected_revenue, salesperson_id, revised_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?5)",
        &[
            record.into(),
            reason.into(),
            note.into(),
            (&note.map(fold)).into(),
            loss.lost_at.as_microsecond().into(),
            loss.stage.map(|stage| stage.get()).into(),
            i64::from(loss.probability.hundredths()).into(),
            loss.expected_revenue.map(|amount| amount.minor()).into(),
            salesperson.into(),
        ],
    )?;
    Ok(())
}

/// Names that were met already, each list with the statement that finds more.
#[derive(Default)]
struct Known {
    companies: HashMap<String, i64>,
    people: HashMap<String, i64>,
    teams: HashMap<String, i64>,
    sources: HashMap<String, i64>,
    tags: HashMap<String, i64>,
    reasons: HashMap<String, i64>,
}

impl Known {
    fn company(&mut self, client: &mut Client, name: &str) -> Result<i64> {
        let key = fold(name.trim());
        if let Some(id) = self.companies.get(&key) {
            return Ok(*id);
        }
        let found: Option<(Option<i64>,)> = client.first(
            "SELECT MIN(id) FROM customers WHERE name_key = ?1 AND kind = 'company'",
            &[key.as_str().into()],
        )?;
        let id = match found.and_then(|(id,)| id) {
            Some(id) => id,
            None => client.number(
                "INSERT INTO customers (name, name_folded, name_key, full_name, \
                 full_name_folded, full_name_key, kind, active) \
                 VALUES (?1, ?2, ?3, ?1, ?2, ?3, 'company', TRUE) RETURNING id",
                &[name.into(), fold(name).as_str().into(), key.as_str().into()],
            )?,
        };
        self.companies.insert(key, id);
        Ok(id)
    }

    fn person(&mut self, client: &mut Client, login: &str) -> Result<i64> {
        find(&mut self.people, client, "SELECT id FROM people WHERE login_key = ?1", login)
    }

    fn team(&mut self, client: &mut Client, name: &str) -> Result<i64> {
        find(&mut self.teams, client, "SELECT id FROM teams WHERE name_key = ?1", name)
    }

    fn source(&mut self, client: &mut Client, name: &str) -> Result<i64> {
        find(&mut self.sources, client, "SELECT id FROM sources WHERE name_key = ?1", name)
    }

    fn tag(&mut self, client: &mut Client, name: &str) -> Result<i64> {
        find(&mut self.tags, client, "SELECT id FROM tags WHERE name_key = ?1", name)
    }

    fn reason(&mut self, client: &mut Client, name: &str) -> Result<i64> {
        find(&mut self.reasons, client, "SELECT id FROM lost_reasons WHERE name_key = ?1", name)
    }
}

fn find(
    known: &mut HashMap<String, i64>,
    client: &mut Client,
    statement: &str,
    name: &str,
) -> Result<i64> {
    let key = fold(name.trim());
    if let Some(id) = known.get(&key) {
        return Ok(*id);
    }
    let id = client.number(statement, &[key.as_str().into()])?;
    known.insert(key, id);
    Ok(id)
}
