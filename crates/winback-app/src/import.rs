//! Import of files.
//!
//! Reading a file ([`mod@file`], [`table`]), handing its rows to the store and keeping what is wrong
//! with them ([`rows`], [`findings`]) is one thing for all mappings; what a row means is the
//! mapping's.

mod file;
mod findings;
mod native;
mod policy;
mod rows;
mod sales_opportunities;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::path::{Path, PathBuf};

use thiserror::Error;
use winback_store::{Imported, StoreError};

use crate::{AppError, Desk, ErrorClass};
use native::Native;
use policy::NamedPolicy;
use rows::{Mapping, Rows};
use sales_opportunities::SalesOpportunities;

/// A built-in mapping: what of a file goes where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapInfo {
    /// Its name.
    pub name: &'static str,
    /// What it reads, in a line.
    pub help: &'static str,
}

/// The mapping of what an export writes.
const NATIVE: &str = "winback";

/// The built-in mappings.
pub const MAPS: &[MapInfo] = &[
    MapInfo {
        name: "crm-sales-opportunities",
        help: "the public \"CRM Sales Opportunities\" export: sales_pipeline.csv with its side files",
    },
    MapInfo {
        name: NATIVE,
        help: "what `winback export` writes, as JSON lines or CSV, with every loss and its history",
    },
];

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportSummary {
    /// Records that were created.
    pub created: u64,
    /// Rows whose records were there already, and were left alone.
    pub unchanged: u64,
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
    /// What was expected there.
    pub expected: String,
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
    /// Values that cannot be read: the first of them, of how many.
    #[error("{} cannot be imported: {total} value(s) cannot be read, and nothing was imported", .path.display())]
    Problems {
        /// The file.
        path: PathBuf,
        /// The first of them, at most [`ImportError::LISTED`].
        problems: Vec<ImportProblem>,
        /// How many there are.
        total: u64,
    },
}

impl ImportError {
    /// How many problems an error lists at the most.
    pub const LISTED: usize = 20;

    /// Tells whose fault the error is.
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::File { .. } => ErrorClass::Environment,
            Self::Problems { .. } => ErrorClass::Refused,
        }
    }
}

impl Desk {
    /// Imports a file by a built-in mapping: all of its rows or none. Only managers may.
    ///
    /// Rows whose records are there already are left alone, so that the same file can be imported
    /// again.
    ///
    /// # Errors
    /// [`AppError::Unknown`] for the mapping, or for a stage that it needs;
    /// [`AppError::NotAllowed`]; [`AppError::Import`]; [`AppError::Refused`] if losses in the file
    /// lack what the policy asks for (rule: behaviour 2.6).
    pub async fn import(&self, map: &str, path: &Path) -> Result<ImportSummary, AppError> {
        self.must_configure("import files")?;
        if !MAPS.iter().any(|known| known.name == map) {
            return Err(AppError::unknown("import map", map, MAPS.iter().map(|map| map.name)));
        }
        let mapping: Box<dyn Mapping> = match map {
            NATIVE => Box::new(Native::open(self, path).await?),
            _ => Box::new(SalesOpportunities::open(self, path).await?),
        };
        let reasons = self.storage.reasons.list().await?;
        let rows = Rows::new(mapping, NamedPolicy::new(self.settings.policy.clone(), &reasons));
        let findings = rows.findings();
        match self.storage.opportunities.import(Box::new(rows), self.stamp()).await {
            Ok(Imported { created, unchanged }) => Ok(ImportSummary { created, unchanged }),
            Err(StoreError::ImportRefused) => Err(findings.refusal(path)),
            Err(other) => Err(other.into()),
        }
    }
}
