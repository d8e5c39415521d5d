//! Leaves on days and times, which are UTC. A bare day on a field of times is its midnight, and after
//! `>` and `<=` its last second.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::leaf::{self, Question, either, is_nothing};
use super::operator::Ask;
use super::{DomainError, maybe_opposite};
use crate::error::Expected;
use crate::predicate::{Predicate, Relation};
use crate::schema::{FieldKind, FieldRef};
use crate::value::Value;

/// How long a day is in text, by which it is told from a time.
const DAY: usize = "2024-01-31".len();

pub(super) fn ask(field: FieldRef, asked: Question<'_>) -> Result<Predicate, DomainError> {
    let place = asked.place;
    let found = match (asked.operator.ask, asked.value) {
        (Ask::Equal | Ask::In, Json::Array(values)) => {
            let members = values.iter().map(|value| equal(field, value, &asked));
            either(members.collect::<Result<_, _>>()?)
        }
        (Ask::In, Json::Bool(yes)) => maybe_opposite(leaf::is_set(field, place)?, !yes),
        (Ask::Equal, value) => equal(field, value, &asked)?,
        (Ask::Order(_), value) if is_empty(value) => Predicate::nothing(),
        (Ask::Order(relation), value) => {
            leaf::compare(field, relation, moment(field, value, relation, &asked)?, place)?
        }
        (Ask::In, _) => return Err(asked.wrong_value(field, Expected::Dates)),
        (Ask::Maybe | Ask::Like { .. } | Ask::Any | Ask::ChildOf | Ask::ParentOf, _) => {
            return Err(asked.wrong_operator(field));
        }
    };
    Ok(maybe_opposite(found, asked.operator.negated))
}

fn is_empty(value: &Json) -> bool {
    is_nothing(value) || value.as_str() == Some("")
}

fn equal(field: FieldRef, value: &Json, asked: &Question<'_>) -> Result<Predicate, DomainError> {
    if is_empty(value) {
        return leaf::is_not_set(field, asked.place);
    }
    let moment = moment(field, value, Relation::Equal, asked)?;
    leaf::compare(field, Relation::Equal, moment, asked.place)
}

/// Reads a day or a time for a relation; on a field of days a time is cut off.
fn moment(
    field: FieldRef,
    value: &Json,
    relation: Relation,
    asked: &Question<'_>,
) -> Result<Value, DomainError> {
    let text = value.as_str().unwrap_or_default();
    let read = || -> Result<Value, jiff::Error> {
        let is_day = text.len() == DAY;
        if field.kind() == FieldKind::Date {
            let day = if is_day { text.parse()? } else { text.parse::<DateTime>()?.date() };
            return Ok(Value::Date(day));
        }
        let time = match (is_day, relation) {
            (false, _) => text.parse::<DateTime>()?,
            (true, Relation::Greater | Relation::LessOrEqual) => {
                text.parse::<Date>()?.to_datetime(Time::constant(23, 59, 59, 0))
            }
            (true, Relation::Equal | Relation::Less | Relation::GreaterOrEqual) => {
                text.parse::<Date>()?.to_datetime(Time::midnight())
            }
        };
        let instant: Timestamp = TimeZone::UTC.to_timestamp(time)?;
        Ok(Value::Instant(instant))
    };
    read().map_err(|_| {
        DomainError::wrong_value(field, value, &asked.place.item(2))
            .expecting([Expected::DomainDateOrTime])
    })
}
