//! Imports: rows that name what they refer to, taken in chunks inside one transaction.

mod bars;
mod customer;
mod loss;
mod name;
mod update;

use std::collections::HashSet;

use diesel::dsl::Eq;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{
    Deal, EntryKind, Estimator, Operation, OperationKind, Opportunity, OpportunityId, Pipeline,
    Probability, Revision, Stamp, State,
};
use winback_store::{ImportMode, ImportRow, ImportRows, ImportState, Imported, StoreError, scored};

use self::bars::{Bars, Side};
use self::customer::Customers;
use self::loss::Losses;
use self::name::Names;
pub(crate) use self::update::log;
use crate::connection::{Conn, on_either, tried};
use crate::dialect::List;
use crate::error::{Attempt, Failure};
use crate::ids::Ids;
use crate::operation::{Deed, begin, finish};
use crate::pipeline::stages;
use crate::reference::check_deals;
use crate::rows::OpportunityColumns;
use crate::schema::{opportunities, opportunity_tags};
use crate::scoring::{estimator, observe, put_together};
use crate::sql::{Sql, sql};
use crate::trigrams::PutOff;

/// How many rows are taken at a time; with all their columns they stay below the number of binds
/// that a statement may have.
const CHUNK: usize = 500;

/// How many records are written at a time. A statement for always as many is prepared once; one for
/// a whole chunk would be prepared anew for each, which takes longer than writing its rows.
const GROUP: usize = 20;

/// How many tags of records are written at a time, for the same reason.
const TAGS: usize = 10_000;

/// Imports rows until there are no more; in a dry run nothing of that is kept.
pub(crate) fn import(
    conn: &mut Conn,
    rows: Box<dyn ImportRows>,
    mode: ImportMode,
    stamp: Stamp,
) -> Attempt<Imported> {
    let is_dry = mode.dry_run;
    let take = |conn: &mut Conn| take(conn, rows, mode, stamp);
    if is_dry { tried(conn, take) } else { take(conn) }
}

fn take(
    conn: &mut Conn,
    mut rows: Box<dyn ImportRows>,
    mode: ImportMode,
    stamp: Stamp,
) -> Attempt<Imported> {
    let pipeline = stages(conn)?;
    let mut importer = Importer {
        estimator: estimator(conn, &pipeline)?,
        pipeline,
        names: Names::new(stamp),
        customers: Customers::default(),
        ids: Ids::of("opportunities"),
        operation: None,
        imported: Imported::default(),
        updates: mode.update,
        bars: Bars::new(mode.barred),
        last_before: last_id(conn)?,
        met: HashSet::new(),
        stamp,
    };
    let mut trigrams = None;
    loop {
        let chunk = next_chunk(rows.as_mut())?;
        let is_last = chunk.len() < CHUNK;
        if !is_last && trigrams.is_none() {
            trigrams = PutOff::after(conn, importer.last_before)?;
        }
        importer.take(conn, chunk)?;
        if is_last {
            if let Some(trigrams) = trigrams {
                trigrams.make_up_for(conn)?;
            }
            return importer.finish(conn);
        }
    }
}

fn next_chunk(rows: &mut dyn ImportRows) -> Attempt<Vec<ImportRow>> {
    let mut chunk = Vec::with_capacity(CHUNK);
    while chunk.len() < CHUNK {
        let row = rows.next_row().map_err(|_| Failure::Store(StoreError::ImportRefused))?;
        match row {
            Some(row) => chunk.push(row),
            None => break,
        }
    }
    Ok(chunk)
}

struct Importer {
    pipeline: Pipeline,
    names: Names,
    customers: Customers,
    ids: Ids,
    /// Begun with the first record that is new or changes.
    operation: Option<Operation>,
    imported: Imported,
    /// Whether records that are known become what their rows say.
    updates: bool,
    bars: Bars,
    /// The highest id that a record had before.
    last_before: i64,
    /// The known records that were met, if they are to become what their rows say.
    met: HashSet<i64>,
    /// By what was won and lost before the import.
    estimator: Estimator,
    stamp: Stamp,
}

impl Importer {
    fn take(&mut self, conn: &mut Conn, mut chunk: Vec<ImportRow>) -> Attempt<()> {
        let (known, is_new) = take_known(conn, &mut chunk)?;
        self.bars.number(&is_new);
        let changed = match self.updates && !known.is_empty() {
            true => self.update(conn, &known)?,
            false => 0,
        };
        self.imported.changed += changed;
        self.imported.unchanged += number(known.len()) - changed;
        self.imported.created += number(chunk.len());
        if chunk.is_empty() {
            return Ok(());
        }
        self.customers.resolve(conn, &mut self.names, &mut chunk)?;
        self.ids.reserve(conn, chunk.len())?;
        let mut losses = Losses::default();
        let mut records = Vec::with_capacity(chunk.len());
        for row in &chunk {
            let id = OpportunityId::new(self.ids.take());
            records.push(self.record(conn, id, row, &mut losses)?);
        }
        let deals: Vec<&Deal> = records.iter().map(|record| &record.deal).collect();
        check_deals(conn, &deals)?;
        losses.check(conn)?;
        write(conn, &records)?;
        losses.write(conn)?;
        let rows = self.bars.new_rows();
        let written = records.iter().map(|record| record.id.get()).zip(rows);
        self.bars.hold(conn, Side::Written, written)?;
        self.log(conn, &records)
    }

    fn record(
        &mut self,
        conn: &mut Conn,
        id: OpportunityId,
        row: &ImportRow,
        losses: &mut Losses,
    ) -> Attempt<Opportunity> {
        let deal = self.names.deal(conn, row)?;
        for ended in &row.ended_losses {
            let end = loss::end(conn, &mut self.names, &ended.end)?;
            losses.take(conn, &mut self.names, id, &ended.loss, Some(end))?;
        }
        let state = match &row.state {
            ImportState::Open if self.pipeline.is_won(deal.stage) => {
                State::Won { closed_at: row.created_at }
            }
            ImportState::Open => State::Open,
            ImportState::Won { closed_at } => State::Won { closed_at: *closed_at },
            ImportState::Archived { at, probability } => {
                State::Archived { at: *at, probability: *probability }
            }
            ImportState::Lost(loss) => {
                State::Lost(Box::new(losses.take(conn, &mut self.names, id, loss, None)?))
            }
        };
        let mut record = Opportunity {
            id,
            revision: Revision::FIRST,
            deal,
            state,
            estimate: row.estimate.unwrap_or(Probability::EVEN),
            created_at: row.created_at,
            updated_at: row.updated_at.unwrap_or(self.stamp.at),
            assigned_at: row.assigned_at,
            converted_at: row.converted_at,
            stage_changed_at: row.stage_changed_at,
        };
        if record.state == State::Open && row.estimate.is_none() {
            let estimate = self.estimator.estimate(&scored(&record));
            record.estimate = estimate.unwrap_or(record.estimate);
        }
        Ok(record)
    }

    /// Writes the entries of the records of a chunk.
    fn log(&mut self, conn: &mut Conn, records: &[Opportunity]) -> Attempt<()> {
        let operation = self.operation(conn)?;
        sql("INSERT INTO activity_entries ")
            .text("(opportunity_id, operation_id, kind, revision, changes) SELECT id, ")
            .int(operation.id.get())
            .text(", ")
            .str(EntryKind::Imported.as_str())
            .text(", revision, '[]' FROM opportunities WHERE id")
            .in_ids(records.iter().map(|record| record.id.get()))
            .text(" ORDER BY id")
            .execute(conn)?;
        Ok(())
    }

    /// Returns the operation, which begins with the first record that is new or changes.
    fn operation(&mut self, conn: &mut Conn) -> Attempt<Operation> {
        if let Some(operation) = &self.operation {
            return Ok(operation.clone());
        }
        let operation = begin(conn, Deed::plain(OperationKind::Import, 0), self.stamp)?;
        self.operation = Some(operation.clone());
        Ok(operation)
    }

    fn finish(self, conn: &mut Conn) -> Attempt<Imported> {
        self.bars.end()?;
        if let Some(mut operation) = self.operation {
            operation.records = self.imported.created + self.imported.changed;
            finish(conn, &operation)?;
            observe(conn, imported_by(&operation))?;
            put_together(conn)?;
        }
        Ok(self.imported)
    }
}

/// Returns the condition to have come with an import.
fn imported_by(operation: &Operation) -> Sql {
    sql("opportunities.id IN (SELECT activity_entries.opportunity_id FROM activity_entries WHERE ")
        .text("activity_entries.operation_id = ")
        .int(operation.id.get())
        .text(" AND activity_entries.kind = ")
        .str(EntryKind::Imported.as_str())
        .text(")")
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Takes out the rows whose external id is known, or came before in the chunk. Tells of each row of
/// the chunk whether its record is new, too.
fn take_known(conn: &mut Conn, chunk: &mut Vec<ImportRow>) -> Attempt<(Vec<ImportRow>, Vec<bool>)> {
    let ids: Vec<String> = chunk.iter().filter_map(|row| row.deal.external_id.clone()).collect();
    let known: Vec<Option<String>> = sql("SELECT external_id FROM opportunities WHERE external_id")
        .within(List::Texts(Vec::clone(&ids)))
        .text(" UNION ALL SELECT external_id FROM merged_records WHERE part = 'other' ")
        .text("AND external_id")
        .within(List::Texts(ids))
        .rows::<Nullable<Text>>()
        .load(conn)?;
    let mut known: HashSet<String> = known.into_iter().flatten().collect();
    let mut told = Vec::with_capacity(chunk.len());
    let is_new = |row: &ImportRow| {
        let is_new = row.deal.external_id.clone().is_none_or(|id| known.insert(id));
        told.push(is_new);
        is_new
    };
    let (new, known) = std::mem::take(chunk).into_iter().partition(is_new);
    *chunk = new;
    Ok((known, told))
}

/// Returns the highest id that a record has.
fn last_id(conn: &mut Conn) -> Attempt<i64> {
    let last = sql("SELECT COALESCE(MAX(id), 0) FROM opportunities").rows::<BigInt>();
    Ok(last.get_result(conn)?)
}

fn row(record: &Opportunity) -> (Eq<opportunities::id, i64>, OpportunityColumns) {
    (opportunities::id.eq(record.id.get()), OpportunityColumns::of(record))
}

/// Writes new records, whose ids are known, with their tags.
pub(crate) fn write(conn: &mut Conn, records: &[Opportunity]) -> Attempt<()> {
    let (groups, rest) = records.as_chunks::<GROUP>();
    for group in groups {
        let rows = group.each_ref().map(row);
        on_either!(conn, |conn| insert_into(opportunities::table).values(rows).execute(conn))?;
    }
    let rest: Vec<_> = rest.iter().map(row).collect();
    on_either!(conn, |conn| insert_into(opportunities::table).values(rest).execute(conn))?;
    write_tags(conn, records.iter())
}

/// Writes the tags of records that have none yet.
pub(crate) fn write_tags<'a>(
    conn: &mut Conn,
    records: impl Iterator<Item = &'a Opportunity>,
) -> Attempt<()> {
    let tags: Vec<_> = records
        .flat_map(|record| record.deal.tags.iter().map(|tag| (record.id.get(), tag.get())))
        .map(|(record, tag)| {
            (opportunity_tags::opportunity_id.eq(record), opportunity_tags::tag_id.eq(tag))
        })
        .collect();
    for tags in tags.chunks(TAGS) {
        on_either!(conn, |conn| insert_into(opportunity_tags::table).values(tags).execute(conn))?;
    }
    Ok(())
}
