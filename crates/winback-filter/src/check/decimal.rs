//! Decimal numbers as typed, cut to a field's decimals without losing their place.

/// A typed number in units of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// The greatest whole number of units that is not above it.
    pub(crate) floor: i64,
    /// Whether that is the number itself.
    pub(crate) exact: bool,
}

/// Why a text is no decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// It is no number at all.
    NotANumber,
    /// In units of the field it does not fit into an `i64`.
    OutOfRange,
}

/// Reads `-1_000.50`: a sign, digits with `_` between them, and decimals.
pub(crate) fn parse(text: &str, scale: u8) -> Result<Decimal, DecimalError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    if !(is_number(whole) && is_number(decimals)) {
        return Err(DecimalError::NotANumber);
    }
    let mut decimals = decimals.bytes().filter(u8::is_ascii_digit);
    let kept: Vec<u8> =
        decimals.by_ref().chain(std::iter::repeat(b'0')).take(usize::from(scale)).collect();
    let exact = decimals.all(|digit| digit == b'0');
    let mut units: i64 = 0;
    for digit in whole.bytes().filter(u8::is_ascii_digit).chain(kept) {
        let digit = i64::from(digit - b'0');
        // Downwards for negative numbers, because `i64::MIN` has no positive.
        units =
            units
                .checked_mul(10)
                .and_then(|units| {
                    if negative { units.checked_sub(digit) } else { units.checked_add(digit) }
                })
                .ok_or(DecimalError::OutOfRange)?;
    }
    let below = if negative && !exact { units.checked_sub(1) } else { Some(units) };
    Ok(Decimal { floor: below.ok_or(DecimalError::OutOfRange)?, exact })
}

fn is_number(digits: &str) -> bool {
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, scale: u8, floor: i64, exact: bool) {
        assert_eq!(parse(text, scale), Ok(Decimal { floor, exact }), "{text}");
    }

    #[test]
    fn decimals_become_units() {
        check("1_500.5", 2, 150_050, true);
        check("-0.25", 2, -25, true);
        check("7", 0, 7, true);
        check("1.500", 1, 15, true);
        check("-9223372036854775808", 0, i64::MIN, true);
        check("0.000000000000000001", 18, 1, true);
    }

    #[test]
    fn decimals_beyond_the_field_are_rounded_down() {
        check("10.005", 2, 1000, false);
        check("-10.005", 2, -1001, false);
        check("0.4", 0, 0, false);
        check("-0.4", 0, -1, false);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e5", "_1", "1_", "1.2.3", "--1", "٣"] {
            assert_eq!(parse(text, 2), Err(DecimalError::NotANumber), "{text}");
        }
        for text in ["92233720368547758.08", "-9223372036854775808.1", &"9".repeat(60_000)] {
            assert_eq!(parse(text, 2), Err(DecimalError::OutOfRange));
        }
    }
}
