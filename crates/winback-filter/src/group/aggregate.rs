//! What is computed over the records of a group.

use std::fmt;

use super::list::{Item, items};
use crate::error::{Expected, FilterError, FilterErrorKind};
use crate::schema::{Entity, FieldKind, FieldRef};
use crate::suggest;

/// One number over the values that a field has in a group; records without a value do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Aggregate {
    kind: AggregateKind,
    field: FieldRef,
}

/// How the values of a group become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// How many there are.
    Count,
    /// How many different ones there are.
    CountDistinct,
    /// Their sum; of numbers.
    Sum,
    /// Their sum by how many there are; of numbers.
    Average,
    /// The smallest or earliest; of numbers, dates and times.
    Min,
    /// The greatest or latest; of numbers, dates and times.
    Max,
}

impl AggregateKind {
    const ALL: [Self; 6] =
        [Self::Count, Self::CountDistinct, Self::Sum, Self::Average, Self::Min, Self::Max];

    /// Returns how the text spelling writes it.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountDistinct => "count distinct",
            Self::Sum => "sum",
            Self::Average => "average",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    /// Returns those that fields of a type have.
    pub fn of(kind: FieldKind) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |aggregate| aggregate.suits(kind))
    }

    fn suits(self, kind: FieldKind) -> bool {
        let number = matches!(kind, FieldKind::Number { .. });
        match self {
            Self::Count | Self::CountDistinct => !matches!(kind, FieldKind::Many { .. }),
            Self::Sum | Self::Average => number,
            Self::Min | Self::Max => number || matches!(kind, FieldKind::Date | FieldKind::Instant),
        }
    }
}

impl Aggregate {
    /// Returns an aggregate over a field of an entity.
    ///
    /// # Errors
    /// `UnknownField`; `WrongAggregate` if the field's type has none such.
    pub fn new(entity: &Entity, kind: AggregateKind, field: &str) -> Result<Self, FilterError> {
        let handle = entity.field_ref(field).ok_or_else(|| FilterError::no_field(entity, field))?;
        if kind.suits(handle.kind()) {
            return Ok(Self { kind, field: handle });
        }
        let (field, field_kind) = (handle.name(), handle.kind());
        let error = FilterErrorKind::WrongAggregate { field, field_kind, aggregate: kind };
        let suited = AggregateKind::of(handle.kind());
        Err(FilterError::new(error, 0..0).expecting_words(suited.map(AggregateKind::spelling)))
    }

    /// Returns how the values become one.
    pub fn kind(self) -> AggregateKind {
        self.kind
    }

    /// Returns the field whose values they are.
    pub fn field(self) -> FieldRef {
        self.field
    }
}

impl fmt::Display for Aggregate {
    /// Prints the aggregate as [`Grouping::with`](super::Grouping::with) reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.name();
        match self.kind {
            AggregateKind::CountDistinct => write!(f, "count distinct {field}"),
            kind => write!(f, "{}({field})", kind.spelling()),
        }
    }
}

pub(super) fn parse_all(entity: &Entity, text: &str) -> Result<Vec<Aggregate>, FilterError> {
    items(text, &Expected::Aggregate)?.iter().map(|item| parse(entity, item)).collect()
}

fn parse(entity: &Entity, item: &Item<'_>) -> Result<Aggregate, FilterError> {
    let words: Vec<&str> = words(item.text).collect();
    let (kind, field) = match words.as_slice() {
        [count, distinct, field] if is(count, "count") && is(distinct, "distinct") => {
            (AggregateKind::CountDistinct, *field)
        }
        [name, field] => match kind(name) {
            Some(kind) => (kind, *field),
            None => return Err(unknown(item, name)),
        },
        [name, ..] => return Err(unknown(item, name)),
        [] => return Err(unknown(item, item.text)),
    };
    Aggregate::new(entity, kind, field).map_err(|error| error.at(item.part(field).span()))
}

/// Returns the words of a call such as `sum(price)`.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || matches!(char, '(' | ')'))
        .filter(|word| !word.is_empty())
}

fn kind(name: &str) -> Option<AggregateKind> {
    let also = [("avg", AggregateKind::Average), ("count_distinct", AggregateKind::CountDistinct)];
    let known = AggregateKind::ALL.map(|kind| (kind.spelling(), kind));
    known.into_iter().chain(also).find(|(known, _)| is(name, known)).map(|(_, kind)| kind)
}

fn is(found: &str, word: &str) -> bool {
    found.eq_ignore_ascii_case(word)
}

fn unknown(item: &Item<'_>, name: &str) -> FilterError {
    let kind = FilterErrorKind::UnknownAggregate { name: suggest::shown(item.text) };
    let known = || AggregateKind::ALL.into_iter().map(AggregateKind::spelling);
    FilterError::new(kind, item.span())
        .expecting(known().map(|known| match known {
            "count distinct" => Expected::Word("count distinct FIELD".to_owned()),
            known => Expected::Word(format!("{known}(FIELD)")),
        }))
        .suggesting(suggest::nearest(name, known()))
}
