//! `cargo xtask ci`: all that a change must pass, the fast checks first.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::{program, test, tidy};

/// A check with its name; it gets the folder of the workspace and returns an exit code.
type Step = (&'static str, fn(&Path) -> Result<u8>);

/// The checks in their order.
const STEPS: &[Step] = &[
    ("tidy", tidy::run),
    ("fmt", |root| program::run(&mut fmt(root))),
    ("clippy", |root| program::run(&mut clippy(root))),
    ("doc", |root| program::run(&mut doc(root))),
    ("test", |root| test::run(root, &[])),
];

/// Runs the checks, stops at the first that fails, and returns its exit code.
///
/// # Errors
///
/// A check cannot be run.
pub(crate) fn run(root: &Path) -> Result<u8> {
    run_steps(root, STEPS)
}

fn run_steps(root: &Path, steps: &[Step]) -> Result<u8> {
    for (name, step) in steps {
        println!("==> {name}");
        let start = Instant::now();
        let code = step(root)?;
        let seconds = start.elapsed().as_secs_f32();
        if code != 0 {
            eprintln!("<== {name} failed with code {code} after {seconds:.1} s");
            return Ok(code);
        }
        println!("<== {name} passed in {seconds:.1} s");
    }
    Ok(0)
}

fn fmt(root: &Path) -> Command {
    cargo(root, &["fmt", "--all", "--check"])
}

fn clippy(root: &Path) -> Command {
    cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn doc(root: &Path) -> Command {
    let mut command = cargo(root, &["doc", "--workspace", "--no-deps", "--document-private-items"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failing_step_ends_the_run_with_its_code() {
        let steps: &[Step] =
            &[("good", |_| Ok(0)), ("bad", |_| Ok(3)), ("never", |_| panic!("was run"))];
        assert_eq!(run_steps(Path::new("."), steps).unwrap(), 3);
    }

    #[test]
    fn the_steps_are_those_the_contributing_guide_names() {
        let guide = include_str!("../../CONTRIBUTING.md");
        let steps: Vec<_> = STEPS.iter().map(|(name, _)| *name).collect();
        let named = guide.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        assert_eq!(named.filter(|name| steps.contains(name)).collect::<Vec<_>>(), steps);
    }
}
