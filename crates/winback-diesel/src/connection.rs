//! Connections to a SQLite file, each set up in the same way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::ManageConnection;
use diesel::{Connection, ConnectionError, SqliteConnection};
use thiserror::Error;

use crate::error::{Attempt, Failure};

/// The connection that all statements run on.
pub(crate) type Conn = SqliteConnection;

/// How long a call waits for another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Waiting comes first: the other settings already can meet a lock of another process.
const WAIT: &str = "PRAGMA busy_timeout = 5000";

const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON; \
     PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16384";

/// Why a connection failed.
#[derive(Debug, Error)]
pub(crate) enum ConnectError {
    /// The file cannot be opened.
    #[error(transparent)]
    Open(#[from] ConnectionError),
    /// A setting was refused.
    #[error(transparent)]
    Setting(#[from] diesel::result::Error),
}

/// Opens a file that may be anything, and changes nothing in it.
pub(crate) fn look(path: &Path) -> Result<Conn, ConnectError> {
    let mut conn = Conn::establish(&name(path))?;
    conn.batch_execute(WAIT)?;
    Ok(conn)
}

/// Sets a connection up for work on a database that is known to be ours.
pub(crate) fn set_up(conn: &mut Conn) -> Result<(), diesel::result::Error> {
    conn.batch_execute(SETTINGS)
}

/// Opens a database that is known to be ours.
pub(crate) fn connect(path: &Path) -> Result<Conn, ConnectError> {
    let mut conn = look(path)?;
    set_up(&mut conn)?;
    Ok(conn)
}

/// Returns a name that the driver takes for a path, whatever it begins with.
fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    if path.is_absolute() { text.into_owned() } else { format!("./{text}") }
}

/// Makes the connections of a pool.
#[derive(Debug)]
pub(crate) struct Manager {
    path: PathBuf,
}

impl Manager {
    /// Returns a maker of connections to a database that is known to be ours.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = ConnectError;

    fn connect(&self) -> Result<Conn, ConnectError> {
        connect(&self.path)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), ConnectError> {
        Ok(conn.batch_execute("SELECT 1")?)
    }

    /// A connection that comes back while its user panics may be inside a transaction.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || AnsiTransactionManager::is_broken_transaction_manager(conn)
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Setting(error) => Self::Driver(error),
            ConnectError::Open(error) => Self::Lost(Box::new(error)),
        }
    }
}

/// Runs reads so that all of them see one state.
pub(crate) fn reading<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    AnsiTransactionManager::begin_transaction(conn)?;
    let read = work(conn);
    // There is nothing to commit, and in a damaged file that would fail.
    let ended = AnsiTransactionManager::rollback_transaction(conn);
    read.and_then(|read| Ok(ended.map(|()| read)?))
}

/// Runs writes inside of a transaction; if they give nothing, none of them is kept.
///
/// After a failure all is left to whoever began the transaction: undoing a part of it may fail in
/// turn, and would then tell less than the first failure.
pub(crate) fn if_any<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Attempt<Option<T>>,
) -> Attempt<Option<T>> {
    AnsiTransactionManager::begin_transaction(conn)?;
    let done = work(conn)?;
    match done {
        Some(_) => AnsiTransactionManager::commit_transaction(conn)?,
        None => AnsiTransactionManager::rollback_transaction(conn)?,
    }
    Ok(done)
}
