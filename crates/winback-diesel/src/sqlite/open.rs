//! Opening a file: what it may be, and what to do if it is not that.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, io};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{RunQueryDsl, SqliteConnection};
use winback_store::{Migrated, OpenError, StoreError};

use crate::connection::Conn;
use crate::database::{Database, Writing};
use crate::error::{Attempt, Failure, explained, is_busy, is_no_database};
use crate::migrations::{self, Standing};
use crate::pool::{ConnectError, Source};
use crate::sql::sql;

use super::BACKEND;
use super::connection::{PATIENCE, look, set_up};
use super::writer::Writer;

/// Marks a SQLite file as ours: `WINB`.
const MARK: i64 = 0x5749_4E42;
const SET_MARK: &str = "PRAGMA application_id = 1464421954";

/// A file named by a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    url: String,
    path: PathBuf,
}

/// What a file holds.
#[derive(Debug)]
enum Content {
    /// Nothing yet.
    New,
    /// A database of ours, with these migrations.
    Ours(Vec<String>),
    /// A database of somebody else.
    Foreign,
}

impl Location {
    /// Reads `sqlite:PATH`.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        let path = path.strip_prefix("//").unwrap_or(path);
        let location = Self { url: url.to_owned(), path: PathBuf::from(path) };
        match path {
            "" => Err(location.unusable("give the path of a file: `sqlite:PATH`")),
            ":memory:" => Err(location.unusable(
                "SQLite in memory is not supported: give `memory:` for a store that keeps nothing",
            )),
            _ if path.contains('\0') => {
                Err(location.unusable("a path cannot hold a NUL character"))
            }
            _ => Ok(location),
        }
    }

    fn unusable(&self, problem: impl Into<String>) -> OpenError {
        OpenError::Unusable { url: self.url.clone(), problem: problem.into(), source: None }
    }

    fn unusable_for(
        &self,
        problem: impl Into<String>,
        source: Box<dyn std::error::Error + Send + Sync>,
    ) -> OpenError {
        let (url, problem) = (self.url.clone(), problem.into());
        OpenError::Unusable { url, problem, source: Some(source) }
    }

    /// Refuses what the file system already tells is no database that can be opened.
    fn check(&self) -> Result<(), OpenError> {
        match fs::metadata(&self.path) {
            Ok(found) if found.is_dir() => {
                Err(self.unusable("this is a folder: give the path of a file"))
            }
            Ok(found) if found.permissions().readonly() => {
                Err(self.unusable("the file is read-only: make it writable"))
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.check_folder(),
            Err(error) => Err(self.unusable_for(
                "the file cannot be looked at: check its path and the rights of its folder",
                Box::new(error),
            )),
        }
    }

    fn check_folder(&self) -> Result<(), OpenError> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        match folder {
            Some(folder) if !folder.is_dir() => {
                Err(self.unusable(format!("there is no folder `{}`: create it", folder.display())))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn failed(&self, failure: Failure) -> OpenError {
        match failure {
            Failure::Driver(error) if is_busy(&error) => OpenError::Store(StoreError::Busy),
            Failure::Driver(error) if is_no_database(&error) => self.unusable_for(
                "this file is no SQLite database: give another path",
                Box::new(error),
            ),
            Failure::Driver(error) => {
                self.unusable_for("the database cannot be opened", explained(error))
            }
            Failure::Lost(error) => self.unusable_for(
                "the file cannot be opened: check the rights of the file and of its folder",
                error,
            ),
            Failure::Store(error) => OpenError::Store(error),
        }
    }
}

/// Opens a database that has all migrations; a new one is migrated by itself.
pub(crate) fn open(location: &Location) -> Result<Database, OpenError> {
    patiently(|| open_once(location))
}

fn open_once(location: &Location) -> Result<Database, OpenError> {
    let (mut conn, content) = look_at(location)?;
    match content {
        Content::New => {
            migrate_all(&mut conn).map_err(|failure| location.failed(failure))?;
        }
        Content::Ours(applied) => {
            let standing = standing(location, &applied)?;
            if let Some(first) = standing.pending.first().cloned() {
                let (url, pending) = (location.url.clone(), standing.pending.len());
                return Err(OpenError::Pending { url, pending, first });
            }
        }
        Content::Foreign => return Err(foreign(location)),
    }
    set_up(&mut conn).map_err(|error| location.failed(error.into()))?;
    let path = absolute(&location.path);
    let gate = Arc::default();
    let writer = Writer::start(Conn::Sqlite(conn), Arc::clone(&gate))
        .map_err(|error| location.failed(Failure::Lost(Box::new(error))))?;
    Ok(Database::new(BACKEND, Source::Sqlite(path), Writing::InTurn(writer), gate))
}

/// Applies the migrations that a database lacks.
pub(crate) fn migrate(location: &Location) -> Result<Migrated, OpenError> {
    patiently(|| migrate_once(location))
}

fn migrate_once(location: &Location) -> Result<Migrated, OpenError> {
    let (mut conn, content) = look_at(location)?;
    let pending = match content {
        Content::New => standing(location, &[])?.pending,
        Content::Ours(applied) => standing(location, &applied)?.pending,
        Content::Foreign => return Err(foreign(location)),
    };
    if !pending.is_empty() {
        migrate_all(&mut conn).map_err(|failure| location.failed(failure))?;
    }
    Ok(Migrated { applied: pending })
}

fn foreign(location: &Location) -> OpenError {
    location.unusable("this SQLite database is not Winback's: give another path")
}

/// The working directory may change while the program runs.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn look_at(location: &Location) -> Result<(SqliteConnection, Content), OpenError> {
    location.check()?;
    let mut conn = look(&location.path).map_err(|error| match error {
        ConnectError::Open(error) => location.failed(Failure::Lost(Box::new(error))),
        ConnectError::Setting(error) => location.failed(Failure::Driver(error)),
    })?;
    let content = content(&mut conn).map_err(|failure| location.failed(failure))?;
    Ok((conn, content))
}

fn content(conn: &mut SqliteConnection) -> Attempt<Content> {
    let (mark, tables): (i64, i64) =
        sql("SELECT application_id, (SELECT COUNT(*) FROM sqlite_schema) ")
            .text("FROM pragma_application_id")
            .rows::<(BigInt, BigInt)>()
            .get_result(conn)?;
    Ok(match (mark, tables) {
        (MARK, _) => Content::Ours(migrations::applied(conn)?),
        (0, 0) => Content::New,
        _ => Content::Foreign,
    })
}

fn standing(location: &Location, applied: &[String]) -> Result<Standing, OpenError> {
    let standing = migrations::standing(&migrations::SQLITE, applied)
        .map_err(|failure| location.failed(failure))?;
    match standing.unknown {
        Some(unknown) => Err(OpenError::Newer { url: location.url.clone(), unknown }),
        None => Ok(standing),
    }
}

/// Waits while another program sets the same file up: SQLite itself does not wait for every lock
/// that this takes.
fn patiently<T>(mut work: impl FnMut() -> Result<T, OpenError>) -> Result<T, OpenError> {
    const WAIT: Duration = Duration::from_millis(20);
    let begun = Instant::now();
    loop {
        match work() {
            Err(OpenError::Store(StoreError::Busy)) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(WAIT);
            }
            done => return done,
        }
    }
}

/// Marks the file as ours and applies all migrations, all or none; of two programs that do so at
/// the same time, the second finds nothing to do.
fn migrate_all(conn: &mut SqliteConnection) -> Attempt<usize> {
    conn.batch_execute("PRAGMA journal_mode = WAL")?;
    conn.immediate_transaction(|conn| {
        conn.batch_execute(SET_MARK)?;
        migrations::run(migrations::SQLITE, conn)
    })
}

/// Returns a database in memory that has all migrations.
#[cfg(test)]
pub(crate) fn in_memory() -> Conn {
    use diesel::Connection;
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    set_up(&mut conn).unwrap();
    migrations::run(migrations::SQLITE, &mut conn).unwrap();
    Conn::Sqlite(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        Location::parse(url).unwrap_err().to_string()
    }

    #[test]
    fn a_url_names_a_path() {
        for (url, path) in [
            ("sqlite:deals.db", "deals.db"),
            ("sqlite:/var/deals.db", "/var/deals.db"),
            ("sqlite:///var/deals.db", "/var/deals.db"),
            ("sqlite:a b?c.db", "a b?c.db"),
        ] {
            assert_eq!(Location::parse(url).unwrap().path, PathBuf::from(path), "{url}");
        }
    }

    #[test]
    fn a_url_without_a_file_is_refused_with_what_to_give() {
        assert_eq!(refused("sqlite:"), "sqlite:: give the path of a file: `sqlite:PATH`");
        assert!(refused("sqlite::memory:").contains("give `memory:`"));
    }

    #[test]
    fn the_mark_in_the_statement_is_the_mark_that_is_looked_for() {
        assert_eq!(SET_MARK, format!("PRAGMA application_id = {MARK}"));
    }
}
