//! What is kept of records that were merged.

use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::StoreError;
use winback_store::domain::{
    Deal, FieldChange, Loss, LossRecord, LostReasonId, Merge, Operation, OperationId, Opportunity,
    OpportunityId, Revision, State, TrackedField, TrackedValue, Unmerge,
};
use winback_store::filter::Predicate;

use super::visible_record;
use crate::changes::{decode, encode};
use crate::connection::Conn;
use crate::error::{Attempt, Failure, missing, unknown};
use crate::history::losses;
use crate::integrity::Tally;
use crate::rows::{count, instant, micros, probability};
use crate::sql::sql;

/// Keeps what the records of a merge were.
pub(super) fn keep(conn: &mut Conn, merge: &Merge, operation: &Operation) -> Attempt<()> {
    let parts = [("before", &merge.before), ("after", &merge.survivor)];
    for (part, record) in parts.into_iter().chain(merge.others.iter().map(|it| ("other", it))) {
        let field = |field: &TrackedField| FieldChange {
            field: *field,
            old: record.value(*field),
            new: None,
        };
        let fields: Vec<FieldChange> = TrackedField::ALL.iter().map(field).collect();
        sql("INSERT INTO merged_records (operation_id, part, opportunity_id, survivor_id, ")
            .text("external_id, revision, estimate, created_at, updated_at, loss_id, fields) ")
            .text("VALUES (")
            .int(operation.id.get())
            .text(", ")
            .str(part)
            .text(", ")
            .int(record.id.get())
            .text(", ")
            .int(merge.survivor.id.get())
            .text(", ")
            .opt_str(record.deal.external_id.clone())
            .text(", ")
            .int(record.revision.get())
            .text(", ")
            .int(i64::from(record.estimate.hundredths()))
            .text(", ")
            .int(micros(record.created_at))
            .text(", ")
            .int(micros(record.updated_at))
            .text(", ")
            .int(record.loss().map(|loss| loss.id.get()))
            .text(", ")
            .str(encode(&fields))
            .text(")")
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets a merge that was undone.
pub(super) fn forget(conn: &mut Conn, id: OperationId) -> Attempt<()> {
    sql("DELETE FROM merged_records WHERE operation_id = ").int(id.get()).execute(conn)?;
    Ok(())
}

/// Returns the record that one was merged into directly.
fn merged_into(conn: &mut Conn, id: OpportunityId) -> Attempt<Option<OpportunityId>> {
    let into = sql("SELECT survivor_id FROM merged_records WHERE part = 'other' ")
        .text("AND opportunity_id = ")
        .int(id.get());
    let into: Vec<i64> = into.rows::<BigInt>().load(conn)?;
    Ok(into.first().copied().map(OpportunityId::new))
}

/// Returns the record that one was merged into, through any number of merges.
pub(super) fn survivor_of(conn: &mut Conn, id: OpportunityId) -> Attempt<Option<OpportunityId>> {
    let mut found = None;
    while let Some(into) = merged_into(conn, found.unwrap_or(id))? {
        found = Some(into);
    }
    Ok(found)
}

type Row = ((Text, BigInt, BigInt, BigInt, BigInt), (BigInt, BigInt, Nullable<BigInt>, Text));
type Found = ((String, i64, i64, i64, i64), (i64, i64, Option<i64>, String));

/// Returns what is known of a merge.
pub(super) fn merge_of(conn: &mut Conn, id: OperationId, visible: &Predicate) -> Attempt<Unmerge> {
    let rows = sql("SELECT part, opportunity_id, survivor_id, revision, estimate, created_at, ")
        .text("updated_at, loss_id, fields FROM merged_records WHERE operation_id = ")
        .int(id.get())
        .text(" ORDER BY part, opportunity_id");
    let rows: Vec<Found> = rows.rows::<Row>().load(conn)?;
    let absent = || missing("merge", id.get());
    let survivor = rows.first().map(|(first, _)| OpportunityId::new(first.2));
    let survivor = survivor.ok_or_else(absent)?;
    if let Some(into) = merged_into(conn, survivor)? {
        return Err(Failure::Store(StoreError::MergedOn { survivor, into }));
    }
    let now = visible_record(conn, survivor, visible)?;
    let losses = losses(conn, [survivor])?;
    let (mut before, mut merged, mut others) = (None, None, Vec::new());
    for row in rows {
        let part = row.0.0.clone();
        let record = record(row, &losses)?;
        match part.as_str() {
            "before" => before = Some(record),
            "after" => merged = Some(record),
            _ => others.push(record),
        }
    }
    Ok(Unmerge {
        before: before.ok_or_else(absent)?,
        merged: merged.ok_or_else(absent)?,
        now,
        homes: homes(conn, &others)?,
        others,
        losses,
    })
}

fn record(row: Found, losses: &[LossRecord]) -> Attempt<Opportunity> {
    let ((_, id, _, revision, estimate), (created_at, updated_at, loss, fields)) = row;
    let mut record = Opportunity {
        id: OpportunityId::new(id),
        revision: Revision::new(revision),
        deal: Deal::named("", None),
        state: State::Open,
        estimate: probability(estimate)?,
        created_at: instant(created_at)?,
        updated_at: instant(updated_at)?,
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    };
    let fields = decode(&fields)?;
    let loss = losses.iter().find(|it| Some(it.loss.id.get()) == loss);
    let loss = loss.map(|it| as_was(it.loss.clone(), &fields));
    let values = fields.iter().map(|it| (it.field, it.old.as_ref()));
    record
        .put_values(values, loss)
        .map_err(|error| unknown("a record that was merged", &error.to_string()))?;
    Ok(record)
}

/// Returns a loss with the reason and the competitor that the record had then.
fn as_was(mut loss: Loss, fields: &[FieldChange]) -> Loss {
    let old = |field| fields.iter().find(|it| it.field == field).and_then(|it| it.old.clone());
    loss.details.reason = match old(TrackedField::LostReason) {
        Some(TrackedValue::Reference(id)) => Some(LostReasonId::new(id)),
        Some(_) | None => None,
    };
    loss.details.competitor = match old(TrackedField::Competitor) {
        Some(TrackedValue::Text(name)) => Some(name),
        Some(_) | None => None,
    };
    loss
}

/// Returns the records that were merged into some, each with the one that it belongs to.
fn homes(
    conn: &mut Conn,
    others: &[Opportunity],
) -> Attempt<BTreeMap<OpportunityId, OpportunityId>> {
    let mut homes = BTreeMap::new();
    for other in others {
        let mut into = BTreeSet::from([other.id]);
        while !into.is_empty() {
            let away = sql("SELECT opportunity_id FROM merged_records WHERE part = 'other' ")
                .text("AND survivor_id")
                .in_ids(into.iter().map(|id| id.get()));
            let away: Vec<i64> = away.rows::<BigInt>().load(conn)?;
            into = away.into_iter().map(OpportunityId::new).collect();
            homes.extend(into.iter().map(|id| (*id, other.id)));
        }
    }
    Ok(homes)
}

/// Finds merges that lead nowhere, and what came from a record that nobody knows.
pub(crate) fn lost_merges(conn: &mut Conn) -> Attempt<Tally> {
    const LOST: &str = "SELECT 'merge ' || operation_id || ' left opportunity ' || survivor_id \
             || ', which does not exist' AS problem FROM merged_records WHERE part = 'before' \
             AND survivor_id NOT IN (SELECT id FROM opportunities) AND survivor_id NOT IN \
             (SELECT opportunity_id FROM merged_records WHERE part = 'other') \
         UNION ALL SELECT 'loss ' || id || ' came from opportunity ' || origin_id \
             || ', which was not merged' FROM losses WHERE origin_id IS NOT NULL AND origin_id \
             NOT IN (SELECT opportunity_id FROM merged_records WHERE part = 'other') \
         UNION ALL SELECT 'entry ' || id || ' came from opportunity ' || origin_id \
             || ', which was not merged' FROM activity_entries WHERE origin_id IS NOT NULL \
             AND origin_id NOT IN (SELECT opportunity_id FROM merged_records WHERE part = 'other')";
    let found = sql(" FROM (").text(LOST).text(") AS found");
    let total: i64 =
        sql("SELECT COUNT(*)").then(found.clone()).rows::<BigInt>().get_result(conn)?;
    let first = sql("SELECT problem").then(found).text(" ORDER BY problem LIMIT 20");
    let first: Vec<String> = first.rows::<Text>().load(conn)?;
    let mut tally = Tally::default();
    for problem in first {
        tally.find(None, || problem);
    }
    Ok(tally.first_of(count(total)))
}
