//! Rows of values, page by page, in every format.

use std::{borrow::Cow, io};

use serde_json::{Map, Value};

use super::{Cell, Output, Units, csv, json, object, table::Table};
use crate::arguments::Format;

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name for programs.
    pub(crate) name: Cow<'static, str>,
    /// Its title for people.
    pub(crate) title: Cow<'static, str>,
    /// What its values look like.
    pub(crate) shape: Shape,
}

/// What the values of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Words, which can be cut.
    Words,
    /// A date or one word, which are never cut.
    Short,
    /// Numbers, which stand at the right and are never cut.
    Number,
}

impl Column {
    /// Returns a column of words.
    pub(crate) const fn words(name: &'static str, title: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), title: Cow::Borrowed(title), shape: Shape::Words }
    }

    /// Returns a column of numbers.
    pub(crate) const fn numbers(name: &'static str, title: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), title: Cow::Borrowed(title), shape: Shape::Number }
    }
}

/// Writes rows as they come, so that memory does not grow with their number.
pub(crate) struct RowWriter<'a> {
    output: &'a mut Output,
    units: Units,
    columns: Vec<Column>,
    table: Table,
    written: bool,
}

impl<'a> RowWriter<'a> {
    /// Begins a result; `name` is the member of a JSON document that holds the rows.
    pub(crate) fn begin(
        output: &'a mut Output,
        units: Units,
        columns: Vec<Column>,
        name: &str,
    ) -> io::Result<Self> {
        match output.format() {
            Format::Table | Format::Jsonl => {}
            Format::Json => write!(output.results(), "{{\"{name}\":[")?,
            Format::Csv => {
                let names = columns.iter().map(|column| column.name.to_string());
                output.results().write_all(&csv::lines([names])?)?;
            }
        }
        let table = Table::new(&columns, output.width(), output.style());
        Ok(Self { output, units, columns, table, written: false })
    }

    /// Lets columns of a table be hidden where the terminal is too narrow, from the last of these
    /// names.
    pub(crate) const fn let_give_way(&mut self, names: &'static [&'static str]) {
        self.table.let_give_way(names);
    }

    /// Returns how many columns of a table are hidden.
    pub(crate) fn hidden(&self) -> usize {
        self.table.hidden()
    }

    /// Writes rows; each has a value for each column.
    pub(crate) fn page(&mut self, rows: &[Vec<Cell>]) -> io::Result<()> {
        let units = &self.units;
        let format = self.output.format();
        let out = self.output.results();
        match format {
            Format::Table => {
                let shown =
                    rows.iter().map(|row| row.iter().map(|cell| cell.shown(units)).collect());
                self.table.write(out, shown.collect(), !self.written)?;
            }
            Format::Csv => {
                let plain = rows.iter().map(|row| row.iter().map(|cell| cell.plain(units)));
                out.write_all(&csv::lines(plain)?)?;
            }
            Format::Json => {
                for (place, row) in rows.iter().enumerate() {
                    let comma = if self.written || place > 0 { "," } else { "" };
                    write!(out, "{comma}\n  ")?;
                    json::compact(out, &row_object(&self.columns, row, units))?;
                }
            }
            Format::Jsonl => {
                for row in rows {
                    json::compact_line(out, &row_object(&self.columns, row, units))?;
                }
            }
        }
        self.written |= !rows.is_empty();
        Ok(())
    }

    /// Ends the result, with further members of a JSON document.
    pub(crate) fn end(self, members: &Map<String, Value>) -> io::Result<()> {
        if self.output.format() != Format::Json {
            return Ok(());
        }
        let out = self.output.results();
        write!(out, "{}]", if self.written { "\n" } else { "" })?;
        for (name, value) in members {
            write!(out, ",\"{name}\":")?;
            json::compact(out, value)?;
        }
        writeln!(out, "}}")
    }
}

/// Writes all rows of a short result.
pub(crate) fn write_rows(
    output: &mut Output,
    units: &Units,
    name: &str,
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> io::Result<()> {
    let mut writer = RowWriter::begin(output, units.clone(), columns.to_vec(), name)?;
    writer.page(rows)?;
    writer.end(&Map::new())
}

/// Writes one object for programs: a JSON object, or a header and one row.
pub(crate) fn write_object(
    output: &mut Output,
    units: &Units,
    members: &[(&str, Cell)],
) -> io::Result<()> {
    let named = members.iter().map(|(name, cell)| (*name, cell));
    match output.format() {
        Format::Table | Format::Csv => {
            let names = members.iter().map(|(name, _)| (*name).to_owned()).collect();
            let values: Vec<String> = members.iter().map(|(_, cell)| cell.plain(units)).collect();
            output.results().write_all(&csv::lines([names, values])?)
        }
        Format::Json => json::pretty(output.results(), &object(named, units)),
        Format::Jsonl => json::compact_line(output.results(), &object(named, units)),
    }
}

fn row_object(columns: &[Column], row: &[Cell], units: &Units) -> Value {
    object(columns.iter().map(|column| column.name.as_ref()).zip(row), units)
}
