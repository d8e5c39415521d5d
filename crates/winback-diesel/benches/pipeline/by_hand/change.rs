//! Changes of many records, each in a fixed number of statements.

use anyhow::{Context, Result, ensure};

use crate::client::{Bind, Client, Dialect};

/// Which records a change is made to: by their ids, or by what the change is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chosen<'a> {
    Ids(&'a [i64]),
    /// Open and won ones up to an id.
    NotLostUpTo(i64),
    /// Those lost at an instant or later.
    LostSince(i64),
}

impl<'a> Chosen<'a> {
    /// Returns the condition on an opportunity, with one bind, `?1`.
    const fn condition(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::Ids(_), Dialect::File) => "o.id IN (SELECT value FROM json_each(?1))",
            (Self::Ids(_), Dialect::Server) => "o.id = ANY(?1)",
            (Self::NotLostUpTo(_), _) => "o.state IN ('open', 'won') AND o.id <= ?1",
            (Self::LostSince(_), _) => "o.state = 'lost' AND o.closed_at >= ?1",
        }
    }

    fn bind(self) -> Bind<'a> {
        match self {
            Self::Ids(ids) => Bind::Ids(ids),
            Self::NotLostUpTo(number) | Self::LostSince(number) => number.into(),
        }
    }
}

/// Returns what stands between the parts of a change: a server writes JSON with spaces.
const fn comma(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::File => ",",
        Dialect::Server => ", ",
    }
}

/// Returns how a text is written as JSON.
const fn quoting(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::File => "json_quote",
        Dialect::Server => "to_json",
    }
}

/// Marks records lost that are not yet, for the reason 1 and with a note.
pub(crate) fn mark_lost(
    client: &mut Client,
    chosen: Chosen<'_>,
    note: &str,
    at: i64,
) -> Result<usize> {
    let (chosen_so, c) = (chosen.condition(client.dialect()), comma(client.dialect()));
    client.begin_writing()?;
    check(client, chosen, |state| state != "lost")?;
    let operation = begin(client, "mark_lost", Some(note), at)?;
    let changed = client.execute(
        &format!(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT o.id, ?2, 'lost', o.revision + 1, \
             '[[\"state\"{c}\"' || o.state || '\"{c}\"lost\"]' || CASE WHEN o.probability = 0 THEN '' \
             ELSE ',[\"probability\"{c}' || o.probability || '{c}0]' END || \
             ',[\"lost_reason\"{c}null{c}1],[\"closed_at\"{c}' || \
             COALESCE(CAST(o.closed_at AS TEXT), 'null') || '{c}' || ?3 || ']]' \
             FROM opportunities AS o WHERE {chosen_so} ORDER BY o.id"
        ),
        &[chosen.bind(), operation.into(), at.into()],
    )?;
    client.execute(
        &format!(
            "INSERT INTO losses (opportunity_id, reason_id, note, note_folded, lost_at, lost_by, \
             stage_id, probability, expected_revenue, salesperson_id, revised_at, revised_by) \
             SELECT o.id, 1, ?2, ?3, ?4, 1, o.stage_id, o.probability, o.expected_revenue, \
             o.salesperson_id, ?4, 1 FROM opportunities AS o WHERE {chosen_so} ORDER BY o.id"
        ),
        &[chosen.bind(), note.into(), note.to_lowercase().as_str().into(), at.into()],
    )?;
    client.execute(
        &format!(
            "UPDATE opportunities AS o SET revision = revision + 1, updated_at = ?2, \
             state = 'lost', probability = 0, lost_reason_id = 1, closed_at = ?2 WHERE {chosen_so}"
        ),
        &[chosen.bind(), at.into()],
    )?;
    finish(client, operation, changed)
}

/// Restores lost records.
pub(crate) fn restore(client: &mut Client, chosen: Chosen<'_>, at: i64) -> Result<usize> {
    let (chosen_so, c) = (chosen.condition(client.dialect()), comma(client.dialect()));
    let quoted = quoting(client.dialect());
    client.begin_writing()?;
    check(client, chosen, |state| state == "lost")?;
    let operation = begin(client, "restore", None, at)?;
    let changed = client.execute(
        &format!(
            "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
             SELECT o.id, ?2, 'restored', o.revision + 1, '[[\"state\"{c}\"lost\"{c}\"' || \
             CASE WHEN s.won THEN 'won\"],[\"probability\"{c}0{c}10000]' \
             ELSE 'open\"],[\"probability\"{c}0{c}' || COALESCE(o.hand_probability, o.estimate) || ']' \
             END || CASE WHEN o.lost_reason_id IS NULL THEN '' \
             ELSE ',[\"lost_reason\"{c}' || o.lost_reason_id || '{c}null]' END || \
             CASE WHEN l.competitor IS NULL THEN '' \
             ELSE ',[\"competitor\"{c}' || {quoted}(l.competitor) || '{c}null]' END || \
             CASE WHEN s.won THEN '' ELSE ',[\"closed_at\"{c}' || o.closed_at || '{c}null]' END || ']' \
             FROM opportunities AS o LEFT JOIN stages AS s ON s.id = o.stage_id \
             JOIN losses AS l ON l.opportunity_id = o.id AND l.ended_at IS NULL \
             WHERE {chosen_so} ORDER BY o.id"
        ),
        &[chosen.bind(), operation.into()],
    )?;
    client.execute(
        &format!(
            "UPDATE losses SET ended_at = ?2, ended_by = 1, ended_how = 'restored' \
             WHERE ended_at IS NULL AND opportunity_id IN \
             (SELECT o.id FROM opportunities AS o WHERE {chosen_so})"
        ),
        &[chosen.bind(), at.into()],
    )?;
    client.execute(
        &format!(
            "UPDATE opportunities AS o SET revision = revision + 1, updated_at = ?2, \
             state = CASE WHEN s.won THEN 'won' ELSE 'open' END, \
             probability = CASE WHEN s.won THEN 10000 \
             ELSE COALESCE(o.hand_probability, o.estimate) END, \
             lost_reason_id = NULL, closed_at = CASE WHEN s.won THEN o.closed_at END \
             FROM stages AS s WHERE s.id = o.stage_id AND {chosen_so}"
        ),
        &[chosen.bind(), at.into()],
    )?;
    finish(client, operation, changed)
}

/// Changes the expected revenue of one record, and returns what it was.
pub(crate) fn edit(client: &mut Client, id: i64, revenue: i64, at: i64) -> Result<Option<i64>> {
    client.begin_writing()?;
    let found: Option<(i64, Option<i64>)> = client.first(
        "SELECT revision, expected_revenue FROM opportunities WHERE id = ?1",
        &[id.into()],
    )?;
    let (revision, old) = found.context("the record is not there")?;
    client.execute(
        "UPDATE opportunities SET revision = revision + 1, updated_at = ?2, expected_revenue = ?3 \
         WHERE id = ?1",
        &[id.into(), at.into(), revenue.into()],
    )?;
    let operation = begin(client, "edit", None, at)?;
    let changes = serde_json::json!([["expected_revenue", old, revenue]]).to_string();
    client.execute(
        "INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) \
         VALUES (?1, ?2, 'changed', ?3, ?4)",
        &[id.into(), operation.into(), (revision + 1).into(), changes.as_str().into()],
    )?;
    finish(client, operation, 1)?;
    Ok(old)
}

/// Refuses ids that are not there, and records in other states.
fn check(client: &mut Client, chosen: Chosen<'_>, allowed: impl Fn(&str) -> bool) -> Result<()> {
    let states: Vec<(String, i64)> = client.query(
        &format!(
            "SELECT o.state, COUNT(*) FROM opportunities AS o WHERE {} GROUP BY o.state",
            chosen.condition(client.dialect())
        ),
        &[chosen.bind()],
    )?;
    ensure!(states.iter().all(|(state, _)| allowed(state)), "refused: {states:?}");
    if let Chosen::Ids(wanted) = chosen {
        let found: i64 = states.iter().map(|(_, count)| count).sum();
        let wanted = wanted.len();
        ensure!(usize::try_from(found)? == wanted, "{found} of {wanted} ids are found");
    }
    Ok(())
}

/// Writes an operation, and returns its id.
pub(super) fn begin(client: &mut Client, kind: &str, note: Option<&str>, at: i64) -> Result<i64> {
    client.number(
        "INSERT INTO operations (kind, done_at, done_by, records, note) VALUES (?1, ?2, 1, 0, ?3) \
         RETURNING id",
        &[kind.into(), at.into(), note.into()],
    )
}

/// Notes how many records an operation changed, and keeps all.
pub(super) fn finish(client: &mut Client, operation: i64, changed: usize) -> Result<usize> {
    client.execute(
        "UPDATE operations SET records = ?2 WHERE id = ?1",
        &[operation.into(), i64::try_from(changed)?.into()],
    )?;
    client.commit()?;
    Ok(changed)
}
