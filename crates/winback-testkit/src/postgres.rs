//! PostgreSQL databases that go away with the test.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, io, process};

/// Where the tests find their server: a URL without a database, such as
/// `postgres://winback@%2Ftmp%2Fserver`.
const VARIABLE: &str = "WINBACK_TEST_POSTGRES";

/// A database of its own on the server of the tests, dropped when this is dropped.
///
/// The server is started by `cargo xtask test`. Without one the tests fail: none is left out.
#[derive(Debug)]
pub struct TempPostgres {
    server: String,
    name: String,
}

impl TempPostgres {
    /// Makes an empty database.
    ///
    /// # Errors
    /// If there is no server, or what `psql` says.
    pub fn new() -> io::Result<Self> {
        Self::make("template0")
    }

    /// Makes a copy of a database that nobody is connected to.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn copy_of(template: &Self) -> io::Result<Self> {
        Self::make(&template.name)
    }

    fn make(template: &str) -> io::Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        #[expect(
            clippy::disallowed_methods,
            reason = "this is how the tests learn of their server"
        )]
        let server = env::var(VARIABLE).map_err(|_| {
            io::Error::other(format!(
                "`{VARIABLE}` is not set: run the tests with `cargo xtask test`"
            ))
        })?;
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", process::id());
        let database = Self { server, name };
        database.maintain(&format!("CREATE DATABASE {} TEMPLATE {template}", database.name))?;
        Ok(database)
    }

    /// Returns the URL of the database.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// Runs statements in the database, and returns what they give: a line for each row, with bars
    /// between its values.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn run(&self, statements: &str) -> io::Result<String> {
        psql(&self.url(), statements)
    }

    fn maintain(&self, statement: &str) -> io::Result<String> {
        psql(&format!("{}/postgres", self.server), statement)
    }
}

impl Drop for TempPostgres {
    fn drop(&mut self) {
        // The server itself goes away after the tests.
        drop(self.maintain(&format!("DROP DATABASE {} WITH (FORCE)", self.name)));
    }
}

pub(crate) fn psql(url: &str, statements: &str) -> io::Result<String> {
    let arguments = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"];
    let done = Command::new("psql")
        .args(arguments)
        .args(["--set", "ON_ERROR_STOP=1", "--command", statements, url])
        .stdin(Stdio::null())
        .output()?;
    if !done.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()));
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim_end().to_owned())
}
