//! Rows that cannot be imported, written as they stood in the file, with what is wrong with them.

use std::io::{self, BufWriter, Write};

use csv::{StringRecord, WriterBuilder};
use serde_json::{Map, Value};

use super::ImportProblem;

/// The column, or member, that says what is wrong with a row. No mapping reads it, so that a file of
/// bad rows can be mended and imported as it is.
pub(super) const PROBLEM: &str = "problem";

/// A row as it stands in its file.
#[derive(Clone, Copy)]
pub(super) enum Raw<'a> {
    /// The cells of a CSV file.
    Cells { header: &'a StringRecord, delimiter: u8, cells: &'a StringRecord },
    /// A line of a file of JSON lines.
    Line(&'a str),
}

/// Where bad rows are written.
pub(super) struct BadRows {
    out: BufWriter<Box<dyn Write + Send>>,
    has_header: bool,
}

impl BadRows {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out: BufWriter::new(out), has_header: false }
    }

    /// Writes a row with what is wrong with it.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn put(&mut self, raw: Raw<'_>, problem: &str) -> io::Result<()> {
        match raw {
            Raw::Line(line) => writeln!(self.out, "{}", with_member(line, problem)),
            Raw::Cells { header, delimiter, cells } => {
                let is_ours = |name: &str| name.trim() == PROBLEM;
                let ours = header.iter().position(is_ours);
                if !self.has_header {
                    self.has_header = true;
                    self.cells(delimiter, with_cell(header, header.len(), ours, PROBLEM))?;
                }
                self.cells(delimiter, with_cell(cells, header.len(), ours, problem))
            }
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn cells(&mut self, delimiter: u8, cells: Vec<&str>) -> io::Result<()> {
        let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(cells)?;
        let written = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        self.out.write_all(&written)
    }
}

/// Returns cells, at least as many as the header has, with another one at their end in place of
/// what an earlier import said.
fn with_cell<'a>(
    cells: &'a StringRecord,
    width: usize,
    ours: Option<usize>,
    cell: &'a str,
) -> Vec<&'a str> {
    let mut all: Vec<&str> = cells.iter().collect();
    all.resize(all.len().max(width), "");
    if let Some(place) = ours {
        all.remove(place);
    }
    all.push(cell);
    all
}

/// Returns a line with another member; a line that is no object becomes the member `line` of one.
fn with_member(line: &str, problem: &str) -> Value {
    let mut object: Map<String, Value> = serde_json::from_str(line)
        .unwrap_or_else(|_| Map::from_iter([("line".to_owned(), Value::String(line.to_owned()))]));
    object.shift_remove(PROBLEM);
    object.insert(PROBLEM.to_owned(), Value::String(problem.to_owned()));
    Value::Object(object)
}

/// Says in one line what is wrong with a row.
pub(super) fn sentence(problems: &[ImportProblem], total: u64) -> String {
    let mut said: Vec<String> = problems.iter().map(ImportProblem::found_and_expected).collect();
    let more = total.saturating_sub(u64::try_from(said.len()).unwrap_or(u64::MAX));
    if more > 0 {
        said.push(format!("and {more} more"));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_says_what_is_wrong_in_place_of_what_an_import_before_said() {
        let line = with_member(r#"{"problem":"old","name":"A"}"#, "new");
        assert_eq!(line.to_string(), r#"{"name":"A","problem":"new"}"#);
        let broken = with_member("{\"a\":", "no object");
        assert_eq!(broken.to_string(), r#"{"line":"{\"a\":","problem":"no object"}"#);
    }

    #[test]
    fn a_cell_says_what_is_wrong_and_short_rows_are_filled_up() {
        let cells = StringRecord::from(vec!["old", "A"]);
        assert_eq!(with_cell(&cells, 3, Some(0), "new"), ["A", "", "new"]);
        assert_eq!(with_cell(&cells, 1, None, "new"), ["old", "A", "new"]);
    }
}
