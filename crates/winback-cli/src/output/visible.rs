//! Characters that a terminal would act upon, made visible.
//!
//! Text that people typed may hold them; on a terminal they could move the cursor, hide a line or
//! turn the direction of what follows.

use std::borrow::Cow;

/// Makes control characters visible.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| visible_char(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible_char).collect())
}

/// Returns a picture for a control character, and any other as it is.
pub(crate) fn visible_char(c: char) -> char {
    let picture = |offset: u32| char::from_u32(0x2400 + offset).unwrap_or('\u{fffd}');
    match c {
        '\0'..='\x1f' => picture(u32::from(c)),
        '\x7f' => '\u{2421}',
        // The C1 controls, and the marks that turn the direction of text.
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn nothing_reaches_a_terminal_that_it_would_act_upon() {
        assert_eq!(visible("a\x1b[31mb\nc\x7f"), "a␛[31mb␊c␡");
        assert_eq!(visible("a\u{9b}31m\u{202e}b"), "a\u{fffd}31m\u{fffd}b");
        assert_eq!(visible("Zoé 中 – “x”"), "Zoé 中 – “x”");
    }
}
