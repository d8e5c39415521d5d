//! Amounts and percent as a file writes them.

use winback_domain::{Amount, Currency, Probability};

/// How decimal numbers are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The mark before the decimals.
    pub(super) decimal: char,
    /// What stands between groups of digits; empty if nothing does.
    pub(super) thousands: String,
    /// Whether amounts may be negative.
    pub(super) negative: bool,
}

impl Numbers {
    /// Reads an amount, and writes it as our own files do.
    pub(super) fn amount(&self, text: &str, currency: &Currency) -> Option<String> {
        let amount = currency.parse(&self.plain(text)?).ok()?;
        (self.negative || amount >= Amount::default()).then(|| currency.decimal(amount))
    }

    /// Reads percent, and writes it as our own files do.
    pub(super) fn percent(&self, text: &str) -> Option<String> {
        let percent: Probability = self.plain(text)?.parse().ok()?;
        Some(percent.to_string())
    }

    /// Returns the number with a point before its decimals.
    fn plain(&self, text: &str) -> Option<String> {
        let text = match self.thousands.as_str() {
            "" => text.to_owned(),
            mark => text.replace(mark, ""),
        };
        if self.decimal == '.' {
            return Some(text);
        }
        (!text.contains('.')).then(|| text.replace(self.decimal, "."))
    }

    /// Says which amounts are expected.
    pub(super) fn expected(&self, currency: &Currency) -> String {
        let least = if self.negative { "" } else { " of 0 or more" };
        let decimals = match currency.digits {
            0 => String::new(),
            _ => format!(" or 1500{}50", self.decimal),
        };
        format!("an amount in {currency}{least}, such as 1500{decimals}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_commas_and_thousands_are_read() {
        let euro = Currency { code: "EUR".into(), digits: 2 };
        let german = Numbers { decimal: ',', thousands: ".".into(), negative: false };
        let read = |text: &str| german.amount(text, &euro);
        assert_eq!(read("1.500,5").as_deref(), Some("1500.50"));
        assert_eq!(read("12").as_deref(), Some("12.00"));
        for text in ["-1", "1,2,3", "1.500,555", "a lot"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(german.percent("7,5 %").as_deref(), Some("7.5"));
        let expected = "an amount in EUR of 0 or more, such as 1500 or 1500,50";
        assert_eq!(german.expected(&euro), expected);
        let plain = Numbers { decimal: ',', thousands: String::new(), negative: true };
        assert_eq!(plain.amount("-1,5", &euro).as_deref(), Some("-1.50"));
        assert_eq!(plain.amount("1.500", &euro), None, "a point means nothing here");
    }
}
