//! Leaves on texts: to `=` and `in`, an empty text is none.

use serde_json::Value as Json;

use super::leaf::{self, Question, either, is_nothing};
use super::operator::Ask;
use super::{DomainError, maybe_opposite, pattern};
use crate::error::Expected;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::FieldRef;
use crate::value::Value;

pub(super) fn ask(field: FieldRef, asked: Question<'_>) -> Result<Predicate, DomainError> {
    let found = match (asked.operator.ask, asked.value) {
        (Ask::Equal | Ask::In, Json::Array(values)) => one_of(field, values, &asked)?,
        (Ask::In, Json::Bool(yes)) => maybe_opposite(leaf::is_set(field, asked.place)?, !yes),
        (Ask::Equal, value) => {
            let text = if is_nothing(value) { String::new() } else { of(field, value, &asked)? };
            let is_empty = text.is_empty();
            let found = leaf::compare(field, Relation::Equal, Value::Text(text), asked.place)?;
            if is_empty { or_empty(found, field, &asked)? } else { found }
        }
        (Ask::Order(_), value) if is_nothing(value) => Predicate::nothing(),
        (Ask::Order(relation), value) => {
            let bound = Value::Text(of(field, value, &asked)?);
            leaf::compare(field, relation, bound, asked.place)?
        }
        (Ask::Like { whole: false, .. }, value) if is_empty(value) => Predicate::everything(),
        (Ask::Like { whole, ignore_case }, value) => {
            let searched =
                if is_nothing(value) { String::new() } else { of(field, value, &asked)? };
            like(field, &searched, whole, ignore_case, &asked)?
        }
        (Ask::In, _) => return Err(asked.wrong_value(field, Expected::Texts)),
        (Ask::Maybe | Ask::Any | Ask::ChildOf | Ask::ParentOf, _) => {
            return Err(asked.wrong_operator(field));
        }
    };
    Ok(maybe_opposite(found, asked.operator.negated))
}

/// Tests a text with an operator of the `like` family.
pub(super) fn like(
    field: FieldRef,
    searched: &str,
    whole: bool,
    ignore_case: bool,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    match pattern::condition(&pattern::whole(searched, whole), ignore_case) {
        Condition::IsSet => leaf::is_set(field, asked.place),
        condition => leaf::test(field, condition, asked.place),
    }
}

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

fn one_of(
    field: FieldRef,
    values: &[Json],
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    let texts = values.iter().map(|value| match value {
        Json::Null | Json::Bool(false) => Ok(String::new()),
        other => of(field, other, asked),
    });
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    let is_empty = texts.iter().any(String::is_empty);
    if texts.is_empty() {
        return Ok(Predicate::nothing());
    }
    let values = texts.into_iter().map(Value::Text).collect();
    let found = leaf::test(field, Condition::OneOf(values), asked.place)?;
    if is_empty { or_empty(found, field, asked) } else { Ok(found) }
}

/// Says whether nothing is searched: everything has it in it.
pub(super) fn is_empty(value: &Json) -> bool {
    is_nothing(value) || value.as_str() == Some("")
}

/// Returns a value as the text that the reference makes of it.
pub(super) fn of(
    field: FieldRef,
    value: &Json,
    asked: &Question<'_>,
) -> Result<String, DomainError> {
    match value {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(true) => Ok("True".to_owned()),
        Json::Bool(false) => Ok("False".to_owned()),
        Json::Null => Ok("None".to_owned()),
        Json::Array(_) | Json::Object(_) => Err(asked.wrong_value(field, Expected::Text)),
    }
}
