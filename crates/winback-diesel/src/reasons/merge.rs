//! Merging one lost reason into another.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use serde_json::json;
use winback_store::MergedReasons;
use winback_store::domain::{
    EntryKind, LostReasonId, OperationKind, ReasonDeed, ReasonEdit, Stamp, TrackedField,
};

use crate::connection::Conn;
use crate::dialect::Word;
use crate::error::Attempt;
use crate::operation::{Deed, begin, finish};
use crate::reference::REASONS;
use crate::rows::{count, micros};
use crate::sql::sql;

/// Gives the losses of a reason to another, and archives it.
pub(crate) fn merge(
    conn: &mut Conn,
    from: LostReasonId,
    into: LostReasonId,
    stamp: Stamp,
) -> Attempt<MergedReasons> {
    let (from, into) = (from.get(), into.get());
    REASONS.check(conn, [from])?;
    REASONS.check(conn, [into])?;
    let summary = Some(old_values(conn, from, into)?);
    let deed = Deed { summary, ..Deed::plain(OperationKind::MergeReasons, 0) };
    let mut operation = begin(conn, deed, stamp)?;
    let entries = sql("INSERT INTO activity_entries ")
        .text("(opportunity_id, operation_id, kind, revision, changes) SELECT id, ")
        .int(operation.id.get())
        .text(", ")
        .str(EntryKind::LossAmended.as_str())
        .text(", revision + 1, '[' || ")
        .word(Word::JsonArray)
        .str(TrackedField::LostReason.as_str())
        .text(", ")
        .int(from)
        .text(", ")
        .int(into)
        .word(Word::JsonArrayEnd)
        .text(" || ']' FROM opportunities WHERE state = 'lost' AND lost_reason_id = ")
        .int(from)
        .text(" ORDER BY id");
    operation.records = u64::try_from(entries.execute(conn)?).unwrap_or(u64::MAX);
    finish(conn, &operation)?;
    sql("UPDATE opportunities SET lost_reason_id = ")
        .int(into)
        .text(", revision = revision + 1, updated_at = ")
        .int(micros(stamp.at))
        .text(" WHERE state = 'lost' AND lost_reason_id = ")
        .int(from)
        .execute(conn)?;
    let losses = move_losses(conn, from, into)?;
    sql("UPDATE lost_reasons SET note_required = TRUE WHERE id = ")
        .int(into)
        .text(" AND EXISTS (SELECT 1 FROM lost_reasons AS merged WHERE merged.note_required ")
        .text("AND merged.id = ")
        .int(from)
        .text(")")
        .execute(conn)?;
    let (from, into) = (LostReasonId::new(from), LostReasonId::new(into));
    let archived = [ReasonEdit::Archived(true)];
    super::change(conn, from, ReasonDeed::MergedInto(into), &archived, stamp)?;
    super::change(conn, into, ReasonDeed::TookOver(from), &[], stamp)?;
    Ok(MergedReasons { operation, losses })
}

/// Returns what an undo needs: which losses and which earlier revisions carried the reason. Ended
/// losses have no entry of their own. Rule: behaviour 2.8.
fn old_values(conn: &mut Conn, from: i64, into: i64) -> Attempt<String> {
    let losses: Vec<i64> = sql("SELECT id FROM losses WHERE reason_id = ")
        .int(from)
        .text(" ORDER BY id")
        .rows::<BigInt>()
        .load(conn)?;
    let revisions: Vec<(i64, i64)> =
        sql("SELECT loss_id, number FROM loss_revisions WHERE reason_id = ")
            .int(from)
            .text(" ORDER BY loss_id, number")
            .rows::<(BigInt, BigInt)>()
            .load(conn)?;
    let kept = json!({ "from": from, "into": into, "losses": losses, "revisions": revisions });
    Ok(kept.to_string())
}

fn move_losses(conn: &mut Conn, from: i64, into: i64) -> Attempt<u64> {
    let losses: i64 = sql("SELECT COUNT(*) FROM losses WHERE reason_id = ")
        .int(from)
        .rows::<BigInt>()
        .get_result(conn)?;
    for update in ["UPDATE losses SET reason_id = ", "UPDATE loss_revisions SET reason_id = "] {
        sql(update).int(into).text(" WHERE reason_id = ").int(from).execute(conn)?;
    }
    Ok(count(losses))
}
