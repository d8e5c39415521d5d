//! Stretches of time said from the present: `last 30 days`, `this quarter`.

use std::fmt;
use std::num::NonZeroU32;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// A stretch of whole days, told by where it stands to today (rule: behaviour 8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// As long as this, and ending with today: `last 1 day` is today, `last 30 days` are 30 days.
    Last(Length),
    /// As long as this, and beginning with today.
    Next(Length),
    /// A whole day, week, month, quarter or year of the calendar.
    Calendar {
        /// Which one.
        which: Which,
        /// What of.
        unit: Unit,
    },
}

/// A length of time in units of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many.
    pub count: NonZeroU32,
    /// Of what.
    pub unit: Unit,
}

/// Which of the days, weeks, months, quarters or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The one before that of today.
    Last,
    /// The one that today is in.
    This,
    /// The one after that of today.
    Next,
}

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A day.
    Day,
    /// Seven days; of the calendar, from the [first day](crate::Context::first_weekday) on.
    Week,
    /// A month; the day after one from 31 January is the last of February.
    Month,
    /// Three months; of the calendar, from January, April, July or October on.
    Quarter,
    /// Twelve months.
    Year,
}

impl Period {
    /// Returns its first day and the day after its last one; nothing outside the calendar.
    pub fn days(self, today: Date, first_weekday: Weekday) -> Option<(Date, Date)> {
        let days = |count: i64| count.days();
        Some(match self {
            Self::Last(length) => {
                let before = length.before(today)?;
                (before.checked_add(days(1)).ok()?, today.checked_add(days(1)).ok()?)
            }
            Self::Next(length) => (today, today.checked_add(length.span()?).ok()?),
            Self::Calendar { which, unit } => {
                let length = Length { count: NonZeroU32::MIN, unit };
                let this = unit.start(today, first_weekday)?;
                let start = match which {
                    Which::Last => length.before(this)?,
                    Which::This => this,
                    Which::Next => this.checked_add(length.span()?).ok()?,
                };
                (start, start.checked_add(length.span()?).ok()?)
            }
        })
    }
}

impl Length {
    /// Returns the day that is so long before another one; nothing outside the calendar.
    pub fn before(self, day: Date) -> Option<Date> {
        day.checked_sub(self.span()?).ok()
    }

    fn span(self) -> Option<Span> {
        let count = i64::from(self.count.get());
        let span = Span::new();
        match self.unit {
            Unit::Day => span.try_days(count),
            Unit::Week => span.try_weeks(count),
            Unit::Month => span.try_months(count),
            Unit::Quarter => span.try_months(count * 3),
            Unit::Year => span.try_years(count),
        }
        .ok()
    }
}

impl Unit {
    /// All units, from short to long.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// Returns its name for one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Returns the first day of the one that a day is in.
    fn start(self, day: Date, first_weekday: Weekday) -> Option<Date> {
        match self {
            Self::Day => Some(day),
            Self::Week => {
                let into = first_weekday.until(day.weekday());
                day.checked_sub(i64::from(into).days()).ok()
            }
            Self::Month => Some(day.first_of_month()),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), month, 1).ok()
            }
            Self::Year => Some(day.first_of_year()),
        }
    }
}

impl Which {
    /// All of them, in time.
    pub const ALL: [Self; 3] = [Self::Last, Self::This, Self::Next];

    /// Returns the word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::This => "this",
            Self::Next => "next",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Last(length) => write!(f, "last {length}"),
            Self::Next(length) => write!(f, "next {length}"),
            Self::Calendar { which: Which::Last, unit: Unit::Day } => f.write_str("yesterday"),
            Self::Calendar { which: Which::This, unit: Unit::Day } => f.write_str("today"),
            Self::Calendar { which: Which::Next, unit: Unit::Day } => f.write_str("tomorrow"),
            Self::Calendar { which, unit } => write!(f, "{} {}", which.name(), unit.name()),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == NonZeroU32::MIN { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.name())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn length(count: u32, unit: Unit) -> Length {
        Length { count: NonZeroU32::new(count).unwrap(), unit }
    }

    fn check(period: Period, today: Date, expected: &str) {
        let (start, end) = period.days(today, Weekday::Monday).unwrap();
        assert_eq!(format!("{start} {end}"), expected, "{period} on {today}");
    }

    #[test]
    fn a_stretch_of_days_holds_today() {
        let today = date(2026, 3, 31);
        check(Period::Last(length(1, Unit::Day)), today, "2026-03-31 2026-04-01");
        check(Period::Last(length(30, Unit::Day)), today, "2026-03-02 2026-04-01");
        check(Period::Last(length(1, Unit::Month)), today, "2026-03-01 2026-04-01");
        check(Period::Last(length(2, Unit::Quarter)), today, "2025-10-01 2026-04-01");
        check(Period::Next(length(2, Unit::Week)), today, "2026-03-31 2026-04-14");
        check(Period::Next(length(1, Unit::Month)), today, "2026-03-31 2026-04-30");
    }

    #[test]
    fn parts_of_the_calendar_begin_with_their_first_day() {
        let today = date(2026, 11, 25);
        let calendar = |which, unit| Period::Calendar { which, unit };
        for (which, unit, expected) in [
            (Which::Last, Unit::Day, "2026-11-24 2026-11-25"),
            (Which::This, Unit::Week, "2026-11-23 2026-11-30"),
            (Which::Next, Unit::Week, "2026-11-30 2026-12-07"),
            (Which::Last, Unit::Month, "2026-10-01 2026-11-01"),
            (Which::This, Unit::Quarter, "2026-10-01 2027-01-01"),
            (Which::Next, Unit::Quarter, "2027-01-01 2027-04-01"),
            (Which::Last, Unit::Year, "2025-01-01 2026-01-01"),
        ] {
            check(calendar(which, unit), today, expected);
        }
        let sunday = calendar(Which::This, Unit::Week).days(today, Weekday::Sunday).unwrap();
        assert_eq!(sunday, (date(2026, 11, 22), date(2026, 11, 29)));
        let monday = calendar(Which::This, Unit::Week).days(date(2026, 11, 23), Weekday::Monday);
        assert_eq!(monday, Some((date(2026, 11, 23), date(2026, 11, 30))));
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let today = Period::Calendar { which: Which::This, unit: Unit::Day };
        assert_eq!(today.days(Date::MAX, Weekday::Monday), None);
        let years = length(u32::MAX, Unit::Year);
        assert_eq!(Period::Last(years).days(date(2026, 1, 1), Weekday::Monday), None);
        let far = Period::Calendar { which: Which::Last, unit: Unit::Year };
        assert_eq!(far.days(Date::MIN, Weekday::Monday), None);
    }
}
