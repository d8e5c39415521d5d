//! The rows behind a group: which records it was made of.

use jiff::civil::DateTime;

use super::{GroupKey, Grouping};
use crate::calendar::{Bucket, Cut, Part};
use crate::error::FilterError;
use crate::offsets::Offsets;
use crate::predicate::{Condition, PartTest, Predicate, Relation};
use crate::schema::{FieldKind, FieldRef};
use crate::value::Value;

/// The value of a key that the records of a group share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupValue {
    /// They have none.
    Empty,
    /// The value itself; of a list of records the id of one that is in it.
    Value(Value),
    /// Where the bucket starts that their value falls into.
    Bucket(DateTime),
    /// The part of their date or time.
    Part(i64),
}

impl GroupValue {
    /// Returns the value of a key, given a record's value of its field.
    ///
    /// `offsets` is the clock that times are cut by.
    pub fn of(key: GroupKey, value: Option<Value>, offsets: &Offsets) -> Self {
        let at = match &value {
            Some(Value::Instant(at)) => Some(offsets.local(*at)),
            Some(Value::Date(day)) => Some(day.at(0, 0, 0, 0)),
            Some(_) | None => None,
        };
        match (value, key.cut(), at) {
            (None, _, _) => Self::Empty,
            (Some(_), Some(Cut::Bucket(bucket)), Some(at)) => Self::Bucket(bucket.start(at)),
            (Some(_), Some(Cut::Part(part)), Some(at)) => Self::Part(part.of(at)),
            (Some(value), _, _) => Self::Value(value),
        }
    }
}

impl Grouping {
    /// Returns the test that the records of a group pass and no others, given the values of its keys,
    /// in order: the rows behind a number.
    ///
    /// # Errors
    /// `WrongCondition` if a value is not of its key's type.
    pub fn rows(&self, values: &[GroupValue], offsets: &Offsets) -> Result<Predicate, FilterError> {
        let keys: Vec<_> = self.keys.iter().copied().zip(values).collect();
        let mut all = Predicate::everything();
        let mut done: Vec<FieldRef> = Vec::new();
        for (key, value) in &keys {
            let Some(via) = key.via() else {
                all = all.and(selects(key.field(), key.cut(), value, offsets)?);
                continue;
            };
            if done.contains(&via) {
                continue;
            }
            done.push(via);
            all = all.and(through(via, &keys, offsets)?);
        }
        Ok(all)
    }
}

/// Returns the test on the records that a field leads to, by all keys that go that way.
fn through(
    via: FieldRef,
    keys: &[(GroupKey, &GroupValue)],
    offsets: &Offsets,
) -> Result<Predicate, FilterError> {
    let mut inner = Predicate::everything();
    let mut empty = true;
    for (key, value) in keys.iter().filter(|(key, _)| key.via() == Some(via)) {
        empty &= **value == GroupValue::Empty;
        inner = inner.and(selects(key.field(), key.cut(), value, offsets)?);
    }
    let some = Predicate::of(via, Condition::Matches(Box::new(inner)))?;
    if empty { Ok(some.or(Predicate::of(via, Condition::IsSet)?.not())) } else { Ok(some) }
}

fn selects(
    field: FieldRef,
    cut: Option<Cut>,
    value: &GroupValue,
    offsets: &Offsets,
) -> Result<Predicate, FilterError> {
    match (value, cut) {
        (GroupValue::Empty, _) => Ok(Predicate::of(field, Condition::IsSet)?.not()),
        (GroupValue::Value(value), _) => {
            let value = value.clone();
            let condition = match field.kind() {
                FieldKind::Many { .. } => Condition::OneOf(vec![value]),
                FieldKind::Text
                | FieldKind::Number { .. }
                | FieldKind::Date
                | FieldKind::Instant
                | FieldKind::Choice(_)
                | FieldKind::YesNo
                | FieldKind::Reference { .. } => {
                    Condition::Compare { relation: Relation::Equal, value }
                }
            };
            Predicate::of(field, condition)
        }
        (GroupValue::Bucket(start), cut) => {
            let bucket = match cut {
                Some(Cut::Bucket(bucket)) => bucket,
                Some(Cut::Part(_)) | None => Bucket::Day,
            };
            within(field, bucket, *start, offsets)
        }
        (GroupValue::Part(number), cut) => {
            let part = match cut {
                Some(Cut::Part(part)) => part,
                Some(Cut::Bucket(_)) | None => Part::Year,
            };
            let test = PartTest::Compare { relation: Relation::Equal, number: *number };
            Predicate::of(field, Condition::Part { part, offsets: offsets.clone(), test })
        }
    }
}

/// Returns the test on a date or time that it falls into the bucket that starts here.
fn within(
    field: FieldRef,
    bucket: Bucket,
    start: DateTime,
    offsets: &Offsets,
) -> Result<Predicate, FilterError> {
    let next = bucket.next(start);
    let compare = |relation, value| Predicate::of(field, Condition::Compare { relation, value });
    if field.kind() == FieldKind::Date {
        let from = compare(Relation::GreaterOrEqual, Value::Date(start.date()))?;
        return match next {
            Some(next) => Ok(from.and(compare(Relation::Less, Value::Date(next.date()))?)),
            None => Ok(from),
        };
    }
    let mut any = Predicate::nothing();
    for range in offsets.instants(start, next.unwrap_or(DateTime::MAX)) {
        let from = compare(Relation::GreaterOrEqual, Value::Instant(range.start))?;
        any = any.or(match next {
            Some(_) => from.and(compare(Relation::Less, Value::Instant(range.end))?),
            None => from,
        });
    }
    Ok(any)
}
