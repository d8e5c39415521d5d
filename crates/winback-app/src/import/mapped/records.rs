//! The rows of a file, with the cells that a mapping asks for.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{
    super::{
        ImportError,
        bad_rows::Raw,
        file::open,
        findings::Findings,
        lines::{Beginning, JsonLines, beginning},
        rows::Read,
        table::Table,
    },
    spec::FormatName,
};

/// What stands between the texts of a JSON list in a cell.
pub(super) const LIST: char = '\u{1f}';

/// A row.
#[derive(Debug)]
pub(super) struct Record {
    /// The line in which it begins, from 1.
    pub(super) line: u64,
    /// The cells of the columns that were asked for, in their order.
    pub(super) cells: Vec<String>,
}

/// A file, row by row.
pub(super) struct Records {
    path: PathBuf,
    columns: Vec<String>,
    rows: Rows,
}

enum Rows {
    Csv(Box<Table>),
    Lines(Box<JsonLines>),
}

impl Records {
    /// Opens a file; how it is written shows in its first character, unless it is told.
    ///
    /// # Errors
    /// [`ImportError::File`] if it cannot be read, or lacks a column.
    pub(super) fn open(
        path: &Path,
        format: Option<FormatName>,
        delimiter: u8,
        columns: &[String],
    ) -> Result<Self, ImportError> {
        let mut bytes = open(path)?;
        let is_json = match format {
            Some(format) => format == FormatName::Jsonl,
            None => beginning(path, &mut bytes)? == Beginning::Object,
        };
        let rows = if is_json {
            Rows::Lines(Box::new(JsonLines::new(path, bytes)))
        } else {
            Rows::Csv(Box::new(Table::with_columns(path, bytes, delimiter, columns)?))
        };
        Ok(Self { path: path.to_owned(), columns: columns.to_vec(), rows })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the present row as it stands in the file.
    pub(super) fn raw(&self) -> Raw<'_> {
        match &self.rows {
            Rows::Csv(table) => table.raw(),
            Rows::Lines(lines) => lines.raw(),
        }
    }

    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Read<Record>, ImportError> {
        match &mut self.rows {
            Rows::Csv(table) => Ok(match table.next(findings)? {
                Read::End => Read::End,
                Read::Bad(line) => Read::Bad(line),
                Read::Row(row) => {
                    let cells = row.cells().map(|(_, cell)| cell.to_owned()).collect();
                    Read::Row(Record { line: row.line(), cells })
                }
            }),
            Rows::Lines(lines) => Ok(match lines.next(findings)? {
                Read::End => Read::End,
                Read::Bad(line) => Read::Bad(line),
                Read::Row((line, object)) => {
                    let (mut cells, mut is_good) = (Vec::with_capacity(self.columns.len()), true);
                    for column in &self.columns {
                        let value = member(&object, column);
                        let cell = value.map_or_else(|| Some(String::new()), cell);
                        if let (None, Some(value)) = (&cell, value) {
                            let (text, expected) = (value.to_string(), "a single value");
                            findings.problem(&self.path, line, Some(column), &text, expected);
                            is_good = false;
                        }
                        cells.push(cell.unwrap_or_default());
                    }
                    if is_good { Read::Row(Record { line, cells }) } else { Read::Bad(line) }
                }
            }),
        }
    }
}

/// Finds a member by its name, or by the names on the way to it with dots between.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    member(object.get(first)?.as_object()?, rest)
}

/// Returns a value as a cell; nothing if it is no single value and no list of such.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let is_single = |value: &Value| !value.is_array() && !value.is_object();
            let texts = values.iter().map(|value| cell(value).filter(|_| is_single(value)));
            let texts: Vec<String> = texts.collect::<Option<_>>()?;
            Some(texts.join(&LIST.to_string()))
        }
        Value::Object(_) => None,
    }
}
