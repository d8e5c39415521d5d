//! `cargo xtask test`: the whole suite, after [`setup`], with a PostgreSQL server of its own.
//!
//! Several runs of cargo, as `cargo test --all-targets` leaves the examples in the documentation out,
//! and a build with TLS is another build.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::postgres::Server;
use crate::{program, setup};

/// What a run of cargo takes; together they are the suite.
const RUNS: [&[&str]; 2] = [&["--workspace", "--all-targets"], &["--workspace", "--doc"]];

/// The tests of what only a build with TLS can do.
const WITH_TLS: &[&str] =
    &["--package", "winback-diesel", "--features", "postgres-tls", "--test", "it", "tls"];

/// Tells the build with TLS to take the OpenSSL of the system: to build one takes minutes.
const SYSTEM_OPENSSL: &str = "OPENSSL_NO_VENDOR";

/// Runs setup and the suite, stops at the first run that fails, and returns its exit code.
///
/// `arguments` are added to each `cargo test`; with any, the build with TLS is left out.
///
/// # Errors
///
/// A program or the server cannot be started.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<u8> {
    let code = setup::run(root)?;
    if code != 0 {
        eprintln!("No tests were run: something they need is missing.");
        return Ok(code);
    }
    let server = Server::start()?;
    let start = Instant::now();
    let with_tls = arguments.is_empty().then_some(WITH_TLS);
    for run in RUNS.into_iter().chain(with_tls) {
        let mut command = cargo_test(root, run, arguments);
        let code = program::run(server.told(&mut command))?;
        if code != 0 {
            eprintln!("Tests failed: `{}` ended with code {code}.", program::spelled(&command));
            return Ok(code);
        }
    }
    println!("All tests passed in {} s.", start.elapsed().as_secs());
    Ok(0)
}

fn cargo_test(root: &Path, run: &[&str], arguments: &[String]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).arg("test").args(run).args(arguments);
    if setup::has_openssl() {
        command.env(SYSTEM_OPENSSL, "1");
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suite_is_every_target_and_every_example_in_the_documentation() {
        let lines = RUNS
            .map(|run| program::spelled(&cargo_test(Path::new("."), run, &["restore".to_owned()])));
        assert_eq!(
            lines,
            [
                "cargo test --workspace --all-targets restore",
                "cargo test --workspace --doc restore"
            ]
        );
    }

    #[test]
    fn the_suite_has_the_tests_of_a_build_with_tls() {
        let manifest = include_str!("../../crates/winback-diesel/Cargo.toml");
        let tests = include_str!("../../crates/winback-diesel/tests/it/postgres/tls.rs");
        assert!(WITH_TLS.contains(&"postgres-tls") && manifest.contains("postgres-tls = ["));
        assert!(tests.contains("#[tokio::test]"));
    }
}
