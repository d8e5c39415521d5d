//! A CSV file as a table: columns by name, rows with their lines.

use std::path::{Path, PathBuf};

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use winback_filter::fold;

use super::{
    ImportError,
    bad_rows::{PROBLEM, Raw},
    file::{Bytes, refused, unreadable},
    findings::Findings,
    rows::Read,
    text::{LineEnds, TextReader},
};
use crate::AppError;

/// The longest cell of small files, in characters; a longer one is most likely a quote that is not
/// closed.
const LONGEST: usize = 10_000;

/// The longest cell of an export, which may hold a whole history.
const LONGEST_OF_EXPORT: usize = 4_000_000;

/// A CSV file whose header has all columns that are asked for.
pub(super) struct Table {
    path: PathBuf,
    reader: Reader<TextReader<Bytes>>,
    header: StringRecord,
    delimiter: u8,
    /// The columns that are asked for, and their places.
    columns: Vec<(String, usize)>,
    /// How many characters a cell may have.
    longest: usize,
    record: StringRecord,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    path: &'a Path,
    columns: &'a [(String, usize)],
    record: &'a StringRecord,
    line: u64,
}

impl Table {
    /// Reads the header of a file with cells between delimiters; it has to have these columns.
    pub(super) fn with_columns(
        path: &Path,
        bytes: Bytes,
        delimiter: u8,
        columns: &[String],
    ) -> Result<Self, ImportError> {
        let text = TextReader::new(bytes, LineEnds::Equal);
        let find = |header: &StringRecord| find_columns(path, header, delimiter, columns);
        Self::read(path, text, delimiter, LONGEST, find)
    }

    /// Reads the header of an export: any of the columns that are known, in any order. What stands
    /// in the cells comes through exactly.
    pub(super) fn of_export(
        path: &Path,
        bytes: Bytes,
        known: &[&'static str],
    ) -> Result<Self, ImportError> {
        let text = TextReader::new(bytes, LineEnds::Kept);
        let columns = |header: &StringRecord| known_columns(path, header, known);
        Self::read(path, text, b',', LONGEST_OF_EXPORT, columns)
    }

    fn read(
        path: &Path,
        text: TextReader<Bytes>,
        delimiter: u8,
        longest: usize,
        columns: impl FnOnce(&StringRecord) -> Result<Vec<(String, usize)>, ImportError>,
    ) -> Result<Self, ImportError> {
        let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text);
        let header = reader.headers().map_err(|error| unreadable_csv(path, error))?.clone();
        let columns = columns(&header)?;
        let (path, record) = (path.to_owned(), StringRecord::new());
        Ok(Self { path, reader, header, delimiter, columns, longest, record })
    }

    /// Returns the present row as it stands in the file.
    pub(super) const fn raw(&self) -> Raw<'_> {
        Raw::Cells { header: &self.header, delimiter: self.delimiter, cells: &self.record }
    }

    /// Returns the next row; one that has not the cells of the header is a problem.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Read<Row<'_>>, ImportError> {
        let read = self.reader.read_record(&mut self.record);
        if !read.map_err(|error| unreadable_csv(&self.path, error))? {
            return Ok(Read::End);
        }
        if !self.has_all_cells(findings) {
            return Ok(Read::Bad(self.line()));
        }
        Ok(Read::Row(self.row()))
    }

    fn has_all_cells(&self, findings: &mut Findings) -> bool {
        let row = self.row();
        let count = self.record.len();
        let width = self.header.len();
        if count != width {
            let delimiter = char::from(self.delimiter).to_string();
            let text = self.record.iter().collect::<Vec<_>>().join(&delimiter);
            let last = self.reader.position().line().saturating_sub(1);
            let mut expected = format!("{width} cells as in the header, not {count}");
            if last > row.line {
                expected += &format!(" (the row goes on to line {last}: is a quote not closed?)");
            }
            findings.problem(&self.path, row.line, None, &text, expected);
            return false;
        }
        let longest = self.longest;
        let too_long = |cell: &&str| cell.len() > longest && cell.chars().count() > longest;
        if let Some(cell) = self.record.iter().find(too_long) {
            let expected = format!("at most {longest} characters in a cell");
            findings.problem(&self.path, row.line, None, cell, expected);
            return false;
        }
        true
    }

    fn row(&self) -> Row<'_> {
        Row { path: &self.path, columns: &self.columns, record: &self.record, line: self.line() }
    }

    /// Returns the line in which the present row begins.
    ///
    /// What the reader tells is the line in which it began to look for the row, blank lines
    /// included; counting back from where it stands now is one too low if a quote is not closed.
    fn line(&self) -> u64 {
        let within = self.record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count();
        let counted = self.reader.position().line().saturating_sub(1 + within as u64);
        self.record.position().map_or(counted, |looked| looked.line().max(counted))
    }
}

impl<'a> Row<'a> {
    /// Returns the cells of the columns that were asked for, in their order, exactly.
    pub(super) fn cells(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let cell = move |place: usize| self.record.get(place).unwrap_or_default();
        self.columns.iter().map(move |(column, place)| (column.as_str(), cell(*place)))
    }

    /// Returns the line in which it begins, from 1.
    pub(super) const fn line(self) -> u64 {
        self.line
    }

    /// Tells of a cell that is not what was expected.
    pub(super) fn problem(
        self,
        findings: &mut Findings,
        column: &str,
        expected: impl Into<String>,
    ) {
        let cell = self.cells().find(|(name, _)| *name == column);
        let value = cell.map(|(_, value)| value).unwrap_or_default();
        findings.problem(self.path, self.line, Some(column), value, expected);
    }
}

fn unreadable_csv(path: &Path, error: csv::Error) -> ImportError {
    match error.into_kind() {
        ErrorKind::Io(error) => unreadable(path, error),
        other => refused(path, format!("is no CSV file: {other:?}")),
    }
}

/// Finds the places of columns in a header, ignoring case and surrounding space.
fn find_columns(
    path: &Path,
    header: &StringRecord,
    delimiter: u8,
    wanted: &[String],
) -> Result<Vec<(String, usize)>, ImportError> {
    if header.iter().all(|name| name.trim().is_empty()) {
        let named: Vec<String> = wanted.iter().map(|name| quoted(name)).collect();
        let problem = format!("is empty: its first line has to name {}", named.join(", "));
        return Err(refused(path, problem));
    }
    let names: Vec<String> = header.iter().map(|name| fold(name.trim())).collect();
    let mut columns = Vec::with_capacity(wanted.len());
    let mut missing = Vec::new();
    for column in wanted {
        let wanted = fold(column.trim());
        let mut places = names.iter().enumerate().filter(|(_, name)| **name == wanted);
        match (places.next(), places.next()) {
            (Some((place, _)), None) => columns.push((column.clone(), place)),
            (Some(_), Some(_)) => {
                let problem = format!("has the column `{column}` twice: leave one of them out");
                return Err(refused(path, problem));
            }
            (None, _) => missing.push(column.as_str()),
        }
    }
    if missing.is_empty() { Ok(columns) } else { Err(lacks(path, header, delimiter, &missing)) }
}

/// Finds which columns a header names; each has to be known, and named once.
fn known_columns(
    path: &Path,
    header: &StringRecord,
    known: &[&'static str],
) -> Result<Vec<(String, usize)>, ImportError> {
    let mut columns: Vec<(String, usize)> = Vec::with_capacity(header.len());
    for (place, name) in header.iter().map(str::trim).enumerate() {
        if name == PROBLEM {
            continue;
        }
        let Some(column) = known.iter().find(|column| **column == name) else {
            let nearest = match AppError::unknown("column", name, known.iter().copied()) {
                AppError::Unknown { nearest: Some(nearest), .. } => {
                    format!("; did you mean {}?", quoted(&nearest))
                }
                _ => String::from(", which no export has: take it out"),
            };
            return Err(refused(path, format!("has the column {}{nearest}", quoted(name))));
        };
        if columns.iter().any(|(known, _)| known == column) {
            let problem = format!("has the column `{column}` twice: leave one of them out");
            return Err(refused(path, problem));
        }
        columns.push(((*column).to_owned(), place));
    }
    Ok(columns)
}

fn lacks(path: &Path, header: &StringRecord, delimiter: u8, missing: &[&str]) -> ImportError {
    let known = || header.iter().map(str::trim);
    let named = missing.iter().map(|column| match AppError::unknown("column", column, known()) {
        AppError::Unknown { nearest: Some(nearest), .. } => {
            format!("{} (is that {}?)", quoted(column), quoted(&nearest))
        }
        _ => quoted(column),
    });
    let named: Vec<String> = named.collect();
    let found: Vec<String> = known().map(quoted).collect();
    let columns = if missing.len() == 1 { "column" } else { "columns" };
    let (named, found) = (named.join(", "), found.join(", "));
    let mut problem = format!("lacks the {columns} {named}; it has {found}");
    if let (1, Some(mark)) = (header.len(), known().flat_map(str::chars).find(is_separator)) {
        let asked = match delimiter {
            b',' => "commas".to_owned(),
            other => format!("{:?}", char::from(other)),
        };
        problem += &format!(": separate the columns by {asked}, not by {mark:?}");
    }
    refused(path, problem)
}

const fn is_separator(mark: &char) -> bool {
    matches!(*mark, ',' | ';' | '\t' | '|')
}

fn quoted(name: &str) -> String {
    const SHOWN: usize = 100;
    let shown: String = name.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    format!("`{shown}`")
}
