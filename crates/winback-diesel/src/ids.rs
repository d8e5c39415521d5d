//! Ids for rows that are written together with what refers to them.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::sql;

/// Ids of a table that no row has.
#[derive(Debug)]
pub(crate) struct Ids {
    table: &'static str,
    /// In descending order.
    free: Vec<i64>,
}

impl Ids {
    /// Returns the ids of a table, of which none is reserved yet.
    pub(crate) const fn of(table: &'static str) -> Self {
        Self { table, free: Vec::new() }
    }

    /// Makes sure that so many can be taken.
    ///
    /// A server numbers from a sequence, which others may be taking from at the same time. In a file
    /// nobody else writes until the transaction ends, and all ids above the highest that was ever given
    /// are free.
    pub(crate) fn reserve(&mut self, conn: &mut Conn, count: usize) -> Attempt<()> {
        let lacking = i64::try_from(count.saturating_sub(self.free.len())).unwrap_or(i64::MAX);
        if lacking == 0 {
            return Ok(());
        }
        let mut free = match conn {
            Conn::Sqlite(_) => {
                let last = sql("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = ");
                let last: i64 = last.str(self.table).rows::<BigInt>().get_result(conn)?;
                let last = self.free.first().map_or(last, |reserved| last.max(*reserved));
                (last + 1..=last + lacking).rev().collect()
            }
            Conn::Postgres(_) => sql("SELECT nextval(pg_get_serial_sequence('")
                .text(self.table)
                .text("', 'id')) FROM generate_series(1, ")
                .int(lacking)
                .text(") ORDER BY 1 DESC")
                .rows::<BigInt>()
                .load(conn)?,
        };
        free.append(&mut self.free);
        self.free = free;
        Ok(())
    }

    /// Takes a reserved id, the lowest that is left.
    pub(crate) fn take(&mut self) -> i64 {
        self.free.pop().unwrap_or(0)
    }
}
