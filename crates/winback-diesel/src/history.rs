//! What happened to a record: its losses and its activity log.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};
use winback_store::domain::{
    ActivityEntry, ActivityEntryId, ClosingNote, EntryKind, LossRecord, LossRevision, OperationId,
    OpportunityId, PersonId, Revision,
};

use crate::changes::decode;
use crate::connection::Conn;
use crate::error::{Attempt, unknown};
use crate::rows::{LossRow, RevisionRow, instant};
use crate::schema::{activity_entries, loss_revisions, losses, operations};
use crate::sql::{Fragment, sql};

/// Loads all losses of records, by the id of their record and the oldest first.
pub(crate) fn losses(
    conn: &mut Conn,
    of: impl IntoIterator<Item = OpportunityId>,
) -> Attempt<Vec<LossRecord>> {
    let of = sql("opportunity_id").in_ids(of.into_iter().map(OpportunityId::get));
    let rows: Vec<LossRow> = losses::table
        .filter(Fragment(of))
        .order((losses::opportunity_id, losses::id))
        .select(LossRow::as_select())
        .load(conn)?;
    let ids = sql("loss_id").in_ids(rows.iter().map(|row| row.id));
    let earlier: Vec<RevisionRow> = loss_revisions::table
        .filter(Fragment(ids))
        .order((loss_revisions::loss_id, loss_revisions::number))
        .select(RevisionRow::as_select())
        .load(conn)?;
    let mut revisions: BTreeMap<i64, Vec<LossRevision>> = BTreeMap::new();
    for row in earlier {
        revisions.entry(row.loss_id).or_default().push(row.into_revision()?);
    }
    rows.into_iter()
        .map(|row| {
            let earlier = revisions.remove(&row.id).unwrap_or_default();
            row.into_record(earlier)
        })
        .collect()
}

/// The columns of an entry.
macro_rules! columns {
    () => {
        (
            activity_entries::id,
            activity_entries::opportunity_id,
            activity_entries::operation_id,
            activity_entries::kind,
            activity_entries::revision,
            activity_entries::changes,
            operations::done_at,
            operations::done_by,
            operations::note,
            activity_entries::origin_id,
        )
    };
}

type EntryRow = (i64, i64, i64, String, i64, String, i64, i64, Option<String>, Option<i64>);

/// Loads the latest entries of a record, the newest first.
pub(crate) fn activity(
    conn: &mut Conn,
    id: OpportunityId,
    before: Option<ActivityEntryId>,
    limit: usize,
) -> Attempt<Vec<ActivityEntry>> {
    use activity_entries as entries;
    let rows: Vec<EntryRow> = entries::table
        .inner_join(operations::table)
        .filter(entries::opportunity_id.eq(id.get()))
        .filter(entries::id.lt(before.map_or(i64::MAX, ActivityEntryId::get)))
        .order(entries::id.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(columns!())
        .load(conn)?;
    rows.into_iter().map(entry).collect()
}

/// Loads the entries that an operation left with records.
pub(crate) fn entries_of(
    conn: &mut Conn,
    operation: OperationId,
    of: impl IntoIterator<Item = OpportunityId>,
) -> Attempt<Vec<ActivityEntry>> {
    use activity_entries as entries;
    let of = sql("activity_entries.opportunity_id").in_ids(of.into_iter().map(OpportunityId::get));
    let rows: Vec<EntryRow> = entries::table
        .inner_join(operations::table)
        .filter(entries::operation_id.eq(operation.get()))
        .filter(entries::origin_id.is_null())
        .filter(Fragment(of))
        .select(columns!())
        .load(conn)?;
    rows.into_iter().map(entry).collect()
}

fn entry(row: EntryRow) -> Attempt<ActivityEntry> {
    let (id, opportunity, operation, kind, revision, changes, at, by, note, origin) = row;
    Ok(ActivityEntry {
        id: ActivityEntryId::new(id),
        opportunity: OpportunityId::new(opportunity),
        origin: origin.map(OpportunityId::new),
        operation: OperationId::new(operation),
        kind: EntryKind::from_word(&kind).ok_or_else(|| unknown("the kind of entry", &kind))?,
        at: instant(at)?,
        by: PersonId::new(by),
        revision: Revision::new(revision),
        changes: decode(&changes)?,
        note: note.and_then(ClosingNote::from_sanitised),
    })
}
