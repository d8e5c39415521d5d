//! Normal forms of e-mail addresses and phone numbers, by which similar records are found.

mod phone;
mod providers;

pub use phone::PhoneNumber;

/// Returns the address alone, in lower case, or nothing if the text holds no address.
///
/// `"Ann Example" <Ann@Example.com>` and `ann@example.com` have the same normal form. Rule:
/// behaviour 5.6; the reference's `email_normalized`.
pub fn normalised_email(text: &str) -> Option<String> {
    let address = match (text.rfind('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => text.get(open + 1..close)?,
        _ => text,
    }
    .trim();
    let (user, domain) = address.split_once('@')?;
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    (plain(user) && plain(domain)).then(|| address.to_lowercase())
}

/// Returns the domain of an address in its normal form if it is a company's, in lower case: nothing at
/// a public provider of mail, where everybody can have an address.
///
/// Rule: behaviour 5.6.
pub fn company_domain(normalised_email: &str) -> Option<&str> {
    let (_, domain) = normalised_email.split_once('@')?;
    (!providers::is_public(domain)).then_some(domain)
}

/// Returns the digits of a phone number behind a `+` where the country is given, or nothing if the
/// text holds fewer than five digits.
///
/// `0044 20 7946 0000` and `+44 (20) 7946-0000` have the same normal form. Rule: behaviour 5.6.
pub fn normalised_phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 5 {
        return None;
    }
    if text.trim_start().starts_with('+') {
        return Some(format!("+{digits}"));
    }
    Some(digits.strip_prefix("00").map_or(digits.clone(), |rest| format!("+{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_reach_the_same_person_are_equal() {
        let normal = Some("ann@example.com".to_owned());
        for text in ["ann@example.com", " Ann@Example.COM ", "\"Ann <3\" <ann@example.com>"] {
            assert_eq!(normalised_email(text), normal, "{text}");
        }
        for text in ["", "ann", "a b@example.com", "ann@", "@example.com", "a@b@c", "><"] {
            assert_eq!(normalised_email(text), None, "{text}");
        }
    }

    #[test]
    fn a_company_is_known_by_its_domain_and_a_provider_tells_nothing() {
        assert_eq!(company_domain("ann@example.com"), Some("example.com"));
        assert_eq!(company_domain("ann@gmail.com"), None);
        assert_eq!(company_domain("ann"), None);
    }

    #[test]
    fn phone_numbers_are_equal_by_their_digits() {
        assert_eq!(normalised_phone("+44 (20) 7946-0000"), Some("+442079460000".into()));
        assert_eq!(normalised_phone("0044 20 7946 0000"), Some("+442079460000".into()));
        assert_eq!(normalised_phone("020 7946 0000"), Some("02079460000".into()));
        assert_eq!(normalised_phone("ext. 12"), None);
    }
}
