//! Days and times as typed; a day on a field of times means that whole day.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Context, out_of_calendar, out_of_range, test, wrong_value};
use crate::error::{Expected, FilterError, FilterErrorKind};
use crate::expr::Literal;
use crate::period::{Length, Period};
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::{FieldKind, FieldRef};
use crate::suggest;
use crate::value::Value;

/// A typed moment.
enum Moment {
    Day(Date),
    Time(Timestamp),
}

pub(super) fn date(
    field: FieldRef,
    literal: &Literal,
    context: &Context,
) -> Result<Date, FilterError> {
    if let Some(moment) = relative(literal, context) {
        return match moment {
            Relative::Now => Ok(context.today()),
            Relative::Day(day) => day.ok_or_else(|| out_of_range(field, literal)),
        };
    }
    let (day, time) = split(&literal.text);
    let expected = Expected::Date;
    let date = day.and_then(|day| day.parse().ok());
    match (date, time) {
        (Some(date), "") => Ok(date),
        (Some(_), time) if is_time(time) => {
            let value = suggest::shown(&literal.text);
            let kind = FilterErrorKind::TimeOnDate { field: field.name(), value };
            Err(FilterError::new(kind, literal.span.clone()).expecting([expected]))
        }
        _ => Err(wrong_value(field, literal, expected).suggesting(other_order(&literal.text))),
    }
}

/// Returns the condition that the field's day is in the period.
pub(super) fn within(
    field: FieldRef,
    period: Period,
    place: &Range<usize>,
    context: &Context,
) -> Result<Predicate, FilterError> {
    let days = period.days(context.today(), context.first_weekday);
    let ends = days.and_then(|(start, end)| {
        Some((begins(field, start, context)?, begins(field, end, context)?))
    });
    let (start, end) = ends.ok_or_else(|| out_of_calendar(field, &period, place))?;
    let compare = |relation, value| test(field, Condition::Compare { relation, value });
    Ok(compare(Relation::GreaterOrEqual, start)?.and(compare(Relation::Less, end)?))
}

/// Returns the condition that the field's day is before all that are within so long.
pub(super) fn older(
    field: FieldRef,
    length: Length,
    place: &Range<usize>,
    context: &Context,
) -> Result<Predicate, FilterError> {
    let days = Period::Last(length).days(context.today(), context.first_weekday);
    let start = days.and_then(|(start, _)| begins(field, start, context));
    let value = start.ok_or_else(|| out_of_calendar(field, &length, place))?;
    test(field, Condition::Compare { relation: Relation::Less, value })
}

/// Returns the least value of the field that is on this day or later.
fn begins(field: FieldRef, day: Date, context: &Context) -> Option<Value> {
    if field.kind() == FieldKind::Date {
        return Some(Value::Date(day));
    }
    day_start(day, &context.zone).map(Value::Instant)
}

/// A moment said from the present.
enum Relative {
    Now,
    /// Nothing outside the calendar.
    Day(Option<Date>),
}

fn relative(literal: &Literal, context: &Context) -> Option<Relative> {
    let is = |word: &str| !literal.quoted && literal.text.eq_ignore_ascii_case(word);
    let today = || context.today();
    if is("now") {
        Some(Relative::Now)
    } else if is("today") {
        Some(Relative::Day(Some(today())))
    } else if is("yesterday") {
        Some(Relative::Day(today().yesterday().ok()))
    } else if is("tomorrow") {
        Some(Relative::Day(today().tomorrow().ok()))
    } else {
        None
    }
}

/// Returns what a day in the order of another country was meant to be, if it can be told.
fn other_order(text: &str) -> Vec<String> {
    let parts: Vec<_> = text.split(['.', '/', '-']).collect();
    let number = |text: &str| text.parse::<i8>().ok();
    let (year, first, second) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, number(month), number(day)),
        // The day stands first where dots are used, and elsewhere if the other can be no day.
        [day, month, year] if year.len() == 4 && text.contains('.') => {
            (*year, number(month), number(day))
        }
        [one, other, year] if year.len() == 4 => match (number(one), number(other)) {
            (Some(day), Some(month)) if day > 12 => (*year, Some(month), Some(day)),
            (Some(month), Some(day)) if day > 12 => (*year, Some(month), Some(day)),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let date = year.parse().ok().zip(first).zip(second);
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map(|date| date.to_string()).into_iter().collect()
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
    let day = match moment(field, literal, context)? {
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

fn moment(field: FieldRef, literal: &Literal, context: &Context) -> Result<Moment, FilterError> {
    match relative(literal, context) {
        Some(Relative::Now) => return Ok(Moment::Time(context.now)),
        Some(Relative::Day(Some(day))) => return Ok(Moment::Day(day)),
        Some(Relative::Day(None)) => return Err(out_of_range(field, literal)),
        None => {}
    }
    let wrong =
        || wrong_value(field, literal, Expected::DateOrTime).suggesting(other_order(&literal.text));
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
        context.zone.to_timestamp(civil).ok()
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
