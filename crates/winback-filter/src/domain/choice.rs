//! Leaves on choices, on numbers that the reference keeps as choices, and on yes and no.

use serde_json::Value as Json;

use super::leaf::{self, Question, either, is_nothing};
use super::operator::Ask;
use super::{DomainError, maybe_opposite, pattern, text};
use crate::error::Expected;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::{Field, FieldRef};
use crate::value::Value;

/// A choice as the reference spells it, and here.
type Choice = (&'static str, Value);

pub(super) fn ask(
    field: FieldRef,
    words: &'static [&'static str],
    asked: Question<'_>,
) -> Result<Predicate, DomainError> {
    let choices: Vec<Choice> = words.iter().map(|word| (*word, Value::Choice(word))).collect();
    among(field, &choices, asked)
}

/// Asks a number that the reference keeps as a choice of digits.
pub(super) fn digits(
    field: &Field,
    handle: FieldRef,
    asked: Question<'_>,
) -> Result<Predicate, DomainError> {
    let digits = field.reference_choices.unwrap_or_default();
    let choices: Vec<Choice> = digits
        .iter()
        .filter_map(|digits| Some((*digits, Value::Number(digits.parse().ok()?))))
        .collect();
    among(handle, &choices, asked)
}

fn among(
    field: FieldRef,
    choices: &[Choice],
    asked: Question<'_>,
) -> Result<Predicate, DomainError> {
    let place = asked.place;
    let found = match (asked.operator.ask, asked.value) {
        (Ask::Equal, Json::Array(values)) | (Ask::In, Json::Array(values)) => {
            one_of(field, choices, values, &asked)?
        }
        (Ask::In, Json::Bool(yes)) => maybe_opposite(leaf::is_set(field, place)?, !yes),
        (Ask::Equal, value) if is_nothing(value) => leaf::is_not_set(field, place)?,
        (Ask::Equal, value) => {
            let found = match chosen(choices, &text::of(field, value, &asked)?) {
                Some(choice) => leaf::compare(field, Relation::Equal, choice, place)?,
                None => Predicate::nothing(),
            };
            // The number 0 is nothing to the reference, the text is not.
            match value.as_i64() {
                Some(0) => either(vec![leaf::is_not_set(field, place)?, found]),
                _ => found,
            }
        }
        (Ask::Order(_), value) if is_nothing(value) => Predicate::nothing(),
        (Ask::Order(relation), value) => {
            let bound = text::of(field, value, &asked)?;
            those(field, choices, |word| pattern::stands(word, relation, &bound), &asked)?
        }
        (Ask::Like { whole, ignore_case }, value) => {
            if text::is_empty(value) && !whole {
                return Ok(maybe_opposite(Predicate::everything(), asked.operator.negated));
            }
            let searched = text::of(field, value, &asked)?;
            let fits = |word: &str| pattern::fits(word, &searched, whole, ignore_case);
            those(field, choices, fits, &asked)?
        }
        (Ask::In, _) => return Err(asked.wrong_value(field, Expected::Choices)),
        (Ask::Maybe | Ask::Any | Ask::ChildOf | Ask::ParentOf, _) => {
            return Err(asked.wrong_operator(field));
        }
    };
    Ok(maybe_opposite(found, asked.operator.negated))
}

fn chosen(choices: &[Choice], word: &str) -> Option<Value> {
    choices.iter().find(|(known, _)| *known == word).map(|(_, value)| value.clone())
}

/// Asks for the choices that pass.
fn those(
    field: FieldRef,
    choices: &[Choice],
    passes: impl Fn(&str) -> bool,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    let values: Vec<Value> =
        choices.iter().filter(|(word, _)| passes(word)).map(|(_, value)| value.clone()).collect();
    listed(field, values, false, asked)
}

fn one_of(
    field: FieldRef,
    choices: &[Choice],
    values: &[Json],
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    let mut found = Vec::new();
    for value in values.iter().filter(|value| !is_nothing(value)) {
        found.extend(chosen(choices, &text::of(field, value, asked)?));
    }
    listed(field, found, values.iter().any(is_nothing), asked)
}

/// Asks for one of the values, or for none if so said.
pub(super) fn listed(
    field: FieldRef,
    values: Vec<Value>,
    or_empty: bool,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    let mut members = Vec::new();
    if or_empty {
        members.push(leaf::is_not_set(field, asked.place)?);
    }
    if !values.is_empty() {
        members.push(leaf::test(field, Condition::OneOf(values), asked.place)?);
    }
    Ok(either(members))
}

/// Asks a yes or no; without a value it counts as no.
pub(super) fn yes_no(field: FieldRef, asked: Question<'_>) -> Result<Predicate, DomainError> {
    let place = asked.place;
    let is = |yes: bool| leaf::compare(field, Relation::Equal, Value::YesNo(yes), place);
    let found = |yes: bool| match yes {
        true => is(true),
        false if field.is_nullable() => {
            Ok(either(vec![leaf::is_not_set(field, place)?, is(false)?]))
        }
        false => is(false),
    };
    let negated = asked.operator.negated;
    match (asked.operator.ask, asked.value) {
        (Ask::Equal, Json::Null) => Ok(maybe_opposite(leaf::is_not_set(field, place)?, negated)),
        (Ask::Equal | Ask::In, Json::Array(values)) => {
            // No value is neither yes nor no in a list.
            let truths = values
                .iter()
                .filter(|value| !value.is_null())
                .map(|value| truth(field, value, &asked));
            let truths: Vec<bool> = truths.collect::<Result<_, _>>()?;
            match (truths.contains(&true) != negated, truths.contains(&false) != negated) {
                (true, true) => Ok(Predicate::everything()),
                (true, false) => found(true),
                (false, true) => found(false),
                (false, false) => Ok(Predicate::nothing()),
            }
        }
        (Ask::In, Json::Bool(yes)) => {
            Ok(maybe_opposite(leaf::is_set(field, place)?, *yes == negated))
        }
        (Ask::Equal, value) => found(truth(field, value, &asked)? != negated),
        (Ask::In, _) => Err(asked.wrong_value(field, Expected::List)),
        _ => Err(asked.wrong_operator(field)),
    }
}

/// Asks whether a choice has one value, by a yes or no of the reference.
pub(super) fn flag(
    field: FieldRef,
    choice: &'static str,
    asked: Question<'_>,
) -> Result<Predicate, DomainError> {
    let yes = match (asked.operator.ask, asked.value) {
        (Ask::Maybe, value) if is_nothing(value) => return Ok(Predicate::everything()),
        (Ask::Equal | Ask::Maybe, value) => truth(field, value, &asked)?,
        (Ask::In, Json::Array(values)) => {
            let truths = values.iter().map(|value| truth(field, value, &asked));
            let truths: Vec<bool> = truths.collect::<Result<_, _>>()?;
            match (truths.contains(&true), truths.contains(&false)) {
                (true, false) => true,
                (false, true) => false,
                (both, _) => {
                    let all = if both { Predicate::everything() } else { Predicate::nothing() };
                    return Ok(maybe_opposite(all, asked.operator.negated));
                }
            }
        }
        _ => return Err(asked.wrong_operator(field)),
    };
    let found = leaf::compare(field, Relation::Equal, Value::Choice(choice), asked.place)?;
    Ok(maybe_opposite(found, yes == asked.operator.negated))
}

/// Says whether a value is yes: not nothing, not 0, and no empty text.
fn truth(field: FieldRef, value: &Json, asked: &Question<'_>) -> Result<bool, DomainError> {
    match value {
        Json::Null => Ok(false),
        Json::Bool(yes) => Ok(*yes),
        Json::Number(number) => Ok(number.as_f64() != Some(0.0)),
        Json::String(text) => Ok(!text.is_empty()),
        Json::Array(_) | Json::Object(_) => Err(asked.wrong_value(field, Expected::YesNo)),
    }
}
