//! The mapping `winback`: what an export holds, read back.
//!
//! A file is JSON lines if it begins with a brace, otherwise CSV; a row of either becomes one JSON
//! object ([`source`]), whose values are read ([`fields`]) by what they mean ([`record`]).

mod customer;
mod fields;
mod history;
mod place;
mod record;
mod source;
#[cfg(test)]
mod tests;

use std::path::Path;

use winback_domain::LabelKind;
use winback_filter::Predicate;
use winback_store::{ImportRow, Selection};

use super::{
    ImportError,
    bad_rows::Raw,
    findings::Findings,
    rows::{Mapping, Read},
};
use crate::{AppError, Desk};
pub(super) use fields::Reader;
pub(super) use record::Rules;
use source::Source;

/// The rows of an export.
pub(super) struct Native {
    source: Source,
    rules: Rules,
}

impl Native {
    /// Opens the file.
    ///
    /// # Errors
    /// [`AppError::Import`] if it cannot be read, or is no export.
    pub(super) async fn open(desk: &Desk, path: &Path) -> Result<Self, AppError> {
        let source = Source::open(path).map_err(Box::new)?;
        Ok(Self { source, rules: Rules::of(desk).await? })
    }
}

impl Rules {
    /// Returns what rows are read with.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub(super) async fn of(desk: &Desk) -> Result<Self, AppError> {
        let pipeline = desk.storage.pipeline.stages().await?;
        let countries = desk.storage.pipeline.labels(LabelKind::Country).await?;
        let everything = Selection::matching(Predicate::everything());
        let present = desk.storage.opportunities.tally(&everything).await?.count();
        Ok(Self {
            places: place::Places::new(&pipeline, &countries),
            currency: desk.settings.currency.clone(),
            leads: desk.settings.leads,
            is_empty: present == 0,
            now: desk.now(),
        })
    }
}

impl Mapping for Native {
    fn take_findings(&mut self) -> Findings {
        Findings::default()
    }

    fn next_row(&mut self, findings: &mut Findings) -> Result<Read<(u64, ImportRow)>, ImportError> {
        Ok(match self.source.next(findings)? {
            Read::End => Read::End,
            Read::Bad(line) => Read::Bad(line),
            Read::Row((line, object)) => {
                let mut reader = Reader::new(self.source.path(), line, findings);
                let row = self.rules.read(&object, &mut reader);
                let is_good = reader.found_nothing_wrong();
                if is_good { Read::Row((line, row)) } else { Read::Bad(line) }
            }
        })
    }

    fn raw(&self) -> Raw<'_> {
        self.source.raw()
    }

    fn id_column(&self) -> &str {
        "external_id"
    }
}
