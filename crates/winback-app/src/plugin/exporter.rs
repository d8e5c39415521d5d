//! Exporters: how an export is written.

use std::error::Error;

use thiserror::Error as ThisError;

use crate::{ExportColumn, ExportRow};

/// A format in which exports are written.
///
/// [`Desk::export_as`](crate::Desk::export_as) finds it by its name, and a command also by the ending of a
/// file; it is offered wherever exports are: command line, API and page.
pub trait Exporter: Send + Sync {
    /// Returns the word that people ask for it by, such as `jsonl`.
    fn name(&self) -> &str;

    /// Returns the endings of files in it, in lower case and without the dot, the usual one first.
    fn endings(&self) -> Vec<&str> {
        vec![self.name()]
    }

    /// Returns its media type, such as `text/csv; charset=utf-8`.
    fn media_type(&self) -> &str;

    /// Begins a file: adds what stands before the first row to `part`.
    ///
    /// # Errors
    /// [`ExporterError`].
    fn begin(
        &self,
        columns: &[&'static ExportColumn],
        part: &mut Vec<u8>,
    ) -> Result<Box<dyn ExportWriter>, ExporterError>;
}

/// A file that an [`Exporter`] is writing, part by part: never more than some hundred rows stand in memory.
pub trait ExportWriter: Send {
    /// Adds rows to `part`.
    ///
    /// # Errors
    /// [`ExporterError`].
    fn rows(&mut self, rows: &[ExportRow], part: &mut Vec<u8>) -> Result<(), ExporterError>;

    /// Adds what stands behind the last row to `part`; it is asked again until it adds nothing.
    ///
    /// # Errors
    /// [`ExporterError`].
    fn end(&mut self, _part: &mut Vec<u8>) -> Result<(), ExporterError> {
        Ok(())
    }
}

/// Why an export cannot be written. What was written before is to be thrown away.
#[derive(Debug, ThisError)]
pub enum ExporterError {
    /// The format does not take what it was given: a sentence in lower case, without a full stop, with what to do.
    #[error("{0}")]
    Refused(String),
    /// The surroundings failed.
    #[error("{problem}")]
    Failed {
        /// What is wrong, such as `cannot keep its rows`.
        problem: &'static str,
        /// What the system said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}
