//! Connections to a server, each set up in the same way.

use diesel::connection::SimpleConnection;
use diesel::{Connection, ConnectionError, PgConnection};

use super::location::Location;
use super::words;
use crate::pool::ConnectError;

/// Everything ends: a statement after five minutes, waiting for a row that somebody else is writing
/// after five seconds, and a transaction whose program does nothing after ten minutes. Compiling
/// statements takes longer than running ours.
const SETTINGS: &str = "SET statement_timeout = '5min'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '10min'; SET jit = off";

/// Asked for where the server knows them and lets us: messages in the language in which
/// [`explained`](super::explained) reads them, and an end of what a program asked that is gone.
const WISHES: &str = "DO $$ BEGIN \
     BEGIN PERFORM set_config('lc_messages', 'C', false); \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END; \
     BEGIN PERFORM set_config('client_connection_check_interval', '2s', false); \
     EXCEPTION WHEN undefined_object OR invalid_parameter_value THEN NULL; END; END $$";

/// Connects to a database that may be anything, and changes nothing in it.
pub(crate) fn look(location: &Location) -> Result<PgConnection, ConnectError> {
    Ok(PgConnection::establish(location.for_driver()).map_err(in_one_line)?)
}

/// The client library breaks its lines, and indents what it asks.
fn in_one_line(error: ConnectionError) -> ConnectionError {
    match error {
        ConnectionError::BadConnection(said) => ConnectionError::BadConnection(
            said.lines().map(str::trim).collect::<Vec<_>>().join("; "),
        ),
        other => other,
    }
}

/// Connects to a database that is known to be ours.
pub(crate) fn connect(location: &Location) -> Result<PgConnection, ConnectError> {
    let mut conn = look(location)?;
    conn.batch_execute(SETTINGS)?;
    conn.batch_execute(WISHES)?;
    words::learn(location, &mut conn)?;
    Ok(conn)
}
