//! What is read, and what errors say.

use super::*;

fn check(text: &str, expected: &str) {
    let found = parse(text).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(found, Err(expected.to_owned()), "{text}");
}

#[test]
fn errors_say_what_was_expected_where() {
    check(
        "a = 1 adn b = 2",
        "unexpected `adn` at column 7; expected `and` or `or`; did you mean `and`?",
    );
    check("a = 1)", "unexpected `)` at column 6; expected `and`, `or` or the end");
    check("(a = 1", "unexpected end of the text at column 7; expected `and`, `or` or `)`");
    check("a =", "unexpected end of the text at column 4; expected a value");
    check("a = and", "unexpected `and` at column 5; expected a value");
    check("a in 5", "unexpected `5` at column 6; expected `(`");
    check("a in (5", "unexpected end of the text at column 8; expected `,` or `)`");
    check("a in (5,)", "unexpected `)` at column 9; expected a value");
    check("= 5", "unexpected `=` at column 1; expected a field, `not` or `(`");
    check("'a' = 5", "unexpected text `a` at column 1; expected a field, `not` or `(`");
    check("()", "unexpected `)` at column 2; expected a field, `not` or `(`");
    check("a..b = 5", "unexpected `a..b` at column 1; expected a field on both sides of the dot");
    check(
        "a is sett",
        "unexpected `sett` at column 6; expected `set`, `true`, `false`, `in`, `between` or `within`; did you mean `set`?",
    );
    check(
        "a within lst week",
        "unexpected `lst` at column 10; expected `last`, `this`, `next`, `today`, \
         `yesterday` or `tomorrow`; did you mean `last`?",
    );
    check(
        "a within last 30",
        "unexpected end of the text at column 17; expected `day`, `week`, `month`, `quarter` \
         or `year`",
    );
    check(
        "a older than soon",
        "unexpected `soon` at column 14; expected a length such as `30 days`",
    );
    check(
        "a within the",
        "unexpected end of the text at column 13; expected `last`, `this` or `next`",
    );
    check(
        "a = 1 && b = 2",
        "unexpected character `&`; put text in \"quotes\" at column 7; expected `and`\n\
          unexpected character `&`; put text in \"quotes\" at column 8; expected `and`",
    );
    check("a starts x", "unexpected `x` at column 10; expected `with`");
    check(
        "a at leest 1",
        "unexpected `leest` at column 6; expected `least` or `most`; did you mean `least`?",
    );
    check("a at least 0", "unexpected `0` at column 12; expected a whole number from 1");
    check("a at least '2'", "unexpected text `2` at column 12; expected a whole number from 1");
    check("a at most x", "unexpected `x` at column 11; expected a whole number from 0");
    check("a between 1 or 2", "unexpected `or` at column 13; expected `and`");
}

#[test]
fn a_misspelt_operator_is_met_with_the_right_one() {
    let error = parse("a contians 5").unwrap_err().into_iter().next().unwrap();
    assert_eq!(error.suggestions, ["contains"]);
    assert_eq!(error.span, 2..10);
    let text = "größe contians 5";
    assert_eq!(parse(text).unwrap_err().first().unwrap().column(text), 7);
}

#[test]
fn all_errors_are_told_at_once() {
    check(
        "a is sett and (b = 1 adn c betwen 1 and 2 or d ~ 3) and e = (f = 1",
        "unexpected character `~`; put text in \"quotes\" at column 48",
    );
    let errors =
        parse("a is sett and (b = 1 adn c = 3 or d betwen 1 and 2) and x = and f 1").unwrap_err();
    let told: Vec<_> =
        errors.iter().map(|error| format!("{}: {}", error.span.start, error.kind)).collect();
    let expected = [
        "5: unexpected `sett`",
        "21: unexpected `adn`",
        "36: unexpected `betwen`",
        "60: unexpected `and`",
        "66: unexpected `1`",
    ];
    assert_eq!(told, expected);
    check(
        "a = 1) or b = 2) and c =",
        "unexpected `)` at column 6; expected `and`, `or` or the end\n\
        unexpected `)` at column 16; expected `and`, `or` or the end\n\
        unexpected end of the text at column 25; expected a value",
    );
    let many = "a = and ".repeat(50);
    assert_eq!(parse(&many).unwrap_err().iter().count(), 20);
}

#[test]
fn length_and_depth_are_bounded() {
    let nested = |open: &str, close: &str, levels| {
        format!("{}a = 1{}", open.repeat(levels), close.repeat(levels))
    };
    let limit = "at most 16 levels of parentheses, `not` and dots are read";
    for (open, close) in [("(", ")"), ("not ", ""), ("not(", ")"), ("a matches (", ")"), ("a.", "")]
    {
        let levels = MAX_DEPTH / (if open == "not(" { 2 } else { 1 });
        assert_eq!(parse(&nested(open, close, levels)).map(|_| ()), Ok(()), "{open}");
        let error = parse(&nested(open, close, levels + 1)).unwrap_err().to_string();
        assert!(error.contains(limit), "{open}: {error}");
    }
    let long = format!("a = \"{}\"", "x".repeat(MAX_LENGTH - 6));
    assert_eq!(parse(&long).map(|_| ()), Ok(()));
    check(&format!("{long} "), "the filter is too long; at most 65536 bytes are read");
}
