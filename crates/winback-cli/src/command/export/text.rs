//! Exports as text: JSON lines or CSV, page by page.

use std::io;

use winback_app::{ExportColumn, ExportRow, ExportValue};

use crate::output::csv_lines;

/// How an export is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// One JSON object a line.
    JsonLines,
    /// A header, then a row for each record.
    Csv,
}

impl Text {
    /// Returns what stands before the first row.
    pub(super) fn header(self, columns: &[&ExportColumn]) -> io::Result<Vec<u8>> {
        match self {
            Self::JsonLines => Ok(Vec::new()),
            Self::Csv => csv_lines([columns.iter().map(|column| column.name.to_owned())]),
        }
    }

    /// Returns rows.
    pub(super) fn rows(self, rows: &[ExportRow]) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv => csv_lines(rows.iter().map(|row| row.values().iter().map(plain))),
            Self::JsonLines => {
                let mut lines = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut lines, &row.json())?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
        }
    }
}

fn plain(value: &ExportValue) -> String {
    value.plain()
}
