//! The history of lost reasons, and the names that they had.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde_json::{Value as Json, json};
use winback_store::domain::{
    FormerName, LostReasonId, OutcomeClass, PersonId, ReasonChange, ReasonDeed, ReasonEdit,
    ReasonEntry, Stamp,
};

use super::named;
use crate::connection::Conn;
use crate::error::{Attempt, unknown};
use crate::rows::{instant, micros, name_key};
use crate::sql::{Sql, sql};

/// Notes what was done to a reason; a change that changes nothing is none.
pub(super) fn note(
    conn: &mut Conn,
    reason: LostReasonId,
    deed: ReasonDeed,
    changes: &[ReasonChange],
    stamp: Stamp,
) -> Attempt<()> {
    if deed == ReasonDeed::Changed && changes.is_empty() {
        return Ok(());
    }
    let former = changes.iter().find_map(|change| match &change.old {
        ReasonEdit::Name(name) => Some(name.clone()),
        _ => None,
    });
    sql("INSERT INTO reason_entries ")
        .text(
            "(reason_id, deed, other_id, changes, former_name, former_name_key, done_at, done_by)",
        )
        .text(" VALUES (")
        .int(reason.get())
        .text(", ")
        .str(deed.as_str())
        .text(", ")
        .int(deed.other().map(LostReasonId::get))
        .text(", ")
        .str(encode(changes))
        .text(", ")
        .opt_str(former.clone())
        .text(", ")
        .opt_str(former.as_deref().map(name_key))
        .text(", ")
        .int(micros(stamp.at))
        .text(", ")
        .int(stamp.by.get())
        .text(")")
        .execute(conn)?;
    Ok(())
}

/// Loads what happened to a reason, the oldest entry first.
pub(super) fn of(conn: &mut Conn, id: LostReasonId) -> Attempt<Vec<ReasonEntry>> {
    let own = select().text(" WHERE reason_id = ").int(id.get()).text(" ORDER BY id");
    load(conn, own)?.into_iter().map(EntryRow::into_entry).collect()
}

/// Loads what happened to all reasons, the oldest entry first: as much as managers did by hand.
pub(crate) fn all(conn: &mut Conn) -> Attempt<Vec<EntryRow>> {
    load(conn, select().text(" ORDER BY id"))
}

/// A row of the history.
pub(crate) struct EntryRow {
    /// The reason.
    pub(crate) reason: LostReasonId,
    deed: String,
    other: Option<i64>,
    changes: String,
    at: i64,
    by: i64,
}

impl EntryRow {
    /// Returns the entry.
    pub(crate) fn into_entry(self) -> Attempt<ReasonEntry> {
        let Self { reason, deed: word, other, changes, at, by } = self;
        let deed = ReasonDeed::from_word(&word, other.map(LostReasonId::new));
        let deed = deed.ok_or_else(|| unknown("what was done to a lost reason", &word))?;
        let (changes, at) = (decode(&changes)?, instant(at)?);
        Ok(ReasonEntry { reason, deed, changes, at, by: PersonId::new(by) })
    }
}

fn select() -> Sql {
    sql("SELECT reason_id, deed, other_id, changes, done_at, done_by FROM reason_entries")
}

fn load(conn: &mut Conn, statement: Sql) -> Attempt<Vec<EntryRow>> {
    type Row = (BigInt, Text, Nullable<BigInt>, Text, BigInt, BigInt);
    type Loaded = (i64, String, Option<i64>, String, i64, i64);
    let rows: Vec<Loaded> = statement.rows::<Row>().load(conn)?;
    let row = |(reason, deed, other, changes, at, by): Loaded| EntryRow {
        reason: LostReasonId::new(reason),
        deed,
        other,
        changes,
        at,
        by,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Loads the names that reasons had and no reason has now, the latest first.
pub(super) fn former_names(conn: &mut Conn) -> Attempt<Vec<FormerName>> {
    let rows: Vec<(String, i64, i64)> = sql("SELECT former_name, reason_id, done_at ")
        .text("FROM reason_entries WHERE id IN (SELECT MAX(id) FROM reason_entries ")
        .text("WHERE former_name_key IS NOT NULL ")
        .text("AND former_name_key NOT IN (SELECT name_key FROM lost_reasons) ")
        .text("GROUP BY former_name_key, reason_id) ORDER BY id DESC")
        .rows::<(Text, BigInt, BigInt)>()
        .load(conn)?;
    let former = |(name, reason, until): (String, i64, i64)| {
        Ok(FormerName { name, reason: LostReasonId::new(reason), until: instant(until)? })
    };
    rows.into_iter().map(former).collect()
}

/// Finds the reason that an imported name stands for, as
/// [`ImportReason`](winback_store::ImportReason) says, and whether it has that name now.
pub(crate) fn imported(conn: &mut Conn, name: &str) -> Attempt<Option<(LostReasonId, bool)>> {
    let current = named(conn, name)?;
    let Some(found) = current.map_or_else(|| formerly(conn, name), |id| Ok(Some(id)))? else {
        return Ok(None);
    };
    let stands_for = stands_for(conn, found)?;
    Ok(Some((stands_for, current == Some(stands_for))))
}

/// Finds the one reason that had a name.
fn formerly(conn: &mut Conn, name: &str) -> Attempt<Option<LostReasonId>> {
    let ids: Vec<i64> =
        sql("SELECT DISTINCT reason_id FROM reason_entries WHERE former_name_key = ")
            .str(name_key(name))
            .text(" LIMIT 2")
            .rows::<BigInt>()
            .load(conn)?;
    Ok(match ids.as_slice() {
        [id] => Some(LostReasonId::new(*id)),
        _ => None,
    })
}

/// Follows the merges that were the last that happened to a reason.
fn stands_for(conn: &mut Conn, mut id: LostReasonId) -> Attempt<LostReasonId> {
    loop {
        let last: Vec<Option<i64>> = sql("SELECT CASE deed WHEN 'merged_into' THEN other_id END ")
            .text("FROM reason_entries WHERE reason_id = ")
            .int(id.get())
            .text(" ORDER BY id DESC LIMIT 1")
            .rows::<Nullable<BigInt>>()
            .load(conn)?;
        // Each merge on the way is later than the one before, so that the way ends.
        match last.first().copied().flatten() {
            Some(into) => id = LostReasonId::new(into),
            None => return Ok(id),
        }
    }
}

fn encode(changes: &[ReasonChange]) -> String {
    let one =
        |change: &ReasonChange| json!([change.new.part(), value(&change.old), value(&change.new)]);
    Json::Array(changes.iter().map(one).collect()).to_string()
}

fn value(edit: &ReasonEdit) -> Json {
    match edit {
        ReasonEdit::Name(text) => json!(text),
        ReasonEdit::Guidance(text) | ReasonEdit::Category(text) => json!(text),
        ReasonEdit::Outcome(outcome) => json!(outcome.as_str()),
        ReasonEdit::Position(position) => json!(position),
        ReasonEdit::Archived(archived) => json!(archived),
    }
}

fn decode(text: &str) -> Attempt<Vec<ReasonChange>> {
    let damaged = || unknown("the changes of a lost reason", text);
    let changes: Vec<(String, Json, Json)> = serde_json::from_str(text).map_err(|_| damaged())?;
    let one = |(part, old, new): (String, Json, Json)| {
        let (old, new) = (edit(&part, &old), edit(&part, &new));
        let (old, new) = old.zip(new).ok_or_else(damaged)?;
        Ok(ReasonChange { old, new })
    };
    changes.into_iter().map(one).collect()
}

fn edit(part: &str, found: &Json) -> Option<ReasonEdit> {
    let text = || found.as_str().map(str::to_owned);
    let optional = || (found.is_null() || found.is_string()).then(text);
    Some(match part {
        "name" => ReasonEdit::Name(text()?),
        "guidance" => ReasonEdit::Guidance(optional()?),
        "category" => ReasonEdit::Category(optional()?),
        "outcome" => ReasonEdit::Outcome(OutcomeClass::from_word(found.as_str()?)?),
        "position" => ReasonEdit::Position(found.as_i64()?),
        "archived" => ReasonEdit::Archived(found.as_bool()?),
        _ => return None,
    })
}
