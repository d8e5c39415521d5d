//! `cargo xtask migrations new`: the next step for each database.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::tidy::is_snake_case;

/// Where each database keeps its steps; one without its folder is not supported yet.
const TREES: &[&str] = &["migrations/sqlite", "migrations/postgres"];

const UP: &str = "-- Say here why this step is needed, and write it below.\n";
const DOWN: &str = "-- Undo up.sql here: after it the schema is what it was.\n";

/// Creates the step `name` with the next free number in each tree, and returns 0.
///
/// # Errors
///
/// The name is not in snake case, a step has it already, there is no tree, or a file cannot be
/// written. Nothing is written when the name is refused.
pub(crate) fn new(root: &Path, name: &str) -> Result<u8> {
    let trees: Vec<_> = TREES.iter().map(|tree| root.join(tree)).filter(|of| of.is_dir()).collect();
    let mut steps = Vec::new();
    for tree in &trees {
        steps.extend(folder_names(tree)?);
    }
    let step = next_step(&steps, name)?;
    if trees.is_empty() {
        bail!("there is no tree of migrations: create `{}`", TREES.join("` or `"));
    }
    for tree in &trees {
        create(&tree.join(&step))?;
    }
    Ok(0)
}

/// Returns the folder name of a new step `name` after `steps`.
fn next_step(steps: &[String], name: &str) -> Result<String> {
    if !is_snake_case(name) {
        bail!(
            "`{name}` is not a name: write an imperative like `add_lost_reason_colour`, its number is given here"
        );
    }
    let numbered: Vec<_> = steps.iter().filter_map(|step| step.split_once('_')).collect();
    if let Some((number, _)) = numbered.iter().find(|(_, words)| *words == name) {
        bail!("`{number}_{name}` exists: choose another name");
    }
    let last = numbered.iter().filter_map(|(number, _)| number.parse::<u16>().ok()).max();
    let next = last.unwrap_or(0) + 1;
    if next > 9999 {
        bail!("`{name}` would be step {next}: four digits are used up");
    }
    Ok(format!("{next:04}_{name}"))
}

fn folder_names(tree: &Path) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(tree).with_context(|| format!("cannot read `{}`", tree.display()))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    for (name, text) in [("up.sql", UP), ("down.sql", DOWN)] {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(steps: &[&str], name: &str) -> String {
        let steps: Vec<_> = steps.iter().map(|step| (*step).to_owned()).collect();
        next_step(&steps, name).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn numbers_follow_the_highest_one() {
        assert_eq!(next(&[], "create_pipeline"), "0001_create_pipeline");
        let steps = ["0001_a", "0009_b", "0007_c", "2026-03-01-120000_d", "README.md"];
        assert_eq!(next(&steps, "add_colour"), "0010_add_colour");
        assert_eq!(
            next(&["9999_a"], "add_colour"),
            "`add_colour` would be step 10000: four digits are used up"
        );
    }

    #[test]
    fn a_name_is_taken_once_whatever_its_number() {
        assert_eq!(
            next(&["0001_create_pipeline"], "create_pipeline"),
            "`0001_create_pipeline` exists: choose another name"
        );
    }

    #[test]
    fn a_bad_name_is_refused() {
        for name in ["", "AddColour", "add-colour", "0002_add_colour", "../add", "add_"] {
            assert_eq!(
                next(&[], name),
                format!(
                    "`{name}` is not a name: write an imperative like \
                     `add_lost_reason_colour`, its number is given here"
                )
            );
        }
    }

    #[test]
    fn each_database_that_has_a_tree_gets_the_same_step() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("migrations/sqlite/0001_create_pipeline")).unwrap();
        assert_eq!(new(root, "add_colour").unwrap(), 0);
        assert!(!root.join("migrations/postgres").exists());

        fs::create_dir_all(root.join("migrations/postgres")).unwrap();
        assert_eq!(new(root, "drop_colour").unwrap(), 0);
        for tree in TREES {
            let step = root.join(tree).join("0003_drop_colour");
            assert_eq!(fs::read_to_string(step.join("up.sql")).unwrap(), UP);
            assert_eq!(fs::read_to_string(step.join("down.sql")).unwrap(), DOWN);
        }
    }
}
