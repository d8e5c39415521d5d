//! Probability of winning, in percent with two decimals.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A probability in hundredths of a percent: 0 to 10,000, that is 0.00 % to 100.00 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(u16);

/// Why a number is no probability.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a probability: give a number from 0 to 100 with at most two decimals")]
pub struct ProbabilityError(String);

impl Probability {
    /// No chance: 0.00 %, the probability of every lost opportunity.
    pub const ZERO: Self = Self(0);
    /// Certain: 100.00 %, the probability of every won opportunity.
    pub const CERTAIN: Self = Self(10_000);
    /// Even odds: 50.00 %, the estimate for a record while there is no history to learn from.
    ///
    /// It is what the estimate of behaviour 6.3 gives for a table without observations, where won
    /// and lost counts are equal.
    pub const EVEN: Self = Self(5_000);

    /// Wraps hundredths of a percent.
    ///
    /// # Errors
    /// [`ProbabilityError`] outside 0 to 10,000.
    pub fn from_hundredths(hundredths: i64) -> Result<Self, ProbabilityError> {
        match u16::try_from(hundredths) {
            Ok(value) if value <= Self::CERTAIN.0 => Ok(Self(value)),
            _ => Err(ProbabilityError(format!("{hundredths} hundredths"))),
        }
    }

    /// Returns hundredths of a percent, 0 to 10,000.
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl FromStr for Probability {
    type Err = ProbabilityError;

    /// Reads percent with at most two decimals, such as `35` or `99.95`; a final `%` is allowed.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ProbabilityError(text.to_owned());
        let number = text.trim().trim_end_matches('%').trim_end();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
            return Err(refused());
        }
        let hundredths = format!("{whole}{fraction:0<2}").parse().map_err(|_| refused())?;
        Self::from_hundredths(hundredths).map_err(|_| refused())
    }
}

impl fmt::Display for Probability {
    /// Writes percent without a sign and without needless zeros: `35`, `99.95`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            (whole, rest) => write!(f, "{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_texts_are_read_and_written_exactly() {
        for (text, hundredths, back) in
            [("0", 0, "0"), ("35", 3500, "35"), ("99.95", 9995, "99.95"), (" 7.5 %", 750, "7.5")]
        {
            let probability: Probability = text.parse().unwrap();
            assert_eq!(
                (probability.hundredths(), probability.to_string().as_str()),
                (hundredths, back)
            );
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for text in ["", "-1", "100.01", "1.234", "abc", "1e1", ".5", "99999999999999999999"] {
            let refused = text.parse::<Probability>().unwrap_err();
            assert_eq!(refused, ProbabilityError(text.into()));
        }
    }
}
