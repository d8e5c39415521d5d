//! The same numbers, written from abroad and at home.

use super::*;

fn forms(text: &str, country: Option<&str>) -> Option<(Vec<String>, Vec<String>)> {
    PhoneNumber::read(text, country).map(|number| (number.abroad(), number.at_home()))
}

#[test]
fn a_number_is_the_same_from_abroad_and_at_home() {
    for (country, abroad, home) in [
        ("CN", "+86 138 1234 5678", "0138 1234 5678"),
        ("CN", "0086 138 1234 5678", "138-1234-5678"),
        ("BE", "+32 2 555 01 02", "02/555.01.02"),
        ("GB", "+44 (0)20 7946 0000", "(020) 7946 0000"),
        ("JE", "+44 1534 555 012", "01534 555 012"),
        ("IT", "+39 06 1234 5678", "06 1234 5678"),
        ("US", "+1 (212) 555-0123", "212 555 0123"),
        ("CA", "+1 416 555 0123", "1-416-555-0123"),
        ("RU", "+7 495 123-45-67", "8 (495) 123-45-67"),
        ("HU", "+36 1 234 5678", "06 1 234 5678"),
        ("LU", "+352 27 12 34", "27 12 34"),
        ("be", "+32 2 555 01 02", "02 555 01 02"),
    ] {
        let from_home = PhoneNumber::read(home, Some(country));
        assert!(from_home.is_some(), "{home}");
        assert_eq!(PhoneNumber::read(abroad, None), from_home, "{abroad}");
        assert_eq!(PhoneNumber::read(abroad, Some("FR")), from_home, "{abroad}");
    }
}

#[test]
fn its_forms_are_those_that_people_write() {
    let expected = |abroad: &[&str], home: &[&str]| {
        let owned = |forms: &[&str]| forms.iter().map(|form| (*form).to_owned()).collect();
        Some((owned(abroad), owned(home)))
    };
    let china = expected(&["+8613812345678", "+86013812345678"], &["13812345678", "013812345678"]);
    assert_eq!(forms("013812345678", Some("CN")), china);
    assert_eq!(forms("+45 12 34 56 78", None), expected(&["+4512345678"], &["12345678"]));
    let states = expected(&["+12125550123", "+112125550123"], &["2125550123", "12125550123"]);
    assert_eq!(forms("(212) 555-0123", Some("US")), states);
}

#[test]
fn without_a_country_or_too_short_it_is_none() {
    for (text, country) in [
        ("0138 1234 5678", None),
        ("0138 1234 5678", Some("XX")),
        ("0138 1234 5678", Some("")),
        ("+999 1234 5678", None),
        ("+86 1234", None),
        ("12", Some("CN")),
        ("", Some("CN")),
    ] {
        assert_eq!(PhoneNumber::read(text, country), None, "{text} {country:?}");
    }
}

#[test]
fn a_number_is_of_all_who_share_its_code() {
    let number = PhoneNumber::read("+44 20 7946 0000", None).unwrap();
    let of = ["GB", "im", "BE", ""].map(|country| number.is_of(country));
    assert_eq!(of, [true, true, false, false]);
}

#[test]
fn no_code_begins_with_another_and_every_country_has_one() {
    for one in PLANS {
        let others = PLANS.iter().filter(|other| *other != one);
        let longer = others.filter(|other| other.code.starts_with(one.code));
        assert_eq!(longer.map(|it| it.code).collect::<Vec<_>>(), Vec::<&str>::new());
    }
    let mut countries: Vec<&str> = PLANS.iter().flat_map(|it| it.countries.split(' ')).collect();
    let count = countries.len();
    countries.sort_unstable();
    countries.dedup();
    assert_eq!((countries.len(), count), (count, 245));
}
