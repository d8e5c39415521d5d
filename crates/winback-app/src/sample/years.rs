//! The three years of the data, and their office hours, all in UTC.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{AppError, ValueProblem, dice::Dice};

/// How far back the data go, in days.
const DAYS: i64 = 3 * 365;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The years, in seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Years {
    first: i64,
    last: i64,
}

impl Years {
    /// Returns the years before a day, and the day itself.
    ///
    /// # Errors
    /// [`AppError::Value`] if they are not in the calendar.
    pub(super) fn before(as_of: Date) -> Result<Self, AppError> {
        let refused = |_| AppError::value("as-of", as_of.to_string(), ValueProblem::DayOutOfRange);
        let midnight = |day: Date| day.to_zoned_datetime(TimeZone::UTC).map_err(refused);
        // The two weeks before are there as well, and the day after.
        midnight(as_of.checked_sub((DAYS + 14).days()).map_err(refused)?)?;
        let after = midnight(as_of.checked_add(1.day()).map_err(refused)?)?;
        let last = after.timestamp().as_second() - 1;
        Ok(Self { first: last + 1 - (DAYS + 1) * DAY, last })
    }

    /// Returns when everything began: two weeks before the first day.
    pub(super) fn founded(&self) -> Timestamp {
        instant(self.first - 14 * DAY + 9 * HOUR)
    }

    /// Returns the last second.
    pub(super) const fn last(&self) -> i64 {
        self.last
    }

    /// Returns a time in the office hours about so far into the years, from 0 to 1.
    pub(super) fn at(&self, share: f64, dice: &mut Dice) -> i64 {
        let second = self.first + ((self.last - self.first) as f64 * share) as i64;
        self.in_office(second, dice)
    }

    /// Returns a time in the office hours of a day, or of the working day beside it.
    pub(super) fn in_office(&self, second: i64, dice: &mut Dice) -> i64 {
        let day = second.div_euclid(DAY);
        let day = match weekday(day) {
            SATURDAY => day - 1,
            SUNDAY if (day + 2) * DAY <= self.last => day + 1,
            SUNDAY => day - 2,
            _ => day,
        };
        day.max(self.first / DAY) * DAY + dice.number(8 * HOUR..18 * HOUR)
    }

    /// Returns the early morning of a day.
    pub(super) const fn night(second: i64) -> i64 {
        second.div_euclid(DAY) * DAY + 5 * HOUR
    }

    /// Returns the next Monday at 9, or the one that begins the next quarter of a year.
    pub(super) const fn meeting(second: i64, quarterly: bool) -> i64 {
        let every = if quarterly { 13 * 7 } else { 7 };
        // Day 4 was a Monday.
        let past = (second.div_euclid(DAY) - MONDAY).rem_euclid(every);
        (second.div_euclid(DAY) + every - past) * DAY + 9 * HOUR
    }
}

/// Days since 1970-01-01, which was a Thursday.
const MONDAY: i64 = 4;
const SATURDAY: i64 = 2;
const SUNDAY: i64 = 3;

/// Returns the day of the week, from Thursday on.
const fn weekday(day: i64) -> i64 {
    day.rem_euclid(7)
}

/// Returns the instant of a second.
pub(super) fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}
