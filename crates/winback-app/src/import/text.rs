//! A file as text: nothing but UTF-8 without NUL bytes comes through.

use std::{
    fmt,
    io::{self, Read},
};

/// How many bytes are read at once.
const CHUNK: usize = 16 * 1024;

/// What becomes of the ends of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Each is made a line feed alone.
    Equal,
    /// They stay as they are, since they may stand within values.
    Kept,
}

/// Reads bytes, checks on the way that they are text, and ends every line, the last one too, with
/// a line feed; alone, unless line ends are to be kept.
pub(super) struct TextReader<R> {
    bytes: R,
    line_ends: LineEnds,
    /// What was read and not checked yet: the beginning of a character.
    unchecked: Vec<u8>,
    /// What was checked and not handed out yet, and how much of it was.
    ready: Vec<u8>,
    handed_out: usize,
    /// The last byte that was checked, before line ends were made equal.
    last: Option<u8>,
    /// How many bytes were checked.
    checked: u64,
    line: u64,
}

/// The first byte that is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotText {
    byte: u8,
    /// Its line, from 1.
    line: u64,
    /// Its place in the file, from 1.
    place: u64,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { byte, line, place } = self;
        let place = format!("line {line}, byte {place} of the file");
        match byte {
            0 => write!(f, "holds a NUL byte ({place}), so it is no text: give a CSV file"),
            _ => {
                write!(
                    f,
                    "is not UTF-8: 0x{byte:02X} in {place}; save it as UTF-8, or as CSV UTF-8"
                )
            }
        }
    }
}

impl std::error::Error for NotText {}

impl<R: Read> TextReader<R> {
    pub(super) const fn new(bytes: R, line_ends: LineEnds) -> Self {
        let unchecked = Vec::new();
        let ready = Vec::new();
        Self { bytes, line_ends, unchecked, ready, handed_out: 0, last: None, checked: 0, line: 1 }
    }

    /// Makes something ready, unless the end is reached.
    fn fill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.handed_out = 0;
        let mut chunk = [0; CHUNK];
        while self.ready.is_empty() {
            let count = self.bytes.read(&mut chunk)?;
            self.unchecked.extend(chunk.iter().take(count));
            self.check(count == 0)
                .map_err(|not_text| io::Error::new(io::ErrorKind::InvalidData, not_text))?;
            if count == 0 {
                if !matches!(self.last, None | Some(b'\n' | b'\r')) {
                    self.last = Some(b'\n');
                    self.ready.push(b'\n');
                }
                break;
            }
        }
        Ok(())
    }

    /// Checks what is unchecked; the beginning of a character is kept, unless it is the end.
    fn check(&mut self, at_end: bool) -> Result<(), NotText> {
        let (valid, broken) = match std::str::from_utf8(&self.unchecked) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), at_end || error.error_len().is_some()),
        };
        let unchecked = std::mem::take(&mut self.unchecked);
        for byte in unchecked.iter().take(valid) {
            if *byte == 0 {
                return Err(self.not_text(*byte));
            }
            self.accept(*byte);
        }
        match unchecked.get(valid) {
            Some(byte) if broken => Err(self.not_text(*byte)),
            _ => {
                self.unchecked.extend(unchecked.iter().skip(valid));
                Ok(())
            }
        }
    }

    fn accept(&mut self, byte: u8) {
        match byte {
            _ if self.line_ends == LineEnds::Kept => {
                self.line += u64::from(byte == b'\n');
                self.ready.push(byte);
            }
            b'\n' if self.last == Some(b'\r') => {}
            b'\n' | b'\r' => {
                self.line += 1;
                self.ready.push(b'\n');
            }
            _ => self.ready.push(byte),
        }
        self.last = Some(byte);
        self.checked += 1;
    }

    const fn not_text(&self, byte: u8) -> NotText {
        NotText { byte, line: self.line, place: self.checked + 1 }
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.handed_out == self.ready.len() {
            self.fill()?;
        }
        let mut rest = self.ready.get(self.handed_out..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.handed_out += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out two bytes at a time, so that characters are cut.
    struct Pieces<'a>(&'a [u8]);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(2);
            let mut piece = &self.0[..count];
            self.0 = &self.0[count..];
            piece.read(buffer)
        }
    }

    fn read(bytes: &[u8]) -> Result<String, String> {
        let mut text = String::new();
        match TextReader::new(Pieces(bytes), LineEnds::Equal).read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn text_comes_through_even_if_characters_are_cut() {
        assert_eq!(read("a中–🦀\né\n".as_bytes()), Ok("a中–🦀\né\n".into()));
        assert_eq!(read(b""), Ok(String::new()));
    }

    #[test]
    fn every_line_ends_with_a_line_feed_alone() {
        for text in ["ab\r\n\r\nc", "ab\r\rc\r", "ab\n\nc\n", "ab\r\n\nc\r\n"] {
            assert_eq!(read(text.as_bytes()), Ok("ab\n\nc\n".into()), "{text:?}");
        }
    }

    #[test]
    fn line_ends_are_kept_where_they_may_be_values() {
        let mut text = String::new();
        let bytes = Pieces(b"a,\"b\r\n\rc\"\r\nd");
        TextReader::new(bytes, LineEnds::Kept).read_to_string(&mut text).unwrap();
        assert_eq!(text, "a,\"b\r\n\rc\"\r\nd\n");
    }

    #[test]
    fn the_first_byte_that_is_no_text_is_told_with_its_place() {
        let nul =
            "holds a NUL byte (line 2, byte 4 of the file), so it is no text: give a CSV file";
        assert_eq!(read(b"ab\n\0c"), Err(nul.into()));
        let latin = read(b"a\nb\xe9c");
        assert_eq!(
            latin,
            Err("is not UTF-8: 0xE9 in line 2, byte 4 of the file; save it as UTF-8, or as CSV UTF-8"
                .into())
        );
        assert!(read(b"\xff\xfea\0").unwrap_err().contains("0xFF in line 1, byte 1"));
        assert!(read("ab–".as_bytes().split_last().unwrap().1).unwrap_err().contains("byte 3"));
    }
}
