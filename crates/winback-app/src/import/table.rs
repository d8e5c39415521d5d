//! A CSV file as a table: columns by name, rows with their lines.

use std::path::{Path, PathBuf};

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use winback_filter::fold;

use super::{
    ImportError,
    file::{Bytes, open, refused, unreadable},
    findings::Findings,
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
    /// The columns that are asked for, and their places.
    columns: Vec<(&'static str, usize)>,
    /// How many cells a row has.
    width: usize,
    /// How many characters a cell may have.
    longest: usize,
    record: StringRecord,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    path: &'a Path,
    columns: &'a [(&'static str, usize)],
    record: &'a StringRecord,
    line: u64,
}

impl Table {
    /// Opens a file and reads its header.
    pub(super) fn open(path: &Path, columns: &[&'static str]) -> Result<Self, ImportError> {
        let text = TextReader::new(open(path)?, LineEnds::Equal);
        Self::read(path, text, LONGEST, |header| find_columns(path, header, columns))
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
        Self::read(path, text, LONGEST_OF_EXPORT, columns)
    }

    fn read(
        path: &Path,
        text: TextReader<Bytes>,
        longest: usize,
        columns: impl FnOnce(&StringRecord) -> Result<Vec<(&'static str, usize)>, ImportError>,
    ) -> Result<Self, ImportError> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(text);
        let header = reader.headers().map_err(|error| unreadable_csv(path, error))?.clone();
        let columns = columns(&header)?;
        let (path, width) = (path.to_owned(), header.len());
        Ok(Self { path, reader, columns, width, longest, record: StringRecord::new() })
    }

    /// Returns the next row that has the cells of the header; others are problems.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Option<Row<'_>>, ImportError> {
        loop {
            let read = self.reader.read_record(&mut self.record);
            if !read.map_err(|error| unreadable_csv(&self.path, error))? {
                return Ok(None);
            }
            if self.has_all_cells(findings) {
                break;
            }
        }
        Ok(Some(self.row()))
    }

    fn has_all_cells(&self, findings: &mut Findings) -> bool {
        let row = self.row();
        let count = self.record.len();
        if count != self.width {
            let text = self.record.iter().collect::<Vec<_>>().join(",");
            let last = self.reader.position().line().saturating_sub(1);
            let mut expected = format!("{} cells as in the header, not {count}", self.width);
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
    /// Returns the cell in a column that was asked for, trimmed; empty text if there is nothing.
    pub(super) fn cell(self, column: &str) -> &'a str {
        let place = self.columns.iter().find(|(name, _)| *name == column);
        place.and_then(|(_, place)| self.record.get(*place)).unwrap_or_default().trim()
    }

    /// Returns the columns with what stands in their cells, exactly.
    pub(super) fn cells(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let cell = move |place: usize| self.record.get(place).unwrap_or_default();
        self.columns.iter().map(move |(column, place)| (*column, cell(*place)))
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
        findings.problem(self.path, self.line, Some(column), self.cell(column), expected);
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
    wanted: &[&'static str],
) -> Result<Vec<(&'static str, usize)>, ImportError> {
    if header.iter().all(|name| name.trim().is_empty()) {
        let named: Vec<String> = wanted.iter().map(|name| quoted(name)).collect();
        let problem = format!("is empty: its first line has to name {}", named.join(", "));
        return Err(refused(path, problem));
    }
    let names: Vec<String> = header.iter().map(|name| fold(name.trim())).collect();
    let mut columns = Vec::with_capacity(wanted.len());
    let mut missing = Vec::new();
    for column in wanted {
        let mut places = names.iter().enumerate().filter(|(_, name)| name == column);
        match (places.next(), places.next()) {
            (Some((place, _)), None) => columns.push((*column, place)),
            (Some(_), Some(_)) => {
                let problem = format!("has the column `{column}` twice: leave one of them out");
                return Err(refused(path, problem));
            }
            (None, _) => missing.push(*column),
        }
    }
    if missing.is_empty() { Ok(columns) } else { Err(lacks(path, header, &missing)) }
}

/// Finds which columns a header names; each has to be known, and named once.
fn known_columns(
    path: &Path,
    header: &StringRecord,
    known: &[&'static str],
) -> Result<Vec<(&'static str, usize)>, ImportError> {
    let mut columns: Vec<(&'static str, usize)> = Vec::with_capacity(header.len());
    for (place, name) in header.iter().map(str::trim).enumerate() {
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
        columns.push((column, place));
    }
    Ok(columns)
}

fn lacks(path: &Path, header: &StringRecord, missing: &[&str]) -> ImportError {
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
        problem += &format!(": separate the columns by commas, not by {mark:?}");
    }
    refused(path, problem)
}

const fn is_separator(mark: &char) -> bool {
    matches!(*mark, ';' | '\t' | '|')
}

fn quoted(name: &str) -> String {
    const SHOWN: usize = 100;
    let shown: String = name.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    format!("`{shown}`")
}
