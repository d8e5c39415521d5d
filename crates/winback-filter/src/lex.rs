//! The tokens of the text spelling.

use std::fmt;
use std::ops::Range;

use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Stream};
use winnow::token::{one_of, take_while};

use crate::error::{Expected, FilterError, FilterErrorKind, FilterErrors};
use crate::predicate::Relation;

type Input<'a> = LocatingSlice<&'a str>;
type Lexed<T> = Result<T, EmptyError>;

/// One token and the bytes that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    pub(crate) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind<'a> {
    /// A run of letters, digits and `_ - . @ %`, and another one after a `:`; after a digit also `:`
    /// and `+`, for times.
    Word(&'a str),
    /// A text in quotes, without them.
    Quoted(String),
    /// A sign such as `<=`.
    Sign(Sign),
    Open,
    Close,
    Comma,
}

/// A sign between a field and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Is(Relation),
    NotEqual,
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Is(relation) => relation.sign(),
            Self::NotEqual => "!=",
        })
    }
}

/// Cuts a text into tokens.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FilterErrors> {
    let mut input = LocatingSlice::new(text);
    let (mut tokens, mut errors) = (Vec::new(), Vec::new());
    loop {
        // No space is enough, so that this cannot fail.
        skip_space.parse_next(&mut input).unwrap_or_default();
        let rest: &str = input.as_ref();
        let start = text.len() - rest.len();
        let Some(next) = rest.chars().next() else { break };
        if let Ok((kind, span)) = token.with_span().parse_next(&mut input) {
            tokens.push(Token { kind, span });
            continue;
        }
        let error = no_token(next, start..text.len());
        let unclosed = error.kind == FilterErrorKind::Unclosed;
        errors.push(error);
        if unclosed || FilterErrors::is_full(&errors) {
            break;
        }
        input = LocatingSlice::new(text);
        input.next_slice(start + next.len_utf8());
    }
    FilterErrors::in_text(errors, text).map_or(Ok(tokens), Err)
}

fn no_token(next: char, rest: Range<usize>) -> FilterError {
    match next {
        '"' | '\'' => FilterError::new(FilterErrorKind::Unclosed, rest)
            .expecting([Expected::ClosingQuote(next)]),
        found => {
            let span = rest.start..rest.start + found.len_utf8();
            let expected: &[&str] = match found {
                '&' => &["and"],
                '|' => &["or"],
                '!' => &["not", "!="],
                _ => &[],
            };
            FilterError::new(FilterErrorKind::UnknownCharacter { found }, span)
                .expecting_words(expected.iter().copied())
        }
    }
}

fn skip_space(input: &mut Input<'_>) -> Lexed<()> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn token<'a>(input: &mut Input<'a>) -> Lexed<TokenKind<'a>> {
    alt((
        word.map(TokenKind::Word),
        alt((quoted('"'), quoted('\''))).map(TokenKind::Quoted),
        sign.map(TokenKind::Sign),
        '('.value(TokenKind::Open),
        ')'.value(TokenKind::Close),
        ','.value(TokenKind::Comma),
    ))
    .parse_next(input)
}

fn word<'a>(input: &mut Input<'a>) -> Lexed<&'a str> {
    let time = (one_of(is_digit), take_while(0.., is_time_char)).take();
    // What stands behind a colon says how a date is cut: `created_at:month_number`.
    let cut = opt((':', take_while(1.., is_word_char)));
    alt((time, (take_while(1.., is_word_char), cut).take())).parse_next(input)
}

fn sign(input: &mut Input<'_>) -> Lexed<Sign> {
    alt((
        alt(("!=", "<>", "≠")).value(Sign::NotEqual),
        alt(("<=", "≤")).value(Sign::Is(Relation::LessOrEqual)),
        alt((">=", "≥")).value(Sign::Is(Relation::GreaterOrEqual)),
        alt(("==", "=")).value(Sign::Is(Relation::Equal)),
        '<'.value(Sign::Is(Relation::Less)),
        '>'.value(Sign::Is(Relation::Greater)),
    ))
    .parse_next(input)
}

fn quoted<'a>(quote: char) -> impl Parser<Input<'a>, String, EmptyError> {
    let inside = repeat(0.., piece(quote)).fold(String::new, |mut text: String, piece: &str| {
        text.push_str(piece);
        text
    });
    delimited(quote, inside, quote)
}

/// A quote is doubled or follows a backslash; a backslash before a character that needs none stands
/// for itself, so that patterns like `"50\%"` read as typed.
fn piece<'a>(quote: char) -> impl Parser<Input<'a>, &'a str, EmptyError> {
    let escaped = alt((one_of(['"', '\'', '\\']).take(), 'n'.value("\n"), 't'.value("\t")));
    alt((
        take_while(1.., move |char| char != quote && char != '\\'),
        preceded(quote, quote.take()),
        preceded('\\', escaped),
        '\\'.take(),
    ))
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit()
}

fn is_time_char(char: char) -> bool {
    is_word_char(char) || matches!(char, ':' | '+')
}

/// Says whether the character may stand in a word without quotes. Beyond ASCII that is all but
/// space, signs and quotes, because marks that join letters are no letters themselves.
pub(crate) fn is_word_char(char: char) -> bool {
    if char.is_ascii() {
        char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | '@' | '%')
    } else {
        let is_sign = matches!(char, '≠' | '≤' | '≥' | '“' | '”' | '„' | '«' | '»' | '‘' | '’');
        !(is_sign || char.is_whitespace() || char.is_control())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(TokenKind<'_>, Range<usize>)]) {
        let found: Vec<_> =
            tokens(text).unwrap().into_iter().map(|token| (token.kind, token.span)).collect();
        assert_eq!(found, expected, "{text}");
    }

    fn quoted(text: &str) -> TokenKind<'_> {
        TokenKind::Quoted(text.to_owned())
    }

    #[test]
    fn words_hold_letters_of_any_script_and_times() {
        check("größe.naïve", &[(TokenKind::Word("größe.naïve"), 0..14)]);
        check("नमस्ते", &[(TokenKind::Word("नमस्ते"), 0..18)]);
        check(
            "2024-01-31T10:00:00.5+02:00",
            &[(TokenKind::Word("2024-01-31T10:00:00.5+02:00"), 0..27)],
        );
        check(
            "50%,-1_000.5",
            &[
                (TokenKind::Word("50%"), 0..3),
                (TokenKind::Comma, 3..4),
                (TokenKind::Word("-1_000.5"), 4..12),
            ],
        );
    }

    #[test]
    fn signs_need_no_space() {
        check(
            "a≤1",
            &[
                (TokenKind::Word("a"), 0..1),
                (TokenKind::Sign(Sign::Is(Relation::LessOrEqual)), 1..4),
                (TokenKind::Word("1"), 4..5),
            ],
        );
        check("<>", &[(TokenKind::Sign(Sign::NotEqual), 0..2)]);
    }

    #[test]
    fn quotes_inside_quotes_are_doubled_or_escaped() {
        check(r#""a""b""#, &[(quoted("a\"b"), 0..6)]);
        check("'it''s'", &[(quoted("it's"), 0..7)]);
        check(r#""a\"b\\\n\t\'""#, &[(quoted("a\"b\\\n\t'"), 0..14)]);
        check(r#""50\%""#, &[(quoted("50\\%"), 0..6)]);
        check("''", &[(quoted(""), 0..2)]);
    }

    #[test]
    fn what_is_no_token_is_named_with_its_place() {
        let error = tokens("ä = \"x").unwrap_err().into_iter().next().unwrap();
        assert_eq!(
            error.to_string(),
            "the text in quotes is not closed at column 5; expected `\"` at the end of the text"
        );
        assert_eq!(error.span, 5..7);
        let error = tokens("a = ;").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unexpected character `;`; put text in \"quotes\" at column 5"
        );
    }
}
