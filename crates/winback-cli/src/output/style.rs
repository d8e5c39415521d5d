//! Emphasis on a terminal.

/// Whether text is emphasised, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Not at all.
    Plain,
    /// By ANSI sequences.
    Ansi,
}

impl Style {
    /// Emphasises a heading.
    pub(crate) fn heading(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Emphasises the ribbon of a lost record.
    pub(crate) fn lost(self, text: &str) -> String {
        self.paint("1;97;41", text)
    }

    /// Emphasises the label of an error.
    pub(crate) fn error(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }
}
