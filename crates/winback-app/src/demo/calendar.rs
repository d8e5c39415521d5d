//! The days and office hours of the sample.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};

use crate::dice::Dice;
use crate::{AppError, ValueProblem};

/// Where the firm is.
pub(super) const ZONE: &str = "Europe/Brussels";

/// How far back the sample goes, in days.
const DAYS: i64 = 3 * 365;

/// The three years of the sample. Its instants are full hours in the zone of the firm.
pub(super) struct Calendar {
    zone: TimeZone,
    first: Date,
}

impl Calendar {
    /// How many days the sample has; the last thing happens on the last of them at the latest.
    pub(super) const DAYS: i64 = DAYS;

    /// Returns the years before a day.
    ///
    /// # Errors
    /// [`AppError::Value`] if they are not in the calendar.
    pub(super) fn before(as_of: Date) -> Result<Self, AppError> {
        let refused = |_| AppError::value("as-of", as_of.to_string(), ValueProblem::DayOutOfRange);
        let zone = TimeZone::get(ZONE).map_err(refused)?;
        let first = as_of.checked_sub(DAYS.days()).map_err(refused)?;
        for day in [first.checked_sub(14.days()).map_err(refused)?, as_of] {
            day.to_zoned_datetime(zone.clone()).map_err(refused)?;
        }
        Ok(Self { zone, first })
    }

    /// Returns when the firm began: two weeks before the first day.
    pub(super) fn founded(&self) -> Timestamp {
        self.instant(self.first.saturating_sub(14.days()).at(9, 0, 0, 0))
    }

    /// Returns a day by its number, from 0.
    pub(super) fn date(&self, day: i64) -> Date {
        self.first.saturating_add(day.days())
    }

    /// Returns an office hour of a day, or of the Friday before it.
    pub(super) fn office_hour(&self, day: i64, dice: &mut Dice) -> DateTime {
        let date = self.date(day);
        let date = match date.weekday() {
            Weekday::Saturday => date.saturating_sub(1.days()),
            Weekday::Sunday => date.saturating_sub(2.days()),
            _ => date,
        };
        date.to_datetime(jiff::civil::time(hour(dice.number(8..18)), 0, 0, 0))
    }

    /// Returns the first Monday at 9 of a month, or of a quarter, after a day, and its number;
    /// nothing if that is after the last day.
    pub(super) fn next_meeting(&self, day: i64, quarterly: bool) -> Option<(i64, DateTime)> {
        (day + 1..DAYS).find_map(|day| {
            let date = self.date(day);
            let begins = date.day() <= 7 && (!quarterly || date.month() % 3 == 1);
            (begins && date.weekday() == Weekday::Monday).then(|| (day, date.at(9, 0, 0, 0)))
        })
    }

    /// Returns the instant of an hour.
    pub(super) fn instant(&self, hour: DateTime) -> Timestamp {
        let zoned = hour.to_zoned_datetime(self.zone.clone());
        zoned.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }
}

fn hour(number: i64) -> i8 {
    i8::try_from(number).unwrap_or_default()
}
