//! What a change does to losses: some begin, some are amended, some end.

use diesel::RunQueryDsl;
use winback_store::domain::{
    ClosingNote, Effect, EndedHow, LossDetails, LostReasonId, Operation, Stamp,
};

use super::amended::Amended;
use super::plan::Plan;
use super::{Doing, changed_by, changed_so};
use crate::connection::Conn;
use crate::error::Attempt;
use crate::rows::{folded, micros};
use crate::sql::{Sql, sql};

/// Writes what becomes of the losses, while the records still are as they were before.
pub(super) fn keep(
    conn: &mut Conn,
    plan: &Plan,
    doing: Doing<'_>,
    operation: &Operation,
) -> Attempt<()> {
    for effect in &plan.effects {
        match effect {
            Effect::Lose => begin(conn, doing, operation)?,
            Effect::AmendLoss => amend(conn, doing, operation)?,
            Effect::Reopen => end(conn, EndedHow::Restored, doing.stamp, operation)?,
            Effect::Win => end(conn, EndedHow::Won, doing.stamp, operation)?,
            Effect::Nothing | Effect::Archive | Effect::MoveStage | Effect::Assign => {}
        }
    }
    Ok(())
}

fn begin(conn: &mut Conn, doing: Doing<'_>, operation: &Operation) -> Attempt<()> {
    let LossDetails { reason, note, competitor } = doing.change.new_loss();
    let note = note.as_ref().map(ClosingNote::html);
    let (at, by) = (micros(doing.stamp.at), doing.stamp.by.get());
    sql("INSERT INTO losses (opportunity_id, stage_id, probability, expected_revenue, ")
        .text("salesperson_id, reason_id, note, note_folded, competitor, competitor_folded, ")
        .text("lost_at, lost_by, revised_at, revised_by) ")
        .text("SELECT id, stage_id, probability, expected_revenue, salesperson_id, ")
        .int(reason.map(LostReasonId::get))
        .text(", ")
        .opt_str(note.map(str::to_owned))
        .text(", ")
        .opt_str(folded(note))
        .text(", ")
        .opt_str(competitor.clone())
        .text(", ")
        .opt_str(folded(competitor.as_deref()))
        .then(stamped(at, by))
        .then(stamped(at, by))
        .text(" FROM opportunities WHERE id")
        .then(of_kind(operation, Effect::Lose))
        .text(" ORDER BY id")
        .execute(conn)?;
    Ok(())
}

fn stamped(at: i64, by: i64) -> Sql {
    sql(", ").int(at).text(", ").int(by)
}

/// Returns the condition on an opportunity's id to have an entry of the operation for this effect.
fn of_kind(operation: &Operation, effect: Effect) -> Sql {
    let kind = effect.entry_kind().map(|kind| kind.as_str().to_owned());
    changed_so(operation, sql(" AND activity_entries.kind = ").opt_str(kind))
}

fn amend(conn: &mut Conn, doing: Doing<'_>, operation: &Operation) -> Attempt<()> {
    let amended = || {
        sql(" WHERE ended_at IS NULL AND opportunity_id")
            .then(of_kind(operation, Effect::AmendLoss))
    };
    sql("INSERT INTO loss_revisions ")
        .text("(loss_id, number, reason_id, note, competitor, revised_at, revised_by) ")
        .text("SELECT losses.id, (SELECT COUNT(*) + 1 FROM loss_revisions AS earlier ")
        .text("WHERE earlier.loss_id = losses.id), ")
        .text("reason_id, note, competitor, revised_at, revised_by FROM losses")
        .then(amended())
        .execute(conn)?;
    sql("UPDATE losses SET ")
        .then(Amended::by(doing.change).assignments())
        .text("revised_at = ")
        .int(micros(doing.stamp.at))
        .text(", revised_by = ")
        .int(doing.stamp.by.get())
        .then(amended())
        .execute(conn)?;
    Ok(())
}

fn end(conn: &mut Conn, how: EndedHow, stamp: Stamp, operation: &Operation) -> Attempt<()> {
    sql("UPDATE losses SET ended_at = ")
        .int(micros(stamp.at))
        .text(", ended_by = ")
        .int(stamp.by.get())
        .text(", ended_how = ")
        .str(how.as_str())
        .text(" WHERE ended_at IS NULL AND opportunity_id")
        .then(changed_by(operation))
        .execute(conn)?;
    Ok(())
}
