//! Spreadsheets, as a format of exports.

#[cfg_attr(feature = "xlsx", path = "xlsx/book.rs")]
#[cfg_attr(not(feature = "xlsx"), path = "xlsx/absent.rs")]
mod book;

use book::begin;
use winback_app::{
    ExportColumn,
    plugin::{ExportWriter, Exporter, ExporterError},
};

/// Writes .xlsx files, in a build that can; in another one it says so.
pub(crate) struct Xlsx;

impl Exporter for Xlsx {
    fn name(&self) -> &str {
        "xlsx"
    }

    fn media_type(&self) -> &str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn begin(
        &self,
        columns: &[&'static ExportColumn],
        _part: &mut Vec<u8>,
    ) -> Result<Box<dyn ExportWriter>, ExporterError> {
        begin(columns)
    }
}
