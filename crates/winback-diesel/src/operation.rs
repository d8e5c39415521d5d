//! Operations and the entries that tell of them.

use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{
    ClosingNote, EntryKind, FieldChange, Operation, OperationId, OperationKind, Opportunity, Stamp,
};

use crate::changes::encode;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::outbox::tell;
use crate::rows::micros;
use crate::schema::{activity_entries, operations};
use crate::sql::sql;

/// What there is to say of an operation besides who did it and when.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    pub(crate) kind: OperationKind,
    /// How many records it changes; 0 while that is not known.
    pub(crate) records: u64,
    pub(crate) note: Option<&'a ClosingNote>,
    /// The old values of what is no opportunity.
    pub(crate) summary: Option<String>,
}

impl Deed<'_> {
    /// Returns what there is to say of an operation that only has a kind and so many records.
    pub(crate) const fn plain(kind: OperationKind, records: u64) -> Self {
        Self { kind, records, note: None, summary: None }
    }
}

/// Writes an operation, and puts it into every outbox.
pub(crate) fn begin(conn: &mut Conn, deed: Deed<'_>, stamp: Stamp) -> Attempt<Operation> {
    let Deed { kind, records, note, summary } = deed;
    let id: i64 = insert_into(operations::table)
        .values((
            operations::kind.eq(kind.as_str()),
            operations::done_at.eq(micros(stamp.at)),
            operations::done_by.eq(stamp.by.get()),
            operations::records.eq(i64::try_from(records).unwrap_or(i64::MAX)),
            operations::note.eq(note.map(ClosingNote::html)),
            operations::summary.eq(summary),
        ))
        .returning(operations::id)
        .get_result(conn)?;
    let id = OperationId::new(id);
    tell(conn, id)?;
    Ok(Operation { id, kind, at: stamp.at, by: stamp.by, records, note: note.cloned() })
}

/// Says how many records an operation changed, when that is known.
pub(crate) fn finish(conn: &mut Conn, operation: &Operation) -> Attempt<()> {
    let records = i64::try_from(operation.records).unwrap_or(i64::MAX);
    let id = operation.id.get();
    sql("UPDATE operations SET records = ")
        .int(records)
        .text(" WHERE id = ")
        .int(id)
        .execute(conn)?;
    Ok(())
}

/// Writes the one entry of an operation on one record.
pub(crate) fn log(
    conn: &mut Conn,
    record: &Opportunity,
    operation: &Operation,
    kind: EntryKind,
    changes: &[FieldChange],
) -> Attempt<()> {
    insert_into(activity_entries::table)
        .values((
            activity_entries::opportunity_id.eq(record.id.get()),
            activity_entries::operation_id.eq(operation.id.get()),
            activity_entries::kind.eq(kind.as_str()),
            activity_entries::revision.eq(record.revision.get()),
            activity_entries::changes.eq(encode(changes)),
        ))
        .execute(conn)?;
    Ok(())
}
