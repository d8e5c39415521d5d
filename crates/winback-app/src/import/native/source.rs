//! The rows of an export as JSON objects, whichever way the file is written.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::super::{
    ImportError,
    file::{Bytes, open, refused, unreadable},
    findings::Findings,
    table::{Row, Table},
    text::{LineEnds, TextReader},
};
use crate::export::EXPORT_COLUMNS;

/// The longest line of a file of JSON lines, in bytes.
const LONGEST: u64 = 64 << 20;

/// The columns whose cells in a CSV file are JSON text.
const JSON_CELLS: [&str; 3] = ["tags", "customer.parent", "losses"];

/// A row: the line in which it begins, and its values.
pub(super) type Object = (u64, Map<String, Value>);

/// An export, row by row.
pub(super) struct Source {
    path: PathBuf,
    rows: Rows,
}

enum Rows {
    Csv(Box<Table>),
    Lines { text: BufReader<TextReader<Bytes>>, line: u64 },
}

impl Source {
    /// Opens a file, and tells by its first character how it is written.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let mut bytes = open(path)?;
        let begin = bytes.fill_buf().map_err(|error| unreadable(path, error))?;
        let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
        let rows = match begin.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => {
                let problem = "is one JSON document: give a file of JSON lines, an object a line";
                return Err(refused(path, problem));
            }
            Some(b'{') | None => {
                let text = BufReader::new(TextReader::new(bytes, LineEnds::Equal));
                Rows::Lines { text, line: 0 }
            }
            Some(_) => {
                let known: Vec<&'static str> = EXPORT_COLUMNS.iter().map(|it| it.name).collect();
                Rows::Csv(Box::new(Table::of_export(path, bytes, &known)?))
            }
        };
        Ok(Self { path: path.to_owned(), rows })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the next row that is one; others are problems.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Option<Object>, ImportError> {
        match &mut self.rows {
            Rows::Csv(table) => {
                while let Some(row) = table.next(findings)? {
                    if let Some(object) = object_of(row, findings) {
                        return Ok(Some((row.line(), object)));
                    }
                }
                Ok(None)
            }
            Rows::Lines { text, line } => loop {
                let Some(read) = next_line(&self.path, text, line)? else { return Ok(None) };
                if read.trim().is_empty() {
                    continue;
                }
                let read = read.trim();
                match serde_json::from_str(read) {
                    Ok(object) => return Ok(Some((*line, object))),
                    Err(error) => {
                        let expected = format!("a JSON object in one line ({})", told(&error));
                        findings.problem(&self.path, *line, None, read, expected);
                    }
                }
            },
        }
    }
}

/// Says what is wrong with JSON, and where in its line.
fn told(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let problem = sentence.split(" at line ").next().unwrap_or_default();
    format!("{problem}, at byte {}", error.column())
}

/// Reads a line; nothing at the end.
fn next_line(
    path: &Path,
    text: &mut BufReader<TextReader<Bytes>>,
    line: &mut u64,
) -> Result<Option<String>, ImportError> {
    let mut read = String::new();
    let length = text.take(LONGEST).read_line(&mut read);
    if length.map_err(|error| unreadable(path, error))? == 0 {
        return Ok(None);
    }
    *line += 1;
    if !read.ends_with('\n') {
        let problem = format!("has a line of more than {LONGEST} bytes (line {line})");
        return Err(refused(path, problem));
    }
    Ok(Some(read.trim_start_matches('\u{feff}').to_owned()))
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
