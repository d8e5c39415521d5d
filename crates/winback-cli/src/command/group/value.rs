//! Keys and aggregates of groups as cells.

use jiff::civil::DateTime;
use winback_app::store::{
    AggregateValue,
    filter::{Aggregate, Bucket, Cut, FieldKind, FieldRef, GroupKey, GroupValue, Value},
};

use crate::output::Cell;

/// Returns the value of a key; a reference comes with its name.
pub(super) fn of_key(key: GroupKey, value: &GroupValue, name: Option<&str>) -> Cell {
    match value {
        GroupValue::Empty => Cell::Empty,
        GroupValue::Part(number) => Cell::Id(*number),
        GroupValue::Bucket(start) => Cell::Text(match key.cut() {
            Some(Cut::Bucket(bucket)) => spelled(bucket, *start),
            Some(Cut::Part(_)) | None => start.to_string(),
        }),
        GroupValue::Value(value) => match value {
            Value::Number(value) => number(key.field(), i128::from(*value)),
            Value::Text(text) => Cell::Text(text.clone()),
            Value::Date(day) => Cell::Day(*day),
            Value::Instant(at) => Cell::Moment(*at),
            Value::Choice(word) => Cell::Text((*word).to_owned()),
            Value::YesNo(yes) => Cell::YesNo(*yes),
            Value::Reference(id) => Cell::Reference(*id, name.unwrap_or_default().to_owned()),
        },
    }
}

/// Returns what an aggregate gave.
pub(super) fn of_aggregate(aggregate: Aggregate, value: Option<AggregateValue>) -> Cell {
    match value {
        None => Cell::Empty,
        Some(AggregateValue::Count(number)) => Cell::Count(number),
        Some(AggregateValue::Number(value)) => number(aggregate.field(), value),
        Some(AggregateValue::Average(average)) => number(aggregate.field(), rounded(average)),
        Some(AggregateValue::Date(day)) => Cell::Day(day),
        Some(AggregateValue::Instant(at)) => Cell::Moment(at),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an average lies between values of 64 bits")]
fn rounded(average: f64) -> i128 {
    average.round() as i128
}

/// Returns a number in units of its field: amounts are money, other fractions percent.
fn number(field: FieldRef, value: i128) -> Cell {
    match field.kind() {
        FieldKind::Number { scale: 0 } => {
            i64::try_from(value).map_or_else(|_| Cell::Text(value.to_string()), Cell::Id)
        }
        _ if field.name().ends_with("revenue") => Cell::Money(value),
        _ => u64::try_from(value).map_or_else(|_| Cell::Text(value.to_string()), Cell::Percent),
    }
}

/// Returns a bucket as people call it: `2026-03`, `2026-Q1`, the day on which a week begins.
fn spelled(bucket: Bucket, start: DateTime) -> String {
    let day = start.date();
    match bucket {
        Bucket::Hour => start.strftime("%Y-%m-%d %H:%M").to_string(),
        Bucket::Day | Bucket::Week(_) => day.to_string(),
        Bucket::IsoWeek => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Bucket::Month => day.strftime("%Y-%m").to_string(),
        Bucket::Quarter => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
        Bucket::Year => format!("{:04}", day.year()),
    }
}
