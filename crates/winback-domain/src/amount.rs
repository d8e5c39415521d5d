//! Money: exact amounts in the minor unit of the deployment's one currency.

use std::fmt;

use thiserror::Error;

/// An amount of money in minor units (cents, for a currency with two digits).
///
/// A deployment has one [`Currency`], kept in its settings, so the amount does not carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Wraps an amount in minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// Returns the amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }
}

/// The currency of a deployment: its ISO 4217 code and how many digits its minor unit has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// The ISO 4217 code, such as `EUR`.
    pub code: String,
    /// Digits of the minor unit, 0 to 4: 2 for EUR, 0 for JPY.
    pub digits: u8,
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AmountError {
    /// The text is not a decimal number.
    #[error("`{0}` is not an amount: give digits, such as 1500 or 1500.50")]
    NotANumber(String),
    /// The text has more digits after the point than the currency.
    #[error("`{text}` has more than {digits} digits after the point, which {code} does not have")]
    TooPrecise {
        /// What was given.
        text: String,
        /// The currency's code.
        code: String,
        /// The digits that the currency has.
        digits: u8,
    },
    /// The amount does not fit.
    #[error("`{0}` is too large an amount")]
    TooLarge(String),
}

impl Currency {
    /// Reads a decimal text, such as `1500`, `-3.5` or `1_500.50`, exactly.
    ///
    /// # Errors
    /// [`AmountError`] if the text is no number, is more precise than the currency, or too large.
    pub fn parse(&self, text: &str) -> Result<Amount, AmountError> {
        let cleaned: String = text.trim().chars().filter(|c| *c != '_').collect();
        let (negative, digits) = match cleaned.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, cleaned.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) || digits.ends_with('.') {
            return Err(AmountError::NotANumber(text.to_owned()));
        }
        let fraction = fraction.trim_end_matches('0');
        let scale = usize::from(self.digits);
        if fraction.len() > scale {
            return Err(AmountError::TooPrecise {
                text: text.to_owned(),
                code: self.code.clone(),
                digits: self.digits,
            });
        }
        let minor: i64 = format!("{whole}{fraction:0<scale$}")
            .parse()
            .map_err(|_| AmountError::TooLarge(text.to_owned()))?;
        Ok(Amount(if negative { -minor } else { minor }))
    }

    /// Returns the amount as a plain decimal text, such as `1500.50`, that [`Currency::parse`] reads.
    pub fn decimal(&self, amount: Amount) -> String {
        self.decimal_of_sum(amount.0.into())
    }

    /// Returns a sum of amounts in minor units, which may be larger than an amount, as a plain decimal
    /// text.
    pub fn decimal_of_sum(&self, minor: i128) -> String {
        let sign = if minor < 0 { "-" } else { "" };
        let unit = 10_u128.pow(u32::from(self.digits.min(18)));
        let minor = minor.unsigned_abs();
        let (whole, rest) = (minor / unit, minor % unit);
        match self.digits {
            0 => format!("{sign}{whole}"),
            digits => format!("{sign}{whole}.{rest:0width$}", width = usize::from(digits)),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro() -> Currency {
        Currency { code: "EUR".into(), digits: 2 }
    }

    #[test]
    fn decimal_texts_are_read_and_written_exactly() {
        for (text, minor, back) in [
            ("0", 0, "0.00"),
            ("1500", 150_000, "1500.00"),
            ("-3.5", -350, "-3.50"),
            ("1_000.050", 100_005, "1000.05"),
        ] {
            let amount = euro().parse(text).unwrap();
            assert_eq!(amount.minor(), minor, "{text}");
            assert_eq!(euro().decimal(amount), back);
        }
        let yen = Currency { code: "JPY".into(), digits: 0 };
        assert_eq!(yen.decimal(yen.parse("1200").unwrap()), "1200");
        assert_eq!(euro().decimal(Amount(i64::MIN)), "-92233720368547758.08");
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_reason() {
        for text in ["", "-", "1.", ".5", "1e3", "1,5", "٣", "12 €"] {
            assert_eq!(euro().parse(text), Err(AmountError::NotANumber(text.into())), "{text}");
        }
        assert!(matches!(euro().parse("0.005"), Err(AmountError::TooPrecise { digits: 2, .. })));
        assert_eq!(
            euro().parse("99999999999999999999"),
            Err(AmountError::TooLarge("99999999999999999999".into()))
        );
    }
}
