//! What can be wrong with a tree, and where.

use std::fmt;

use crate::error::{Expected, FilterError, FilterErrorKind, Found, alternatives};
use crate::operator::OperatorKind;

/// Why something is no filter, or not one of these records: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeError {
    /// The place as a JSON pointer (RFC 6901), such as `/all/1/value`; empty for the whole.
    pub pointer: String,
    /// What is wrong.
    pub kind: TreeErrorKind,
    /// What could stand there.
    pub expected: Vec<Expected>,
    /// Names close to the one given, nearest first.
    pub suggestions: Vec<String>,
}

/// What is wrong with a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeErrorKind {
    /// The text is no JSON.
    #[error("this is no JSON: {problem}")]
    NotJson {
        /// What is wrong, with the line and the column.
        problem: String,
    },
    /// Something of another kind should stand here.
    #[error("unexpected {found}")]
    Unexpected {
        /// What stands here.
        found: Found,
    },
    /// An object has a key that does not belong to it.
    #[error("unexpected key `{key}`")]
    UnknownKey {
        /// The key, shortened if long.
        key: String,
    },
    /// An object lacks a key.
    #[error("the key `{key}` is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// There is no such operator.
    #[error("unknown operator `{name}`")]
    UnknownOperator {
        /// The name as given, shortened if long.
        name: String,
    },
    /// This can be no name of a field.
    #[error("`{name}` can be no field; names have letters, digits and `_`, with dots between")]
    BadField {
        /// The name as given, shortened if long.
        name: String,
    },
    /// The operator needs something else.
    #[error("the operator `{operator}` needs something else")]
    WrongOperand {
        /// The operator.
        operator: OperatorKind,
    },
    /// This can be no word without quotes.
    #[error("`{word}` is no word such as `today` or `me`")]
    BadWord {
        /// What was given, shortened if long.
        word: String,
    },
    /// The filter is not one of these records.
    #[error("{0}")]
    Filter(FilterErrorKind),
}

impl TreeError {
    pub(super) fn new(pointer: &str, kind: TreeErrorKind) -> Self {
        let pointer = pointer.to_owned();
        Self { pointer, kind, expected: Vec::new(), suggestions: Vec::new() }
    }

    fn of(mut pointer: String, error: FilterError) -> Self {
        let mut expected = error.expected;
        if matches!(
            error.kind,
            FilterErrorKind::WrongOperator { .. } | FilterErrorKind::WrongPartOperator { .. }
        ) {
            // In a text it is the question that does not fit, here it is one key of the rule.
            pointer.push_str("/operator");
            for typed in &mut expected {
                let mut known = OperatorKind::ALL.iter();
                let Expected::Word(word) = typed else { continue };
                if let Some(operator) = known.find(|it| it.spelling() == word) {
                    *word = operator.name().to_owned();
                }
            }
        }
        let kind = TreeErrorKind::Filter(error.kind);
        Self { pointer, kind, expected, suggestions: error.suggestions }
    }

    pub(super) fn expecting(self, expected: impl IntoIterator<Item = Expected>) -> Self {
        Self { expected: expected.into_iter().collect(), ..self }
    }

    pub(super) fn suggesting(self, suggestions: Vec<String>) -> Self {
        Self { suggestions, ..self }
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}`: ", self.pointer)?;
        }
        write!(f, "{}", self.kind)?;
        if !self.expected.is_empty() && self.suggestions.is_empty() {
            write!(f, "; expected {}", alternatives(&self.expected))?;
        }
        if !self.suggestions.is_empty() {
            let quoted =
                alternatives(&Expected::words(self.suggestions.iter().map(String::as_str)));
            write!(f, "; did you mean {quoted}?")?;
        }
        Ok(())
    }
}

impl std::error::Error for TreeError {}

/// Why something is no filter: at least one error, in the order of the tree, and not more than 20.
///
/// Its `Display` is a line for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeErrors(Vec<TreeError>);

impl TreeErrors {
    /// Returns the errors of a filter, each at the place given with it.
    pub(super) fn of(errors: impl Iterator<Item = (String, FilterError)>) -> Self {
        Self(errors.map(|(pointer, error)| TreeError::of(pointer, error)).collect())
    }

    /// Returns the errors, if there are any.
    pub(super) fn all(mut errors: Vec<TreeError>) -> Option<Self> {
        errors.truncate(crate::error::MOST_ERRORS);
        (!errors.is_empty()).then_some(Self(errors))
    }

    /// Returns the errors, in the order of the tree.
    pub fn iter(&self) -> std::slice::Iter<'_, TreeError> {
        self.0.iter()
    }
}

impl From<TreeError> for TreeErrors {
    fn from(error: TreeError) -> Self {
        Self(vec![error])
    }
}

impl<'a> IntoIterator for &'a TreeErrors {
    type Item = &'a TreeError;
    type IntoIter = std::slice::Iter<'a, TreeError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for TreeErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for TreeErrors {}
