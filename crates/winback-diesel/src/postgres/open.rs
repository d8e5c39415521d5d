//! Opening a database of a server: what it may be, and what to do if it is not that.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{Connection, PgConnection, RunQueryDsl};
use winback_store::{Migrated, OpenError, StoreError};

use super::BACKEND;
use super::connection::look;
use super::location::Location;
use super::said::explained;
use super::trigrams;
use super::writers::Writers;
use crate::database::{Database, Writing};
use crate::error::{Attempt, Failure, is_busy, is_conflict, is_taken_meanwhile};
use crate::migrations::{self, Standing};
use crate::pool::{ConnectError, Source};
use crate::sql::sql;

/// Marks a schema as ours, as the comment on the table of its migrations.
const SET_MARK: &str = "COMMENT ON TABLE __diesel_schema_migrations IS 'winback'";

/// The oldest version whose SQL is enough.
const OLDEST: i64 = 120_000;

/// How long opening waits for another program that sets the same database up.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a database holds.
#[derive(Debug)]
enum Content {
    /// Nothing yet.
    New,
    /// Our tables, with these migrations.
    Ours(Vec<String>),
    /// Tables of somebody else.
    Foreign,
}

/// Opens a database that has all migrations; an empty one is migrated by itself. Returns it with what
/// people should know of it.
pub(crate) fn open(location: &Location) -> Result<(Database, Vec<String>), OpenError> {
    let mut conn = patiently(|| make_ready(location))?;
    let has_trigrams = trigrams::are_there(&mut conn);
    let has_trigrams = has_trigrams.map_err(|failure| failed(location, failure))?;
    drop(conn);
    let missing = (!has_trigrams).then(|| trigrams::MISSING.to_owned());
    let gate = Arc::default();
    let source = || Source::Postgres(location.clone());
    let writers = Writers::new(source(), Arc::clone(&gate));
    let database = Database::new(BACKEND, source(), Writing::SideBySide(writers), gate);
    Ok((database, missing.into_iter().collect()))
}

fn make_ready(location: &Location) -> Result<PgConnection, OpenError> {
    let (mut conn, content) = look_at(location)?;
    match content {
        Content::New => {
            migrate_all(&mut conn).map_err(|failure| failed(location, failure))?;
            Ok(conn)
        }
        Content::Ours(applied) => {
            let standing = standing(location, &applied)?;
            match standing.pending.first().cloned() {
                Some(first) => Err(OpenError::Pending {
                    url: location.shown.clone(),
                    pending: standing.pending.len(),
                    first,
                }),
                None => Ok(conn),
            }
        }
        Content::Foreign => Err(foreign(location)),
    }
}

/// Applies the migrations that a database lacks.
pub(crate) fn migrate(location: &Location) -> Result<Migrated, OpenError> {
    patiently(|| {
        let (mut conn, content) = look_at(location)?;
        let pending = match content {
            Content::New => standing(location, &[])?.pending,
            Content::Ours(applied) => standing(location, &applied)?.pending,
            Content::Foreign => return Err(foreign(location)),
        };
        let done = match pending.is_empty() {
            true => trigrams::make_up_for(&mut conn),
            false => migrate_all(&mut conn).and_then(|_| trigrams::make_up_for(&mut conn)),
        };
        done.map_err(|failure| failed(location, failure))?;
        Ok(Migrated { applied: pending })
    })
}

fn foreign(location: &Location) -> OpenError {
    location.unusable(
        "this database holds tables of another program: create one for Winback with `createdb`",
    )
}

fn look_at(location: &Location) -> Result<(PgConnection, Content), OpenError> {
    let mut conn = look(location).map_err(|error| not_connected(location, error))?;
    let content = content(location, &mut conn)?;
    Ok((conn, content))
}

fn not_connected(location: &Location, error: ConnectError) -> OpenError {
    let said = error.to_string();
    let url = location.shown.clone();
    if said.contains("does not exist") && said.contains("database \"") {
        let name = location.database.as_deref().unwrap_or("NAME");
        let problem = format!(
            "the server has no such database: create it with `createdb --encoding=UTF8 --template=template0 {name}`"
        );
        return OpenError::Unusable { url, problem, source: Some(Box::new(error)) };
    }
    // The library repeats parts of a URL that it cannot read, and a password may be among them.
    let unread = ["invalid ", "missing \"=\"", "URI", "forbidden value"];
    if unread.iter().any(|it| said.contains(it)) && !said.contains("SSL") {
        return location.unusable(
            "the URL cannot be read: write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `%40` for an `@` in the password",
        );
    }
    let problem = "the database cannot be opened".to_owned();
    OpenError::Unusable { url, problem, source: Some(explained(Box::new(error))) }
}

fn content(location: &Location, conn: &mut PgConnection) -> Result<Content, OpenError> {
    type Row = (BigInt, Text, Bool, Text, BigInt);
    let found = sql("SELECT CAST(current_setting('server_version_num') AS BIGINT), ")
        .text("current_setting('server_encoding'), current_schema() IS NOT NULL, ")
        .text("COALESCE(obj_description(to_regclass('__diesel_schema_migrations'), 'pg_class'), ''), ")
        .text("(SELECT COUNT(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace ")
        .text("WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f'))")
        .rows::<Row>()
        .get_result(conn);
    let (version, encoding, has_schema, mark, tables): (i64, String, bool, String, i64) =
        found.map_err(|error| failed(location, error.into()))?;
    if version < OLDEST {
        return Err(location.unusable("the server is too old: use PostgreSQL 12 or newer"));
    }
    if encoding != "UTF8" {
        return Err(location.unusable(format!(
            "the database is encoded as {encoding}: create one with `createdb --encoding=UTF8 --template=template0`"
        )));
    }
    if !has_schema {
        return Err(location.unusable(
            "the search path of this user names no schema that exists: create one with `CREATE SCHEMA`",
        ));
    }
    match (mark.as_str(), tables) {
        ("winback", _) => {
            let applied = migrations::applied(conn);
            Ok(Content::Ours(applied.map_err(|failure| failed(location, failure))?))
        }
        ("", 0) => Ok(Content::New),
        _ => Ok(Content::Foreign),
    }
}

fn standing(location: &Location, applied: &[String]) -> Result<Standing, OpenError> {
    let standing = migrations::standing(&migrations::POSTGRES, applied);
    let standing = standing.map_err(|failure| failed(location, failure))?;
    match standing.unknown {
        Some(unknown) => Err(OpenError::Newer { url: location.shown.clone(), unknown }),
        None => Ok(standing),
    }
}

fn failed(location: &Location, failure: Failure) -> OpenError {
    let source: Box<dyn std::error::Error + Send + Sync> = match failure {
        Failure::Store(error) => return OpenError::Store(error),
        Failure::Driver(error)
            if is_busy(&error) || is_conflict(&error) || is_taken_meanwhile(&error) =>
        {
            return OpenError::Store(StoreError::Busy);
        }
        Failure::Driver(error) => Box::new(error),
        Failure::Lost(error) => error,
    };
    let (url, problem) = (location.shown.clone(), "the database cannot be opened".to_owned());
    OpenError::Unusable { url, problem, source: Some(explained(source)) }
}

/// Waits while another program sets the same database up.
fn patiently<T>(mut work: impl FnMut() -> Result<T, OpenError>) -> Result<T, OpenError> {
    const WAIT: Duration = Duration::from_millis(50);
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

/// Marks the schema as ours and applies all migrations, all or none; of two programs that do so at
/// the same time, the second finds nothing to do.
fn migrate_all(conn: &mut PgConnection) -> Attempt<usize> {
    conn.transaction(|conn| {
        diesel::migration::MigrationConnection::setup(conn)?;
        conn.batch_execute("LOCK TABLE __diesel_schema_migrations IN EXCLUSIVE MODE")?;
        conn.batch_execute(SET_MARK)?;
        migrations::run(migrations::POSTGRES, conn)
    })
}
