//! Connections to a SQLite file, each set up in the same way.

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::pool::ConnectError;

/// How long a call waits for another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Waiting comes first: the other settings already can meet a lock of another process.
const WAIT: &str = "PRAGMA busy_timeout = 5000";

const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON; \
     PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16384";

/// Opens a file that may be anything, and changes nothing in it.
pub(crate) fn look(path: &Path) -> Result<SqliteConnection, ConnectError> {
    let mut conn = SqliteConnection::establish(&name(path))?;
    conn.batch_execute(WAIT)?;
    Ok(conn)
}

/// Sets a connection up for work on a database that is known to be ours.
pub(crate) fn set_up(conn: &mut SqliteConnection) -> Result<(), diesel::result::Error> {
    conn.batch_execute(SETTINGS)
}

/// Opens a database that is known to be ours.
pub(crate) fn connect(path: &Path) -> Result<SqliteConnection, ConnectError> {
    let mut conn = look(path)?;
    set_up(&mut conn)?;
    Ok(conn)
}

/// Returns a name that the driver takes for a path, whatever it begins with.
fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    if path.is_absolute() { text.into_owned() } else { format!("./{text}") }
}
