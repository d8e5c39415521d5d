//! The runner of `cargo xtask reference`: asks backends what the reference system was asked, and
//! compares the answers.
//!
//! Its place is here because it puts backends together, as the binary does.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of the command line")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use winback_conformance::reference::{Records, Report, directory, domains, groups, load};
use winback_diesel::{PostgresBackend, SqliteBackend};
use winback_memory::MemoryBackend;
use winback_store::{Backends, Storage, opportunity_schema};
use winback_testkit::TempDatabase;

/// The backend that is asked if none is named.
const USUAL: &str = "sqlite";

/// What to compare.
struct Arguments {
    directory: PathBuf,
    backends: Vec<String>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut arguments = Self { directory: directory(), backends: Vec::new() };
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("`{word}` needs a value"))?;
            match word.as_str() {
                "--dir" => arguments.directory = value.into(),
                "--backend" => arguments.backends.push(value),
                _ => bail!("unknown option `{word}`: expected `--dir` or `--backend`"),
            }
        }
        if arguments.backends.is_empty() {
            arguments.backends.push(USUAL.to_owned());
        }
        Ok(arguments)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Compares, prints the report, and says whether everything agrees.
fn run() -> Result<bool> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut agrees = true;
    for backend in &arguments.backends {
        let report = runtime.block_on(compare(&arguments.directory, backend))?;
        println!("{backend}:\n{report}");
        agrees &= report.differences().is_empty();
    }
    Ok(agrees)
}

/// Asks one backend, with a database of its own.
async fn compare(directory: &Path, backend: &str) -> Result<Report> {
    let database = TempDatabase::new()?;
    let url = match backend {
        "memory" => "memory:".to_owned(),
        "sqlite" => database.url(),
        url => url.to_owned(),
    };
    let storage = open(&url).await?;
    let records = Records::read(directory)?;
    let ids = load(&storage, &records).await?;
    let schema = opportunity_schema(2);
    let reading = domains::Reading::of(&schema, &ids, &records)?;
    let mut report = Report::default();
    domains::compare(&storage, &reading, &domains::cases(directory)?, &mut report).await?;
    let cases = groups::cases(directory)?;
    groups::compare(&storage, &reading, &records, &cases, &mut report).await?;
    Ok(report)
}

async fn open(url: &str) -> Result<Storage> {
    let backends = Backends::default()
        .with(Arc::new(SqliteBackend))
        .with(Arc::new(PostgresBackend))
        .with(Arc::new(MemoryBackend));
    Ok(backends.for_url(url)?.open(url).await?)
}
