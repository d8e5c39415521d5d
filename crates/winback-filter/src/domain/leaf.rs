//! One leaf: a field that may be reached through dots, an operator and a value.

use serde_json::Value as Json;

use super::error::{DomainErrorKind, shown};
use super::operator::{Ask, Operator};
use super::{
    At, DomainError, MAX_DEPTH, Place, Reader, choice, maybe_opposite, moment, number, text,
};
use crate::calendar::Part;
use crate::error::Expected;
use crate::offsets::Offsets;
use crate::predicate::{Condition, PartTest, Predicate, Relation};
use crate::schema::{Entity, Field, FieldKind, FieldRef};
use crate::suggest;
use crate::value::Value;

/// An operator with its value, asked of a field.
#[derive(Clone, Copy)]
pub(super) struct Question<'q> {
    pub(super) operator: Operator,
    pub(super) value: &'q Json,
    /// Where the leaf stands.
    pub(super) place: &'q Place,
}

impl Question<'_> {
    pub(super) fn wrong_value(&self, field: FieldRef, expected: Expected) -> DomainError {
        DomainError::wrong_value(field, self.value, &self.place.item(2)).expecting([expected])
    }

    pub(super) fn wrong_operator(&self, field: FieldRef) -> DomainError {
        let kind = DomainErrorKind::WrongOperator {
            field: field.name(),
            field_kind: field.kind(),
            operator: self.operator.name,
        };
        DomainError::new(kind, &self.place.item(1))
    }
}

/// Says whether a value stands for no value: `false` and `null`.
pub(super) fn is_nothing(value: &Json) -> bool {
    matches!(value, Json::Null | Json::Bool(false))
}

/// Tests a field.
pub(super) fn test(
    field: FieldRef,
    condition: Condition,
    place: &Place,
) -> Result<Predicate, DomainError> {
    Predicate::of(field, condition)
        .map_err(|error| DomainError::new(DomainErrorKind::Refused(Box::new(error)), place))
}

pub(super) fn compare(
    field: FieldRef,
    relation: Relation,
    value: Value,
    place: &Place,
) -> Result<Predicate, DomainError> {
    test(field, Condition::Compare { relation, value }, place)
}

/// Tests whether there is a value; a field that every record has is not asked.
pub(super) fn is_set(field: FieldRef, place: &Place) -> Result<Predicate, DomainError> {
    if field.is_nullable() {
        test(field, Condition::IsSet, place)
    } else {
        Ok(Predicate::everything())
    }
}

pub(super) fn is_not_set(field: FieldRef, place: &Place) -> Result<Predicate, DomainError> {
    Ok(super::opposite(is_set(field, place)?))
}

/// Asks for a referred record that passes; for any, that is to be set.
pub(super) fn matching(
    field: FieldRef,
    inner: Predicate,
    place: &Place,
) -> Result<Predicate, DomainError> {
    match inner.normalized() {
        inner if inner == Predicate::everything() => test(field, Condition::IsSet, place),
        inner => test(field, Condition::Matches(Box::new(inner)), place),
    }
}

/// Joins conditions of which at least one holds.
pub(super) fn either(mut members: Vec<Predicate>) -> Predicate {
    match members.len() {
        1 => members.remove(0),
        _ => Predicate::Any(members),
    }
}

impl<'a> Reader<'a> {
    pub(super) fn leaf(
        self,
        at: At<'a, '_>,
        items: &[Json],
        negated: bool,
    ) -> Result<Predicate, DomainError> {
        let [left, operator, value] = items else {
            let found = if items.is_empty() { "[]" } else { "[…]" }.to_owned();
            return Err(DomainError::new(DomainErrorKind::NotACondition { found }, at.place)
                .expecting([Expected::Condition]));
        };
        if let Some(constant) = constant(left, operator, value) {
            return Ok(maybe_opposite(constant, negated));
        }
        let Json::String(path) = left else {
            return Err(DomainError::no_field(at.entity, &shown(left), &at.place.item(0)));
        };
        let operator = match operator {
            Json::String(name) => Operator::named(name),
            _ => None,
        }
        .ok_or_else(|| no_operator(operator, &at.place.item(1)))?;
        self.on_path(at, path, Question { operator, value, place: at.place }, negated)
    }

    /// Asks along a path; with `negated`, the opposite as the reference finds it: by the opposite
    /// operator where there is one, and otherwise only among the records that have a value.
    fn on_path(
        self,
        at: At<'a, '_>,
        path: &str,
        asked: Question<'_>,
        negated: bool,
    ) -> Result<Predicate, DomainError> {
        if !negated {
            return self.asked(at, path, asked);
        }
        let field = at.entity.field_ref(path).or_else(|| part(at.entity, path).map(|it| it.0));
        match (field, asked.operator.opposite()) {
            (Some(_), Some(operator)) if at.entity.field(path).is_some() => {
                self.asked(at, path, Question { operator, ..asked })
            }
            (Some(field), _) if !matches!(field.kind(), FieldKind::Many { .. }) => {
                let found = super::opposite(self.asked(at, path, asked)?);
                Ok(is_set(field, at.place)?.and(found))
            }
            _ => Ok(super::opposite(self.asked(at, path, asked)?)),
        }
    }

    fn asked(
        self,
        at: At<'a, '_>,
        path: &str,
        asked: Question<'_>,
    ) -> Result<Predicate, DomainError> {
        if at.depth > MAX_DEPTH {
            return Err(DomainError::too_deep(at.place));
        }
        if let Some((field, handle)) = at.entity.field(path).zip(at.entity.field_ref(path)) {
            return self.on_field(at, field, handle, asked);
        }
        if let Some((field, choice)) = flag(at.entity, path) {
            return choice::flag(field, choice, asked);
        }
        if let Some((field, part)) = part(at.entity, path) {
            return self.on_part(field, part, asked);
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let place = at.place.item(0);
        let field = at
            .entity
            .field_ref(first)
            .ok_or_else(|| DomainError::no_field(at.entity, first, &place))?;
        let Some(target) = self.target(field) else {
            let (field, field_kind) = (field.name(), field.kind());
            let kind = DomainErrorKind::NoFieldsInside { field, field_kind };
            return Err(DomainError::new(kind, &place));
        };
        let is_line = matches!(asked.operator.ask, Ask::ChildOf | Ask::ParentOf);
        if rest == "id" && is_line {
            return self.asked(at, first, asked);
        }
        let inner = At { entity: target, depth: at.depth + 1, ..at };
        let inner = self.asked(inner, rest, asked)?;
        matching(field, inner, at.place)
    }

    /// Returns the entity that a field leads to.
    pub(super) fn target(self, field: FieldRef) -> Option<&'a Entity> {
        field.kind().target().and_then(|target| self.schema.entity(target))
    }

    fn on_field(
        self,
        at: At<'a, '_>,
        field: &'a Field,
        handle: FieldRef,
        asked: Question<'_>,
    ) -> Result<Predicate, DomainError> {
        if asked.operator.ask == Ask::Maybe {
            let is_many = matches!(field.kind, FieldKind::Many { .. });
            return match is_nothing(asked.value) {
                true if !is_many => Ok(Predicate::everything()),
                _ => {
                    let operator = Operator { ask: Ask::Equal, ..asked.operator };
                    self.on_field(at, field, handle, Question { operator, ..asked })
                }
            };
        }
        match field.kind {
            FieldKind::Text => text::ask(handle, asked),
            FieldKind::Number { .. } if field.reference_choices.is_some() => {
                choice::digits(field, handle, asked)
            }
            FieldKind::Number { scale } => number::ask(handle, scale, asked),
            FieldKind::Date | FieldKind::Instant => moment::ask(handle, asked),
            FieldKind::Choice(words) => choice::ask(handle, words, asked),
            FieldKind::YesNo => choice::yes_no(handle, asked),
            FieldKind::Reference { .. } => self.reference(at, handle, asked),
            FieldKind::Many { .. } => self.many(at, handle, asked),
        }
    }

    /// Numbers of a date, such as `create_date.month_number`.
    fn on_part(
        self,
        field: FieldRef,
        part: Part,
        asked: Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let offsets = match field.kind() {
            FieldKind::Date => Offsets::utc(),
            _ => Offsets::of(&self.context.zone),
        };
        let number = |value: &Json| {
            let number = value.as_i64().or_else(|| value.as_str().and_then(|it| it.parse().ok()));
            number.ok_or_else(|| asked.wrong_value(field, Expected::WholeNumber))
        };
        let asked_of = match (asked.operator.ask, asked.value) {
            (Ask::Equal | Ask::Order(_), value) => PartTest::Compare {
                relation: match asked.operator.ask {
                    Ask::Order(relation) => relation,
                    _ => Relation::Equal,
                },
                number: number(value)?,
            },
            (Ask::In, Json::Array(values)) => {
                PartTest::OneOf(values.iter().map(number).collect::<Result<_, _>>()?)
            }
            _ => return Err(asked.wrong_operator(field)),
        };
        let found = test(field, Condition::Part { part, offsets, test: asked_of }, asked.place)?;
        Ok(maybe_opposite(found, asked.operator.negated))
    }
}

/// Reads the leaves that are true or false of every record.
fn constant(left: &Json, operator: &Json, value: &Json) -> Option<Predicate> {
    let is = |value: &Json, number: u64| {
        value.as_u64() == Some(number) || value.as_bool() == Some(number == 1)
    };
    match operator.as_str() {
        Some("=") if is(value, 1) && is(left, 1) => Some(Predicate::everything()),
        Some("=") if is(value, 1) && is(left, 0) => Some(Predicate::nothing()),
        _ => None,
    }
}

/// Finds a field of the reference that says whether a choice has one value.
fn flag(entity: &Entity, name: &str) -> Option<(FieldRef, &'static str)> {
    entity.fields.iter().find_map(|field| {
        let (_, choice) = field.reference_flag.filter(|(flag, _)| *flag == name)?;
        Some((entity.field_ref(field.name)?, choice))
    })
}

/// Finds a number of a date.
fn part(entity: &Entity, path: &str) -> Option<(FieldRef, Part)> {
    let (name, part) = path.split_once('.')?;
    let field = entity.field_ref(name)?;
    let part = Part::named(part)?;
    let has_parts = match field.kind() {
        FieldKind::Instant => true,
        FieldKind::Date => part != Part::Hour,
        _ => false,
    };
    has_parts.then_some((field, part))
}

fn no_operator(operator: &Json, place: &Place) -> DomainError {
    let name = shown(operator);
    let error = DomainError {
        suggestions: suggest::nearest(&name, Operator::names()),
        ..DomainError::new(DomainErrorKind::UnknownOperator { name }, place)
    };
    error.expecting(Expected::words(Operator::names()))
}
