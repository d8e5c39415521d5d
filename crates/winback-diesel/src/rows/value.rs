//! Single values, between the database and the domain.

use jiff::civil::Date;
use jiff::{Span, Timestamp, Unit};
use winback_store::domain::Probability;
use winback_store::filter::fold;

use crate::error::{Attempt, unknown};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Returns an instant as microseconds since 1970 in UTC.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Reads microseconds since 1970 in UTC.
pub(crate) fn instant(micros: i64) -> Attempt<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| unknown("the instant", &micros))
}

/// Returns a day, counted from 1970-01-01.
pub(crate) fn days(day: Date) -> i64 {
    let span = EPOCH.until((Unit::Day, day));
    span.map_or(0, |span| i64::from(span.get_days()))
}

/// Reads a day, counted from 1970-01-01.
pub(crate) fn date(days: i64) -> Attempt<Date> {
    let span = Span::new().try_days(days);
    span.and_then(|span| EPOCH.checked_add(span)).map_err(|_| unknown("the day", &days))
}

/// Reads hundredths of a percent.
pub(crate) fn probability(hundredths: i64) -> Attempt<Probability> {
    Probability::from_hundredths(hundredths).map_err(|_| unknown("the probability", &hundredths))
}

/// Returns what a column `…_folded` holds.
pub(crate) fn folded(text: Option<&str>) -> Option<String> {
    text.map(fold)
}

/// Returns what names are compared by: without surrounding space, and folded.
pub(crate) fn name_key(name: &str) -> String {
    fold(name.trim())
}

/// Reads a count.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_come_back_as_they_went() {
        for text in ["-009999-01-01", "1969-12-31", "1970-01-01", "2026-02-28", "9999-12-31"] {
            let day: Date = text.parse().unwrap();
            assert_eq!(date(days(day)).unwrap(), day);
        }
        for at in [Timestamp::UNIX_EPOCH, "2026-03-02T10:00:00.000001Z".parse().unwrap()] {
            assert_eq!(instant(micros(at)).unwrap(), at);
        }
        assert_eq!(days("1970-01-03".parse().unwrap()), 2);
    }

    #[test]
    fn values_out_of_range_are_errors() {
        assert!(date(i64::MAX).is_err() && instant(i64::MAX).is_err() && probability(-1).is_err());
    }
}
