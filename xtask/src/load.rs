//! `cargo xtask load`: clients who ask the real server for the same things over and over, and as many
//! who do the same by hand-written SQL.
//!
//! It measures and asserts nothing about time; an answer that is wrong is counted as an error.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, anyhow};
use cargo_metadata::Message;

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
/// The program cannot be built, or Cargo or the database's server cannot be started.
pub(crate) fn run(root: &Path, wanted: &Wanted) -> Result<u8> {
    let told = program::output(build(root).stderr(Stdio::inherit()))?;
    let program = executable(&told)?;
    let database = wanted.database.as_deref();
    bench::on(root, database, |url| program::run(&mut load(root, &program, wanted, url)))
}

fn build(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["build", "--release", "--package", "winback-cli"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    command
}

/// Finds the program in what Cargo told of a build: only Cargo knows the folder that it puts it into.
fn executable(told: &str) -> Result<PathBuf> {
    for message in Message::parse_stream(told.as_bytes()) {
        if let Message::CompilerArtifact(artifact) = message?
            && artifact.target.name == "winback"
            && let Some(path) = artifact.executable
        {
            return Ok(path.into());
        }
    }
    Err(anyhow!("cargo built no program `winback`: look for its name in `winback-cli`"))
}

fn load(root: &Path, program: &Path, wanted: &Wanted, server: Option<&str>) -> Command {
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
        assert_eq!(
            built,
            "cargo build --release --package winback-cli --message-format json-render-diagnostics"
        );
        let all = "cargo bench --package winback-diesel --bench pipeline -- --load /built/winback";
        let line = |wanted: &Wanted, server| {
            program::spelled(&load(Path::new("."), Path::new("/built/winback"), wanted, server))
        };
        assert_eq!(line(&Wanted::default(), None), all);
        let many = Wanted { database: None, records: Some(2_000), clients: Some(32) };
        assert_eq!(
            line(&many, Some("postgres://server/bench")),
            format!("{all} --server postgres://server/bench --records 2000 --clients 32")
        );
    }
    /// What Cargo tells of one thing that it built.
    fn artifact(kind: &str, name: &str, executable: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"path+file:///w#x@0.1.0",
            "manifest_path":"/w/Cargo.toml","target":{{"kind":["{kind}"],"crate_types":["{kind}"],
            "name":"{name}","src_path":"/w/src/main.rs","edition":"2024","doc":true,
            "doctest":false,"test":true}},"profile":{{"opt_level":"3","debuginfo":0,
            "debug_assertions":false,"overflow_checks":false,"test":false}},"features":[],
            "filenames":[],"executable":{executable},"fresh":true}}"#
        )
        .replace('\n', "")
    }

    #[test]
    fn the_program_is_where_cargo_put_it() {
        let told = [
            artifact("custom-build", "build-script-build", "null"),
            artifact("bin", "other", r#""/else where/release/other""#),
            artifact("lib", "winback", "null"),
            artifact("bin", "winback", r#""/else where/release/winback""#),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let found = executable(&told.join("\n")).unwrap();
        assert_eq!(found, Path::new("/else where/release/winback"));
        let none = executable(&told[..3].join("\n")).unwrap_err();
        assert!(none.to_string().starts_with("cargo built no program `winback`"), "{none}");
    }
}
