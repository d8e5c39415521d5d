//! What is wrong with a mapping file, and where.

use std::ops::Range;

use super::super::ImportError;
use crate::AppError;

/// The text of a mapping file, and what it is called.
#[derive(Clone, Copy)]
pub(super) struct MapText<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl MapText<'_> {
    /// Says what is wrong in a place of the file.
    pub(super) fn wrong(self, span: &Range<usize>, problem: impl Into<String>) -> ImportError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        ImportError::Map { map: self.name.to_owned(), line, column, problem: problem.into() }
    }

    /// Says what is wrong where the file is no mapping.
    pub(super) fn unreadable(self, error: &toml::de::Error) -> ImportError {
        let span = error.span().unwrap_or(0..0);
        self.wrong(&span, told(error.message()))
    }
}

/// Puts what the reader of TOML says into our words: with the nearest name where one is not known.
fn told(message: &str) -> String {
    let message = message.trim();
    for what in ["field", "variant"] {
        let Some(rest) = message.strip_prefix("unknown ").and_then(|it| it.strip_prefix(what))
        else {
            continue;
        };
        let mut names = rest.split('`').skip(1).step_by(2);
        let unknown = names.next().unwrap_or_default();
        return nearest("key or word", unknown, names);
    }
    message.replace('\n', "; ")
}

/// Says that a name is not known, with the nearest one, or all there are.
pub(super) fn nearest<'a>(
    what: &'static str,
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    match AppError::unknown(what, name, known.clone()) {
        AppError::Unknown { nearest: Some(nearest), .. } => {
            format!("there is no {what} `{name}` here; did you mean `{nearest}`?")
        }
        _ => {
            let known: Vec<String> = known.into_iter().map(|it| format!("`{it}`")).collect();
            match known.is_empty() {
                true => format!("there is no {what} `{name}` here"),
                false => format!("there is no {what} `{name}` here; known: {}", known.join(", ")),
            }
        }
    }
}
