//! Money, dates and numbers as people read them.

use jiff::{Timestamp, tz::TimeZone};
use winback_app::{Desk, store::domain::Currency};

/// The currency and the time zone of a deployment.
#[derive(Debug, Clone)]
pub(crate) struct Units {
    currency: Currency,
    zone: TimeZone,
}

impl Units {
    /// Returns those of a desk.
    pub(crate) fn of(desk: &Desk) -> Self {
        Self { currency: desk.settings().currency.clone(), zone: desk.zone().clone() }
    }

    /// Returns the currency's code.
    pub(crate) fn currency(&self) -> &str {
        &self.currency.code
    }

    /// Writes an amount in minor units as `1,234.50 EUR`.
    pub(crate) fn money(&self, minor: i128) -> String {
        let decimal = self.decimal(minor);
        let (sign, digits) = match decimal.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", decimal.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{fraction} {}", grouped(whole), self.currency.code)
    }

    /// Writes an amount in minor units as `1234.50`.
    pub(crate) fn decimal(&self, minor: i128) -> String {
        self.currency.decimal_of_sum(minor)
    }

    /// Writes an instant as `2026-03-02 14:05` in the deployment's time zone.
    pub(crate) fn moment(&self, instant: Timestamp) -> String {
        instant.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// Writes a count as `2,473`.
pub(crate) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// Writes a count and its noun: `1 opportunity`, `2,473 opportunities`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(code: &str, digits: u8, zone: &str) -> Units {
        let currency = Currency { code: code.into(), digits };
        Units { currency, zone: TimeZone::get(zone).unwrap() }
    }

    #[test]
    fn money_is_grouped_and_exact() {
        let euro = units("EUR", 2, "UTC");
        for (minor, text) in [
            (0, "0.00 EUR"),
            (123_450, "1,234.50 EUR"),
            (-5, "-0.05 EUR"),
            (-100_000_000, "-1,000,000.00 EUR"),
            (i128::from(i64::MAX) * 100, "9,223,372,036,854,775,807.00 EUR"),
        ] {
            assert_eq!(euro.money(minor), text);
        }
        assert_eq!(units("JPY", 0, "UTC").money(1_234_567), "1,234,567 JPY");
    }

    #[test]
    fn instants_are_read_in_the_zone_of_the_deployment() {
        let brussels = units("EUR", 2, "Europe/Brussels");
        let instant = "2026-03-01T23:30:00Z".parse().unwrap();
        assert_eq!(brussels.moment(instant), "2026-03-02 00:30");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(counted(1, "loss", "losses"), "1 loss");
        assert_eq!(counted(2473, "loss", "losses"), "2,473 losses");
        assert_eq!(counted(0, "loss", "losses"), "0 losses");
    }
}
