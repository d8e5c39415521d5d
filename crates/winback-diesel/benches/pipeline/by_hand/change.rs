//! Marking records lost and restoring them: a look at who is chosen, then one statement for each
//! table.

use anyhow::{Result, ensure};
use rusqlite::{Connection, ToSql, Transaction, params};

use super::writing;

/// Which records a change is made to: ids as a JSON array, or what the change is about, before or
/// after an instant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chosen<'a> {
    Ids(&'a str),
    OpenCreatedBefore(i64),
    LostSince(i64),
}

impl Chosen<'_> {
    /// Returns the condition on an opportunity, with one parameter, `?1`.
    const fn condition(self) -> &'static str {
        match self {
            Self::Ids(_) => "o.id IN (SELECT value FROM json_each(?1))",
            Self::OpenCreatedBefore(_) => "o.state = 'open' AND o.created_at < ?1",
            Self::LostSince(_) => "o.state = 'lost' AND o.closed_at >= ?1",
        }
    }

    fn bind(&self) -> &dyn ToSql {
        match self {
            Self::Ids(ids) => ids,
            Self::OpenCreatedBefore(at) | Self::LostSince(at) => at,
        }
    }
}

/// Marks records lost that are not yet, for the reason 1 and with a note.
pub(crate) fn mark_lost(
    conn: &mut Connection,
    chosen: Chosen<'_>,
    note: &str,
    at: i64,
) -> Result<usize> {
    let (chosen_so, bind) = (chosen.condition(), chosen.bind());
    let tx = writing(conn)?;
    check(&tx, chosen, |state| state != "lost")?;
    let operation = begin(&tx, "mark_lost", Some(note), at)?;
    let changed = tx
        .prepare_cached(&format!(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT o.id, ?2, 'lost', o.revision + 1, '[[\"state\",\"' || o.state || '\",\"lost\"]' || \
             CASE WHEN o.probability = 0 THEN '' ELSE ',[\"probability\",' || o.probability || ',0]' END \
             || ',[\"lost_reason\",null,1],[\"closed_at\",' || COALESCE(o.closed_at, 'null') || ',' || ?3 \
             || ']]' FROM opportunities AS o WHERE {chosen_so} ORDER BY o.id"
        ))?
        .execute(params![bind, operation, at])?;
    tx.prepare_cached(&format!(
        "INSERT INTO losses (opportunity_id, reason_id, note, note_folded, lost_at, lost_by, \
         stage_id, probability, expected_revenue, salesperson_id, revised_at, revised_by) \
         SELECT o.id, 1, ?2, ?3, ?4, 1, o.stage_id, o.probability, o.expected_revenue, \
         o.salesperson_id, ?4, 1 FROM opportunities AS o WHERE {chosen_so} ORDER BY o.id"
    ))?
    .execute(params![bind, note, note.to_lowercase(), at])?;
    tx.prepare_cached(&format!(
        "UPDATE opportunities AS o SET revision = revision + 1, updated_at = ?2, state = 'lost', \
         probability = 0, lost_reason_id = 1, closed_at = ?2 WHERE {chosen_so}"
    ))?
    .execute(params![bind, at])?;
    finish(tx, operation, changed)
}

/// Restores lost records.
pub(crate) fn restore(conn: &mut Connection, chosen: Chosen<'_>, at: i64) -> Result<usize> {
    let (chosen_so, bind) = (chosen.condition(), chosen.bind());
    let tx = writing(conn)?;
    check(&tx, chosen, |state| state == "lost")?;
    let operation = begin(&tx, "restore", None, at)?;
    let changed = tx
        .prepare_cached(&format!(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT o.id, ?2, 'restored', o.revision + 1, '[[\"state\",\"lost\",\"' || \
             CASE WHEN s.won THEN 'won\"],[\"probability\",0,10000]' \
             ELSE 'open\"],[\"probability\",0,' || COALESCE(o.hand_probability, o.estimate) || ']' END || \
             CASE WHEN o.lost_reason_id IS NULL THEN '' \
             ELSE ',[\"lost_reason\",' || o.lost_reason_id || ',null]' END || \
             CASE WHEN l.competitor IS NULL THEN '' \
             ELSE ',[\"competitor\",' || json_quote(l.competitor) || ',null]' END || \
             CASE WHEN s.won THEN '' ELSE ',[\"closed_at\",' || o.closed_at || ',null]' END || ']' \
             FROM opportunities AS o LEFT JOIN stages AS s ON s.id = o.stage_id \
             JOIN losses AS l ON l.opportunity_id = o.id AND l.ended_at IS NULL \
             WHERE {chosen_so} ORDER BY o.id"
        ))?
        .execute(params![bind, operation])?;
    tx.prepare_cached(&format!(
        "UPDATE losses SET ended_at = ?2, ended_by = 1, ended_how = 'restored' \
         WHERE ended_at IS NULL AND opportunity_id IN \
         (SELECT o.id FROM opportunities AS o WHERE {chosen_so})"
    ))?
    .execute(params![bind, at])?;
    tx.prepare_cached(&format!(
        "UPDATE opportunities AS o SET revision = revision + 1, updated_at = ?2, \
         state = CASE WHEN s.won THEN 'won' ELSE 'open' END, \
         probability = CASE WHEN s.won THEN 10000 \
         ELSE COALESCE(o.hand_probability, o.estimate) END, \
         lost_reason_id = NULL, closed_at = CASE WHEN s.won THEN o.closed_at END \
         FROM stages AS s WHERE s.id = o.stage_id AND {chosen_so}"
    ))?
    .execute(params![bind, at])?;
    finish(tx, operation, changed)
}

/// Refuses ids that are not there, and records in other states.
fn check(tx: &Transaction<'_>, chosen: Chosen<'_>, allowed: impl Fn(&str) -> bool) -> Result<()> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT o.state, COUNT(*) FROM opportunities AS o WHERE {} GROUP BY o.state",
        chosen.condition()
    ))?;
    let rows = statement.query_map([chosen.bind()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let states: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    ensure!(states.iter().all(|(state, _)| allowed(state)), "refused: {states:?}");
    if let Chosen::Ids(ids) = chosen {
        let wanted: Vec<i64> = serde_json::from_str(ids)?;
        let found: i64 = states.iter().map(|(_, count)| count).sum();
        ensure!(
            usize::try_from(found)? == wanted.len(),
            "{found} of {} ids are found",
            wanted.len()
        );
    }
    Ok(())
}

/// Writes an operation, and returns its id.
pub(super) fn begin(tx: &Transaction<'_>, kind: &str, note: Option<&str>, at: i64) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO operations (kind, done_at, done_by, records, note) VALUES (?1, ?2, 1, 0, ?3)",
    )?
    .execute(params![kind, at, note])?;
    Ok(tx.last_insert_rowid())
}

/// Notes how many records an operation changed, and keeps all.
pub(super) fn finish(tx: Transaction<'_>, operation: i64, changed: usize) -> Result<usize> {
    tx.prepare_cached("UPDATE operations SET records = ?2 WHERE id = ?1")?
        .execute(params![operation, i64::try_from(changed)?])?;
    tx.commit()?;
    Ok(changed)
}
