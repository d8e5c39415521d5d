//! The won flag of a stage, and the records that follow it: `Opportunity::follow_stage`, set-based.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use serde_json::json;
use winback_store::StoreError;
use winback_store::domain::{
    Operation, OperationKind, StageId, Stamp, StateKind, TrackedField, entry_of_flag,
    state_before_flag,
};
use winback_store::filter::Predicate;

use super::{stage, truth};
use crate::connection::Conn;
use crate::dialect::Word;
use crate::error::{Attempt, Failure};
use crate::operation::{Deed, begin};
use crate::pipeline::stages;
use crate::rows::{count, micros};
use crate::scoring::{Place, estimate_anew, estimator, observe, put_together_after, retract};
use crate::selection::hold;
use crate::sql::{Sql, sql};

/// Sets the flag, and makes the records of the stage what it says.
pub(super) fn set_won(
    conn: &mut Conn,
    id: StageId,
    won: bool,
    confirmed: Option<u64>,
    barred: &[Predicate],
    stamp: Stamp,
) -> Attempt<Option<Operation>> {
    stage(conn, id)?;
    let found = followers(conn, id, won)?;
    if let Some(confirmed) = confirmed.filter(|confirmed| *confirmed != found) {
        return Err(Failure::Store(StoreError::Moved { confirmed, found }));
    }
    hold(conn, &following(id, won), barred)?;
    flag(conn, id, won)?;
    if found == 0 {
        return Ok(None);
    }
    let summary = Some(json!({ "stage": id.get(), "won": won }).to_string());
    let deed = Deed { summary, ..Deed::plain(OperationKind::ConfigureStage, found) };
    let operation = begin(conn, deed, stamp)?;
    follow(conn, id, won, &operation, stamp)?;
    put_together_after(conn, &operation)?;
    Ok(Some(operation))
}

/// Sets the flag alone.
pub(crate) fn flag(conn: &mut Conn, id: StageId, won: bool) -> Attempt<()> {
    sql("UPDATE stages SET won = ")
        .text(truth(won))
        .text(" WHERE id = ")
        .int(id.get())
        .execute(conn)?;
    Ok(())
}

/// Returns the condition on the records that a flag makes something else.
pub(crate) fn following(id: StageId, won: bool) -> Sql {
    sql("opportunities.stage_id = ")
        .int(id.get())
        .text(" AND opportunities.state = ")
        .str(state_before_flag(won).as_str())
}

/// Counts the records that a flag makes something else.
fn followers(conn: &mut Conn, id: StageId, won: bool) -> Attempt<u64> {
    let found = sql("SELECT COUNT(*) FROM opportunities WHERE ").then(following(id, won));
    Ok(count(found.rows::<BigInt>().get_result(conn)?))
}

/// Makes the records of a stage what its flag says, as part of an operation.
pub(crate) fn follow(
    conn: &mut Conn,
    id: StageId,
    won: bool,
    operation: &Operation,
    stamp: Stamp,
) -> Attempt<()> {
    let which = following(id, won);
    if !won {
        retract(conn, which.clone())?;
        let pipeline = stages(conn)?;
        let estimator = estimator(conn, &pipeline)?;
        estimate_anew(conn, &which, Place::Own, &estimator)?;
    }
    // The old and the new probability, and the new time of closing.
    let (state, probability, closed_at) = match won {
        true => (StateKind::Won, sql("10000"), Sql::default().int(micros(stamp.at))),
        false => (StateKind::Open, sql(OPEN_PROBABILITY), sql("CAST(NULL AS BIGINT)")),
    };
    let change = |field: TrackedField, old: &'static str, new: Sql| {
        sql("").word(Word::JsonArray).str(field.as_str()).text(", ").text(old).text(", ").then(new)
    };
    sql("INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes) ")
        .text("SELECT opportunities.id, ")
        .int(operation.id.get())
        .text(", ")
        .str(entry_of_flag(won).as_str())
        .text(", opportunities.revision + 1, '[' || ")
        .then(change(
            TrackedField::State,
            "opportunities.state",
            Sql::default().str(state.as_str()),
        ))
        .word(Word::JsonArrayEnd)
        .text(" || ',' || ")
        .then(change(TrackedField::Probability, "opportunities.probability", probability.clone()))
        .word(Word::JsonArrayEnd)
        .text(" || ',' || ")
        .then(change(TrackedField::ClosedAt, "opportunities.closed_at", closed_at.clone()))
        .word(Word::JsonArrayEnd)
        .text(" || ']' FROM opportunities WHERE ")
        .then(which.clone())
        .text(" ORDER BY opportunities.id")
        .execute(conn)?;
    sql("UPDATE opportunities SET revision = revision + 1, updated_at = ")
        .int(micros(stamp.at))
        .text(", state = ")
        .str(state.as_str())
        .text(", probability = ")
        .then(probability)
        .text(", closed_at = ")
        .then(closed_at)
        .text(" WHERE ")
        .then(which)
        .execute(conn)?;
    if won {
        let kind = entry_of_flag(won).as_str();
        let came = sql("opportunities.id")
            .word(Word::InRows)
            .text("SELECT activity_entries.opportunity_id FROM activity_entries ")
            .text("WHERE activity_entries.operation_id = ")
            .int(operation.id.get())
            .text(" AND activity_entries.kind = ")
            .str(kind)
            .text(" ORDER BY activity_entries.opportunity_id")
            .word(Word::InRowsEnd);
        observe(conn, came)?;
    }
    Ok(())
}

const OPEN_PROBABILITY: &str = "COALESCE(opportunities.hand_probability, opportunities.estimate)";
