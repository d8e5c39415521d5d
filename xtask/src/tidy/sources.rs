//! The shape of source files: documented, short, and named by what is in them.

use super::Finding;
use super::workspace::TextFile;

/// The most lines of a `lib.rs`: documentation, modules and what they export.
const LIB_LINES: usize = 99;

/// The most lines of any other source file.
const FILE_LINES: usize = 500;

/// File names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

/// Finds source files that are too long, undocumented, or badly named.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let sources = files.iter().filter(|file| file.path.ends_with(".rs"));
    sources
        .flat_map(|file| [check_docs(file), check_length(file), check_name(file)])
        .flatten()
        .collect()
}

fn check_docs(file: &TextFile) -> Option<Finding> {
    let folders: Vec<_> = file.path.split('/').collect();
    let is_module =
        matches!(folders[..], ["crates", _, "src", ..] | ["tests" | "xtask", "src", ..]);
    (is_module && !file.text.starts_with("//!")).then(|| {
        Finding::new(
            &file.path,
            "the module is not documented",
            "say in its first line, after `//!`, what it is",
        )
    })
}

fn check_length(file: &TextFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    if file.path.ends_with("/lib.rs") && lines > LIB_LINES {
        return Some(Finding::new(
            &file.path,
            format!("{lines} lines are more than {LIB_LINES}"),
            "leave documentation, `mod` and `pub use`, and move the rest to modules",
        ));
    }
    (lines > FILE_LINES && !is_data(&file.text)).then(|| {
        Finding::new(
            &file.path,
            format!("{lines} lines are more than {FILE_LINES}"),
            "split it along its nouns",
        )
    })
}

/// Tells whether the text is tables alone: there is no function in it.
fn is_data(text: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    !code.flat_map(str::split_whitespace).any(|word| word == "fn")
}

fn check_name(file: &TextFile) -> Option<Finding> {
    let name = file.path.rsplit('/').next()?.strip_suffix(".rs")?;
    if name == "mod" {
        let advice = "call it after its folder, and put it beside";
        return Some(Finding::new(&file.path, "`mod.rs` is not used here", advice));
    }
    EMPTY_NAMES.contains(&name).then(|| {
        Finding::new(
            &file.path,
            format!("`{name}` says nothing of what is inside"),
            "name it after its noun, or move the code beside its only caller",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::workspace::file_of_test;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&[file_of_test(path, text)]).into_iter().map(|finding| finding.what).collect()
    }

    /// A documented file of `lines` lines, the last of them `last`.
    fn source(lines: usize, last: &str) -> String {
        format!("//! Losses.\n{}{last}\n", "\n".repeat(lines - 2))
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_module_needs_documentation_but_an_integration_test_does_not() {
        let undocumented = ["the module is not documented"];
        assert_eq!(found("crates/a/src/loss.rs", "//! Losses.\n"), NOTHING);
        assert_eq!(found("crates/a/src/loss/note.rs", "use a;\n//! Late.\n"), undocumented);
        assert_eq!(found("xtask/src/ci.rs", ""), undocumented);
        assert_eq!(found("tests/src/lib.rs", "mod a;\n"), undocumented);
        assert_eq!(found("crates/a/tests/it/main.rs", "mod loss;\n"), NOTHING);
    }

    #[test]
    fn a_lib_of_a_hundred_lines_is_too_long() {
        assert_eq!(found("crates/a/src/lib.rs", &source(99, "")), NOTHING);
        assert_eq!(found("crates/a/src/lib.rs", &source(100, "")), ["100 lines are more than 99"]);
    }

    #[test]
    fn a_file_over_five_hundred_lines_is_too_long_unless_it_is_data() {
        assert_eq!(found("crates/a/src/loss.rs", &source(500, "pub fn lose() {}")), NOTHING);
        assert_eq!(
            found("crates/a/tests/it/loss.rs", &source(501, "pub fn lose() {}")),
            ["501 lines are more than 500"]
        );
        assert_eq!(found("crates/a/src/names.rs", &source(501, "// no fn, \"a\"")), NOTHING);
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        assert_eq!(found("crates/a/src/loss/mod.rs", "//! A.\n"), ["`mod.rs` is not used here"]);
        assert_eq!(
            found("crates/a/src/utils.rs", "//! A.\n"),
            ["`utils` says nothing of what is inside"]
        );
        assert_eq!(found("docs/utils.md", "A.\n"), NOTHING);
    }
}
