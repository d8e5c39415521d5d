//! Import of files.
//!
//! Reading a file ([`mod@file`], [`table`], [`lines`]), handing its rows to the store and keeping
//! what is wrong with them ([`rows`], [`findings`], [`bad_rows`]) is one thing for all mappings; what
//! a row means is the mapping's.

mod ahead;
mod bad_rows;
mod file;
mod findings;
mod held;
mod known_ids;
mod lines;
mod map;
mod mapped;
mod native;
mod origins;
mod plugged;
mod policy;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::{
    fmt,
    io::Write,
    path::{Path, PathBuf},
};

use thiserror::Error;
use winback_store::{ImportMode, Imported, StoreError};

use crate::{AppError, Desk, ErrorClass};
use ahead::Ahead;
use bad_rows::BadRows;
use held::{Held, VetoedRows};
pub use map::{ImportMap, MAPS, MapInfo};
use policy::NamedPolicy;
use rows::Rows;

/// What a person asks to import.
pub struct ImportRequest {
    /// What of the file goes where.
    pub map: ImportMap,
    /// The file; those that the mapping reads besides have to be in its folder.
    pub file: PathBuf,
    /// What errors call the file, where its path is of no use to whoever gave it.
    pub called: Option<PathBuf>,
    /// Whether records that are there already become what their rows say.
    pub update: bool,
    /// Whether nothing is kept: the summary tells what would happen.
    pub dry_run: bool,
    /// Where rows go that cannot be imported, as they stand in the file and with what is wrong with
    /// them; without it such a row refuses the whole import.
    pub bad_rows: Option<Box<dyn Write + Send>>,
}

impl fmt::Debug for ImportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { map, file, called, update, dry_run, bad_rows } = self;
        f.debug_struct("ImportRequest")
            .field("map", map)
            .field("file", file)
            .field("called", called)
            .field("update", update)
            .field("dry_run", dry_run)
            .field("bad_rows", &bad_rows.is_some())
            .finish()
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportSummary {
    /// Records that were created.
    pub created: u64,
    /// Records that were there already, and became what their rows say.
    pub changed: u64,
    /// Rows whose records were there already, and are as they were.
    pub unchanged: u64,
    /// Rows that cannot be imported, and were left out.
    pub refused: u64,
}

/// What is wrong with one value of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, the header included.
    pub line: u64,
    /// The column's name; none if the whole row is meant.
    pub column: Option<String>,
    /// The value, shortened.
    pub value: String,
    /// What was expected there; of a row that a policy refuses, what that says.
    pub expected: String,
    /// The name of the policy of the deployment's own that refuses the row, if it is one.
    pub policy: Option<String>,
}

impl ImportProblem {
    /// Says what was found in which column, and what was expected there; or what a policy says.
    pub fn found_and_expected(&self) -> String {
        if self.policy.is_some() {
            return self.expected.clone();
        }
        let column = self.column.as_deref().map(|name| format!("column `{name}`: "));
        let found = match self.value.as_str() {
            "" => "nothing".to_owned(),
            value => format!("`{value}`"),
        };
        format!("{}{found}, expected {}", column.unwrap_or_default(), self.expected)
    }
}

/// Why a file cannot be imported. Nothing was imported then.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file that cannot be read as what it has to be.
    #[error("{}: {problem}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
        /// What the system said.
        #[source]
        source: Option<std::io::Error>,
    },
    /// A mapping that cannot be used.
    #[error("{map}:{line}:{column}: {problem}")]
    Map {
        /// The mapping: its name or its path.
        map: String,
        /// The line, from 1.
        line: usize,
        /// The column, in characters from 1.
        column: usize,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The place for bad rows cannot be written.
    #[error("{problem}")]
    BadRows {
        /// What is wrong, and what to do.
        problem: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Values that cannot be read, or rows that policies refuse: the first of them, of how many.
    #[error("{} cannot be imported: {total} {}, and nothing was imported", .path.display(), wrong(.problems))]
    Problems {
        /// The file.
        path: PathBuf,
        /// The first of them, at most [`ImportError::LISTED`].
        problems: Vec<ImportProblem>,
        /// How many there are.
        total: u64,
    },
}

fn wrong(problems: &[ImportProblem]) -> &'static str {
    match problems.iter().all(|problem| problem.policy.is_some()) {
        true => "row(s) are refused by a policy",
        false => "value(s) cannot be read",
    }
}

impl ImportError {
    /// How many problems an error lists at the most.
    pub const LISTED: usize = 20;

    /// Returns the error with another name of the file, and of those beside it.
    fn calling(mut self, file: &Path, shown: &Path) -> Self {
        let folder = file.parent().unwrap_or(file);
        let rename = |path: &mut PathBuf| {
            if path == file {
                shown.clone_into(path);
            } else if let Ok(beside) = path.strip_prefix(folder) {
                *path = shown.with_file_name(beside);
            }
        };
        match &mut self {
            Self::File { path, .. } => rename(path),
            Self::Problems { path, problems, .. } => {
                rename(path);
                problems.iter_mut().for_each(|problem| rename(&mut problem.file));
            }
            Self::Map { .. } | Self::BadRows { .. } => {}
        }
        self
    }

    /// Tells whose fault the error is.
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::File { .. } | Self::BadRows { .. } => ErrorClass::Environment,
            Self::Map { .. } => ErrorClass::Usage,
            Self::Problems { .. } => ErrorClass::Refused,
        }
    }
}

impl Desk {
    /// Imports a file: all of its rows or none, unless there is a place for bad rows. Only managers
    /// may. A dry run does the same, keeps nothing, and says what would happen.
    ///
    /// Rows whose records are there already are left alone, so that the same file can be imported
    /// again; or they change what the file tells of them, if that is asked for.
    ///
    /// # Errors
    /// [`AppError::Unknown`] for the mapping; [`AppError::NotAllowed`]; [`AppError::Import`];
    /// [`AppError::Refused`] if losses in the file lack what the policy asks for (rule: behaviour
    /// 2.6). Rows that a policy of the deployment's own refuses are told as values are that cannot be
    /// read, by their lines, and left out with bad rows.
    pub async fn import(&self, request: ImportRequest) -> Result<ImportSummary, AppError> {
        self.must_configure("import files")?;
        let ImportRequest { map, file, called, update, dry_run, bad_rows } = request;
        let shown = called.unwrap_or_else(|| file.clone());
        let called = |error: AppError| match error {
            AppError::Import(error) => AppError::Import(Box::new(error.calling(&file, &shown))),
            other => other,
        };
        let held = self.held_import(update).await?;
        let import = OneImport { desk: self, map: &map, file: &file, shown: &shown, held: &held };
        let mut vetoed = VetoedRows::new();
        if bad_rows.is_some() && !held.is_nothing() {
            // What policies refuse is known when the store has written the rows, and which rows are
            // left out is told while they are read: so they are tried first.
            let nowhere = Some(BadRows::new(Box::new(std::io::sink())));
            let mode = ImportMode { update, dry_run: true, barred: held.bars.clone() };
            if let Taken::Vetoed(rows) =
                import.take(mode, nowhere, VetoedRows::new()).await.map_err(called)?
            {
                vetoed = rows;
            }
        }
        let mode = ImportMode { update, dry_run, barred: held.bars.clone() };
        match import.take(mode, bad_rows.map(BadRows::new), vetoed).await.map_err(called)? {
            Taken::Imported(summary) => Ok(summary),
            Taken::Vetoed(rows) => Err(held::refusal(&shown, &rows)),
        }
    }
}

/// A file that is imported.
struct OneImport<'a> {
    desk: &'a Desk,
    map: &'a ImportMap,
    file: &'a Path,
    /// What errors call the file.
    shown: &'a Path,
    held: &'a Held,
}

/// What became of the rows of a file.
enum Taken {
    /// They were imported.
    Imported(ImportSummary),
    /// Policies refuse these, and nothing was imported.
    Vetoed(VetoedRows),
}

impl OneImport<'_> {
    /// Hands the rows of the file to the store, but for those that are known to be vetoed.
    async fn take(
        &self,
        mode: ImportMode,
        bad_rows: Option<BadRows>,
        vetoed: VetoedRows,
    ) -> Result<Taken, AppError> {
        let Self { desk, map, file, shown, held } = self;
        let mapping = map.open(desk, file).await?;
        let reasons = desk.storage.reasons.list().await?;
        let policy = NamedPolicy::new(desk.settings.policy.clone(), &reasons);
        let rows = Rows::new(shown, mapping, policy, bad_rows, vetoed).noting(!held.is_nothing());
        let findings = rows.findings();
        let ahead = Ahead::begin(rows).map_err(|error| Box::new(no_thread(shown, error)))?;
        match desk.storage.opportunities.import(Box::new(ahead), mode, desk.stamp()).await {
            Ok(Imported { created, changed, unchanged }) => {
                let refused = findings.refused();
                Ok(Taken::Imported(ImportSummary { created, changed, unchanged, refused }))
            }
            Err(StoreError::ImportRefused) => Err(findings.refusal(shown)),
            Err(StoreError::BarredRows(barred)) => {
                Ok(Taken::Vetoed(held.vetoed(&barred, &findings.handed())))
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn no_thread(path: &Path, error: std::io::Error) -> ImportError {
    let problem = "cannot be read: the system has no thread to give".to_owned();
    ImportError::File { path: path.to_owned(), problem, source: Some(error) }
}
