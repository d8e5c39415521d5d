//! `cargo xtask bench`: the benchmarks, in release, beside hand-written SQL.
//!
//! They measure and assert nothing about time; that both sides do the same work is checked with the
//! tests.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::postgres::Server;
use crate::{program, setup};

/// What is to be measured, and where.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// `postgres`, or the URL of a database; a file if none.
    pub(crate) database: Option<String>,
    /// How many records; as many as the benchmark has by itself if none.
    pub(crate) records: Vec<usize>,
    /// Only the lines with this in their names.
    pub(crate) filter: Option<String>,
}

/// The name that asks for a server of its own.
const POSTGRES: &str = "postgres";

/// And that of what there is without a server.
const SQLITE: &str = "sqlite";

/// Runs the benchmarks, and returns the exit code.
///
/// # Errors
///
/// Cargo or the server cannot be started.
pub(crate) fn run(root: &Path, wanted: &Wanted) -> Result<u8> {
    let has_filters = wanted.filter.as_ref().is_none_or(|filter| "filters".contains(filter));
    if has_filters && wanted.database.is_none() {
        let code = program::run(&mut filters(root))?;
        if code != 0 {
            return Ok(code);
        }
    }
    on(root, wanted.database.as_deref(), |url| program::run(&mut cargo_bench(root, wanted, url)))
}

/// Runs something with the URL of the database that is asked for, which may be one of a server that is
/// thrown away afterwards; with none for a file.
pub(crate) fn on(
    root: &Path,
    database: Option<&str>,
    run: impl FnOnce(Option<&str>) -> Result<u8>,
) -> Result<u8> {
    match database {
        Some(POSTGRES) => {
            let code = setup::run(root)?;
            if code != 0 {
                return Ok(code);
            }
            let server = Server::start()?;
            let url = server.create_database("bench")?;
            run(Some(&url))
        }
        Some(SQLITE) | None => run(None),
        Some(url) => run(Some(url)),
    }
}

/// The filter engine has a bench of its own, without a database.
fn filters(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--package", "winback-filter", "--bench", "filters"]);
    command
}

fn cargo_bench(root: &Path, wanted: &Wanted, server: Option<&str>) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--package", "winback-diesel", "--bench", "pipeline"]);
    let records: Vec<String> = wanted.records.iter().map(usize::to_string).collect();
    let records = Some(records.join(",")).filter(|records| !records.is_empty());
    let options = [
        ("--server", server),
        ("--records", records.as_deref()),
        ("--filter", wanted.filter.as_deref()),
    ];
    let given: Vec<&str> =
        options.into_iter().filter_map(|(name, value)| Some([name, value?])).flatten().collect();
    if !given.is_empty() {
        command.arg("--").args(given);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_reaches_the_benchmark() {
        let engine = "cargo bench --package winback-filter --bench filters";
        assert_eq!(program::spelled(&filters(Path::new("."))), engine);
        let line = |wanted: &Wanted, server| {
            program::spelled(&cargo_bench(Path::new("."), wanted, server))
        };
        let all = "cargo bench --package winback-diesel --bench pipeline";
        assert_eq!(line(&Wanted::default(), None), all);
        let lists = Wanted { filter: Some("list".to_owned()), ..Wanted::default() };
        assert_eq!(line(&lists, None), format!("{all} -- --filter list"));
        let two = Wanted { records: vec![200_000, 2_000_000], ..lists };
        assert_eq!(
            line(&two, Some("postgres://server/bench")),
            format!(
                "{all} -- --server postgres://server/bench --records 200000,2000000 --filter list"
            )
        );
    }
}
