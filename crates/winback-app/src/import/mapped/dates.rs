//! Dates and times as a file writes them.

use jiff::{
    Timestamp,
    civil::date,
    fmt::strtime::{self, BrokenDownTime},
    tz::TimeZone,
};

/// The word for RFC 3339 among formats.
const RFC3339: &str = "rfc3339";

/// The formats of a file that names none.
const USUAL: [&str; 4] = [RFC3339, "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"];

/// The first year that is read from four digits; an earlier one was written with fewer.
const FIRST_YEAR: i16 = 1000;

/// How dates and times are written, and in which zone a day of them begins.
#[derive(Debug, Clone)]
pub(super) struct Dates {
    formats: Vec<String>,
    zone: TimeZone,
}

impl Dates {
    pub(super) fn usual(zone: TimeZone) -> Self {
        Self { formats: USUAL.map(str::to_owned).into(), zone }
    }

    /// Returns these formats in the same zone.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn with_formats(self, formats: &[String]) -> Result<Self, String> {
        if formats.is_empty() {
            return Err("no format is named: give one, such as \"%Y-%m-%d\"".into());
        }
        for format in formats.iter().filter(|format| *format != RFC3339) {
            let sample = sample(format).map_err(|error| {
                format!("`{format}` is no format of dates: {error}; such as \"%m/%d/%Y\"")
            })?;
            let read = BrokenDownTime::parse(format, &sample)
                .is_ok_and(|time| time.to_timestamp().is_ok() || time.to_date().is_ok());
            if !read {
                return Err(format!(
                    "`{format}` does not say which day it is: name year, month and day, such as \
                     \"%m/%d/%Y\""
                ));
            }
        }
        Ok(Self { formats: formats.to_vec(), ..self })
    }

    /// Returns these formats in another zone.
    ///
    /// # Errors
    /// If there is no such zone.
    pub(super) fn in_zone(self, name: &str) -> Result<Self, String> {
        let zone = TimeZone::get(name).map_err(|_| {
            format!("there is no time zone `{name}`: name one as Europe/Brussels or UTC")
        })?;
        Ok(Self { zone, ..self })
    }

    /// Reads an instant; a day without a time is its begin.
    pub(super) fn instant(&self, text: &str) -> Option<Timestamp> {
        self.formats.iter().find_map(|format| self.instant_as(format, text))
    }

    /// Reads a day, as it is written.
    pub(super) fn day(&self, text: &str) -> Option<jiff::civil::Date> {
        self.formats.iter().find_map(|format| {
            if format == RFC3339 {
                let instant: Timestamp = text.parse().ok()?;
                return Some(instant.to_zoned_datetime(self.zone.clone()).date());
            }
            let time = parsed(format, text)?;
            match (time.to_date(), time.to_timestamp()) {
                (Ok(day), _) => Some(day),
                (Err(_), Ok(instant)) => Some(instant.to_zoned_datetime(self.zone.clone()).date()),
                (Err(_), Err(_)) => None,
            }
        })
    }

    fn instant_as(&self, format: &str, text: &str) -> Option<Timestamp> {
        if format == RFC3339 {
            return text.parse().ok();
        }
        let time = parsed(format, text)?;
        if let Ok(instant) = time.to_timestamp() {
            return Some(instant);
        }
        if time.hour().is_none() {
            let begin = time.to_date().ok()?.to_zoned_datetime(self.zone.clone()).ok()?;
            return begin.start_of_day().ok().map(|begin| begin.timestamp());
        }
        let zoned = time.to_datetime().ok()?.to_zoned_datetime(self.zone.clone()).ok()?;
        Some(zoned.timestamp())
    }

    /// Says what is expected.
    pub(super) fn expected(&self) -> String {
        let formats = self.formats.join(" or ");
        let example = match self.formats.first() {
            Some(format) if format != RFC3339 => sample(format).ok(),
            Some(_) | None => Some("2026-03-02T10:00:00Z".to_owned()),
        };
        format!("a date as {formats}, such as {}", example.unwrap_or_default())
    }
}

fn parsed(format: &str, text: &str) -> Option<BrokenDownTime> {
    let time = BrokenDownTime::parse(format, text).ok()?;
    time.year().is_none_or(|year| year >= FIRST_YEAR).then_some(time)
}

/// Writes some instant in a format.
fn sample(format: &str) -> Result<String, jiff::Error> {
    let day = date(2016, 10, 20).at(14, 30, 0, 0).to_zoned_datetime(TimeZone::UTC)?;
    strtime::format(format, &day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(formats: &[&str]) -> Dates {
        let formats: Vec<String> = formats.iter().map(|it| (*it).to_owned()).collect();
        let usual = Dates::usual(TimeZone::UTC).in_zone("Europe/Brussels").unwrap();
        usual.with_formats(&formats).unwrap()
    }

    fn instant(formats: &[&str], text: &str) -> String {
        dates(formats).instant(text).map_or("-".into(), |instant| instant.to_string())
    }

    #[test]
    fn days_begin_in_the_zone_and_need_no_padding() {
        let format = ["%m/%d/%Y"];
        assert_eq!(instant(&format, "10/20/2016"), "2016-10-19T22:00:00Z");
        assert_eq!(instant(&format, "3/1/2017"), "2017-02-28T23:00:00Z");
        for text in ["20/10/2016", "2/30/2017", "3/1/17", "3/1/2017 x", "", "2016-10-20"] {
            assert_eq!(instant(&format, text), "-", "{text}");
        }
    }

    #[test]
    fn several_formats_are_tried_and_offsets_count() {
        let formats = ["rfc3339", "%d.%m.%Y %H:%M", "%s", "%Y-%m-%d %H:%M %z"];
        assert_eq!(instant(&formats, "2026-03-02T10:00:00+01:00"), "2026-03-02T09:00:00Z");
        assert_eq!(instant(&formats, "02.03.2026 10:00"), "2026-03-02T09:00:00Z");
        assert_eq!(instant(&formats, "1760377242"), "2025-10-13T17:40:42Z");
        assert_eq!(instant(&formats, "2026-03-02 10:00 +0000"), "2026-03-02T10:00:00Z");
        assert_eq!(dates(&formats).day("02.03.2026 00:30"), Some(date(2026, 3, 2)));
        assert_eq!(dates(&formats).day("2026-03-01T23:30:00Z"), Some(date(2026, 3, 2)));
    }

    #[test]
    fn what_is_expected_is_told_with_an_example() {
        let formats = dates(&["%m/%d/%Y", "rfc3339"]);
        assert_eq!(formats.expected(), "a date as %m/%d/%Y or rfc3339, such as 10/20/2016");
    }

    #[test]
    fn what_is_no_format_is_told() {
        let wrong = |format: &str| {
            let usual = Dates::usual(TimeZone::UTC);
            usual.with_formats(&[format.to_owned()]).unwrap_err()
        };
        assert!(wrong("%Q!%").starts_with("`%Q!%` is no format of dates: "));
        assert_eq!(
            wrong("%m/%d"),
            "`%m/%d` does not say which day it is: name year, month and day, such as \"%m/%d/%Y\""
        );
        let unknown = Dates::usual(TimeZone::UTC).in_zone("Mars/Base").unwrap_err();
        assert_eq!(
            unknown,
            "there is no time zone `Mars/Base`: name one as Europe/Brussels or UTC"
        );
    }
}
