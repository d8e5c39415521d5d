//! Console sessions in Markdown: commands behind `$ `, and below each what it prints.

use std::fmt::Write;

/// A piece of a document, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Lines that are left as they are.
    Prose(String),
    /// A command of a console session, with what the document says it prints.
    Command {
        /// The command, without `$ `.
        line: String,
        /// What it prints, with its line ends.
        printed: String,
    },
}

/// Splits a document; sessions are the ```` ```console ```` blocks whose first line is a `$ winback`
/// command.
pub(crate) fn pieces(document: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut prose = String::new();
    let mut lines = document.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        prose.push_str(line);
        let session = lines.peek().is_some_and(|next| next.starts_with("$ winback"));
        if line.trim_end() != "```console" || !session {
            continue;
        }
        pieces.push(Piece::Prose(std::mem::take(&mut prose)));
        while let Some(line) = lines.next_if(|line| line.trim_end() != "```") {
            match (line.strip_prefix("$ "), pieces.last_mut()) {
                (Some(command), _) => pieces.push(Piece::Command {
                    line: command.trim_end().to_owned(),
                    printed: String::new(),
                }),
                (None, Some(Piece::Command { printed, .. })) => printed.push_str(line),
                (None, _) => unreachable!("a session begins with a command"),
            }
        }
    }
    pieces.push(Piece::Prose(prose));
    pieces
}

/// Returns the files that a document shows: each block below a line that ends with its name, such
/// as "`deals.csv`:".
pub(crate) fn files(document: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut named = None;
    let mut lines = document.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let content = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
            files.extend(named.take().map(|name| (name, content)));
        } else if let Some(before) = line.trim_end().strip_suffix("`:") {
            named = before.rsplit('`').next().map(str::to_owned);
        }
    }
    files
}

/// Puts a document together again.
pub(crate) fn document(pieces: &[Piece]) -> String {
    let mut document = String::new();
    for piece in pieces {
        match piece {
            Piece::Prose(prose) => document.push_str(prose),
            Piece::Command { line, printed } => {
                writeln!(document, "$ {line}").unwrap();
                document.push_str(printed);
            }
        }
    }
    document
}

/// Tells whether a command printed what the document says; a line `...` stands for any lines.
pub(crate) fn fits(said: &str, printed: &str) -> bool {
    fn lines_fit(said: &[&str], printed: &[&str]) -> bool {
        match (said.split_first(), printed.split_first()) {
            (None, None) => true,
            (Some((&"...", rest)), _) => {
                (0..=printed.len()).any(|skipped| lines_fit(rest, &printed[skipped..]))
            }
            (Some((said, said_rest)), Some((printed, printed_rest))) => {
                said.trim_end() == printed.trim_end() && lines_fit(said_rest, printed_rest)
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
    lines_fit(&said.lines().collect::<Vec<_>>(), &printed.lines().collect::<Vec<_>>())
}

#[test]
fn a_document_is_split_and_put_together_again() {
    let text = "# A\n\n```console\n$ winback list\none\ntwo\n$ winback show 1\n```\n\n```console\n$ ls\nx\n```\nEnd\n";
    let found = pieces(text);
    let commands: Vec<_> = found
        .iter()
        .filter_map(|piece| match piece {
            Piece::Command { line, printed } => Some((line.as_str(), printed.as_str())),
            Piece::Prose(_) => None,
        })
        .collect();
    assert_eq!(commands, [("winback list", "one\ntwo\n"), ("winback show 1", "")]);
    assert_eq!(document(&found), text);
}

#[test]
fn files_are_the_blocks_below_their_names() {
    let text = "It is `a.csv`:\n\n```csv\nx,y\n1,2\n```\n\n```sh\nls\n```\n";
    assert_eq!(files(text), [("a.csv".to_owned(), "x,y\n1,2\n".to_owned())]);
}

#[test]
fn dots_stand_for_any_lines() {
    assert!(fits("one\n...\nlast\n", "one\ntwo\nthree\nlast\n"));
    assert!(fits("one\n...\n", "one\n"));
    assert!(!fits("one\n...\nlast\n", "one\ntwo\n"));
    assert!(!fits("one\n", "one\ntwo\n"));
}
