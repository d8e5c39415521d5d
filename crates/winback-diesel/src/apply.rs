//! Changes of state, of any number of records, in a fixed number of statements.
//!
//! What happens to a record in which state is asked of `Change::effect`, the domain's table, and put
//! into the statements. The activity entries are written first: they fix the exact set of records
//! that change, with their old values, and all other statements go by them.

mod amended;
mod column;
mod effect;
mod losses;
mod next;
mod plan;
mod scoring;
mod target;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use winback_store::domain::{Change, Effect, NewLostReason, Operation, Pipeline, Stamp};
use winback_store::{Applied, Selection, StoreError};

use self::column::Column;
use self::next::Next;
use self::plan::Plan;
use crate::connection::{Conn, if_any};
use crate::dialect::Word;
use crate::error::{Attempt, Failure};
use crate::operation::{Deed, begin, finish};
use crate::pipeline::stages;
use crate::reasons::offered;
use crate::reference::check_change;
use crate::rows::{count, micros};
use crate::selection::{missing, selected};
use crate::sql::{Sql, sql};

/// What a change is, and when and by whom it is made.
#[derive(Debug, Clone, Copy)]
struct Doing<'a> {
    change: &'a Change,
    pipeline: &'a Pipeline,
    stamp: Stamp,
}

/// Applies a change to every selected record, all or nothing; with the reason of this name if one
/// is given.
pub(crate) fn apply(
    conn: &mut Conn,
    selection: &Selection,
    change: &Change,
    reason: Option<&NewLostReason>,
    stamp: Stamp,
) -> Attempt<Applied> {
    check_change(conn, change)?;
    let absent = missing(conn, selection)?;
    if !absent.is_empty() {
        return Err(Failure::Store(StoreError::NotFound(absent)));
    }
    let pipeline = stages(conn)?;
    let doing = Doing { change, pipeline: &pipeline, stamp };
    let selected = selected(conn, selection)?;
    let plan = Plan::make(conn, selected, doing)?;
    let found = plan.total;
    if let Some(confirmed) = selection.confirmed.filter(|confirmed| *confirmed != found) {
        return Err(Failure::Store(StoreError::Moved { confirmed, found }));
    }
    let operation = match plan.effects.is_empty() {
        true => None,
        false => carry_out(conn, &plan, doing, reason)?,
    };
    let effects = match &operation {
        Some(operation) => effects(conn, operation, &plan)?,
        None if plan.total == 0 => Vec::new(),
        None => vec![(Effect::Nothing, plan.total)],
    };
    Ok(Applied { operation, effects })
}

/// Writes everything, or nothing at all if no record would change: then no operation is left
/// behind.
fn carry_out(
    conn: &mut Conn,
    plan: &Plan,
    doing: Doing<'_>,
    reason: Option<&NewLostReason>,
) -> Attempt<Option<Operation>> {
    if_any(conn, |conn| {
        let chosen = match reason {
            Some(new) => Some(doing.change.with_reason(offered(conn, new, doing.stamp)?)),
            None => None,
        };
        let doing = Doing { change: chosen.as_ref().unwrap_or(doing.change), ..doing };
        let next = Next::new(plan, doing);
        if !changes_any(conn, plan, &next)? {
            return Ok(None);
        }
        let note = doing.change.note();
        let deed = Deed { note, ..Deed::plain(doing.change.operation(), 0) };
        let mut operation = begin(conn, deed, doing.stamp)?;
        let is_estimated = scoring::is_estimated(plan, doing);
        let changed = write_entries(conn, plan, &next, &operation, !is_estimated)?;
        operation.records = u64::try_from(changed).unwrap_or(u64::MAX);
        finish(conn, &operation)?;
        scoring::leave(conn, plan, doing, &operation)?;
        if is_estimated {
            scoring::estimate(conn, doing, &operation)?;
            write_changes(conn, &next, &operation)?;
        }
        losses::keep(conn, plan, doing, &operation)?;
        update_records(conn, &next, &operation, doing.stamp)?;
        scoring::enter(conn, plan, doing, &operation)?;
        Ok(Some(operation))
    })
}

/// Tells whether any record changes: to amend a loss, or to move or assign a record, may change
/// nothing.
fn changes_any(conn: &mut Conn, plan: &Plan, next: &Next<'_>) -> Attempt<bool> {
    let may_change_nothing =
        |effect: &Effect| matches!(effect, Effect::AmendLoss | Effect::MoveStage | Effect::Assign);
    if !plan.effects.iter().all(may_change_nothing) {
        return Ok(true);
    }
    let found = sql("SELECT opportunities.id FROM opportunities ")
        .text(CURRENT_LOSS)
        .then(plan.selected.clone())
        .text(" AND (")
        .then(next.kind(plan))
        .text(") IS NOT NULL LIMIT 1")
        .rows::<BigInt>();
    Ok(!found.load::<i64>(conn)?.is_empty())
}

const CURRENT_LOSS: &str = "LEFT JOIN losses ON losses.opportunity_id = opportunities.id \
     AND losses.ended_at IS NULL WHERE ";

/// Writes one entry for each record that changes, in the order of their ids; without the changes if
/// those are known only when the records have been estimated.
fn write_entries(
    conn: &mut Conn,
    plan: &Plan,
    next: &Next,
    operation: &Operation,
    with_changes: bool,
) -> Attempt<usize> {
    let (changes, columns) = match with_changes {
        true => changes(next),
        false => (sql("''"), Sql::default()),
    };
    let statement = sql("INSERT INTO activity_entries ")
        .text("(opportunity_id, operation_id, kind, revision, changes) SELECT id, ")
        .int(operation.id.get())
        .text(", kind, revision + 1, '[' || substr(")
        .then(changes)
        .text(
            ", 2) || ']' FROM (SELECT opportunities.id AS id, opportunities.revision AS revision, ",
        )
        .then(next.kind(plan))
        .text(" AS kind")
        .then(columns)
        .text(" FROM opportunities ")
        .text(CURRENT_LOSS)
        .then(plan.selected.clone())
        .text(") AS plan WHERE kind IS NOT NULL ORDER BY id");
    Ok(statement.execute(conn)?)
}

/// Writes the changes into the entries, while the records still are as they were before.
fn write_changes(conn: &mut Conn, next: &Next, operation: &Operation) -> Attempt<()> {
    let (changes, columns) = changes(next);
    sql("UPDATE activity_entries SET changes = '[' || substr(")
        .then(changes)
        .text(", 2) || ']' FROM (SELECT opportunities.id AS id")
        .then(columns)
        .text(" FROM opportunities ")
        .text(CURRENT_LOSS)
        .text("opportunities.id")
        .then(changed_by(operation))
        .text(") AS plan WHERE activity_entries.operation_id = ")
        .int(operation.id.get())
        .text(" AND activity_entries.opportunity_id = plan.id")
        .execute(conn)?;
    Ok(())
}

/// Returns the text of what changes, and the columns that it is made of, each with a comma before it.
fn changes(next: &Next) -> (Sql, Sql) {
    let mut changes = sql("''");
    let mut columns = Sql::default();
    for column in Column::ALL {
        let Some(value) = next.value(column) else { continue };
        changes = changes.text(" || ").then(column.change());
        columns = columns
            .text(", ")
            .text(column.old())
            .text(" AS ")
            .text(column.old_alias())
            .text(", ")
            .then(value)
            .text(" AS ")
            .text(column.new_alias());
    }
    (changes, columns)
}

/// Returns the condition on an opportunity's id to have an entry of the operation.
fn changed_by(operation: &Operation) -> Sql {
    changed_so(operation, Sql::default())
}

/// Returns the condition on an opportunity's id to have an entry of the operation that is as wanted.
fn changed_so(operation: &Operation, wanted: Sql) -> Sql {
    sql("")
        .word(Word::InRows)
        .text("SELECT activity_entries.opportunity_id FROM activity_entries WHERE ")
        .text("activity_entries.operation_id = ")
        .int(operation.id.get())
        .then(wanted)
        .text(" ORDER BY activity_entries.opportunity_id")
        .word(Word::InRowsEnd)
}

fn update_records(
    conn: &mut Conn,
    next: &Next,
    operation: &Operation,
    stamp: Stamp,
) -> Attempt<()> {
    let mut statement = sql("UPDATE opportunities SET revision = revision + 1, updated_at = ")
        .int(micros(stamp.at));
    for column in Column::ALL {
        if let (Some(own), Some(value)) = (column.own(), next.value(column)) {
            statement = statement.text(", ").text(own).text(" = ").then(value);
        }
    }
    statement.text(" WHERE id").then(changed_by(operation)).execute(conn)?;
    Ok(())
}

/// Counts the records by what happened to them.
fn effects(conn: &mut Conn, operation: &Operation, plan: &Plan) -> Attempt<Vec<(Effect, u64)>> {
    let kinds: Vec<(String, i64)> = sql("SELECT kind, COUNT(*) FROM activity_entries ")
        .text("WHERE operation_id = ")
        .int(operation.id.get())
        .text(" GROUP BY kind")
        .rows::<(Text, BigInt)>()
        .load(conn)?;
    let of_kind = |effect: Effect| {
        let word = effect.entry_kind()?.as_str();
        kinds.iter().find(|(kind, _)| kind == word).map(|(_, records)| (effect, count(*records)))
    };
    let mut effects: Vec<_> = plan.effects.iter().filter_map(|effect| of_kind(*effect)).collect();
    let left = plan.total.saturating_sub(operation.records);
    effects.extend((left > 0).then_some((Effect::Nothing, left)));
    effects.sort_by_key(|(effect, _)| *effect);
    Ok(effects)
}
