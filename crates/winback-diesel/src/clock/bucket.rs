//! Buckets as numbers: what they are grouped by, and what the numbers mean.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};
use winback_store::filter::{Bucket, Cut, GroupValue};

use super::{civil, part};
use crate::dialect::Civil;
use crate::error::{Attempt, unknown};
use crate::sql::{Sql, sql};

/// The first day of the year 0, a Saturday, which seconds are counted from.
const YEAR_0: Date = Date::constant(0, 1, 1);

/// Returns the number of the bucket that the clock's time falls into; [`value`] reads it.
fn bucket(bucket: Bucket, seconds: impl Fn() -> Sql) -> Sql {
    match bucket {
        Bucket::Hour => seconds().text(" / 3600"),
        Bucket::Day => seconds().text(" / 86400"),
        Bucket::Week(start) => week(start, &seconds),
        Bucket::IsoWeek => week(Weekday::Monday, &seconds),
        Bucket::Month => civil(Civil::YearMonth, seconds()),
        Bucket::Quarter => sql("(")
            .then(civil(Civil::Year, seconds()))
            .text(" * 4 + (")
            .then(civil(Civil::Month, seconds()))
            .text(" - 1) / 3)"),
        Bucket::Year => civil(Civil::Year, seconds()),
    }
}

fn week(start: Weekday, seconds: &impl Fn() -> Sql) -> Sql {
    sql("((").then(seconds()).text(" / 86400 + ").int(passed(start)).text(") / 7)")
}

/// Returns how many days of its week had passed when the year 0 began.
fn passed(start: Weekday) -> i64 {
    Weekday::Saturday.since(start).into()
}

/// Returns the number by which a cut groups.
pub(crate) fn number(cut: Cut, seconds: impl Fn() -> Sql) -> Sql {
    match cut {
        Cut::Bucket(it) => bucket(it, seconds),
        Cut::Part(it) => part(it, seconds),
    }
}

/// Reads a number by which a cut groups.
pub(crate) fn value(cut: Cut, number: i64) -> Attempt<GroupValue> {
    let bucket = match cut {
        Cut::Part(_) => return Ok(GroupValue::Part(number)),
        Cut::Bucket(bucket) => bucket,
    };
    start(bucket, number).map(GroupValue::Bucket).ok_or_else(|| unknown("the bucket", &number))
}

fn start(bucket: Bucket, number: i64) -> Option<DateTime> {
    let after = |span: Result<Span, jiff::Error>| {
        YEAR_0.to_datetime(Time::midnight()).checked_add(span.ok()?).ok()
    };
    let month = |months: i64| after(Span::new().try_months(months));
    match bucket {
        Bucket::Hour => after(Span::new().try_hours(number)),
        Bucket::Day => after(Span::new().try_days(number)),
        Bucket::Week(start) => after(Ok((number * 7 - passed(start)).days())),
        Bucket::IsoWeek => after(Ok((number * 7 - passed(Weekday::Monday)).days())),
        Bucket::Month => month(number / 100 * 12 + number % 100 - 1),
        Bucket::Quarter => month(number * 3),
        Bucket::Year => month(number * 12),
    }
}
