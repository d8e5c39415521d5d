//! `cargo xtask bench`: the benchmarks, in release, beside hand-written SQL.
//!
//! They measure and assert nothing about time; that both sides do the same work is checked with the
//! tests.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::program;

/// Runs the benchmarks whose lines have `filter` in their names, all without one, and returns the
/// exit code.
///
/// # Errors
///
/// Cargo cannot be started.
pub(crate) fn run(root: &Path, filter: Option<&str>) -> Result<u8> {
    if filter.is_none_or(|filter| "filters".contains(filter)) {
        let code = program::run(&mut filters(root))?;
        if code != 0 {
            return Ok(code);
        }
    }
    program::run(&mut cargo_bench(root, filter))
}

/// The filter engine has a bench of its own, without a database.
fn filters(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--package", "winback-filter", "--bench", "filters"]);
    command
}

fn cargo_bench(root: &Path, filter: Option<&str>) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--package", "winback-diesel", "--bench", "pipeline"]);
    if let Some(filter) = filter {
        command.args(["--", "--filter", filter]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reaches_the_benchmark() {
        let engine = "cargo bench --package winback-filter --bench filters";
        assert_eq!(program::spelled(&filters(Path::new("."))), engine);
        let line = |filter| program::spelled(&cargo_bench(Path::new("."), filter));
        let all = "cargo bench --package winback-diesel --bench pipeline";
        assert_eq!(line(None), all);
        assert_eq!(line(Some("list")), format!("{all} -- --filter list"));
    }
}
