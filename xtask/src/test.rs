//! `cargo xtask test`: the whole suite, after [`setup`], with a PostgreSQL server of its own.
//!
//! Two runs of cargo, as `cargo test --all-targets` leaves the examples in the documentation out.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::postgres::Server;
use crate::{program, setup};

/// Which tests a run of cargo takes; together they are the suite.
const RUNS: [&str; 2] = ["--all-targets", "--doc"];

/// Runs setup and the suite, stops at the first run that fails, and returns its exit code.
///
/// `arguments` are added to each `cargo test`.
///
/// # Errors
///
/// A program or the server cannot be started.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<u8> {
    let code = setup::run()?;
    if code != 0 {
        eprintln!("No tests were run: something they need is missing.");
        return Ok(code);
    }
    let server = Server::start()?;
    let start = Instant::now();
    for targets in RUNS {
        let mut command = cargo_test(root, targets, arguments);
        let code = program::run(server.told(&mut command))?;
        if code != 0 {
            eprintln!("Tests failed: `{}` ended with code {code}.", program::spelled(&command));
            return Ok(code);
        }
    }
    println!("All tests passed in {} s.", start.elapsed().as_secs());
    Ok(0)
}

fn cargo_test(root: &Path, targets: &str, arguments: &[String]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["test", "--workspace", targets]).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suite_is_every_target_and_every_example_in_the_documentation() {
        let lines = RUNS.map(|targets| {
            program::spelled(&cargo_test(Path::new("."), targets, &["restore".to_owned()]))
        });
        assert_eq!(
            lines,
            [
                "cargo test --workspace --all-targets restore",
                "cargo test --workspace --doc restore"
            ]
        );
    }
}
