//! `cargo xtask reference`: what backends answer, beside the recorded answers of the reference system.
//!
//! The runner is a program of the package of the stories, which may put backends together.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::program;

/// Runs the comparison over the files of `directory`, those that are kept with the code without one,
/// on each of these backends, and returns the exit code: 1 if an answer differs.
///
/// # Errors
///
/// Cargo cannot be started.
pub(crate) fn run(root: &Path, directory: Option<&Path>, backends: &[String]) -> Result<u8> {
    program::run(&mut runner(root, directory, backends))
}

/// The runner starts in the current folder, so that a folder can be named from there.
fn runner(root: &Path, directory: Option<&Path>, backends: &[String]) -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--manifest-path"]).arg(root.join("Cargo.toml"));
    command.args(["--package", "winback-stories", "--bin", "reference", "--"]);
    if let Some(directory) = directory {
        command.arg("--dir").arg(directory);
    }
    for backend in backends {
        command.args(["--backend", backend]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_and_backends_reach_the_runner() {
        let line = |directory, backends: &[&str]| {
            let backends: Vec<String> = backends.iter().map(|it| (*it).to_owned()).collect();
            program::spelled(&runner(Path::new("."), directory, &backends))
        };
        let start = "cargo run --quiet --manifest-path ./Cargo.toml --package winback-stories \
                     --bin reference --";
        assert_eq!(line(None, &[]), start);
        assert_eq!(
            line(Some(Path::new("answers")), &["sqlite", "memory"]),
            format!("{start} --dir answers --backend sqlite --backend memory")
        );
    }
}
