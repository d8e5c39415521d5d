//! The clock of a time zone, as every backend reads it.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// The first second of 1970, where the list of changes starts.
const FROM: Timestamp = Timestamp::UNIX_EPOCH;

/// The first second of 2100, in seconds since 1970, where it ends.
const UNTIL: i64 = 4_102_444_800;

/// How far the clock of a time zone is ahead of UTC, and since when.
///
/// Backends cut time by this list rather than by a time zone database of their own, so that all of
/// them cut alike. It follows the zone from 1970 to 2100; before and after, the clock stays as it is
/// at that end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offsets {
    first: i32,
    changes: Arc<[OffsetChange]>,
}

/// A change of a zone's offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OffsetChange {
    /// From when on it holds.
    pub at: Timestamp,
    /// Seconds that the clock is ahead of UTC then.
    pub seconds: i32,
}

impl Offsets {
    /// Returns the clock of a time zone.
    pub fn of(zone: &TimeZone) -> Self {
        let first = zone.to_offset(FROM).seconds();
        let mut last = first;
        let mut changes = Vec::new();
        for change in zone.following(FROM) {
            if change.timestamp().as_second() >= UNTIL {
                break;
            }
            // Some changes are of the name alone.
            if change.offset().seconds() != last {
                last = change.offset().seconds();
                changes.push(OffsetChange { at: change.timestamp(), seconds: last });
            }
        }
        Self { first, changes: changes.into() }
    }

    /// Returns the clock of UTC.
    pub fn utc() -> Self {
        Self { first: 0, changes: Arc::new([]) }
    }

    /// Returns how many seconds the clock was ahead of UTC before the first change.
    pub fn first(&self) -> i32 {
        self.first
    }

    /// Returns the changes, oldest first.
    pub fn changes(&self) -> &[OffsetChange] {
        &self.changes
    }

    /// Returns how many seconds the clock is ahead of UTC at an instant.
    pub fn at(&self, instant: Timestamp) -> i32 {
        let passed = self.changes.partition_point(|change| change.at <= instant);
        let last = passed.checked_sub(1).and_then(|index| self.changes.get(index));
        last.map_or(self.first, |change| change.seconds)
    }

    /// Returns what the clock shows at an instant.
    pub fn local(&self, instant: Timestamp) -> DateTime {
        offset(self.at(instant)).to_datetime(instant)
    }

    /// Returns the instants at which the clock shows a time from `from` on and before `until`:
    /// one stretch nearly always, none for a day that a zone skipped, and several for a time that
    /// it passed more than once with others between.
    pub fn instants(&self, from: DateTime, until: DateTime) -> Vec<Range<Timestamp>> {
        let starts = [Timestamp::MIN].into_iter().chain(self.changes.iter().map(|it| it.at));
        let ends = self.changes.iter().map(|it| it.at).chain([Timestamp::MAX]);
        let seconds = [self.first].into_iter().chain(self.changes.iter().map(|it| it.seconds));
        let mut found: Vec<Range<Timestamp>> = Vec::new();
        for ((start, end), seconds) in starts.zip(ends).zip(seconds) {
            let range = start.max(instant(from, seconds))..end.min(instant(until, seconds));
            if range.is_empty() {
                continue;
            }
            match found.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => found.push(range),
            }
        }
        found
    }
}

/// Returns when a clock that is so far ahead shows a time; the end of all time beyond it.
fn instant(shown: DateTime, seconds: i32) -> Timestamp {
    let beyond = if shown.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    offset(seconds).to_timestamp(shown).unwrap_or(beyond)
}

fn offset(seconds: i32) -> Offset {
    Offset::from_seconds(seconds).unwrap_or(Offset::UTC)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::*;
    use crate::Bucket;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// The stretch of a bucket around a local time, and how many hours it lasts.
    fn check(name: &str, bucket: Bucket, at: &str, expected: &[(&str, &str)], minutes: i64) {
        let start = bucket.start(at.parse().unwrap());
        let found = Offsets::of(&zone(name)).instants(start, bucket.next(start).unwrap());
        let shown: Vec<_> =
            found.iter().map(|range| (range.start.to_string(), range.end.to_string())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(from, until)| (from.to_string(), until.to_string())).collect();
        assert_eq!(shown, expected, "{name} {bucket} {at}");
        let seconds = found.iter().map(|range| range.end.as_second() - range.start.as_second());
        assert_eq!(seconds.sum::<i64>(), minutes * 60, "{name} {bucket} {at}");
    }

    #[test]
    fn days_have_the_hours_that_a_clock_gives_them() {
        let brussels = "Europe/Brussels";
        let spring = [("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")];
        check(brussels, Bucket::Day, "2026-03-29T12:00", &spring, 23 * 60);
        let autumn = [("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")];
        check(brussels, Bucket::Day, "2026-10-25T12:00", &autumn, 25 * 60);
        let twice = [("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")];
        check(brussels, Bucket::Hour, "2026-10-25T02:30", &twice, 120);
        check(brussels, Bucket::Hour, "2026-03-29T02:30", &[], 0);
        let month = [("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")];
        check(brussels, Bucket::Month, "2026-03-02T12:00", &month, (31 * 24 - 1) * 60);
    }

    #[test]
    fn zones_may_skip_a_day_and_stand_at_odd_minutes() {
        check("Pacific/Apia", Bucket::Day, "2011-12-30T12:00", &[], 0);
        let week = [("2011-12-25T10:00:00Z", "2011-12-31T10:00:00Z")];
        check(
            "Pacific/Apia",
            Bucket::Week(Weekday::Sunday),
            "2011-12-29T00:00",
            &week,
            6 * 24 * 60,
        );
        let day = [("2026-03-01T18:15:00Z", "2026-03-02T18:15:00Z")];
        check("Asia/Kathmandu", Bucket::Day, "2026-03-02T12:00", &day, 24 * 60);
        let shortened = [("1985-12-31T18:30:00Z", "1986-01-01T18:15:00Z")];
        check("Asia/Kathmandu", Bucket::Day, "1986-01-01T12:00", &shortened, 24 * 60 - 15);
    }

    #[test]
    fn an_hour_passed_twice_with_another_between_is_two_stretches() {
        let twice = [
            ("2025-10-25T23:00:00Z", "2025-10-26T00:00:00Z"),
            ("2025-10-26T01:00:00Z", "2025-10-26T02:00:00Z"),
        ];
        check("Antarctica/Troll", Bucket::Hour, "2025-10-26T01:30", &twice, 120);
    }

    #[test]
    fn the_ends_of_all_time_are_in_a_bucket() {
        let offsets = Offsets::of(&zone("America/New_York"));
        for at in [Timestamp::MIN, Timestamp::MAX] {
            let start = Bucket::Year.start(offsets.local(at));
            let next = Bucket::Year.next(start).unwrap_or(DateTime::MAX);
            let ranges = offsets.instants(start, next);
            assert!(ranges.iter().any(|range| range.start <= at && at <= range.end), "{at}");
        }
    }

    const ZONES: [&str; 5] =
        ["Europe/Brussels", "America/New_York", "Asia/Kathmandu", "Asia/Shanghai", "Pacific/Apia"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// The clock is the zone's, every bucket holds the instants that the calendar puts into it
        /// and no others, and the parts are those of that local time.
        #[test]
        fn clocks_and_buckets_are_those_of_the_zone(
            zone_index in 0..ZONES.len(),
            bucket_index in 0..7_usize,
            micros in 0..UNTIL * 1_000_000,
            near in -3_600_000_000..3_600_000_000_i64,
        ) {
            let zone = zone(ZONES[zone_index]);
            let offsets = Offsets::of(&zone);
            let bucket = Bucket::all(Weekday::Sunday)[bucket_index];
            let at = Timestamp::from_microsecond(micros).unwrap();
            // Near the next change of the clock too, where mistakes would be.
            let change = zone.following(at).next().map_or(at, |change| change.timestamp());
            for at in [at, change.saturating_add(near.microseconds()).unwrap()] {
                if at.as_second() >= UNTIL { continue; }
                let local = zone.to_datetime(at);
                prop_assert_eq!(offsets.local(at), local);
                let start = bucket.start(local);
                prop_assert!(start <= local);
                let next = bucket.next(start).unwrap();
                prop_assert!(local < next && bucket.start(next) == next);
                let ranges = offsets.instants(start, next);
                prop_assert_eq!(ranges.iter().filter(|range| range.contains(&at)).count(), 1);
                for range in &ranges {
                    let inside = [range.start, range.end.saturating_sub(1.microsecond()).unwrap()];
                    prop_assert!(inside.iter().all(|at| bucket.start(offsets.local(*at)) == start));
                    let outside =
                        [range.start.saturating_sub(1.microsecond()).unwrap(), range.end];
                    prop_assert!(outside.iter().all(|at| bucket.start(offsets.local(*at)) != start));
                }
                prop_assert_eq!(crate::Part::Hour.of(offsets.local(at)), i64::from(local.hour()));
            }
        }
    }
}
