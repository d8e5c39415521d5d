//! Leaves on numbers: no value counts as 0, as in the reference, which asks `COALESCE(x, 0)`.

use serde_json::Value as Json;

use super::leaf::{self, Question, either, is_nothing};
use super::operator::Ask;
use super::{DomainError, maybe_opposite};
use crate::check::decimal::{self, Decimal, DecimalError};
use crate::error::Expected;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::FieldRef;
use crate::value::Value;

/// A number in units of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// Within what an `i64` holds.
    Within(Decimal),
    /// Below all that a field can hold.
    Below,
    /// Above it.
    Above,
}

const ZERO: Number = Number::Within(Decimal { floor: 0, exact: true });

pub(super) fn ask(
    field: FieldRef,
    scale: u8,
    asked: Question<'_>,
) -> Result<Predicate, DomainError> {
    let found = match (asked.operator.ask, asked.value) {
        (Ask::Equal, Json::Array(_)) | (Ask::In, Json::Array(_)) => {
            let values = asked.value.as_array().map(Vec::as_slice).unwrap_or_default();
            let numbers: Vec<Number> = values
                .iter()
                .map(|value| number(field, scale, value, &asked))
                .collect::<Result<_, _>>()?;
            one_of(field, &numbers, &asked)?
        }
        (Ask::In, Json::Bool(yes)) => {
            let is_set = leaf::is_set(field, asked.place)?;
            maybe_opposite(is_set, !yes)
        }
        (Ask::Equal, value) => equal(field, number(field, scale, value, &asked)?, &asked)?,
        (Ask::Order(_), value) if is_nothing(value) => Predicate::nothing(),
        (Ask::Order(relation), value) => {
            ordered(field, relation, number(field, scale, value, &asked)?, &asked)?
        }
        (Ask::In, _) => return Err(asked.wrong_value(field, Expected::Numbers)),
        (Ask::Maybe | Ask::Like { .. } | Ask::Any | Ask::ChildOf | Ask::ParentOf, _) => {
            return Err(asked.wrong_operator(field));
        }
    };
    Ok(maybe_opposite(found, asked.operator.negated))
}

/// Adds the records without a value, for which the field is 0.
fn or_empty(
    found: Predicate,
    field: FieldRef,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    if !field.is_nullable() {
        return Ok(found);
    }
    Ok(either(vec![leaf::is_not_set(field, asked.place)?, found]))
}

fn equal(field: FieldRef, number: Number, asked: &Question<'_>) -> Result<Predicate, DomainError> {
    let Number::Within(Decimal { floor, exact: true }) = number else {
        return Ok(Predicate::nothing());
    };
    let found = leaf::compare(field, Relation::Equal, Value::Number(floor), asked.place)?;
    if floor == 0 { or_empty(found, field, asked) } else { Ok(found) }
}

fn one_of(
    field: FieldRef,
    numbers: &[Number],
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    let exact = numbers.iter().filter_map(|number| match number {
        Number::Within(Decimal { floor, exact: true }) => Some(Value::Number(*floor)),
        Number::Within(_) | Number::Below | Number::Above => None,
    });
    let values: Vec<Value> = exact.collect();
    if values.is_empty() {
        return Ok(Predicate::nothing());
    }
    let found = leaf::test(field, Condition::OneOf(values), asked.place)?;
    if numbers.contains(&ZERO) { or_empty(found, field, asked) } else { Ok(found) }
}

fn ordered(
    field: FieldRef,
    relation: Relation,
    number: Number,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    use Relation::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    let (relation, bound) = match (number, relation) {
        (Number::Below, Greater | GreaterOrEqual) | (Number::Above, Less | LessOrEqual) => {
            return Ok(Predicate::everything());
        }
        (Number::Below | Number::Above, _) => return Ok(Predicate::nothing()),
        (Number::Within(Decimal { floor, exact: true }), relation) => (relation, floor),
        // Between two units nothing is equal, and both ends are as good.
        (Number::Within(Decimal { floor, .. }), Less | LessOrEqual) => (LessOrEqual, floor),
        (Number::Within(Decimal { floor, .. }), Greater | GreaterOrEqual) => (Greater, floor),
        (Number::Within(_), Equal) => return Ok(Predicate::nothing()),
    };
    let found = leaf::compare(field, relation, Value::Number(bound), asked.place)?;
    if holds_for_zero(relation, bound) { or_empty(found, field, asked) } else { Ok(found) }
}

/// Says whether 0 stands so to a bound.
pub(super) fn holds_for_zero(relation: Relation, bound: i64) -> bool {
    match relation {
        Relation::Equal => bound == 0,
        Relation::Less => 0 < bound,
        Relation::LessOrEqual => 0 <= bound,
        Relation::Greater => 0 > bound,
        Relation::GreaterOrEqual => 0 >= bound,
    }
}

/// Reads a number, which may be written as a text; no value is 0.
fn number(
    field: FieldRef,
    scale: u8,
    value: &Json,
    asked: &Question<'_>,
) -> Result<Number, DomainError> {
    let text = match value {
        Json::Null | Json::Bool(false) => return Ok(ZERO),
        Json::Bool(true) => "1".to_owned(),
        Json::Number(number) => plain(number),
        Json::String(text) if text.is_empty() => return Ok(ZERO),
        Json::String(text) => text.trim().to_owned(),
        Json::Array(_) | Json::Object(_) => return Err(asked.wrong_value(field, Expected::Number)),
    };
    match decimal::parse(&text, scale) {
        Ok(decimal) => Ok(Number::Within(decimal)),
        Err(DecimalError::OutOfRange) if text.starts_with('-') => Ok(Number::Below),
        Err(DecimalError::OutOfRange) => Ok(Number::Above),
        Err(DecimalError::NotANumber) => Err(asked.wrong_value(field, Expected::Number)),
    }
}

/// Writes a number of JSON without an exponent.
fn plain(number: &serde_json::Number) -> String {
    let text = number.to_string();
    match number.as_f64() {
        Some(value) if text.contains(['e', 'E']) => format!("{value:.20}"),
        _ => text,
    }
}
