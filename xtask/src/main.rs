//! Chores of the Winback workspace, run as `cargo xtask <command>`.
//!
//! One file a command: [`setup`], [`mod@test`], [`ci`], [`tidy`], [`mod@bench`], [`load`],
//! [`mod@reference`], [`migrations`], [`postgres`], [`screenshots`].
//! Every command returns an exit code, 0 for success, so that [`ci`] can chain the others.
//! This crate knows the others only from outside: by `cargo metadata`, by their files, and by
//! starting cargo on them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the person who started it"
)]

mod bench;
mod ci;
mod load;
mod migrations;
mod postgres;
mod program;
mod reference;
mod screenshots;
mod setup;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

/// Chores of the Winback workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Installs what the tests need and this machine lacks.
    Setup,
    /// Runs the whole test suite, after `setup`.
    Test {
        /// Given to both runs of `cargo test`, for example a part of a test's name.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Runs all that a change must pass: tidy, fmt, clippy, doc, test.
    Ci,
    /// Checks the rules of this workspace that the compiler does not know.
    Tidy,
    /// Measures the pipeline on 200,000 records, beside hand-written SQL, and prints a table.
    Bench {
        /// Where: `postgres` for a server that is thrown away, or the URL of a database of one, beside
        /// which others are made; a SQLite file if none.
        #[arg(long, value_name = "DATABASE")]
        database: Option<String>,
        /// How many records; lists are also compared between two numbers: `200000,2000000`.
        #[arg(long, value_name = "N", value_delimiter = ',', num_args = 1)]
        records: Vec<usize>,
        /// Only the lines with this in their names: `list`, `mark lost`, `import`.
        #[arg(long, value_name = "NAME")]
        filter: Option<String>,
    },
    /// Loads the server over HTTP with 200,000 records, beside hand-written SQL, and prints a table.
    Load {
        /// Where, as for `bench`.
        #[arg(long, value_name = "DATABASE")]
        database: Option<String>,
        /// How many records.
        #[arg(long, value_name = "N")]
        records: Option<usize>,
        /// How many clients ask at the same time; 8 if nothing is said.
        #[arg(long, value_name = "N")]
        clients: Option<usize>,
    },
    /// Asks backends what the reference system was asked, and compares the answers.
    Reference {
        /// The folder with `records.json` and `domains.json`; the one kept with the code if none.
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
        /// A backend to ask: `sqlite`, `memory`, or the URL of an empty database; SQLite if none.
        #[arg(long, value_name = "BACKEND")]
        backend: Vec<String>,
    },
    /// Takes a picture of each page, wide, narrow, dark and in Chinese, into `target/screenshots`.
    Screenshots,
    /// Runs a command with a PostgreSQL server that is thrown away afterwards; an empty database is
    /// named in `WINBACK_DATABASE`.
    Postgres {
        /// The command and its arguments, for example `cargo run -- demo`.
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Works on the database migrations.
    #[command(subcommand)]
    Migrations(MigrationsChore),
}

#[derive(Debug, Subcommand)]
enum MigrationsChore {
    /// Creates the next migration, one directory for each database.
    New {
        /// What the migration does, imperative and without number: `add_lost_reason_archived_at`.
        name: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one chore in the workspace of the current folder, and returns its exit code.
fn run(chore: Chore) -> Result<u8> {
    let root = workspace_root()?;
    match chore {
        Chore::Setup => setup::run(&root),
        Chore::Test { arguments } => test::run(&root, &arguments),
        Chore::Ci => ci::run(&root),
        Chore::Tidy => tidy::run(&root),
        Chore::Bench { database, records, filter } => {
            bench::run(&root, &bench::Wanted { database, records, filter })
        }
        Chore::Load { database, records, clients } => {
            load::run(&root, &load::Wanted { database, records, clients })
        }
        Chore::Reference { dir, backend } => reference::run(&root, dir.as_deref(), &backend),
        Chore::Screenshots => screenshots::run(&root),
        Chore::Postgres { command } => postgres::run(&root, &command),
        Chore::Migrations(MigrationsChore::New { name }) => migrations::new(&root, &name),
    }
}

/// Returns the folder of the workspace that the current folder belongs to.
fn workspace_root() -> Result<PathBuf> {
    let manifest = program::output(Command::new("cargo").args([
        "locate-project",
        "--workspace",
        "--message-format",
        "plain",
    ]))?;
    let root = PathBuf::from(manifest.trim());
    root.parent().map(PathBuf::from).context("the workspace manifest has no folder")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_after_two_dashes_reach_cargo_test_with_further_dashes() {
        Arguments::command().debug_assert();
        let line = ["cargo xtask", "test", "--", "--no-fail-fast", "--", "--nocapture"];
        let Chore::Test { arguments } = Arguments::parse_from(line).chore else {
            panic!("`test` is parsed as another chore");
        };
        assert_eq!(arguments, ["--no-fail-fast", "--", "--nocapture"]);
    }
}
