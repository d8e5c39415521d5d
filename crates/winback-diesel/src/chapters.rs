//! Records that come with their past: many rows of each table at a time.

mod aside;

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::ExecuteCopyFromDsl;
use diesel::{ExpressionMethods, RunQueryDsl, copy_from, insert_into};
use winback_store::domain::{ActivityEntry, NewCustomer, Operation, Opportunity};
use winback_store::{Chapter, ChapterIds, ChapterStore, Chapters, StoreError, StoreResult};

use self::aside::Aside;
use crate::changes::encode;
use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, Failure};
use crate::ids::Ids;
use crate::rows::{LossColumns, NumberedCustomer, NumberedOpportunity, RevisionColumns, micros};
use crate::schema::{
    activity_entries, customers, loss_revisions, losses, operations, opportunities,
    opportunity_tags,
};
use crate::scoring::recount;

/// Writes chapters into the database.
#[derive(Debug)]
pub(crate) struct ChaptersInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl ChapterStore for ChaptersInDatabase {
    async fn write(&self, chapters: Box<dyn Chapters>) -> StoreResult<u64> {
        self.0.write_once("writing records", move |conn| write(conn, chapters)).await
    }
}

/// Writes rows: a server takes them as one stream; a file takes so many by one statement, which is
/// prepared once.
macro_rules! put {
    ($conn:expr, $table:ident, $rows:expr, $together:literal) => {{
        let rows: Vec<_> = $rows.collect();
        match $conn {
            Conn::Postgres(_) if rows.is_empty() => {}
            Conn::Postgres(conn) => {
                copy_from($table::table).from_insertable(rows).execute(conn)?;
            }
            Conn::Sqlite(conn) => {
                let mut rows = rows.into_iter();
                loop {
                    let some: Vec<_> = rows.by_ref().take($together).collect();
                    match <[_; $together]>::try_from(some) {
                        Ok(some) => insert_into($table::table).values(some).execute(conn)?,
                        Err(rest) if rest.is_empty() => break,
                        Err(rest) => insert_into($table::table).values(rest).execute(conn)?,
                    };
                }
            }
        }
    }};
}

fn write(conn: &mut Conn, mut chapters: Box<dyn Chapters>) -> Attempt<u64> {
    let aside = Aside::of_empty(conn)?;
    let mut writer = Writer::default();
    let mut written = 0;
    let refused = |_| Failure::Store(StoreError::ImportRefused);
    while let Some(chapter) = chapters.next_chapter().map_err(refused)? {
        written += u64::try_from(chapter.records.len()).unwrap_or(u64::MAX);
        writer.write(conn, chapter)?;
    }
    aside.put_back(conn)?;
    recount(conn)?;
    Ok(written)
}

/// What is known of the chapters that were written.
#[derive(Debug, Default)]
struct Writer {
    ids: ChapterIds,
}

impl Writer {
    fn write(&mut self, conn: &mut Conn, mut chapter: Chapter) -> Attempt<()> {
        let first = self.ids.customers.len();
        self.ids.customers.extend(reserved(conn, "customers", chapter.customers.len())?);
        let new = self.ids.customers.iter().skip(first).zip(&chapter.customers);
        put_customers(conn, new)?;
        self.ids.records = reserved(conn, "opportunities", chapter.records.len())?;
        self.ids.losses = reserved(conn, "losses", chapter.losses.len())?;
        self.ids.operations = reserved(conn, "operations", chapter.operations.len())?;
        self.ids.give(&mut chapter);
        let Chapter { customers: _, records, losses, operations, entries } = chapter;
        put!(conn, opportunities, records.iter().map(NumberedOpportunity::of), 20);
        put_tags(conn, &records)?;
        put!(conn, losses, losses.iter().map(LossColumns::of), 50);
        put!(conn, loss_revisions, losses.iter().flat_map(RevisionColumns::earlier), 50);
        put_operations(conn, &operations)?;
        put_entries(conn, &entries)
    }
}

fn reserved(conn: &mut Conn, table: &'static str, count: usize) -> Attempt<Vec<i64>> {
    let mut ids = Ids::of(table);
    ids.reserve(conn, count)?;
    Ok((0..count).map(|_| ids.take()).collect())
}

fn put_customers<'a>(
    conn: &mut Conn,
    new: impl Iterator<Item = (&'a i64, &'a NewCustomer)>,
) -> Attempt<()> {
    put!(conn, customers, new.map(|(id, new)| NumberedCustomer::of(*id, new)), 40);
    Ok(())
}

fn put_tags(conn: &mut Conn, records: &[Opportunity]) -> Attempt<()> {
    let tagged = records.iter().flat_map(|record| {
        record.deal.tags.iter().map(|tag| {
            (
                opportunity_tags::opportunity_id.eq(record.id.get()),
                opportunity_tags::tag_id.eq(tag.get()),
            )
        })
    });
    put!(conn, opportunity_tags, tagged, 100);
    Ok(())
}

fn put_operations(conn: &mut Conn, operations: &[Operation]) -> Attempt<()> {
    let row = |operation: &Operation| {
        (
            operations::id.eq(operation.id.get()),
            operations::kind.eq(operation.kind.as_str()),
            operations::done_at.eq(micros(operation.at)),
            operations::done_by.eq(operation.by.get()),
            operations::records.eq(i64::try_from(operation.records).unwrap_or(i64::MAX)),
            operations::note.eq(operation.note.as_ref().map(|note| note.html().to_owned())),
        )
    };
    put!(conn, operations, operations.iter().map(row), 50);
    Ok(())
}

fn put_entries(conn: &mut Conn, entries: &[ActivityEntry]) -> Attempt<()> {
    let row = |entry: &ActivityEntry| {
        (
            activity_entries::opportunity_id.eq(entry.opportunity.get()),
            activity_entries::operation_id.eq(entry.operation.get()),
            activity_entries::kind.eq(entry.kind.as_str()),
            activity_entries::revision.eq(entry.revision.get()),
            activity_entries::changes.eq(encode(&entry.changes)),
        )
    };
    put!(conn, activity_entries, entries.iter().map(row), 50);
    Ok(())
}
