//! Connections to a server, each set up in the same way.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use super::location::Location;
use crate::pool::ConnectError;

/// Everything ends: a statement after five minutes, waiting for a row that somebody else is writing
/// after five seconds, and a transaction whose program does nothing after ten minutes. Compiling
/// statements takes longer than running ours.
const SETTINGS: &str = "SET statement_timeout = '5min'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '10min'; SET jit = off";

/// Connects to a database that may be anything, and changes nothing in it.
pub(crate) fn look(location: &Location) -> Result<PgConnection, ConnectError> {
    Ok(PgConnection::establish(location.for_driver())?)
}

/// Connects to a database that is known to be ours.
pub(crate) fn connect(location: &Location) -> Result<PgConnection, ConnectError> {
    let mut conn = look(location)?;
    conn.batch_execute(SETTINGS)?;
    Ok(conn)
}
