//! Importers: files of other programs, read as rows.

use std::{error::Error, path::Path};

use serde_json::{Map, Value};

/// What kept an importer from reading on in a file.
pub type ImporterError = Box<dyn Error + Send + Sync>;

/// Reads files that no mapping of columns can describe.
///
/// It only turns what stands in a file into the members of a row of an export, as
/// [`export_format`](crate::export_format) tells them; what a row may be, and what becomes of it, is
/// decided where every import decides it. People name it as they name a built-in mapping.
pub trait Importer: Send + Sync {
    /// Returns the name that it is asked for by; that of a built-in mapping is taken.
    fn name(&self) -> &str;

    /// Says in a line what it reads.
    fn help(&self) -> &str;

    /// Opens a file, which is there and can be read.
    ///
    /// # Errors
    /// Why it is no file of that kind: in lower case, without a full stop, with what to do.
    fn open(&self, file: &Path) -> Result<Box<dyn SourceRows>, ImporterError>;
}

/// The rows of a file that an [`Importer`] opened, one after another.
pub trait SourceRows: Send {
    /// Returns the next row; nothing at the end.
    ///
    /// # Errors
    /// Why the file cannot be read any further.
    fn next_row(&mut self) -> Result<Option<SourceRow>, ImporterError>;
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// Where it stands: a line, from 1, or whatever people count in such a file.
    pub line: u64,
    /// The row as it stands there, for a file of bad rows.
    pub raw: String,
    /// The members of a row of an export, or what is wrong.
    pub members: Result<Map<String, Value>, SourceProblem>,
}

/// What is wrong with a value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceProblem {
    /// The name of the value in the file; none if the whole row is meant.
    pub column: Option<String>,
    /// The value.
    pub value: String,
    /// What was expected there, such as `a number`.
    pub expected: String,
}
