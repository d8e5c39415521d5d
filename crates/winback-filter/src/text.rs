//! How texts are compared: the one definition that all backends use.

use caseless::Caseless;

/// Returns the text with Unicode's default case folding: texts that differ in case only become
/// equal, accents stay, and `ß` becomes `ss`.
///
/// Folding twice is folding once.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        // What most texts are made of need not be looked up.
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
        } else {
            folded.extend(std::iter::once(letter).default_case_fold());
        }
    }
    folded
}

/// Says whether the whole text fits the pattern: `%` stands for any run of characters, `_` for one
/// character, and `\` takes the next character literally; at the end it stands for itself.
///
/// Takes at most the product of both lengths, whatever the pattern.
pub fn pattern_matches(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    // After the last `%`: what must follow, and the first character that it has not swallowed.
    let mut retry = None;
    loop {
        match pattern.next() {
            Some('%') => {
                retry = Some((pattern.clone(), text.clone()));
                continue;
            }
            Some(wanted) => {
                let Some(found) = text.next() else { return false };
                let literal = match wanted {
                    '\\' => pattern.next().unwrap_or('\\'),
                    literal => literal,
                };
                if wanted == '_' || literal == found {
                    continue;
                }
            }
            None if text.as_str().is_empty() => return true,
            None => {}
        }
        let Some((after, from)) = &mut retry else { return false };
        if from.next().is_none() {
            return false;
        }
        (pattern, text) = (after.clone(), from.clone());
    }
}

/// Returns the pattern with a backslash at its end doubled, because databases disagree on one that
/// escapes nothing.
pub(crate) fn closed_pattern(mut pattern: String) -> String {
    let backslashes = pattern.chars().rev().take_while(|char| *char == '\\').count();
    if backslashes % 2 == 1 {
        pattern.push('\\');
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_folded_as_unicode_says() {
        for letter in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let expected: String = std::iter::once(letter).default_case_fold().collect();
            assert_eq!(fold(&letter.to_string()), expected, "{letter:?}");
        }
    }

    #[test]
    fn folding_ignores_case_in_every_script_and_keeps_accents() {
        assert_eq!(fold("STRASSE Ångström ΣΊΣΥΦΟΣ Éa"), fold("straße ångström σίσυφος éa"));
        assert_ne!(fold("é"), fold("e"));
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for char in '\0'..=char::MAX {
            let folded = fold(&char.to_string());
            assert_eq!(fold(&folded), folded, "{char:?}");
        }
    }

    fn check(text: &str, pattern: &str, expected: bool) {
        assert_eq!(pattern_matches(text, pattern), expected, "`{text}` like `{pattern}`");
    }

    #[test]
    fn patterns_cover_the_whole_text() {
        check("lost", "lo%", true);
        check("lost", "%os%", true);
        check("lost", "os", false);
        check("lost", "l__t", true);
        check("lost", "l_t", false);
        check("größe", "gr__e", true);
        check("", "%", true);
        check("", "", true);
        check("a", "", false);
        check("", "_", false);
        check("abab", "%ab", true);
        check("aXbXc", "a%b%c", true);
        check("aXbXcd", "a%b%c", false);
    }

    #[test]
    fn a_backslash_makes_the_next_character_literal() {
        check("50%", r"50\%", true);
        check("50x", r"50\%", false);
        check("a_b", r"a\_b", true);
        check("axb", r"a\_b", false);
        check("ab", r"a\b", true);
        check(r"a\b", r"a\\b", true);
        check(r"a\", r"a\", true);
        assert_eq!(closed_pattern(r"a\".to_owned()), r"a\\");
        assert_eq!(closed_pattern(r"a\\".to_owned()), r"a\\");
    }

    #[test]
    fn many_wildcards_do_not_explode() {
        check(&"a".repeat(5_000), &format!("{}b", "%a".repeat(500)), false);
    }
}
