//! Files that an importer of the deployment reads.

use std::path::{Path, PathBuf};

use winback_store::ImportRow;

use super::{
    ImportError,
    bad_rows::Raw,
    file::{open, refused},
    findings::Findings,
    native::{Reader, Rules},
    rows::{Mapping, Read},
};
use crate::plugin::{Importer, ImporterError, SourceRow, SourceRows};
use crate::{AppError, Desk};

/// The rows of a file, as an importer reads them.
pub(super) struct Plugged {
    path: PathBuf,
    rows: Box<dyn SourceRows>,
    rules: Rules,
    /// The present row as it stands in the file.
    raw: String,
}

impl Plugged {
    /// Opens the file.
    ///
    /// # Errors
    /// [`AppError::Import`] if it cannot be read, or is no file of that kind.
    pub(super) async fn open(
        desk: &Desk,
        importer: &dyn Importer,
        path: &Path,
    ) -> Result<Self, AppError> {
        // What is wrong with a file of any kind is told as ever.
        drop(open(path).map_err(Box::new)?);
        let rows = importer.open(path).map_err(|error| Box::new(told(path, &error)))?;
        let (path, rules) = (path.to_owned(), Rules::of(desk).await?);
        Ok(Self { path, rows, rules, raw: String::new() })
    }
}

fn told(path: &Path, error: &ImporterError) -> ImportError {
    refused(path, error.to_string())
}

impl Mapping for Plugged {
    fn take_findings(&mut self) -> Findings {
        Findings::default()
    }

    fn next_row(&mut self, findings: &mut Findings) -> Result<Read<(u64, ImportRow)>, ImportError> {
        let row = self.rows.next_row().map_err(|error| told(&self.path, &error))?;
        let Some(SourceRow { line, raw, members }) = row else { return Ok(Read::End) };
        self.raw = raw;
        Ok(match members {
            Ok(members) => {
                let mut reader = Reader::new(&self.path, line, findings);
                let row = self.rules.read(&members, &mut reader);
                let is_good = reader.found_nothing_wrong();
                if is_good { Read::Row((line, row)) } else { Read::Bad(line) }
            }
            Err(problem) => {
                let (column, value) = (problem.column.as_deref(), &problem.value);
                findings.problem(&self.path, line, column, value, problem.expected);
                Read::Bad(line)
            }
        })
    }

    fn raw(&self) -> Raw<'_> {
        Raw::Line(&self.raw)
    }

    fn id_column(&self) -> &str {
        "external_id"
    }
}
