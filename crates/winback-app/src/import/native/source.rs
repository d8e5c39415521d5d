//! The rows of an export as JSON objects, whichever way the file is written.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::super::{
    ImportError,
    bad_rows::Raw,
    file::open,
    findings::Findings,
    lines::{Beginning, JsonLines, Object, beginning, told},
    rows::Read,
    table::{Row, Table},
};
use crate::export::EXPORT_COLUMNS;

/// The columns whose cells in a CSV file are JSON text.
const JSON_CELLS: [&str; 3] = ["tags", "customer.parent", "losses"];

/// An export, row by row.
pub(super) struct Source {
    path: PathBuf,
    rows: Rows,
}

enum Rows {
    Csv(Box<Table>),
    Lines(Box<JsonLines>),
}

impl Source {
    /// Opens a file, and tells by its first character how it is written.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let mut bytes = open(path)?;
        let rows = match beginning(path, &mut bytes)? {
            Beginning::Nothing | Beginning::Object => {
                Rows::Lines(Box::new(JsonLines::new(path, bytes)))
            }
            Beginning::Other => {
                let known: Vec<&'static str> = EXPORT_COLUMNS.iter().map(|it| it.name).collect();
                Rows::Csv(Box::new(Table::of_export(path, bytes, &known)?))
            }
        };
        Ok(Self { path: path.to_owned(), rows })
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

    /// Returns the next row; what is none is a problem.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Read<Object>, ImportError> {
        match &mut self.rows {
            Rows::Lines(lines) => lines.next(findings),
            Rows::Csv(table) => Ok(match table.next(findings)? {
                Read::End => Read::End,
                Read::Bad(line) => Read::Bad(line),
                Read::Row(row) => match object_of(row, findings) {
                    Some(object) => Read::Row((row.line(), object)),
                    None => Read::Bad(row.line()),
                },
            }),
        }
    }
}

/// Returns the cells of a CSV row as an object, nested at the dots; empty cells are null.
fn object_of(row: Row<'_>, findings: &mut Findings) -> Option<Map<String, Value>> {
    let mut object = Map::new();
    let mut readable = true;
    for (column, cell) in row.cells() {
        let value = if cell.is_empty() {
            Value::Null
        } else if JSON_CELLS.contains(&column) {
            serde_json::from_str(cell).unwrap_or_else(|error| {
                readable = false;
                row.problem(
                    findings,
                    column,
                    format!("JSON, as an export writes it ({})", told(&error)),
                );
                Value::Null
            })
        } else {
            Value::String(cell.to_owned())
        };
        match column.split_once('.') {
            None => drop(object.insert(column.to_owned(), value)),
            Some((group, member)) => {
                let members = object.entry(group).or_insert_with(|| Value::Object(Map::new()));
                if let Some(members) = members.as_object_mut() {
                    members.insert(member.to_owned(), value);
                }
            }
        }
    }
    readable.then_some(object)
}
