//! Files beside the one that is imported, whose rows are found by a key.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use winback_filter::fold;

use super::{
    super::{ImportError, findings::Findings, rows::Read},
    plan::{JoinPlan, Place},
    records::{Record, Records},
};
use crate::AppError;

/// A file whose rows are found by a key.
pub(super) struct Side {
    pub(super) path: Arc<Path>,
    pub(super) plan: JoinPlan,
    pub(super) rows: Vec<Record>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Side {
    /// Reads a file. A key that stands there twice is a problem, unless there may be many.
    ///
    /// # Errors
    /// [`ImportError::File`] if it is not there, or cannot be read.
    pub(super) fn read(
        plan: JoinPlan,
        beside: &Path,
        map: &str,
        findings: &mut Findings,
    ) -> Result<Self, ImportError> {
        let path = found_beside(beside, &plan.file, map)?;
        let mut records = Records::open(&path, None, plan.delimiter, &plan.columns)?;
        let mut side =
            Self { path: path.as_path().into(), plan, rows: Vec::new(), by_key: HashMap::new() };
        loop {
            match records.next(findings)? {
                Read::End => return Ok(side),
                Read::Bad(_) => {}
                Read::Row(record) => side.take(record, findings),
            }
        }
    }

    fn take(&mut self, record: Record, findings: &mut Findings) {
        let written = record.cells.first().map(|key| key.trim()).unwrap_or_default();
        let key = self.plan.key(written);
        let problem = match self.by_key.get(&key).and_then(|places| self.rows.get(*places.first()?))
        {
            _ if key.is_empty() => Some("a key, by which the row is found".to_owned()),
            Some(known) if !self.plan.many => {
                let known = known.cells.first().map(|key| key.trim()).unwrap_or_default();
                Some(format!("each name once: it is `{known}` again"))
            }
            Some(_) | None => None,
        };
        if let Some(expected) = problem {
            let column = self.plan.columns.first().map(String::as_str);
            findings.problem(&self.path, record.line, column, written, expected);
            return;
        }
        self.by_key.entry(key).or_default().push(self.rows.len());
        self.rows.push(record);
    }

    /// Returns the places of the rows that have a key.
    pub(super) fn find(&self, key: &str) -> &[usize] {
        self.by_key.get(&self.plan.key(key)).map_or(&[], Vec::as_slice)
    }

    /// Says what was expected in place of a key that no row has.
    pub(super) fn expected(&self, key: &str) -> String {
        let file = Path::new(&self.plan.file).file_name().unwrap_or_default().to_string_lossy();
        let column = self.plan.columns.first().map(String::as_str).unwrap_or_default();
        let known = self.rows.iter().filter_map(|row| row.cells.first()).map(String::as_str);
        match AppError::unknown("key", key, known) {
            AppError::Unknown { nearest: Some(nearest), .. } => {
                format!("a value of `{column}` in {file}, such as `{nearest}`")
            }
            _ => format!("a value of `{column}` in {file}"),
        }
    }
}

impl JoinPlan {
    fn key(&self, written: &str) -> String {
        let key = if self.ignores_case { fold(written.trim()) } else { written.trim().to_owned() };
        if self.ignores_spaces { key.split_whitespace().collect() } else { key }
    }
}

/// Returns the path of a file that has to be beside another.
fn found_beside(beside: &Path, name: &str, map: &str) -> Result<PathBuf, ImportError> {
    let path = beside.with_file_name(name);
    if path.exists() {
        return Ok(path);
    }
    let main = beside.file_name().unwrap_or_default().to_string_lossy();
    let problem =
        format!("there is no such file: `{map}` reads `{name}` beside `{main}`; put it there");
    Err(ImportError::File { path, problem, source: None })
}

/// A row with the rows of other files that belong to it.
pub(super) struct View<'a> {
    pub(super) file: &'a Arc<Path>,
    pub(super) columns: &'a [String],
    pub(super) record: &'a Record,
    pub(super) sides: &'a [Side],
    /// The row of each other file, if one belongs to it.
    pub(super) chosen: Vec<Option<usize>>,
}

impl<'a> View<'a> {
    /// Returns the cell in a place; empty text if there is nothing.
    pub(super) fn cell(&self, place: Place) -> &'a str {
        self.row(place).and_then(|(record, column)| record.cells.get(column)).map_or("", |it| it)
    }

    fn row(&self, place: Place) -> Option<(&'a Record, usize)> {
        match place {
            Place::Own(column) => Some((self.record, column)),
            Place::Joined { join, column } => {
                let row = self.chosen.get(join).copied().flatten()?;
                Some((self.sides.get(join)?.rows.get(row)?, column))
            }
        }
    }

    /// Returns where the cell in a place stands: file, line and column. A cell of a row that is not
    /// there stands where its row was looked for.
    pub(super) fn origin(&self, place: Place) -> (&'a Arc<Path>, u64, &'a str) {
        match (place, self.row(place)) {
            (Place::Joined { join, column }, row) => {
                let Some(side) = self.sides.get(join) else { return (self.file, 0, "") };
                match row {
                    None => self.origin(side.plan.on),
                    Some((record, _)) => {
                        let name = side.plan.columns.get(column).map_or("", |it| it);
                        (&side.path, record.line, name)
                    }
                }
            }
            (Place::Own(column), _) => {
                let name = self.columns.get(column).map_or("", |it| it);
                (self.file, self.record.line, name)
            }
        }
    }

    /// Returns this row with another row of one of the files.
    pub(super) fn with(&self, join: usize, row: usize) -> Self {
        let mut chosen = self.chosen.clone();
        if let Some(choice) = chosen.get_mut(join) {
            *choice = Some(row);
        }
        Self { chosen, ..*self }
    }
}
