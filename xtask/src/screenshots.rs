//! `cargo xtask screenshots`: a picture of each page, wide, narrow, dark and in Chinese.
//!
//! They are taken by the story that looks at every page in a browser; which pages there are stands in
//! its table, in `tests/tests/it/pages/every.rs`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{program, setup};

/// Where the story looks for the folder that pictures go to; none are kept without.
const FOLDER: &str = "WINBACK_SCREENSHOTS";

/// The story.
const STORY: &str = "pages::every::";

/// Takes the pictures, and returns the exit code.
///
/// # Errors
///
/// Cargo cannot be started.
pub(crate) fn run(root: &Path) -> Result<u8> {
    let code = setup::run(root)?;
    if code != 0 {
        return Ok(code);
    }
    let folder = root.join("target/screenshots");
    let code = program::run(&mut story(root, &folder))?;
    println!("The pictures are in `{}`.", folder.display());
    Ok(code)
}

fn story(root: &Path, folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).env(FOLDER, folder);
    command.args(["test", "--package", "winback-stories", "--test", "it", STORY]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_are_taken_by_a_story_that_there_is() {
        let table = include_str!("../../tests/tests/it/pages/every.rs");
        assert!(table.contains(&format!("\"{FOLDER}\"")) && table.contains("#[test]"));
        let line = program::spelled(&story(Path::new("."), Path::new("pictures")));
        assert_eq!(line, "cargo test --package winback-stories --test it pages::every::");
    }
}
