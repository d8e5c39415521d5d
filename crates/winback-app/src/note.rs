//! Notes: what people write, sanitised on the way in. Rule: behaviour 2.5.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;
use winback_domain::ClosingNote;

/// A note as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteInput {
    /// Plain text: every character means itself, an empty line begins a paragraph.
    Text(String),
    /// Rich text as HTML; what is not on the allow-list is taken out.
    Html(String),
}

/// What rich text may hold; links to http, https and mailto alone.
static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "b",
            "blockquote",
            "br",
            "code",
            "em",
            "i",
            "li",
            "ol",
            "p",
            "pre",
            "s",
            "strong",
            "u",
            "ul",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(std::collections::HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    builder
});

/// Takes out everything: what is left is the text.
static TEXT_ALONE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

impl NoteInput {
    /// Returns the sanitised note, or nothing if it is visually empty. Rule: behaviour 2.5.
    pub fn sanitised(&self) -> Option<ClosingNote> {
        let html = match self {
            Self::Text(text) => paragraphs(text),
            Self::Html(html) => ALLOWED.clean(html).to_string(),
        };
        let visible = TEXT_ALONE.clean(&html).to_string().replace("&nbsp;", " ");
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
        if visible.chars().all(blank) {
            return None;
        }
        ClosingNote::from_sanitised(html.trim())
    }
}

/// Turns plain text into paragraphs, every character meaning itself.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.lines().map(escape).collect();
            format!("<p>{}</p>", lines.join("<br>"))
        })
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(input: &str) -> Option<String> {
        NoteInput::Html(input.into()).sanitised().map(|note| note.html().to_owned())
    }

    fn text(input: &str) -> Option<String> {
        NoteInput::Text(input.into()).sanitised().map(|note| note.html().to_owned())
    }

    #[test]
    fn a_visually_empty_note_is_no_note() {
        for empty in ["", " \n ", "<p><br></p>", "<p>&nbsp;</p>", "<b> </b>", "<script>x</script>"]
        {
            assert_eq!(html(empty), None, "{empty}");
        }
        assert_eq!(text(" \n\n "), None);
    }

    #[test]
    fn what_is_not_allowed_never_reaches_the_store() {
        let cases = [
            ("<p onclick=\"x()\">a</p>", "<p>a</p>"),
            ("a<script>alert(1)</script>b", "ab"),
            ("<p style=\"color:red\">a</p><style>p{}</style>", "<p>a</p>"),
            ("<a href=\"javascript:x()\">a</a>", "<a rel=\"noopener noreferrer nofollow\">a</a>"),
            (
                "<a href=\"https://example.com\">a</a>",
                "<a href=\"https://example.com\" rel=\"noopener noreferrer nofollow\">a</a>",
            ),
            ("<form action=\"/x\"><input name=\"a\">b</form>", "b"),
            ("<iframe src=\"https://example.com\"></iframe>c", "c"),
            ("<img src=x onerror=y>d", "d"),
        ];
        for (given, kept) in cases {
            assert_eq!(html(given).as_deref(), Some(kept), "{given}");
        }
    }

    #[test]
    fn plain_text_means_itself() {
        assert_eq!(text("a < b & c").as_deref(), Some("<p>a &lt; b &amp; c</p>"));
        assert_eq!(text("one\ntwo\r\n\r\nthree").as_deref(), Some("<p>one<br>two</p><p>three</p>"));
        assert_eq!(text("<b>x</b>").as_deref(), Some("<p>&lt;b&gt;x&lt;/b&gt;</p>"));
    }
}
