//! What is wrong with a domain, and what a domain cannot say.

use std::fmt;

use serde_json::Value as Json;

use super::Place;
use crate::error::{Expected, FilterError, alternatives};
use crate::schema::{Entity, Field, FieldKind, FieldRef};
use crate::suggest;

/// An error in a domain: what, where, what was expected there, and which known names are near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainError {
    /// What is wrong.
    pub kind: DomainErrorKind,
    /// Where, as the indexes that lead there from the outermost list: `[1][0]` is the field of the
    /// second element. Empty for the domain as a whole.
    pub place: Box<[usize]>,
    /// What could stand there.
    pub expected: Vec<Expected>,
    /// Names that may have been meant, nearest first.
    pub suggestions: Vec<String>,
}

/// What is wrong with a domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainErrorKind {
    /// The text is no JSON.
    #[error("the domain is no JSON: {reason}")]
    NotJson {
        /// What is wrong where.
        reason: String,
    },
    /// There is no such entity.
    #[error("there are no records named `{name}`")]
    UnknownEntity {
        /// The name.
        name: String,
    },
    /// The domain is no list.
    #[error("`{found}` is no domain")]
    NotADomain {
        /// What it is.
        found: String,
    },
    /// An element is neither a prefix operator nor a list of three.
    #[error("`{found}` is no condition")]
    NotACondition {
        /// What it is.
        found: String,
    },
    /// A prefix operator lacks a condition to stand for.
    #[error("a condition is missing after `{operator}`")]
    MissingCondition {
        /// The prefix operator.
        operator: char,
    },
    /// Prefix operators, dots and `any` are nested too deep.
    #[error("at most {limit} levels of `|`, `&`, dots and `any` are read")]
    TooDeep {
        /// How deep may be nested.
        limit: usize,
    },
    /// There is no such field.
    #[error("unknown field `{name}`")]
    UnknownField {
        /// The entity.
        entity: &'static str,
        /// The name.
        name: String,
    },
    /// A dot stands after a field that leads nowhere.
    #[error("`{field}` is a {} field and has no fields inside", .field_kind.name())]
    NoFieldsInside {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
    },
    /// There is no such operator.
    #[error("unknown operator `{name}`")]
    UnknownOperator {
        /// The operator as it stands there.
        name: String,
    },
    /// The field cannot be asked that.
    #[error("`{field}` is a {} field and has no operator `{operator}`", .field_kind.name())]
    WrongOperator {
        /// The field.
        field: &'static str,
        /// Its type.
        field_kind: FieldKind,
        /// The operator.
        operator: &'static str,
    },
    /// The value is not of the field's type.
    #[error("`{value}` is no value for `{field}`")]
    WrongValue {
        /// The field.
        field: &'static str,
        /// The value as it stands there, shortened if long.
        value: String,
    },
    /// What was read is refused by the filter itself.
    #[error("{0}")]
    Refused(Box<FilterError>),
}

impl DomainError {
    pub(super) fn new(kind: DomainErrorKind, place: &Place) -> Self {
        Self {
            kind,
            place: place.0.as_slice().into(),
            expected: Vec::new(),
            suggestions: Vec::new(),
        }
    }

    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        let kind = DomainErrorKind::NotJson { reason: error.to_string() };
        Self::new(kind, &Place::default())
    }

    pub(super) fn no_entity<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Self {
        let kind = DomainErrorKind::UnknownEntity { name: suggest::shown(name) };
        let suggestions = suggest::nearest(name, known);
        Self { suggestions, ..Self::new(kind, &Place::default()) }
    }

    pub(super) fn too_deep(place: &Place) -> Self {
        Self::new(DomainErrorKind::TooDeep { limit: super::MAX_DEPTH }, place)
    }

    /// Both names of the fields are known.
    pub(super) fn no_field(entity: &Entity, name: &str, place: &Place) -> Self {
        let both = |field: &Field| [Some(field.name), field.reference_name];
        let known = entity.fields.iter().flat_map(both).flatten();
        let kind =
            DomainErrorKind::UnknownField { entity: entity.name, name: suggest::shown(name) };
        Self { suggestions: suggest::nearest(name, known), ..Self::new(kind, place) }
    }

    pub(super) fn wrong_value(field: FieldRef, value: &Json, place: &Place) -> Self {
        let value = shown(value);
        Self::new(DomainErrorKind::WrongValue { field: field.name(), value }, place)
    }

    pub(super) fn expecting(self, expected: impl IntoIterator<Item = Expected>) -> Self {
        Self { expected: expected.into_iter().collect(), ..self }
    }
}

/// Returns what stands in a domain, shortened if long.
pub(super) fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => suggest::shown(text),
        Json::Array(_) => "[…]".to_owned(),
        Json::Object(_) => "{…}".to_owned(),
        other => other.to_string(),
    }
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if !self.place.is_empty() {
            write!(f, " at {}", Place(self.place.to_vec()))?;
        }
        if !self.expected.is_empty() {
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

impl std::error::Error for DomainError {}

/// Why a filter has no domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInDomain {
    /// A number or yes/no without a value is told from 0 or no, which a domain does not.
    #[error("a domain cannot ask whether `{field}` is set: there, no value counts as {counts_as}")]
    Emptiness {
        /// The field.
        field: &'static str,
        /// What no value counts as.
        counts_as: &'static str,
    },
    /// A number of records is asked for.
    #[error("a domain cannot count: `{field}` is asked for a number of records")]
    Count {
        /// The field.
        field: &'static str,
    },
    /// A line of records is asked for one that passes a filter.
    #[error("a domain cannot follow `{field}` from a filter: there, a line begins at ids or names")]
    LineOfFilter {
        /// The field.
        field: &'static str,
    },
    /// The field or one that it leads to is not in the schema.
    #[error("`{field}` is not in the schema")]
    UnknownField {
        /// The field.
        field: &'static str,
    },
}
