//! Spreadsheets, in a build that cannot write them.

use std::{convert::Infallible, fs::File};

use winback_app::{ExportColumn, ExportRow};

use crate::error::CliError;

/// A spreadsheet, which there is none of.
pub(super) struct Book(Infallible);

impl Book {
    /// Begins a spreadsheet.
    ///
    /// # Errors
    /// Always: it says what to do instead.
    pub(super) fn begin(_columns: &[&ExportColumn]) -> Result<Self, CliError> {
        Err(CliError::environment(
            "this build of winback writes no .xlsx files: build it with \
             `cargo build --release --features xlsx`, or export to a .csv file",
        ))
    }

    pub(super) const fn rows(&mut self, _rows: &[ExportRow]) -> Result<(), CliError> {
        match self.0 {}
    }

    pub(super) const fn save(self, _file: &mut File) -> Result<(), CliError> {
        match self.0 {}
    }
}
