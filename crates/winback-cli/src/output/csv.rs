//! Lines of comma-separated values.
//!
//! Values are written as they are: a text that a spreadsheet would take for a formula is data here.

use std::io;

/// Returns lines of values, quoted where they have to be.
pub(crate) fn lines<Row>(rows: impl IntoIterator<Item = Row>) -> io::Result<Vec<u8>>
where
    Row: IntoIterator<Item = String>,
{
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}
