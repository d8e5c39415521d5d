//! The clock of a time zone in SQL: what it shows at an instant, and how that is cut.
//!
//! The offset is found by a tree of comparisons, which a database walks faster than it joins a table
//! of changes: no index serves the join of a range. Everything after that is whole numbers.

mod bucket;

use winback_store::filter::{FieldKind, FieldRef, OffsetChange, Offsets, Part};

use crate::dialect::{Civil, Word};
use crate::rows::micros;
use crate::sql::{Sql, sql};

pub(crate) use self::bucket::{number, value};

/// How long before 1970 the year 0 began, a Saturday, in seconds: they are counted from it, so that
/// those of all the years that people write are positive, and division rounds down.
const SINCE_YEAR_0: i64 = 62_167_219_200;

/// Returns the seconds since the year 0 that the clock shows at a date or time.
pub(crate) fn seconds(field: FieldRef, column: &dyn Fn() -> Sql, offsets: &Offsets) -> Sql {
    if field.kind() == FieldKind::Date {
        return sql("(").then(column()).text(" * 86400 + ").int(SINCE_YEAR_0).text(")");
    }
    sql("((")
        .then(column())
        .text(" + ")
        .int(SINCE_YEAR_0 * 1_000_000)
        .text(") / 1000000 + ")
        .then(ahead(column, offsets.first(), offsets.changes()))
        .text(")")
}

/// Returns how many seconds the clock is ahead of UTC.
fn ahead(column: &dyn Fn() -> Sql, first: i32, changes: &[OffsetChange]) -> Sql {
    let (before, rest) = changes.split_at(changes.len() / 2);
    let Some((change, after)) = rest.split_first() else {
        return Sql::default().int(i64::from(first));
    };
    sql("CASE WHEN ")
        .then(column())
        .text(" < ")
        .int(micros(change.at))
        .text(" THEN ")
        .then(ahead(column, first, before))
        .text(" ELSE ")
        .then(ahead(column, change.seconds, after))
        .text(" END")
}

/// Returns a number of the calendar date.
fn civil(what: Civil, seconds: Sql) -> Sql {
    sql("")
        .word(Word::Civil(what))
        .then(seconds)
        .text(" - ")
        .int(SINCE_YEAR_0)
        .word(Word::CivilEnd(what))
}

/// Returns a part of the date or time that the clock shows.
pub(crate) fn part(part: Part, seconds: impl Fn() -> Sql) -> Sql {
    match part {
        Part::Hour => seconds().text(" / 3600 % 24"),
        Part::DayOfWeek => sql("(").then(seconds()).text(" / 86400 + 6) % 7"),
        Part::DayOfMonth => civil(Civil::Day, seconds()),
        Part::DayOfYear => civil(Civil::DayOfYear, seconds()),
        Part::IsoWeek => civil(Civil::IsoWeek, seconds()),
        Part::Month => civil(Civil::Month, seconds()),
        Part::Quarter => sql("(").then(civil(Civil::Month, seconds())).text(" + 2) / 3"),
        Part::Year => civil(Civil::Year, seconds()),
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::{BigInt, Nullable};
    use diesel::{Connection, RunQueryDsl, SqliteConnection};
    use jiff::Timestamp;
    use jiff::civil::{Date, Weekday};
    use jiff::tz::TimeZone;
    use winback_store::filter::{Bucket, Cut, GroupValue, Value};
    use winback_store::{OPPORTUNITY, opportunity_schema};

    use super::*;
    use crate::rows::days;

    const ZONES: [&str; 6] = [
        "Europe/Brussels",
        "America/New_York",
        "Asia/Kathmandu",
        "Asia/Shanghai",
        "Pacific/Apia",
        "UTC",
    ];

    fn cuts() -> Vec<Cut> {
        let buckets = [
            Bucket::Hour,
            Bucket::Day,
            Bucket::Week(Weekday::Sunday),
            Bucket::Week(Weekday::Saturday),
            Bucket::IsoWeek,
            Bucket::Month,
            Bucket::Quarter,
            Bucket::Year,
        ];
        let parts = [
            Part::Hour,
            Part::DayOfWeek,
            Part::DayOfMonth,
            Part::DayOfYear,
            Part::IsoWeek,
            Part::Month,
            Part::Quarter,
            Part::Year,
        ];
        buckets.into_iter().map(Cut::Bucket).chain(parts.into_iter().map(Cut::Part)).collect()
    }

    fn field(name: &str) -> FieldRef {
        let schema = opportunity_schema(2);
        schema.entity(OPPORTUNITY).unwrap().field_ref(name).unwrap()
    }

    /// What SQLite makes of a value, with every cut.
    fn cut(
        conn: &mut SqliteConnection,
        field: FieldRef,
        stored: Option<i64>,
        offsets: &Offsets,
    ) -> Vec<Option<i64>> {
        let seconds = seconds(field, &|| sql("it"), offsets);
        let numbers = cuts().into_iter().map(|cut| {
            sql("SELECT ").then(number(cut, || sql("seconds"))).text(" AS number FROM once")
        });
        let all = numbers.reduce(|all, one| all.text(" UNION ALL ").then(one)).unwrap();
        sql("WITH once AS MATERIALIZED (SELECT ")
            .then(seconds)
            .text(" AS seconds FROM (SELECT ")
            .int(stored)
            .text(" AS it)) SELECT number FROM (")
            .then(all)
            .text(")")
            .rows::<Nullable<BigInt>>()
            .load(conn)
            .unwrap()
    }

    fn check(
        conn: &mut SqliteConnection,
        found: &Value,
        stored: i64,
        name: &str,
        offsets: &Offsets,
    ) {
        let field = field(name);
        let at = match found {
            Value::Instant(at) => offsets.local(*at),
            Value::Date(day) => day.at(0, 0, 0, 0),
            other => panic!("{other:?}"),
        };
        for (cut, number) in cuts().into_iter().zip(cut(conn, field, Some(stored), offsets)) {
            let expected = match cut {
                Cut::Bucket(bucket) => GroupValue::Bucket(bucket.start(at)),
                Cut::Part(part) => GroupValue::Part(part.of(at)),
            };
            assert_eq!(value(cut, number.unwrap()).unwrap(), expected, "{found:?} {cut:?}");
        }
    }

    /// Around each change of a clock, at both ends of years, and at instants all over the calendar.
    #[test]
    fn the_database_cuts_as_the_filter_engine_does() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for zone in ZONES {
            let zone = TimeZone::get(zone).unwrap();
            let offsets = Offsets::of(&zone);
            let near = |at: Timestamp| [micros(at) - 1, micros(at)];
            let changes = offsets.changes().iter().step_by(9).flat_map(|change| near(change.at));
            let ends = [-62_135_000_000_000_000, -1, 0, 253_402_000_000_000_000];
            let years = (0..40).map(|number| number * 86_400_000_000 * 457 + 12_345);
            for stored in changes.chain(ends).chain(years).collect::<Vec<_>>() {
                let at = Timestamp::from_microsecond(stored).unwrap();
                check(&mut conn, &Value::Instant(at), stored, "created_at", &offsets);
            }
        }
        for day in
            ["0001-01-01", "0999-12-31", "1969-12-31", "2024-02-29", "2026-01-04", "9999-12-31"]
        {
            let day: Date = day.parse().unwrap();
            check(&mut conn, &Value::Date(day), days(day), "expected_closing", &Offsets::utc());
        }
        let none = cut(&mut conn, field("closed_at"), None, &Offsets::utc());
        assert!(none.iter().all(Option::is_none));
    }
}
