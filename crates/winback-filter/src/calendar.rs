//! How a day or a time is cut for grouping: into buckets, or into one part of its date.

use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};

/// A stretch of the calendar that groups what falls into it, cut by the clock on the wall.
///
/// Buckets follow the years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// An hour of the clock; where a clock is put back, one that is passed twice is one bucket.
    Hour,
    /// A calendar day; 23 or 25 hours where a clock is put forward or back.
    Day,
    /// A week from this day on.
    Week(Weekday),
    /// A week of ISO 8601, from Monday on.
    IsoWeek,
    /// A calendar month.
    Month,
    /// A quarter of a year, from January on.
    Quarter,
    /// A calendar year.
    Year,
}

impl Bucket {
    /// Returns how the text spelling writes the bucket.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week(_) => "week",
            Self::IsoWeek => "iso_week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Returns all buckets, finest first, with weeks that start on a day.
    pub(crate) fn all(week_starts: Weekday) -> [Self; 7] {
        [
            Self::Hour,
            Self::Day,
            Self::Week(week_starts),
            Self::IsoWeek,
            Self::Month,
            Self::Quarter,
            Self::Year,
        ]
    }

    /// Returns the day that its weeks start on; nothing if it is no week.
    pub fn week_start(self) -> Option<Weekday> {
        match self {
            Self::Week(start) => Some(start),
            Self::IsoWeek => Some(Weekday::Monday),
            Self::Hour | Self::Day | Self::Month | Self::Quarter | Self::Year => None,
        }
    }

    /// Returns where the bucket starts that holds a time of the clock; a week that would start before
    /// the calendar does starts with it.
    pub fn start(self, at: DateTime) -> DateTime {
        let day = at.date();
        let month = |month| Date::new(day.year(), month, 1).unwrap_or(day);
        let start = match self {
            Self::Hour => return at.date().at(at.hour(), 0, 0, 0),
            Self::Day => day,
            Self::Week(_) | Self::IsoWeek => {
                let passed = self.week_start().map_or(0, |start| day.weekday().since(start));
                day.checked_sub(i64::from(passed).days()).unwrap_or(Date::MIN)
            }
            Self::Month => month(day.month()),
            Self::Quarter => month((day.month() - 1) / 3 * 3 + 1),
            Self::Year => month(1),
        };
        start.to_datetime(Time::midnight())
    }

    /// Returns where the bucket after the one that starts here begins; nothing at the end of the
    /// calendar.
    pub fn next(self, start: DateTime) -> Option<DateTime> {
        start.checked_add(self.length()).ok()
    }

    /// Returns how long the bucket is by the calendar.
    fn length(self) -> Span {
        match self {
            Self::Hour => 1.hour(),
            Self::Day => 1.day(),
            Self::Week(_) | Self::IsoWeek => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }

    /// Returns what people call the bucket that starts here: `2026-03-02 14:00`, `2026-03-02`,
    /// `2026-W10`, `2026-03`, `Q1 2026`, `2026`; a week that starts on another day than Monday by
    /// its first day, `week of 2026-03-01`.
    pub fn label(self, start: DateTime) -> String {
        let day = start.date();
        match self {
            Self::Hour => format!("{day} {:02}:00", start.hour()),
            Self::Day => day.to_string(),
            Self::IsoWeek | Self::Week(Weekday::Monday) => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Week(_) => format!("week of {day}"),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("Q{} {:04}", quarter(day), day.year()),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}

/// One number of a date or time, read off the calendar and the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The hour of the clock, 0 to 23.
    Hour,
    /// The day of the week, 0 (Sunday) to 6 (Saturday), as the reference counts.
    DayOfWeek,
    /// The day of the month, 1 to 31.
    DayOfMonth,
    /// The day of the year, 1 to 366.
    DayOfYear,
    /// The week of ISO 8601, 1 to 53.
    IsoWeek,
    /// The month, 1 to 12.
    Month,
    /// The quarter, 1 to 4.
    Quarter,
    /// The year.
    Year,
}

impl Part {
    /// All parts, finest first.
    pub(crate) const ALL: [Self; 8] = [
        Self::Hour,
        Self::DayOfWeek,
        Self::DayOfMonth,
        Self::DayOfYear,
        Self::IsoWeek,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// Returns how the text spelling, and the reference, write the part.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Hour => "hour_number",
            Self::DayOfWeek => "day_of_week",
            Self::DayOfMonth => "day_of_month",
            Self::DayOfYear => "day_of_year",
            Self::IsoWeek => "iso_week_number",
            Self::Month => "month_number",
            Self::Quarter => "quarter_number",
            Self::Year => "year_number",
        }
    }

    /// Returns the part with this spelling.
    pub fn named(spelling: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.spelling() == spelling)
    }

    /// Returns the number that the part has at a time of the clock.
    pub fn of(self, at: DateTime) -> i64 {
        let day = at.date();
        match self {
            Self::Hour => at.hour().into(),
            Self::DayOfWeek => day.weekday().to_sunday_zero_offset().into(),
            Self::DayOfMonth => day.day().into(),
            Self::DayOfYear => day.day_of_year().into(),
            Self::IsoWeek => day.iso_week_date().week().into(),
            Self::Month => day.month().into(),
            Self::Quarter => quarter(day).into(),
            Self::Year => day.year().into(),
        }
    }

    /// Returns what people call a number of the part: days of the week and months have names.
    pub fn label(self, number: i64) -> String {
        const DAYS: [&str; 7] =
            ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let name = |names: &[&'static str], first: i64| {
            usize::try_from(number - first).ok().and_then(|place| names.get(place).copied())
        };
        match self {
            Self::DayOfWeek => name(&DAYS, 0).map(str::to_owned),
            Self::Month => name(&MONTHS, 1).map(str::to_owned),
            Self::IsoWeek => Some(format!("W{number:02}")),
            Self::Quarter => Some(format!("Q{number}")),
            Self::Hour | Self::DayOfMonth | Self::DayOfYear | Self::Year => None,
        }
        .unwrap_or_else(|| number.to_string())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}

fn quarter(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

/// How the values of a date or time field are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cut {
    /// By the stretch of the calendar that they fall into.
    Bucket(Bucket),
    /// By one number of their date.
    Part(Part),
}

impl Cut {
    /// Returns how the text spelling writes the cut.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Bucket(bucket) => bucket.spelling(),
            Self::Part(part) => part.spelling(),
        }
    }

    /// Returns the cut with this spelling; `week_starts` is the day that weeks start on.
    pub fn named(spelling: &str, week_starts: Weekday) -> Option<Self> {
        Self::all(week_starts).find(|cut| cut.spelling() == spelling)
    }

    /// Returns all cuts: buckets, then parts.
    pub(crate) fn all(week_starts: Weekday) -> impl Iterator<Item = Self> {
        let buckets = Bucket::all(week_starts).into_iter().map(Self::Bucket);
        buckets.chain(Part::ALL.into_iter().map(Self::Part))
    }

    /// Says whether a day alone can be cut so.
    pub(crate) fn suits_days(self) -> bool {
        !matches!(self, Self::Bucket(Bucket::Hour) | Self::Part(Part::Hour))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn check(bucket: Bucket, start: &str, next: &str, label: &str) {
        let at = datetime(2026, 1, 1, 14, 30, 5, 0);
        let found = bucket.start(at);
        assert_eq!(found.to_string(), format!("{start}:00:00"), "{bucket}");
        assert_eq!(bucket.next(found).unwrap().to_string(), format!("{next}:00:00"), "{bucket}");
        assert_eq!(bucket.label(found), label, "{bucket}");
    }

    #[test]
    fn buckets_start_where_the_calendar_says() {
        check(Bucket::Hour, "2026-01-01T14", "2026-01-01T15", "2026-01-01 14:00");
        check(Bucket::Day, "2026-01-01T00", "2026-01-02T00", "2026-01-01");
        check(
            Bucket::Week(Weekday::Sunday),
            "2025-12-28T00",
            "2026-01-04T00",
            "week of 2025-12-28",
        );
        check(Bucket::IsoWeek, "2025-12-29T00", "2026-01-05T00", "2026-W01");
        check(Bucket::Month, "2026-01-01T00", "2026-02-01T00", "2026-01");
        check(Bucket::Quarter, "2026-01-01T00", "2026-04-01T00", "Q1 2026");
        check(Bucket::Year, "2026-01-01T00", "2027-01-01T00", "2026");
    }

    #[test]
    fn the_last_bucket_of_the_calendar_has_no_next_one() {
        for bucket in Bucket::all(Weekday::Sunday) {
            assert_eq!(bucket.next(bucket.start(DateTime::MAX)), None, "{bucket}");
        }
        assert_eq!(Bucket::IsoWeek.start(DateTime::MIN), DateTime::MIN);
    }

    #[test]
    fn parts_are_read_off_the_calendar() {
        let at = datetime(2025, 12, 28, 14, 30, 5, 0);
        let found = Part::ALL.map(|part| (part.spelling(), part.of(at), part.label(part.of(at))));
        let shown = found.map(|(name, number, label)| format!("{name} {number} {label}"));
        assert_eq!(
            shown,
            [
                "hour_number 14 14",
                "day_of_week 0 Sunday",
                "day_of_month 28 28",
                "day_of_year 362 362",
                "iso_week_number 52 W52",
                "month_number 12 December",
                "quarter_number 4 Q4",
                "year_number 2025 2025",
            ]
        );
    }
}
