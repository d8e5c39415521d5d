//! The place of a filter error: the text, and a caret under what is wrong.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use winback_app::store::{
    OPPORTUNITY,
    filter::{FilterError, FilterErrorKind},
};

use crate::output::visible_char;

/// How many characters are shown on each side of the place.
const AROUND: usize = 60;

/// Returns the text around a place, and below it a caret for each column that is wrong.
pub(super) fn lines(text: &str, span: &Range<usize>) -> Vec<String> {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let before: Vec<char> = part(0..span.start.min(text.len())).chars().collect();
    let wrong: String = part(span.clone()).chars().take(AROUND).map(visible_char).collect();
    let after: Vec<char> = part(span.end.min(text.len())..text.len()).chars().collect();
    let skipped = before.len().saturating_sub(AROUND);
    let mut start = if skipped > 0 { "…".to_owned() } else { String::new() };
    start.extend(before.iter().skip(skipped).copied().map(visible_char));
    let mut end: String = after.iter().take(AROUND).copied().map(visible_char).collect();
    if after.len() > AROUND {
        end.push('…');
    }
    let carets = wrong.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>().max(1);
    let marks = format!("{}{}", " ".repeat(start.width()), "^".repeat(carets));
    vec![format!("{start}{wrong}{end}"), marks]
}

/// Returns what would be right, a line for each kind of advice.
pub(super) fn hints(error: &FilterError) -> Vec<String> {
    let mut hints = Vec::new();
    // The fields of an opportunity are many: the help lists them better.
    match &error.kind {
        _ if error.expected.is_empty() => {}
        FilterErrorKind::UnknownField { .. } if !error.suggestions.is_empty() => {}
        FilterErrorKind::UnknownField { entity: OPPORTUNITY, .. } => {
            hints.push("`winback list --help` names the fields".to_owned());
        }
        _ => hints.push(format!("expected {}", alternatives(&error.expected))),
    }
    if !error.suggestions.is_empty() {
        let quoted: Vec<String> =
            error.suggestions.iter().map(|name| format!("`{name}`")).collect();
        hints.push(format!("did you mean {}?", alternatives(&quoted)));
    }
    hints
}

fn alternatives<T: ToString>(words: &[T]) -> String {
    let words: Vec<String> = words.iter().map(T::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn the_caret_stands_under_the_place() {
        assert_eq!(lines("stat = lost", &(0..4)), ["stat = lost", "^^^^"]);
        assert_eq!(lines("state =", &(7..7)), ["state =", "       ^"]);
        // 中 takes two columns and a line break none of its own.
        assert_eq!(lines("city = 中\nx", &(11..12)), ["city = 中␊x", "          ^"]);
        assert_eq!(lines("", &(0..0)), ["", "^"]);
    }

    #[test]
    fn a_long_text_is_cut_around_the_place() {
        let text = format!("{}x{}", "a".repeat(1000), "b".repeat(1000));
        let [shown, marks] = lines(&text, &(1000..1001)).try_into().unwrap();
        assert_eq!(shown, format!("…{}x{}…", "a".repeat(60), "b".repeat(60)));
        assert_eq!(marks, format!("{}^", " ".repeat(61)));
    }
}
