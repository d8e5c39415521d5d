//! What an import must not do to records: asked of each chunk by one statement for each bar.

use std::collections::{BTreeMap, HashMap};

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use winback_store::{BarredRow, ImportBar, StoreError};

use crate::connection::Conn;
use crate::error::{Attempt, Failure};
use crate::predicate::condition;
use crate::search::OWN;
use crate::sql::sql;

/// Which records a bar looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Known ones, as they still are.
    Known,
    /// New and changed ones, as they are written.
    Written,
}

/// The bars of an import, and the rows that they keep.
#[derive(Default)]
pub(super) struct Bars {
    bars: Vec<ImportBar>,
    /// How many rows came before the chunk.
    before: u64,
    /// The numbers of the rows of the chunk whose records are new, and known.
    new: Vec<u64>,
    known: Vec<u64>,
    /// The first bar that keeps a row, by its number.
    barred: BTreeMap<u64, usize>,
}

impl Bars {
    pub(super) fn new(bars: Vec<ImportBar>) -> Self {
        Self { bars, ..Self::default() }
    }

    /// Numbers the rows of a chunk, told of each whether its record is new.
    pub(super) fn number(&mut self, is_new: &[bool]) {
        let numbered = (self.before..).zip(is_new);
        let (new, known): (Vec<_>, Vec<_>) = numbered.partition(|(_, is_new)| **is_new);
        self.new = new.into_iter().map(|(number, _)| number).collect();
        self.known = known.into_iter().map(|(number, _)| number).collect();
        self.before += super::number(is_new.len());
    }

    /// Returns the number of a row of the chunk, by its place among those whose records are known.
    pub(super) fn known_row(&self, place: usize) -> Option<u64> {
        self.known.get(place).copied()
    }

    /// Returns the numbers of the rows of the chunk whose records are new.
    pub(super) fn new_rows(&self) -> Vec<u64> {
        self.new.clone()
    }

    /// Notes the records that the bars of a side keep; each comes with the number of its row.
    pub(super) fn hold(
        &mut self,
        conn: &mut Conn,
        side: Side,
        records: impl IntoIterator<Item = (i64, u64)>,
    ) -> Attempt<()> {
        if self.bars.is_empty() {
            return Ok(());
        }
        let rows: HashMap<i64, u64> = records.into_iter().collect();
        for (by, bar) in self.bars.iter().enumerate() {
            let filter = match (bar, side) {
                (ImportBar::Known(filter), Side::Known)
                | (ImportBar::Written(filter), Side::Written) => filter,
                (ImportBar::Known(_), Side::Written) | (ImportBar::Written(_), Side::Known) => {
                    continue;
                }
            };
            let kept: Vec<i64> = sql("SELECT opportunities.id FROM opportunities WHERE ")
                .text("opportunities.id")
                .in_ids(rows.keys().copied())
                .text(" AND ")
                .then(condition(filter, OWN)?)
                .rows::<BigInt>()
                .load(conn)?;
            for row in kept.iter().filter_map(|id| rows.get(id)) {
                let first = self.barred.entry(*row).or_insert(by);
                *first = by.min(*first);
            }
        }
        Ok(())
    }

    /// Refuses the import if any row is kept from it.
    pub(super) fn end(self) -> Attempt<()> {
        if self.barred.is_empty() {
            return Ok(());
        }
        let rows = self.barred.into_iter().map(|(row, by)| BarredRow { row, by });
        Err(Failure::Store(StoreError::BarredRows(rows.collect())))
    }
}
