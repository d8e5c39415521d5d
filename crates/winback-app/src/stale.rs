//! Stale deals: open records on which nothing was done for long.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use jiff::{Span, Timestamp, Unit, tz::TimeZone};
use winback_domain::Opportunity;

use crate::{AppError, Desk, ValueProblem};

/// For how long nothing was done: whole days, weeks, months or years of the calendar.
#[derive(Debug, Clone, Copy)]
pub struct Idle(Span);

impl FromStr for Idle {
    type Err = AppError;

    /// Reads `90d`, `12w`, `6mo`, `1y`, or the words, such as `90 days`.
    ///
    /// # Errors
    /// [`AppError::Value`] for what is no such time, is shorter than a day, or has hours and less.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |problem| AppError::value("idle", text, problem);
        let span: Span = text.trim().parse().map_err(|_| wrong(ValueProblem::NotALength))?;
        let clock = [span.get_hours().into(), span.get_minutes(), span.get_seconds()];
        let fractions = [span.get_milliseconds(), span.get_microseconds(), span.get_nanoseconds()];
        if clock.into_iter().chain(fractions).any(|part| part != 0) {
            return Err(wrong(ValueProblem::FinerThanDays));
        }
        if span.signum() <= 0 {
            return Err(wrong(ValueProblem::NoTime));
        }
        Ok(Self(span))
    }
}

impl Display for Idle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl Idle {
    /// Returns the instant at which the time began that ends now; nothing outside the calendar.
    fn since(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        now.to_zoned_datetime(zone.clone()).checked_sub(self.0).ok().map(|since| since.timestamp())
    }
}

impl Desk {
    /// Returns the filter in the text spelling that finds stale deals among those that a filter
    /// finds: open ones without an activity entry for so long. Each entry sets the record's
    /// `updated_at`, so that this is what tells.
    ///
    /// The instant in it stands still, so that what is done later is done to what was shown.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter); [`AppError::Value`] for a time that is too long.
    pub async fn stale_filter(&self, filter: &str, idle: Idle) -> Result<String, AppError> {
        let since = idle.since(self.now(), self.zone()).ok_or_else(|| {
            AppError::value("idle", idle.to_string(), ValueProblem::LengthOutOfRange)
        })?;
        let stale = format!("state = open and updated_at <= {since}");
        let filter = self.open_filter(filter).await?;
        self.joined_with(&stale, &filter).await
    }

    /// Returns for how many whole days nothing was done on a record, by the deployment's calendar.
    pub fn idle_days(&self, record: &Opportunity) -> u64 {
        let zoned = |instant: Timestamp| instant.to_zoned_datetime(self.zone().clone());
        let days = zoned(self.now()).since((Unit::Day, &zoned(record.updated_at)));
        days.map_or(0, |days| u64::try_from(days.get_days()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(idle: &str) -> String {
        let now = "2026-03-30T10:00:00Z".parse().unwrap();
        let brussels = TimeZone::get("Europe/Brussels").unwrap();
        match idle.parse::<Idle>() {
            Ok(idle) => idle.since(now, &brussels).map_or("none".into(), |since| since.to_string()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn days_weeks_months_and_years_are_those_of_the_calendar() {
        for (idle, instant) in [
            // The clock went forward on the 29th.
            ("1d", "2026-03-29T10:00:00Z"),
            ("2 days", "2026-03-28T11:00:00Z"),
            ("12w", "2026-01-05T11:00:00Z"),
            ("6mo", "2025-09-30T10:00:00Z"),
            ("1y 1mo", "2025-02-28T11:00:00Z"),
            ("19998y", "none"),
        ] {
            assert_eq!(since(idle), instant, "{idle}");
        }
    }

    #[test]
    fn what_is_shorter_than_a_day_is_refused() {
        let days = "write `90d`, `12w`, `6mo` or `1y`";
        for (idle, problem) in [
            ("soon", format!("`soon` is no length of time: {days}")),
            ("", format!("`` is no length of time: {days}")),
            ("6m", format!("`6m` counts days at the least: {days}")),
            ("1d 2h", format!("`1d 2h` counts days at the least: {days}")),
            ("0d", "`0d` is no time at all: write at least `1d`".into()),
            ("-1d", "`-1d` is no time at all: write at least `1d`".into()),
        ] {
            assert!(since(idle).contains(&problem), "{}", since(idle));
        }
    }
}
