//! What can be wrong with a filter, where, and what to do about it.

use std::fmt;
use std::ops::Range;

use crate::group::AggregateKind;
use crate::lex::TokenKind;
use crate::operator::OperatorKind;
use crate::schema::{Entity, FieldKind};
use crate::suggest;

mod expected;
mod several;

pub(crate) use expected::alternatives;
pub use expected::{Expected, Found};
pub use several::FilterErrors;
pub(crate) use several::MOST as MOST_ERRORS;
pub(crate) use several::gathered;

/// Why a text is no filter, or no sort order.
///
/// Its `Display` is one line: what is wrong, at which column, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// What is wrong.
    pub kind: FilterErrorKind,
    /// The bytes of the text that are wrong; empty at the end of the text.
    pub span: Range<usize>,
    /// What could stand there.
    pub expected: Vec<Expected>,
    /// Names close to the one given, nearest first.
    pub suggestions: Vec<String>,
    /// 1-based, in characters; 0 while no text is known.
    column: usize,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterErrorKind {
    /// The text is longer than filters may be.
    #[error("the filter is too long; at most {limit} bytes are read")]
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// A pattern is longer than patterns may be.
    #[error("the pattern is too long; at most {limit} bytes are matched")]
    LongPattern {
        /// The most bytes.
        limit: usize,
    },
    /// Parentheses, `not` and dots are nested further than filters may be.
    #[error(
        "the filter is too deep; at most {limit} levels of parentheses, `not` and dots are read"
    )]
    TooDeep {
        /// The most levels.
        limit: usize,
    },
    /// A text in quotes does not end.
    #[error("the text in quotes is not closed")]
    Unclosed,
    /// This character means nothing outside quotes.
    #[error("unexpected character `{0}`; put text in \"quotes\"", shown_char(*.found))]
    UnknownCharacter {
        /// The character.
        found: char,
    },
    /// Something else should stand here.
    #[error("unexpected {found}")]
    Unexpected {
        /// What stands here.
        found: Found,
    },
    /// The schema has no such record type.
    #[error("unknown record type `{name}`")]
    UnknownEntity {
        /// The name.
        name: String,
    },
    /// The record type has no such field.
    #[error("unknown field `{name}`")]
    UnknownField {
        /// The record type.
        entity: &'static str,
        /// The name.
        name: String,
    },
    /// A dot follows a field that does not lead to other records.
    #[error("`{field}` is a {} field and has no fields of its own", .field_kind.name())]
    NoFieldsInside {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
    },
    /// The field's type does not have the operator.
    #[error("`{field}` is a {} field and has no operator `{operator}`", .field_kind.name())]
    WrongOperator {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
        /// The operator.
        operator: OperatorKind,
    },
    /// The value is not of the field's type.
    #[error("`{value}` is no value for `{field}`")]
    WrongValue {
        /// The field.
        field: &'static str,
        /// The value as typed, shortened if long.
        value: String,
    },
    /// The value is none of the field's choices.
    #[error("`{value}` is not a choice of `{field}`")]
    UnknownChoice {
        /// The field.
        field: &'static str,
        /// The value as typed, shortened if long.
        value: String,
    },
    /// The number, day or time is beyond what can be stored.
    #[error("`{value}` is out of range for `{field}`")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// The value as typed, shortened if long.
        value: String,
    },
    /// A calendar day is compared with a point in time.
    #[error("`{field}` is a date field and cannot be compared with the time in `{value}`")]
    TimeOnDate {
        /// The field.
        field: &'static str,
        /// The value as typed.
        value: String,
    },
    /// A condition was built that the field's type cannot be asked.
    #[error("`{field}` is a {} field and cannot be asked that", .field_kind.name())]
    WrongCondition {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
    },
    /// A filter on referred records is about another record type.
    #[error("the filter on `{field}` uses fields of `{found}`")]
    WrongEntity {
        /// The field.
        field: &'static str,
        /// The record type that the filter is about.
        found: &'static str,
    },
    /// A date or time is cut in a way that does not exist, or not for its type.
    #[error("`{cut}` is no way to cut `{field}`")]
    UnknownCut {
        /// The field.
        field: &'static str,
        /// The cut as typed, shortened if long.
        cut: String,
    },
    /// A field is cut that is neither a date nor a time.
    #[error("`{field}` is neither a date nor a time and cannot be cut by `{cut}`")]
    WrongCut {
        /// The field.
        field: &'static str,
        /// The cut as typed, shortened if long.
        cut: String,
    },
    /// A part of a date is a number, which does not have the operator.
    #[error("`{part}` is a number and has no operator `{operator}`")]
    WrongPartOperator {
        /// The part.
        part: &'static str,
        /// The operator.
        operator: OperatorKind,
    },
    /// Records cannot be grouped by the field.
    #[error("`{field}` cannot be grouped by")]
    NotGroupable {
        /// The field.
        field: &'static str,
    },
    /// A key leads through more than one dot.
    #[error("a key leads through one dot at the most")]
    TooDeepKey,
    /// Records are grouped by more keys than are possible.
    #[error("there are too many keys; records are grouped by at most {limit}")]
    TooManyKeys {
        /// The most keys.
        limit: usize,
    },
    /// Records are grouped twice by one key.
    #[error("the records are grouped by `{key}` already")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// This is nothing that can be computed of a group.
    #[error("`{name}` is no aggregate")]
    UnknownAggregate {
        /// The aggregate as typed, shortened if long.
        name: String,
    },
    /// The field's type has no such aggregate.
    #[error("`{field}` is a {} field and has no {}", .field_kind.name(), aggregate.spelling())]
    WrongAggregate {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
        /// The aggregate.
        aggregate: AggregateKind,
    },
    /// Groups are ordered by what is neither their key nor their aggregate.
    #[error("the groups have no `{name}` to be ordered by")]
    NoSuchOrder {
        /// The name as typed, shortened if long.
        name: String,
    },
    /// `me` where nobody in particular is reading.
    #[error("`me` is nobody here; compare `{field}` with a name or an id")]
    Nobody {
        /// The field.
        field: &'static str,
    },
    /// `me` where no people are referred to.
    #[error("`{field}` refers to a `{found}`, and `me` is none; put a name in \"quotes\"")]
    NotAPerson {
        /// The field.
        field: &'static str,
        /// The record type that the field refers to.
        found: &'static str,
    },
    /// Lists cannot be sorted by the field.
    #[error("`{field}` cannot be sorted by")]
    NotSortable {
        /// The field.
        field: &'static str,
    },
}

impl FilterError {
    pub(crate) fn new(kind: FilterErrorKind, span: Range<usize>) -> Self {
        Self { kind, span, expected: Vec::new(), suggestions: Vec::new(), column: 0 }
    }

    /// Something else should stand where this token, or the end of the text, stands.
    pub(crate) fn unexpected(found: Option<&TokenKind<'_>>, span: Range<usize>) -> Self {
        let found = match found {
            Some(TokenKind::Word(word)) => Found::Word(suggest::shown(word)),
            Some(TokenKind::Quoted(text)) => Found::Text(suggest::shown(text)),
            Some(TokenKind::Sign(sign)) => Found::Word(sign.to_string()),
            Some(TokenKind::Open) => Found::Word("(".to_owned()),
            Some(TokenKind::Close) => Found::Word(")".to_owned()),
            Some(TokenKind::Comma) => Found::Word(",".to_owned()),
            None => Found::End,
        };
        Self::new(FilterErrorKind::Unexpected { found }, span)
    }

    /// `name` is no field of `entity`.
    pub(crate) fn no_field(entity: &Entity, name: &str) -> Self {
        let known = || entity.fields.iter().map(|field| field.name);
        let kind =
            FilterErrorKind::UnknownField { entity: entity.name, name: suggest::shown(name) };
        Self::new(kind, 0..0).expecting_words(known()).suggesting(suggest::nearest(name, known()))
    }

    pub(crate) fn expecting(self, expected: impl IntoIterator<Item = Expected>) -> Self {
        Self { expected: expected.into_iter().collect(), ..self }
    }

    /// Like [`expecting`](Self::expecting), for words to be typed as they are.
    pub(crate) fn expecting_words<'a>(self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.expecting(Expected::words(words))
    }

    pub(crate) fn suggesting(self, suggestions: Vec<String>) -> Self {
        Self { suggestions, ..self }
    }

    pub(crate) fn at(self, span: Range<usize>) -> Self {
        Self { span, ..self }
    }

    /// Remembers the column for the message.
    pub(crate) fn in_text(mut self, text: &str) -> Self {
        self.column = self.column(text);
        self
    }

    /// Returns where the error starts in `text`, in characters, from 1.
    ///
    /// `text` is the one that was parsed; with another one the answer is of no use.
    pub fn column(&self, text: &str) -> usize {
        1 + text.char_indices().take_while(|(start, _)| *start < self.span.start).count()
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if self.column > 0 {
            write!(f, " at column {}", self.column)?;
        }
        // The fields of a record type are many: they are listed only when none is close.
        let unknown_field = matches!(self.kind, FilterErrorKind::UnknownField { .. });
        if !(self.expected.is_empty() || unknown_field && !self.suggestions.is_empty()) {
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

impl std::error::Error for FilterError {}

fn shown_char(found: char) -> String {
    if found.is_control() { found.escape_default().to_string() } else { found.to_string() }
}
