//! `cargo xtask load`: clients who ask the real server for the same things over and over, and as many
//! who do the same by hand-written SQL.
//!
//! It measures and asserts nothing about time; an answer that is wrong is counted as an error.

use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{bench, program};

/// What is to be loaded, and by how many.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// `postgres`, or the URL of a database; a file if none.
    pub(crate) database: Option<String>,
    /// How many records; as many as the benchmark has by itself if none.
    pub(crate) records: Option<usize>,
    /// How many clients at the same time; as many as the benchmark has by itself if none.
    pub(crate) clients: Option<usize>,
}

/// Builds the program as it is released, loads it, and returns the exit code.
///
/// # Errors
///
/// Cargo or the database's server cannot be started.
pub(crate) fn run(root: &Path, wanted: &Wanted) -> Result<u8> {
    let code = program::run(&mut build(root))?;
    if code != 0 {
        return Ok(code);
    }
    let database = wanted.database.as_deref();
    bench::on(root, database, |url| program::run(&mut load(root, wanted, url)))
}

fn build(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["build", "--release", "--package", "winback-cli"]);
    command
}

fn load(root: &Path, wanted: &Wanted, server: Option<&str>) -> Command {
    let program = root.join("target/release").join(format!("winback{EXE_SUFFIX}"));
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--package", "winback-diesel", "--bench", "pipeline"]);
    command.args(["--", "--load"]).arg(program);
    let (records, clients) =
        (wanted.records.map(|it| it.to_string()), wanted.clients.map(|it| it.to_string()));
    for (name, value) in
        [("--server", server), ("--records", records.as_deref()), ("--clients", clients.as_deref())]
    {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_reaches_the_benchmark() {
        let built = program::spelled(&build(Path::new(".")));
        assert_eq!(built, "cargo build --release --package winback-cli");
        let all = format!(
            "cargo bench --package winback-diesel --bench pipeline -- --load \
             ./target/release/winback{EXE_SUFFIX}"
        );
        let line =
            |wanted: &Wanted, server| program::spelled(&load(Path::new("."), wanted, server));
        assert_eq!(line(&Wanted::default(), None), all);
        let many = Wanted { database: None, records: Some(2_000), clients: Some(32) };
        assert_eq!(
            line(&many, Some("postgres://server/bench")),
            format!("{all} --server postgres://server/bench --records 2000 --clients 32")
        );
    }
}
