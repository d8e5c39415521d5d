//! Days and times as typed; a day on a field of times means that whole day.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Context, out_of_range, test, wrong_value};
use crate::error::{FilterError, FilterErrorKind};
use crate::expr::Literal;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::FieldRef;
use crate::suggest;
use crate::value::Value;

/// A typed moment.
enum Moment {
    Day(Date),
    Time(Timestamp),
}

pub(super) fn date(field: FieldRef, literal: &Literal) -> Result<Date, FilterError> {
    let (day, time) = split(&literal.text);
    let expected = "a date such as `2024-01-31`";
    let date = day.and_then(|day| day.parse().ok());
    match (date, time) {
        (Some(date), "") => Ok(date),
        (Some(_), time) if is_time(time) => {
            let value = suggest::shown(&literal.text);
            let kind = FilterErrorKind::TimeOnDate { field: field.name(), value };
            Err(FilterError::new(kind, literal.span.clone()).expecting([expected]))
        }
        _ => Err(wrong_value(field, literal, expected)),
    }
}

pub(super) fn compare(
    field: FieldRef,
    relation: Relation,
    literal: &Literal,
    context: &Context,
) -> Result<Predicate, FilterError> {
    let zone = &context.zone;
    let compare = |relation, instant| {
        test(field, Condition::Compare { relation, value: Value::Instant(instant) })
    };
    let day = match moment(field, literal, zone)? {
        Moment::Time(instant) => return compare(relation, instant),
        Moment::Day(day) => day,
    };
    let start = || day_start(day, zone).ok_or_else(|| out_of_range(field, literal));
    let next_start = || {
        let next = day.tomorrow().ok().and_then(|next| day_start(next, zone));
        next.ok_or_else(|| out_of_range(field, literal))
    };
    match relation {
        Relation::Equal => {
            let from = compare(Relation::GreaterOrEqual, start()?)?;
            Ok(from.and(compare(Relation::Less, next_start()?)?))
        }
        Relation::Less => compare(Relation::Less, start()?),
        Relation::LessOrEqual => compare(Relation::Less, next_start()?),
        Relation::Greater => compare(Relation::GreaterOrEqual, next_start()?),
        Relation::GreaterOrEqual => compare(Relation::GreaterOrEqual, start()?),
    }
}

/// Returns the first instant of the day, which is not midnight where a clock is put forward then.
fn day_start(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let midnight = day.to_zoned_datetime(zone.clone()).ok()?;
    midnight.start_of_day().ok().map(|start| start.timestamp())
}

fn moment(field: FieldRef, literal: &Literal, zone: &TimeZone) -> Result<Moment, FilterError> {
    let wrong = || wrong_value(field, literal, "a date or time such as `2024-01-31T10:00`");
    let (day, time) = split(&literal.text);
    let day: Date = day.and_then(|day| day.parse().ok()).ok_or_else(wrong)?;
    if time.is_empty() {
        return Ok(Moment::Day(day));
    }
    if !is_time(time) {
        return Err(wrong());
    }
    let parsed = if time.contains(['Z', 'z', '+', '-']) {
        literal.text.parse::<Timestamp>().ok()
    } else {
        let civil = literal.text.parse::<DateTime>().map_err(|_| wrong())?;
        zone.to_timestamp(civil).ok()
    };
    parsed.map(Moment::Time).ok_or_else(wrong)
}

/// Splits after the day, which is `2024-01-31`, or `-000001-01-31` for years before 0.
fn split(text: &str) -> (Option<&str>, &str) {
    let length = if text.starts_with(['-', '+']) { 13 } else { 10 };
    let shaped = text.split_at_checked(length).filter(|(day, _)| {
        day.bytes().rev().zip(0..).all(|(byte, place)| match place {
            2 | 5 => byte == b'-',
            12 => true,
            _ => byte.is_ascii_digit(),
        })
    });
    shaped.map_or((None, ""), |(day, time)| (Some(day), time))
}

/// Says whether what follows a day can be a time; time zone names in brackets are left to the
/// context.
fn is_time(time: &str) -> bool {
    time.starts_with(['T', 't', ' ']) && time.contains(':') && !time.contains('[')
}
