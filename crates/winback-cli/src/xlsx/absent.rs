//! Spreadsheets, in a build that cannot write them.

use winback_app::{
    ExportColumn,
    plugin::{ExportWriter, ExporterError},
};

/// Begins a spreadsheet, which there is none of.
///
/// # Errors
/// Always: it says what to do instead.
pub(super) fn begin(
    _columns: &[&'static ExportColumn],
) -> Result<Box<dyn ExportWriter>, ExporterError> {
    Err(ExporterError::Refused(
        "this build of winback writes no .xlsx files: build it with \
         `cargo build --release --features xlsx`, or export to a .csv file"
            .to_owned(),
    ))
}
