//! Migrations: one tree a database, the same steps in each, each with a way back.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::workspace::TextFile;

/// The steps of one database by their directory names; the files of a step by theirs.
type Tree<'files> = BTreeMap<&'files str, BTreeMap<&'files str, &'files str>>;

/// Finds steps without both files, with bad names, or in some of the trees only.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let trees = trees(files);
    let every_step: BTreeSet<_> = trees.values().flat_map(|tree| tree.keys().copied()).collect();
    let mut findings = Vec::new();
    for (database, tree) in &trees {
        let missing = every_step.iter().filter(|step| !tree.contains_key(*step));
        findings.extend(missing.map(|step| unpaired(database, step)));
        findings.extend(tree.iter().flat_map(|(step, files)| check_step(database, step, files)));
        findings.extend(repeated_versions(database, tree));
    }
    findings
}

fn trees(files: &[TextFile]) -> BTreeMap<&str, Tree<'_>> {
    let mut trees: BTreeMap<&str, Tree<'_>> = BTreeMap::new();
    for file in files {
        let parts: Vec<_> = file.path.split('/').collect();
        if let ["migrations", database, step, name] = parts[..] {
            let tree = trees.entry(database).or_default();
            tree.entry(step).or_default().insert(name, &file.text);
        }
    }
    trees
}

fn unpaired(database: &str, step: &str) -> Finding {
    Finding::new(
        format!("migrations/{database}"),
        format!("`{step}` is missing here"),
        "write it: every database takes the same steps",
    )
}

fn check_step(database: &str, step: &str, files: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let folder = format!("migrations/{database}/{step}");
    let mut findings = Vec::new();
    if !is_name(step) {
        findings.push(Finding::new(
            &folder,
            "the name is not a number and an imperative",
            "call it like `0001_create_pipeline`",
        ));
    }
    for name in ["up.sql", "down.sql"] {
        if !files.get(name).is_some_and(|sql| has_statement(sql)) {
            findings.push(Finding::new(
                format!("{folder}/{name}"),
                "there is no statement",
                "write it: each step goes forth and back",
            ));
        }
    }
    findings
}

fn repeated_versions(database: &str, tree: &Tree<'_>) -> Vec<Finding> {
    let steps = tree.keys().zip(tree.keys().skip(1));
    let repeated = steps.filter(|(earlier, later)| version(earlier) == version(later));
    repeated
        .map(|(earlier, later)| {
            Finding::new(
                format!("migrations/{database}/{later}"),
                format!("`{earlier}` has the same number"),
                "take the next one: a number is applied once",
            )
        })
        .collect()
}

fn version(step: &str) -> &str {
    step.split_once('_').map_or(step, |(version, _)| version)
}

fn has_statement(sql: &str) -> bool {
    sql.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with("--"))
}

/// Tells whether `step` is a number of four digits or a time, `_`, and words in lower case:
/// `0001_create_pipeline`, `2026-03-01-120000_add_lost_reason_colour`.
fn is_name(step: &str) -> bool {
    let Some((version, words)) = step.split_once('_') else {
        return false;
    };
    let shape = version.replace(|letter: char| letter.is_ascii_digit(), "9");
    ["9999", "9999-99-99-999999"].contains(&shape.as_str()) && is_snake_case(words)
}

/// Tells whether `name` is words in lower case, joined by `_`, the first letter a letter.
pub(crate) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.split('_').all(|word| {
            !word.is_empty()
                && word.chars().all(|of| of.is_ascii_lowercase() || of.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::super::workspace::file_of_test;
    use super::*;

    /// Returns the files of good steps in `folders`.
    fn steps(folders: &[&str]) -> Vec<TextFile> {
        let files = folders.iter().flat_map(|folder| {
            [
                (format!("migrations/{folder}/up.sql"), "CREATE TABLE t (id BIGINT);\n"),
                (format!("migrations/{folder}/down.sql"), "DROP TABLE t;\n"),
            ]
        });
        files.map(|(path, sql)| file_of_test(&path, sql)).collect()
    }

    fn found(files: &[TextFile]) -> Vec<String> {
        check(files).into_iter().map(|of| format!("{}: {}", of.path, of.what)).collect()
    }

    #[test]
    fn paired_steps_with_a_way_back_pass() {
        let mut files = steps(&["sqlite/0001_create_pipeline", "postgres/0001_create_pipeline"]);
        files.push(file_of_test("migrations/README.md", "One tree a database.\n"));
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn a_single_tree_needs_no_pair() {
        assert_eq!(found(&steps(&["sqlite/0001_create_pipeline"])), Vec::<String>::new());
    }

    #[test]
    fn a_step_of_one_database_is_missed_in_the_other() {
        let files = steps(&[
            "sqlite/0001_create_pipeline",
            "postgres/0001_create_pipeline",
            "postgres/0002_add_loss_note",
        ]);
        assert_eq!(found(&files), ["migrations/sqlite: `0002_add_loss_note` is missing here"]);
    }

    #[test]
    fn a_number_is_given_once() {
        let files = steps(&["sqlite/0001_add_reason", "sqlite/0001_create_pipeline"]);
        assert_eq!(
            found(&files),
            ["migrations/sqlite/0001_create_pipeline: `0001_add_reason` has the same number"]
        );
    }

    #[test]
    fn a_way_back_of_comments_is_none() {
        let files = [
            file_of_test("migrations/sqlite/0001_create_pipeline/up.sql", "SELECT 1;\n"),
            file_of_test("migrations/sqlite/0001_create_pipeline/down.sql", "-- later\n\n"),
            file_of_test("migrations/sqlite/0002_add_loss_note/down.sql", "SELECT 1;\n"),
        ];
        assert_eq!(
            found(&files),
            [
                "migrations/sqlite/0001_create_pipeline/down.sql: there is no statement",
                "migrations/sqlite/0002_add_loss_note/up.sql: there is no statement",
            ]
        );
    }

    #[test]
    fn names_are_a_number_and_words() {
        for good in ["0001_create_pipeline", "2026-03-01-120000_add_colour", "0042_drop_v1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            "0001",
            "1_create",
            "0001_Create",
            "0001__create",
            "0001_",
            "create",
            "0001_create-pipeline",
            "2026-03-01_create",
            "00é1_create",
            "0001_1st",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
