//! Records that are added: one prepared statement for each row of each table.

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use winback_store::domain::{ClosingNote, Deal, normalised_email};
use winback_store::filter::fold;
use winback_store::{ImportLoss, ImportRow, ImportRows, ImportState, NewOpportunity};

use super::change::{begin, finish};
use super::writing;
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
pub(crate) fn create(conn: &mut Connection, new: &NewOpportunity, at: i64) -> Result<i64> {
    let tx = writing(conn)?;
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
    let id = add(&tx, &new.deal, &referred, &fate)?;
    for tag in &new.deal.tags {
        add_tag(&tx, id, tag.get())?;
    }
    let operation = begin(&tx, "create", None, at)?;
    tx.prepare_cached(
        "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
         VALUES (?1, ?2, 'created', 1, '[]')",
    )?
    .execute([id, operation])?;
    finish(tx, operation, 1)?;
    Ok(id)
}

fn add(tx: &Transaction<'_>, deal: &Deal, referred: &Referred, fate: &Fate) -> Result<i64> {
    let folded = |text: &Option<String>| text.as_deref().map(fold);
    let email = deal.email.as_deref().and_then(normalised_email);
    tx.prepare_cached(
        "INSERT INTO opportunities (revision, kind, name, name_folded, customer_id, contact_name, \
         contact_name_folded, email, email_folded, email_normalised, email_normalised_folded, city, \
         city_folded, stage_id, salesperson_id, team_id, priority, source_id, expected_revenue, \
         estimate, probability, created_at, updated_at, assigned_at, closed_at, state, \
         lost_reason_id, external_id, external_id_folded) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)",
    )?
    .execute(params![
        deal.kind.as_str(),
        deal.name,
        fold(&deal.name),
        referred.customer,
        deal.contact_name,
        folded(&deal.contact_name),
        deal.email,
        folded(&deal.email),
        email,
        folded(&email),
        deal.address.city,
        folded(&deal.address.city),
        deal.stage.map(|stage| stage.get()),
        referred.salesperson,
        referred.team,
        deal.priority.map(|priority| priority.stars()),
        referred.source,
        deal.expected_revenue.map(|amount| amount.minor()),
        fate.estimate,
        fate.probability,
        fate.created_at,
        fate.updated_at,
        fate.assigned_at,
        fate.closed_at,
        fate.state,
        fate.reason,
        deal.external_id,
        folded(&deal.external_id),
    ])?;
    Ok(tx.last_insert_rowid())
}

fn add_tag(tx: &Transaction<'_>, record: i64, tag: i64) -> Result<()> {
    tx.prepare_cached("INSERT INTO opportunity_tags (opportunity_id, tag_id) VALUES (?1, ?2)")?
        .execute([record, tag])?;
    Ok(())
}

/// Imports rows that refer to people, labels and reasons which exist; companies may be new.
pub(crate) fn import(conn: &mut Connection, mut rows: Rows, at: i64) -> Result<usize> {
    let tx = writing(conn)?;
    let mut known = Known::default();
    let (mut operation, mut first, mut last, mut added) = (None, i64::MAX, 0, 0);
    while let Ok(Some(row)) = rows.next_row() {
        let id: Option<i64> = tx
            .prepare_cached("SELECT id FROM opportunities WHERE external_id = ?1")?
            .query_row([&row.deal.external_id], |row| row.get(0))
            .optional()?;
        if id.is_none() {
            let id = import_row(&tx, &mut known, &row, at)?;
            (first, last, added) = (first.min(id), id, added + 1);
        }
    }
    if added > 0 {
        let begun = begin(&tx, "import", None, at)?;
        tx.execute(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT id, ?1, 'imported', revision, '[]' FROM opportunities \
             WHERE id BETWEEN ?2 AND ?3 ORDER BY id",
            [begun, first, last],
        )?;
        operation = Some(begun);
    }
    match operation {
        Some(operation) => finish(tx, operation, added),
        None => Ok(0),
    }
}

fn import_row(tx: &Transaction<'_>, known: &mut Known, row: &ImportRow, at: i64) -> Result<i64> {
    let referred = Referred {
        customer: row
            .customer
            .as_ref()
            .map(|it| known.company(tx, &it.profile.name))
            .transpose()?,
        salesperson: row.salesperson.as_ref().map(|it| known.person(tx, &it.login)).transpose()?,
        team: row.team.as_ref().map(|name| known.team(tx, name)).transpose()?,
        source: row.source.as_ref().map(|name| known.source(tx, name)).transpose()?,
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
    let reason = reason.map(|reason| known.reason(tx, &reason.profile.name)).transpose()?;
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
    let id = add(tx, &row.deal, &referred, &fate)?;
    for tag in &row.tags {
        add_tag(tx, id, known.tag(tx, tag)?)?;
    }
    if let Some(loss) = loss {
        add_loss(tx, id, loss, (reason, referred.salesperson))?;
    }
    Ok(id)
}

fn add_loss(
    tx: &Transaction<'_>,
    record: i64,
    loss: &ImportLoss,
    (reason, salesperson): (Option<i64>, Option<i64>),
) -> Result<()> {
    let note = loss.said.note.as_ref().map(ClosingNote::html);
    tx.prepare_cached(
        "INSERT INTO losses (opportunity_id, reason_id, note, note_folded, lost_at, stage_id, \
         probability, expected_revenue, salesperson_id, revised_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?5)",
    )?
    .execute(params![
        record,
        reason,
        note,
        note.map(fold),
        loss.lost_at.as_microsecond(),
        loss.stage.map(|stage| stage.get()),
        loss.probability.hundredths(),
        loss.expected_revenue.map(|amount| amount.minor()),
        salesperson,
    ])?;
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
    fn company(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        let key = fold(name.trim());
        if let Some(id) = self.companies.get(&key) {
            return Ok(*id);
        }
        let found: Option<i64> = tx
            .prepare_cached(
                "SELECT MIN(id) FROM customers WHERE name_key = ?1 AND kind = 'company'",
            )?
            .query_row([&key], |row| row.get(0))?;
        let id = match found {
            Some(id) => id,
            None => {
                tx.prepare_cached(
                    "INSERT INTO customers (name, name_folded, name_key, full_name, \
                     full_name_folded, full_name_key, kind, active) \
                     VALUES (?1, ?2, ?3, ?1, ?2, ?3, 'company', 1)",
                )?
                .execute(params![name, fold(name), key])?;
                tx.last_insert_rowid()
            }
        };
        self.companies.insert(key, id);
        Ok(id)
    }

    fn person(&mut self, tx: &Transaction<'_>, login: &str) -> Result<i64> {
        find(&mut self.people, tx, "SELECT id FROM people WHERE login_key = ?1", login)
    }

    fn team(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        find(&mut self.teams, tx, "SELECT id FROM teams WHERE name_key = ?1", name)
    }

    fn source(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        find(&mut self.sources, tx, "SELECT id FROM sources WHERE name_key = ?1", name)
    }

    fn tag(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        find(&mut self.tags, tx, "SELECT id FROM tags WHERE name_key = ?1", name)
    }

    fn reason(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        find(&mut self.reasons, tx, "SELECT id FROM lost_reasons WHERE name_key = ?1", name)
    }
}

fn find(
    known: &mut HashMap<String, i64>,
    tx: &Transaction<'_>,
    statement: &str,
    name: &str,
) -> Result<i64> {
    let key = fold(name.trim());
    if let Some(id) = known.get(&key) {
        return Ok(*id);
    }
    let id = tx.prepare_cached(statement)?.query_row([&key], |row| row.get(0))?;
    known.insert(key, id);
    Ok(id)
}
