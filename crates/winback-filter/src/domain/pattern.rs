//! Patterns of the `like` family as plain comparisons, where they are some.

use crate::predicate::{Condition, Relation, TextMatch};
use crate::text;

/// What a pattern is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Run,
    One,
    Char(char),
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        let piece = match char {
            '%' => Piece::Run,
            '_' => Piece::One,
            '\\' => Piece::Char(chars.next().unwrap_or('\\')),
            char => Piece::Char(char),
        };
        if piece != Piece::Run || pieces.last() != Some(&Piece::Run) {
            pieces.push(piece);
        }
    }
    pieces
}

/// Returns the pattern for a whole text: of a part of it, what may stand around it is added, and
/// nothing is escaped.
pub(super) fn whole(value: &str, whole: bool) -> String {
    if whole { value.to_owned() } else { format!("%{value}%") }
}

/// Returns the plainest condition that a text fits a pattern.
pub(super) fn condition(pattern: &str, ignore_case: bool) -> Condition {
    let pieces = pieces(pattern);
    let (start, rest) = match pieces.as_slice() {
        [Piece::Run] => return Condition::IsSet,
        [Piece::Run, rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (end, middle) = match rest {
        [rest @ .., Piece::Run] => (true, rest),
        rest => (false, rest),
    };
    let literal: Option<String> = middle
        .iter()
        .map(|piece| match piece {
            Piece::Char(char) => Some(*char),
            Piece::Run | Piece::One => None,
        })
        .collect();
    let (how, text) = match (literal, start, end) {
        (None, ..) => (TextMatch::Pattern, pattern.to_owned()),
        (Some(text), false, false) => (TextMatch::Equals, text),
        (Some(text), false, true) => (TextMatch::StartsWith, text),
        (Some(text), true, false) => (TextMatch::EndsWith, text),
        (Some(text), true, true) => (TextMatch::Contains, text),
    };
    Condition::Text { how, ignore_case, text }
}

/// Returns a text as the pattern that stands for it alone.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// Returns the value of which a search for a part makes this pattern.
pub(super) fn inside(pattern: &str) -> Option<&str> {
    pattern.strip_prefix('%')?.strip_suffix('%')
}

/// Says whether a word of the schema fits.
pub(super) fn fits(word: &str, value: &str, is_whole: bool, ignore_case: bool) -> bool {
    let pattern = text::closed_pattern(whole(value, is_whole));
    if ignore_case {
        text::pattern_matches(&text::fold(word), &text::fold(&pattern))
    } else {
        text::pattern_matches(word, &pattern)
    }
}

/// Says whether a word stands so to a bound, by code point.
pub(super) fn stands(word: &str, relation: Relation, bound: &str) -> bool {
    match relation {
        Relation::Equal => word == bound,
        Relation::Less => word < bound,
        Relation::LessOrEqual => word <= bound,
        Relation::Greater => word > bound,
        Relation::GreaterOrEqual => word >= bound,
    }
}
