//! Records that are there already, and become what their rows say.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{
    EntryKind, FieldChange, LossRecord, LossRevision, Operation, Opportunity, Stamp,
};
use winback_store::{ImportLossChange, ImportRow, ImportState, is_estimated_anew, scored};

use super::bars::Side;
use super::loss::Losses;
use super::{Importer, write_tags};
use crate::changes::encode;
use crate::connection::{Conn, on_either};
use crate::dialect::List;
use crate::edit::is_counted;
use crate::error::Attempt;
use crate::reference::check_deals;
use crate::rows::{amend_losses, micros, overwrite};
use crate::schema::activity_entries;
use crate::scoring::{observe, retract};
use crate::search::load;
use crate::sql::sql;

/// How many entries are written at a time, so that a statement has not too many binds.
const WRITTEN: usize = 1_000;

/// The records of a chunk that change.
#[derive(Default)]
struct Updated {
    records: Vec<Opportunity>,
    /// The id of each, with the number of its row.
    rows: Vec<(i64, u64)>,
    /// The records whose tags change.
    tags: Vec<i64>,
    /// The records that are, or were, won or lost.
    counted: Vec<i64>,
    entries: Vec<(i64, i64, EntryKind, Vec<FieldChange>)>,
    /// The losses of which something else is said.
    amended: Vec<LossRecord>,
    ended: BTreeMap<&'static str, Vec<i64>>,
}

impl Importer {
    /// Makes records what their rows say; returns how many changed.
    pub(super) fn update(&mut self, conn: &mut Conn, chunk: &[ImportRow]) -> Attempt<u64> {
        let mut known = known(conn, chunk)?;
        let mut chunk = chunk.to_vec();
        self.customers.resolve(conn, &mut self.names, &mut chunk)?;
        let (mut losses, mut updated) = (Losses::default(), Updated::default());
        let mut deals = Vec::with_capacity(chunk.len());
        for (place, row) in chunk.iter().enumerate() {
            let id = row.deal.external_id.as_deref().unwrap_or_default();
            // One that came before in these rows is not there any more.
            let Some(record) = known.remove(id) else { continue };
            if record.id.get() > self.last_before || !self.met.insert(record.id.get()) {
                continue;
            }
            let deal = self.names.deal(conn, row)?;
            let loss = match &row.state {
                ImportState::Lost(loss) => Some(Losses::read(conn, &mut self.names, loss)?),
                ImportState::Open | ImportState::Won { .. } | ImportState::Archived { .. } => None,
            };
            let (mut after, current) = (record.clone(), loss.as_ref().map(|(loss, _)| loss));
            let update = row.update(&mut after, &deal, current, &self.pipeline, self.stamp)?;
            deals.push(deal);
            let Some(mut update) = update else { continue };
            if is_estimated_anew(&record, &after)
                && let Some(estimate) = self.estimator.estimate(&scored(&after))
            {
                after.re_estimate(estimate, &mut update.changes);
            }
            if is_counted(&record) || is_counted(&after) {
                updated.counted.push(after.id.get());
            }
            let revisions = loss.map(|(_, revisions)| revisions).unwrap_or_default();
            let details = after.loss().map(|loss| loss.details.clone()).unwrap_or_default();
            match update.loss {
                ImportLossChange::Same => {}
                ImportLossChange::Began => {
                    told(&after, revisions).into_iter().for_each(|it| losses.put(it));
                }
                ImportLossChange::Amended => {
                    let now = LossRevision { details, at: self.stamp.at, by: Some(self.stamp.by) };
                    updated.amended.extend(told(&after, vec![now]));
                }
                ImportLossChange::Ended(how) => {
                    updated.ended.entry(how.as_str()).or_default().push(after.id.get());
                }
            }
            if record.deal.tags != after.deal.tags {
                updated.tags.push(after.id.get());
            }
            let (id, revision) = (after.id.get(), after.revision.get());
            updated.entries.push((id, revision, update.kind, update.changes));
            updated.rows.extend(self.bars.known_row(place).map(|row| (after.id.get(), row)));
            updated.records.push(after);
        }
        check_deals(conn, &deals.iter().collect::<Vec<_>>())?;
        losses.check(conn)?;
        self.bars.hold(conn, Side::Known, updated.rows.iter().copied())?;
        self.write_updated(conn, &updated, &mut losses)?;
        self.bars.hold(conn, Side::Written, updated.rows.iter().copied())?;
        Ok(super::number(updated.records.len()))
    }

    fn write_updated(
        &mut self,
        conn: &mut Conn,
        updated: &Updated,
        began: &mut Losses,
    ) -> Attempt<()> {
        if updated.records.is_empty() {
            return Ok(());
        }
        let counted = || sql("opportunities.id").in_ids(updated.counted.iter().copied());
        let any_counted = !updated.counted.is_empty();
        if any_counted {
            retract(conn, counted())?;
        }
        end(conn, &updated.ended, self.stamp)?;
        amend(conn, &updated.amended)?;
        overwrite(conn, &updated.records)?;
        began.write(conn)?;
        sql("DELETE FROM opportunity_tags WHERE opportunity_id")
            .in_ids(updated.tags.iter().copied())
            .execute(conn)?;
        let ids: BTreeSet<i64> = updated.tags.iter().copied().collect();
        write_tags(conn, updated.records.iter().filter(|it| ids.contains(&it.id.get())))?;
        if any_counted {
            observe(conn, counted())?;
        }
        let operation = self.operation(conn)?;
        log(conn, &operation, &updated.entries)
    }
}

/// Returns the current loss of a record with what was said of it.
fn told(record: &Opportunity, revisions: Vec<LossRevision>) -> Option<LossRecord> {
    let loss = record.loss()?.clone();
    Some(LossRecord { opportunity: record.id, origin: None, loss, revisions, end: None })
}

/// Finds the records of rows, by their external ids.
fn known(conn: &mut Conn, chunk: &[ImportRow]) -> Attempt<BTreeMap<String, Opportunity>> {
    let ids = chunk.iter().filter_map(|row| row.deal.external_id.clone()).collect();
    let filter = sql("opportunities.external_id").within(List::Texts(ids));
    let records = load(conn, filter, sql("opportunities.id"), chunk.len())?;
    let by_id = |record: Opportunity| Some((record.deal.external_id.clone()?, record));
    Ok(records.into_iter().filter_map(by_id).collect())
}

/// Keeps what was said of losses until now, and says what is said from now on.
fn amend(conn: &mut Conn, amended: &[LossRecord]) -> Attempt<()> {
    sql("INSERT INTO loss_revisions ")
        .text("(loss_id, number, reason_id, note, competitor, revised_at, revised_by) ")
        .text("SELECT losses.id, (SELECT COUNT(*) + 1 FROM loss_revisions AS earlier ")
        .text("WHERE earlier.loss_id = losses.id), ")
        .text("reason_id, note, competitor, revised_at, revised_by FROM losses WHERE losses.id")
        .in_ids(amended.iter().map(|record| record.loss.id.get()))
        .execute(conn)?;
    amend_losses(conn, amended)
}

/// Ends the current losses of records.
fn end(conn: &mut Conn, ended: &BTreeMap<&'static str, Vec<i64>>, stamp: Stamp) -> Attempt<()> {
    for (how, records) in ended {
        sql("UPDATE losses SET ended_at = ")
            .int(micros(stamp.at))
            .text(", ended_by = ")
            .int(stamp.by.get())
            .text(", ended_how = ")
            .str(*how)
            .text(" WHERE ended_at IS NULL AND opportunity_id")
            .in_ids(records.iter().copied())
            .execute(conn)?;
    }
    Ok(())
}

/// Writes the entries of the records of a chunk.
pub(crate) fn log(
    conn: &mut Conn,
    operation: &Operation,
    entries: &[(i64, i64, EntryKind, Vec<FieldChange>)],
) -> Attempt<()> {
    for some in entries.chunks(WRITTEN) {
        let row = |(id, revision, kind, changes): &(i64, i64, EntryKind, Vec<FieldChange>)| {
            (
                activity_entries::opportunity_id.eq(*id),
                activity_entries::operation_id.eq(operation.id.get()),
                activity_entries::kind.eq(kind.as_str()),
                activity_entries::revision.eq(*revision),
                activity_entries::changes.eq(encode(changes)),
            )
        };
        let rows: Vec<_> = some.iter().map(row).collect();
        on_either!(conn, |conn| insert_into(activity_entries::table).values(&rows).execute(conn))?;
    }
    Ok(())
}
