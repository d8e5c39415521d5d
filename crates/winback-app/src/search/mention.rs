//! Where a filter names another one, as `@lost` does in `@lost and expected_revenue > 1000`.
//!
//! ```text
//! mention = "@" , ( quoted | word , { word } , [ "/" , quoted ] ) ;
//! ```
//!
//! A mention stands where a condition does: a value such as `@acme.example` is none. Its name may
//! have several words, up to `and`, `or` or what ends a condition; which of them belong to it is for
//! whoever knows the names.

use std::ops::Range;

/// A `@` that names a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Where the `@` stands.
    pub(super) start: usize,
    /// What its name can be, and where that ends: the fewest words first. Never empty.
    pub(super) names: Vec<(String, usize)>,
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Quoted(String),
    Open,
    Close,
    Sign,
}

/// What stands before a place, as far as it says whether a condition may begin there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, `and`, `or`, `not`, or a parenthesis around conditions.
    Joint,
    /// A mention: another one may follow.
    Mention,
    /// Anything else.
    Other,
}

/// Finds the mentions of a filter in the text spelling.
pub(super) fn find(text: &str) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut parentheses: Vec<bool> = Vec::new();
    let (mut before, mut at) = (Before::Joint, 0);
    while let Some((token, place)) = token(text, at) {
        at = place.end;
        let may_begin = before != Before::Other && parentheses.iter().all(|joins| *joins);
        before = match token {
            Token::Word(word) if may_begin && word.starts_with('@') => match names(text, &place) {
                Some((names, end)) => {
                    mentions.push(Mention { start: place.start, names });
                    at = end;
                    Before::Mention
                }
                None => Before::Other,
            },
            Token::Word(word) if is_joint(word) || word.eq_ignore_ascii_case("not") => {
                Before::Joint
            }
            Token::Open => {
                let joins = may_begin && before == Before::Joint;
                parentheses.push(joins);
                if joins { Before::Joint } else { Before::Other }
            }
            Token::Close => {
                parentheses.pop();
                Before::Other
            }
            Token::Word(_) | Token::Quoted(_) | Token::Sign => Before::Other,
        };
    }
    mentions
}

/// Reads the names that a `@` at the start of a word can stand for, and where the longest ends.
fn names(text: &str, word: &Range<usize>) -> Option<(Vec<(String, usize)>, usize)> {
    let mut name = text.get(word.start + 1..word.end)?.to_owned();
    let mut end = word.end;
    let mut names = Vec::new();
    loop {
        if (name.is_empty() || name.ends_with('/'))
            && let Some((quoted, after)) = quoted_at(text, end)
        {
            name.push_str(&quoted);
            names.push((name, after));
            return Some((names, after));
        }
        if name.is_empty() {
            return None;
        }
        names.push((name.clone(), end));
        match token(text, end) {
            Some((Token::Word(more), place))
                if !is_joint(more) && !more.starts_with('@') && !is_clause(text, more, &place) =>
            {
                name.push(' ');
                name.push_str(more);
                end = place.end;
            }
            Some(_) | None => return Some((names, end)),
        }
    }
}

fn is_joint(word: &str) -> bool {
    word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
}

/// Says whether `sort by` and the like begin here, which end a filter.
fn is_clause(text: &str, word: &str, place: &Range<usize>) -> bool {
    let begins = ["sort", "order", "group"].iter().any(|it| word.eq_ignore_ascii_case(it));
    let next = || token(text, place.end);
    begins && matches!(next(), Some((Token::Word(by), _)) if by.eq_ignore_ascii_case("by"))
}

/// Returns the text in quotes that begins exactly here, and where it ends.
fn quoted_at(text: &str, at: usize) -> Option<(String, usize)> {
    match token(text, at)? {
        (Token::Quoted(quoted), place) if place.start == at => Some((quoted, place.end)),
        _ => None,
    }
}

/// Returns the next token behind a place.
fn token(text: &str, at: usize) -> Option<(Token<'_>, Range<usize>)> {
    let rest = text.get(at..)?;
    let start = text.len() - rest.trim_start().len();
    let rest = text.get(start..)?;
    let first = rest.chars().next()?;
    let (token, length) = match first {
        '(' => (Token::Open, 1),
        ')' => (Token::Close, 1),
        '"' | '\'' => {
            let (quoted, length) = quoted(rest, first);
            (Token::Quoted(quoted), length)
        }
        sign if ends_word(sign) => (Token::Sign, sign.len_utf8()),
        _ => {
            let length = rest.find(ends_word).unwrap_or(rest.len());
            (Token::Word(rest.get(..length)?), length)
        }
    };
    Some((token, start..start + length))
}

fn ends_word(char: char) -> bool {
    char.is_whitespace()
        || matches!(char, '(' | ')' | '"' | '\'' | ',' | '=' | '<' | '>' | '!' | '≠' | '≤' | '≥')
}

/// Reads a text in quotes as the filter engine does, and returns its length; one that is not closed
/// goes to the end.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut inside = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((place, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match (char, next) {
            ('\\', Some(escaped @ ('"' | '\'' | '\\'))) => inside.push(escaped),
            ('\\', Some('n')) => inside.push('\n'),
            ('\\', Some('t')) => inside.push('\t'),
            (end, Some(doubled)) if end == quote && doubled == quote => inside.push(quote),
            (end, _) if end == quote => return (inside, place + quote.len_utf8()),
            (other, _) => {
                inside.push(other);
                continue;
            }
        }
        chars.next();
    }
    (inside, text.len())
}

/// Returns a name as it is written behind a `@`.
pub(super) fn written(name: &str) -> String {
    let alone = format!("@{name}");
    let read = find(&alone);
    let whole = |mention: &Mention| mention.names.last() == Some(&(name.to_owned(), alone.len()));
    match read.as_slice() {
        [mention] if whole(mention) => alone,
        _ => format!("@\"{}\"", name.replace('\\', "\\\\").replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<Vec<String>> {
        find(text)
            .into_iter()
            .map(|mention| {
                assert_eq!(text[mention.start..].chars().next(), Some('@'), "{text}");
                mention.names.into_iter().map(|(name, _)| name).collect()
            })
            .collect()
    }

    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(found(text), expected, "{text}");
    }

    #[test]
    fn a_mention_stands_where_a_condition_does() {
        check("@lost", &[&["lost"]]);
        check("not (@lost or (@won)) and @open", &[&["lost"], &["won"], &["open"]]);
        check("NOT @lost AND expected_revenue > 1000", &[&["lost"]]);
        check("@lost @won", &[&["lost"], &["won"]]);
    }

    #[test]
    fn a_value_that_begins_so_is_none() {
        check("email ends with @acme.example and email = @b.example", &[]);
        check("email in (@a, @b) or email not in (@c)", &[]);
        check("email = '@lost' and name contains \"and @lost\"", &[]);
        check("losses matches (@lost)", &[]);
        check("a@b.example", &[]);
        check("@", &[]);
        check("@ lost", &[]);
    }

    #[test]
    fn a_name_has_the_words_up_to_the_end_of_the_condition() {
        check("@Big deals and x = 1", &[&["Big", "Big deals"]]);
        check("(@Big deals)", &[&["Big", "Big deals"]]);
        check("@big deals sort by id", &[&["big", "big deals"]]);
        check("@lost group by stage", &[&["lost"]]);
        check("@ann/Big deals", &[&["ann/Big", "ann/Big deals"]]);
        check("@\"Big (old) and more\" or @'it''s'", &[&["Big (old) and more"], &["it's"]]);
        check("@ann/\"Big (old)\"", &[&["ann/Big (old)"]]);
        check("@Ann Peeters/'Big, old'", &[&["Ann", "Ann Peeters/Big, old"]]);
    }

    #[test]
    fn a_name_is_written_with_quotes_where_it_needs_them() {
        for (name, expected) in [
            ("Big deals", "@Big deals"),
            ("ann/Big deals", "@ann/Big deals"),
            ("Größe 中", "@Größe 中"),
            ("Now and then", "@\"Now and then\""),
            ("Say \"yes\" (\\o/)", "@\"Say \"\"yes\"\" (\\\\o/)\""),
        ] {
            assert_eq!(written(name), expected);
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_as_it_was_written(name in "[^\\p{Cc}\\s@/]{1,8}( [^\\p{Cc}\\s@/]{1,8}){0,3}") {
            let mentions = find(&format!("x = 1 and {} or y = 2", written(&name)));
            prop_assert_eq!(mentions.len(), 1);
            prop_assert!(mentions[0].names.iter().any(|(read, _)| *read == name));
        }

        #[test]
        fn any_text_is_read(text in "([@()\"'\\\\ =a/]|and|or|中|\\PC){0,40}") {
            for mention in find(&text) {
                let mut end = mention.start;
                for (_, next) in mention.names {
                    prop_assert!(next > end && text.is_char_boundary(next));
                    end = next;
                }
            }
        }
    }
}
