//! JSON documents.

use std::io::{self, Write};

use serde_json::Value;

/// Writes a value in one line, without the line's end.
pub(super) fn compact(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

/// Writes a value in one line.
pub(crate) fn compact_line(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    compact(out, value)?;
    writeln!(out)
}

/// Writes a value over several lines.
pub(crate) fn pretty(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
