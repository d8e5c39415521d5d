//! Operations, and undoing them: the records of an operation are read, taken back by the domain's
//! rule and written, some hundred at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::domain::{
    ActivityEntry, ClosingNote, EntryKind, Estimator, FieldChange, LossRecord, Operation,
    OperationId, OperationKind, Opportunity, OpportunityId, PersonId, Pipeline, StageId, Stamp,
    TrackedField, TrackedValue,
};
use winback_store::filter::Predicate;
use winback_store::{
    OperationStore, StoreError, StoreResult, UndoPlan, Undone, is_estimate_lost, scored,
};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, Failure, missing, unknown};
use crate::history::{entries_of, losses};
use crate::import::{log, write_tags};
use crate::operation::{Deed, begin};
use crate::pipeline::stages;
use crate::predicate::condition;
use crate::reference::check_external_id;
use crate::rows::{amend_losses, count, instant, overwrite};
use crate::scoring::{estimator, observe, put_together_after, retract};
use crate::search::{OWN, load};
use crate::selection::{counted, hold};
use crate::sql::{Sql, sql};
use crate::stages::{flag, follow, following};

/// How many records are undone at a time.
const CHUNK: u16 = 500;

/// Operations in the database.
#[derive(Debug)]
pub(crate) struct OperationsInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl OperationStore for OperationsInDatabase {
    async fn list(
        &self,
        before: Option<OperationId>,
        by: Option<PersonId>,
        limit: usize,
    ) -> StoreResult<Vec<Operation>> {
        self.0.read("reading operations", move |conn| list(conn, before, by, limit)).await
    }

    async fn plan_undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        barred: &[Predicate],
    ) -> StoreResult<UndoPlan> {
        let (visible, barred) = (visible.clone(), barred.to_vec());
        self.0.read("reading an operation", move |conn| plan(conn, id, &visible, &barred)).await
    }

    async fn undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Undone> {
        let (visible, barred) = (visible.clone(), barred.to_vec());
        let one = move |conn: &mut _| operations(conn, sql("id = ").int(id.get()));
        let found = self.0.read("reading an operation", one).await?;
        let work = move |conn: &mut _| undo(conn, id, &visible, confirmed, &barred, stamp);
        match found.first().map(|operation| operation.kind) {
            Some(OperationKind::ConfigureStage) => self.0.write_alone("undoing", work).await,
            Some(_) | None => self.0.write("undoing", work).await,
        }
    }
}

type Row = (BigInt, Text, BigInt, BigInt, BigInt, Nullable<Text>);

/// Returns the operations that a condition says, in its order.
pub(crate) fn operations(conn: &mut Conn, rest: Sql) -> Attempt<Vec<Operation>> {
    let rows: Vec<(i64, String, i64, i64, i64, Option<String>)> =
        sql("SELECT id, kind, done_at, done_by, records, note FROM operations WHERE ")
            .then(rest)
            .rows::<Row>()
            .load(conn)?;
    rows.into_iter()
        .map(|(id, kind, at, by, records, note)| {
            Ok(Operation {
                id: OperationId::new(id),
                kind: OperationKind::from_word(&kind)
                    .ok_or_else(|| unknown("the kind of operation", &kind))?,
                at: instant(at)?,
                by: PersonId::new(by),
                records: count(records),
                note: note.and_then(ClosingNote::from_sanitised),
            })
        })
        .collect()
}

fn list(
    conn: &mut Conn,
    before: Option<OperationId>,
    by: Option<PersonId>,
    limit: usize,
) -> Attempt<Vec<Operation>> {
    let mut which = sql("id < ").int(before.map_or(i64::MAX, OperationId::get));
    if let Some(by) = by {
        which = which.text(" AND done_by = ").int(by.get());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    operations(conn, which.text(" ORDER BY id DESC LIMIT ").int(limit))
}

/// Records by their ids: those behind one, up to another one.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    after: i64,
    last: i64,
}

impl Stretch {
    const ALL: Self = Self { after: i64::MIN, last: i64::MAX };

    /// Returns the next records of an operation, some hundred; nothing if there are no more.
    fn next(self, conn: &mut Conn, operation: &Operation) -> Attempt<Option<Self>> {
        let ids =
            sql("SELECT MAX(opportunity_id) FROM (SELECT opportunity_id FROM activity_entries ")
                .text("WHERE operation_id = ")
                .int(operation.id.get())
                .text(" AND opportunity_id > ")
                .int(self.last)
                .text(" ORDER BY opportunity_id LIMIT ")
                .int(i64::from(CHUNK))
                .text(") AS next");
        let last: Option<i64> = ids.rows::<Nullable<BigInt>>().get_result(conn)?;
        Ok(last.map(|last| Self { after: self.last, last }))
    }

    /// Returns the condition on a column to be in it.
    fn holds(self, column: &'static str) -> Sql {
        sql(column)
            .text(" > ")
            .int(self.after)
            .text(" AND ")
            .text(column)
            .text(" <= ")
            .int(self.last)
    }
}

/// Returns the condition on opportunities to be as an operation left them, and to be visible; the
/// records of a stage stand as its flag says, whoever may see them.
///
/// The stretch stands at each table: PostgreSQL would otherwise read the log of the whole operation.
fn as_left(operation: &Operation, visible: &Predicate, stretch: Stretch) -> Attempt<Sql> {
    let id = operation.id.get();
    let visible = match operation.kind {
        OperationKind::ConfigureStage => sql("1 = 1"),
        _ => condition(visible, OWN)?,
    };
    Ok(sql("opportunities.id IN (SELECT activity_entries.opportunity_id FROM activity_entries ")
        .text("WHERE activity_entries.operation_id = ")
        .int(id)
        .text(" AND ")
        .then(stretch.holds("activity_entries.opportunity_id"))
        .text(") AND EXISTS (SELECT 1 FROM activity_entries AS own WHERE own.operation_id = ")
        .int(id)
        .text(" AND ")
        .then(stretch.holds("own.opportunity_id"))
        .text(" AND own.opportunity_id = opportunities.id AND own.origin_id IS NULL ")
        .text("AND own.revision = opportunities.revision) AND ")
        .then(visible))
}

/// The won flag that goes back to what it was.
struct Flag {
    stage: StageId,
    won: bool,
}

/// Returns the flag that undoing an operation sets back: records that one on a stage left as they are
/// still stand there.
fn flag_to_undo(conn: &mut Conn, operation: &Operation, which: &Sql) -> Attempt<Option<Flag>> {
    if operation.kind != OperationKind::ConfigureStage {
        return Ok(None);
    }
    let there = sql("SELECT stage_id FROM opportunities WHERE stage_id IS NOT NULL AND ")
        .then(which.clone())
        .text(" LIMIT 1");
    let there: Vec<i64> = there.rows::<BigInt>().load(conn)?;
    let Some(stage) = there.first().copied().map(StageId::new) else { return Ok(None) };
    let won = !stages(conn)?.is_won(Some(stage));
    Ok(Some(Flag { stage, won }))
}

fn plan(
    conn: &mut Conn,
    id: OperationId,
    visible: &Predicate,
    barred: &[Predicate],
) -> Attempt<UndoPlan> {
    let found = operations(conn, sql("id = ").int(id.get()))?.pop();
    let operation = found.ok_or_else(|| missing("operation", id.get()))?;
    let which = match operation.kind.is_undoable() {
        true => as_left(&operation, visible, Stretch::ALL)?,
        false => sql("1 = 0"),
    };
    let (undone, mut revenue_minor) = counted(conn, which.clone())?;
    let mut undoable = undone;
    match flag_to_undo(conn, &operation, &which)? {
        None => hold(conn, &which, barred)?,
        // Those that the operation left so are among them.
        Some(Flag { stage, won }) => {
            let following = following(stage, won);
            hold(conn, &following, barred)?;
            (undoable, revenue_minor) = counted(conn, following)?;
        }
    }
    let told = " FROM activity_entries WHERE activity_entries.operation_id = ";
    let all = sql("SELECT COUNT(*)").text(told).int(id.get());
    let all: i64 = all.rows::<BigInt>().get_result(conn)?;
    let left = sql(
        "SELECT COALESCE(activity_entries.origin_id, activity_entries.opportunity_id) AS record",
    )
    .text(told)
    .int(id.get())
    .text(" AND COALESCE(activity_entries.origin_id, activity_entries.opportunity_id) NOT IN ")
    .text("(SELECT opportunities.id FROM opportunities WHERE ")
    .then(which)
    .text(") ORDER BY record LIMIT ")
    .int(i64::try_from(UndoPlan::LISTED).unwrap_or(i64::MAX));
    let left: Vec<i64> = left.rows::<BigInt>().load(conn)?;
    let left = left.into_iter().map(OpportunityId::new).collect();
    let left_total = count(all).saturating_sub(undone);
    Ok(UndoPlan { operation, undoable, revenue_minor, left, left_total })
}

fn undo(
    conn: &mut Conn,
    id: OperationId,
    visible: &Predicate,
    confirmed: Option<u64>,
    barred: &[Predicate],
    stamp: Stamp,
) -> Attempt<Undone> {
    let UndoPlan { operation: undone, undoable: found, left, left_total, .. } =
        plan(conn, id, visible, barred)?;
    if let Some(confirmed) = confirmed.filter(|confirmed| *confirmed != found) {
        return Err(Failure::Store(StoreError::Moved { confirmed, found }));
    }
    if found == 0 {
        return Ok(Undone { operation: None, left, left_total });
    }
    let which = as_left(&undone, visible, Stretch::ALL)?;
    let set_back = flag_to_undo(conn, &undone, &which)?;
    let operation = begin(conn, Deed::plain(OperationKind::Undo, found), stamp)?;
    retract(conn, which.clone())?;
    if let Some(it) = &set_back {
        flag(conn, it.stage, it.won)?;
    }
    let pipeline = stages(conn)?;
    let estimator = estimator(conn, &pipeline)?;
    let mut stretch = Stretch { after: i64::MIN, last: i64::MIN };
    while let Some(next) = stretch.next(conn, &undone)? {
        stretch = next;
        let which = as_left(&undone, visible, stretch)?;
        let records = load(conn, which, sql("opportunities.id"), usize::from(CHUNK))?;
        let (entries, losses) = read(conn, id, &records)?;
        let how = TakingBack { pipeline: &pipeline, estimator: &estimator, stamp };
        take_back(conn, records, entries, losses, &operation, how)?;
    }
    let undone = sql("opportunities.id IN (SELECT activity_entries.opportunity_id ")
        .text("FROM activity_entries WHERE activity_entries.operation_id = ")
        .int(operation.id.get())
        .text(")");
    observe(conn, undone)?;
    if let Some(it) = &set_back {
        follow(conn, it.stage, it.won, &operation, stamp)?;
    }
    put_together_after(conn, &operation)?;
    Ok(Undone { operation: Some(operation), left, left_total })
}

type Entries = BTreeMap<OpportunityId, ActivityEntry>;
type Losses = BTreeMap<OpportunityId, Vec<LossRecord>>;

fn read(
    conn: &mut Conn,
    operation: OperationId,
    records: &[Opportunity],
) -> Attempt<(Entries, Losses)> {
    let ids = || records.iter().map(|record| record.id);
    let entries = entries_of(conn, operation, ids())?;
    let entries = entries.into_iter().map(|entry| (entry.opportunity, entry)).collect();
    let mut by_record = Losses::new();
    for loss in losses(conn, ids())? {
        by_record.entry(loss.opportunity).or_default().push(loss);
    }
    Ok((entries, by_record))
}

/// What is written of some records that are taken back.
#[derive(Debug, Default)]
struct Written {
    records: Vec<Opportunity>,
    entries: Vec<(i64, i64, EntryKind, Vec<FieldChange>)>,
    /// The records whose tags change.
    tags: Vec<i64>,
    /// Losses that are gone.
    gone: Vec<i64>,
    /// Losses that are current again.
    current: Vec<i64>,
    /// Losses of which is said what was said before.
    said_before: Vec<LossRecord>,
}

/// What records are taken back by.
#[derive(Clone, Copy)]
struct TakingBack<'a> {
    pipeline: &'a Pipeline,
    estimator: &'a Estimator,
    stamp: Stamp,
}

fn take_back(
    conn: &mut Conn,
    records: Vec<Opportunity>,
    mut entries: Entries,
    mut losses: Losses,
    operation: &Operation,
    how: TakingBack<'_>,
) -> Attempt<()> {
    let TakingBack { pipeline, estimator, stamp } = how;
    let mut written = Written::default();
    for before in records {
        let Some(entry) = entries.remove(&before.id) else { continue };
        let losses_before = losses.remove(&before.id).unwrap_or_default();
        let (mut record, mut losses) = (before.clone(), losses_before.clone());
        let mut changes = record
            .undo(&entry, &mut losses, pipeline, stamp)
            .map_err(|error| unknown("a change in the log", &error.to_string()))?;
        check_external(conn, &record, &changes)?;
        if is_estimate_lost(&entry, &before, &record) {
            let estimate = estimator.estimate(&scored(&record)).unwrap_or(record.estimate);
            record.re_estimate(estimate, &mut changes);
        }
        written.take_losses(&losses_before, losses);
        if before.deal.tags != record.deal.tags {
            written.tags.push(record.id.get());
        }
        let (id, revision) = (record.id.get(), record.revision.get());
        written.entries.push((id, revision, EntryKind::Undone, changes));
        written.records.push(record);
    }
    written.write(conn, operation)
}

fn check_external(conn: &mut Conn, record: &Opportunity, changes: &[FieldChange]) -> Attempt<()> {
    let change = changes.iter().find(|change| change.field == TrackedField::ExternalId);
    match change.and_then(|change| change.new.as_ref()) {
        Some(TrackedValue::Text(text)) => check_external_id(conn, Some(record.id), Some(text)),
        Some(_) | None => Ok(()),
    }
}

impl Written {
    fn take_losses(&mut self, before: &[LossRecord], after: Vec<LossRecord>) {
        self.gone.extend(before.iter().skip(after.len()).map(|loss| loss.loss.id.get()));
        for (was, is) in before.iter().zip(after) {
            if was.end != is.end {
                self.current.push(is.loss.id.get());
            } else if was.revisions.len() != is.revisions.len() {
                self.said_before.push(is);
            }
        }
    }

    fn write(&self, conn: &mut Conn, operation: &Operation) -> Attempt<()> {
        let gone = || self.gone.iter().copied();
        sql("DELETE FROM loss_revisions WHERE loss_id").in_ids(gone()).execute(conn)?;
        sql("DELETE FROM losses WHERE id").in_ids(gone()).execute(conn)?;
        sql("UPDATE losses SET ended_at = NULL, ended_by = NULL, ended_how = NULL WHERE id")
            .in_ids(self.current.iter().copied())
            .execute(conn)?;
        amend_losses(conn, &self.said_before)?;
        sql("DELETE FROM loss_revisions WHERE loss_id")
            .in_ids(self.said_before.iter().map(|loss| loss.loss.id.get()))
            .text(" AND number = (SELECT MAX(number) FROM loss_revisions AS said ")
            .text("WHERE said.loss_id = loss_revisions.loss_id)")
            .execute(conn)?;
        overwrite(conn, &self.records)?;
        sql("DELETE FROM opportunity_tags WHERE opportunity_id")
            .in_ids(self.tags.iter().copied())
            .execute(conn)?;
        let tagged = self.records.iter().filter(|it| self.tags.contains(&it.id.get()));
        write_tags(conn, tagged)?;
        log(conn, operation, &self.entries)
    }
}
