//! A file of JSON lines: an object a line.

use std::{
    io::{BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{
    ImportError,
    bad_rows::Raw,
    file::{Bytes, refused, unreadable},
    findings::Findings,
    rows::Read,
    text::{LineEnds, TextReader},
};

/// The longest line, in bytes.
const LONGEST: u64 = 64 << 20;

/// How a file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// With nothing at all.
    Nothing,
    /// With a brace: it is a file of JSON lines.
    Object,
    /// With anything else.
    Other,
}

/// Looks at the first character of a file.
///
/// # Errors
/// [`ImportError::File`] if it cannot be read, or is one JSON document.
pub(super) fn beginning(path: &Path, bytes: &mut Bytes) -> Result<Beginning, ImportError> {
    let begin = bytes.fill_buf().map_err(|error| unreadable(path, error))?;
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
    match begin.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => {
            let problem = "is one JSON document: give a file of JSON lines, an object a line";
            Err(refused(path, problem))
        }
        Some(b'{') => Ok(Beginning::Object),
        Some(_) => Ok(Beginning::Other),
        None => Ok(Beginning::Nothing),
    }
}

/// A row: the line in which it begins, and its values.
pub(super) type Object = (u64, Map<String, Value>);

/// The objects of a file, one after another.
pub(super) struct JsonLines {
    path: PathBuf,
    text: BufReader<TextReader<Bytes>>,
    /// How many lines were read.
    line: u64,
    /// The present line.
    read: String,
}

impl JsonLines {
    pub(super) fn new(path: &Path, bytes: Bytes) -> Self {
        let text = BufReader::new(TextReader::new(bytes, LineEnds::Equal));
        Self { path: path.to_owned(), text, line: 0, read: String::new() }
    }

    /// Returns the next object with its line, blank lines left out; what is no object is a problem.
    pub(super) fn next(&mut self, findings: &mut Findings) -> Result<Read<Object>, ImportError> {
        while self.read_line()? {
            let read = self.read.trim();
            if read.is_empty() {
                continue;
            }
            return Ok(match serde_json::from_str(read) {
                Ok(object) => Read::Row((self.line, object)),
                Err(error) => {
                    let expected = format!("a JSON object in one line ({})", told(&error));
                    findings.problem(&self.path, self.line, None, read, expected);
                    Read::Bad(self.line)
                }
            });
        }
        Ok(Read::End)
    }

    /// Returns the present line.
    pub(super) fn raw(&self) -> Raw<'_> {
        Raw::Line(self.read.trim())
    }

    /// Reads a line; tells whether there was one.
    fn read_line(&mut self) -> Result<bool, ImportError> {
        self.read.clear();
        let length = (&mut self.text).take(LONGEST).read_line(&mut self.read);
        if length.map_err(|error| unreadable(&self.path, error))? == 0 {
            return Ok(false);
        }
        self.line += 1;
        if !self.read.ends_with('\n') {
            let line = self.line;
            let problem = format!("has a line of more than {LONGEST} bytes (line {line})");
            return Err(refused(&self.path, problem));
        }
        if self.read.starts_with('\u{feff}') {
            self.read.remove(0);
        }
        Ok(true)
    }
}

/// Says what is wrong with JSON, and where in its line.
pub(super) fn told(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let problem = sentence.split(" at line ").next().unwrap_or_default();
    format!("{problem}, at byte {}", error.column())
}
