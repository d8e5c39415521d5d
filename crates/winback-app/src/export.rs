//! Export of opportunities with their whole history, a page at a time.
//!
//! What an export holds is decided here, once: [`Desk::export`] says which records, and the columns
//! ([`EXPORT_COLUMNS`]) say what of each. The import mapping `winback` reads exactly this.

mod column;
mod history;
mod record;
mod referred;
#[cfg(test)]
mod tests;
mod value;
mod written;

use std::sync::Arc;

use winback_filter::Sort;
use winback_store::Query;

use crate::{AppError, Desk};
pub use column::{EXPORT_COLUMNS, ExportColumn, Reading};
use record::Records;
pub use value::ExportValue;
pub(crate) use written::built_in;
pub use written::{ExportFile, read_part};

/// How many records are fetched at once.
const PAGE: usize = 500;

/// What a person asks to export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportRequest {
    /// The filter in the text spelling; empty for everything.
    pub filter: String,
    /// The order, such as `created_at`; by id if not given.
    pub sort: Option<String>,
    /// The columns, by the names of [`EXPORT_COLUMNS`], by those of filters (`customer` means all
    /// columns `customer.…`), or by those of the reference; if not given, all that an import reads.
    pub columns: Option<Vec<String>>,
}

/// An export under way: pages of rows, fetched as they are asked for.
pub struct Export {
    desk: Desk,
    columns: Arc<[&'static ExportColumn]>,
    query: Query,
    ended: bool,
}

/// One record of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRow {
    columns: Arc<[&'static ExportColumn]>,
    values: Vec<ExportValue>,
}

impl Desk {
    /// Begins to export the records that match a filter, among those that this person sees. Rule:
    /// behaviour 7.1.
    ///
    /// Lost and archived records are always among them: an export is a copy and not a view, so
    /// nothing that matches is left out (behaviour 8.1 is about lists).
    ///
    /// # Errors
    /// [`AppError::Filter`] for filter and order; [`AppError::Usage`] for a column.
    pub async fn export(&self, request: &ExportRequest) -> Result<Export, AppError> {
        let sort = match &request.sort {
            Some(text) => self.parse_sort(Some(text))?,
            None => Sort { keys: Vec::new() },
        };
        let columns = match &request.columns {
            Some(names) => column::named(self.entity()?, names)?,
            None => column::read_by_import(),
        };
        let filter = self.parse_filter(&request.filter).await?.and(self.visible()?);
        let query = Query { filter, sort, after: None, limit: PAGE };
        Ok(Export { desk: self.clone(), columns: columns.into(), query, ended: false })
    }
}

impl Export {
    /// Returns the columns, in the order of the values of a row.
    pub fn columns(&self) -> &[&'static ExportColumn] {
        &self.columns
    }

    /// Returns the next rows; nothing when all were returned.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn next_page(&mut self) -> Result<Option<Vec<ExportRow>>, AppError> {
        if self.ended {
            return Ok(None);
        }
        let (page, losses) = self.desk.storage.exports.page(&self.query).await?;
        self.ended = page.next.is_none();
        self.query.after = page.next.clone();
        let records = Records::of(&self.desk, page, losses).await?;
        Ok(Some(records.rows(&self.columns)))
    }
}

impl ExportRow {
    /// Returns the values, in the order of [`Export::columns`].
    pub fn values(&self) -> &[ExportValue] {
        &self.values
    }

    /// Returns the row as a JSON object: columns `customer.…` are members of one object, which is
    /// null if all of them are.
    pub fn json(&self) -> serde_json::Value {
        value::nested(self.columns.iter().map(|column| column.name).zip(&self.values))
    }
}
