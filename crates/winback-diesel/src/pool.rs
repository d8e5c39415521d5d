//! Connections side by side, and whose turn it is.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::r2d2::{ManageConnection, NopErrorHandler, PooledConnection};
use diesel::{ConnectionError, QueryResult};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::connection::{Conn, begin_reading, reading, roll_back};
use crate::error::{Attempt, Failure, is_gone};
use crate::postgres::{self, Location};
use crate::sqlite;

/// How many pieces of work may run at the same time.
const SIZE: u32 = 4;

/// How long a piece of work waits for its connection to open.
const PATIENCE: Duration = Duration::from_secs(6);

/// Why a connection failed.
#[derive(Debug, Error)]
pub(crate) enum ConnectError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] ConnectionError),
    /// A setting was refused.
    #[error(transparent)]
    Setting(#[from] diesel::result::Error),
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Setting(error) => Self::Driver(error),
            ConnectError::Open(error) => Self::Lost(Box::new(error)),
        }
    }
}

/// What the connections of a pool lead to: a database that is known to be ours.
#[derive(Debug)]
pub(crate) enum Source {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server.
    Postgres(Location),
}

/// The connections of a pool, used and idle.
pub(crate) type Connections = diesel::r2d2::Pool<Source>;

impl ManageConnection for Source {
    type Connection = Conn;
    type Error = ConnectError;

    fn connect(&self) -> Result<Conn, ConnectError> {
        match self {
            Self::Sqlite(path) => Ok(Conn::Sqlite(sqlite::connect(path)?)),
            Self::Postgres(location) => Ok(Conn::Postgres(postgres::connect(location)?)),
        }
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), ConnectError> {
        Ok(conn.batch_execute("SELECT 1")?)
    }

    /// A connection that comes back while its user panics may be inside a transaction.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || Conn::is_broken_transaction_manager(conn)
    }
}

/// A pool of connections, opened when first needed.
///
/// The semaphore stands in front of the pool so that those who wait hold no thread.
#[derive(Debug)]
pub(crate) struct Pool {
    turns: Arc<Semaphore>,
    connections: Connections,
}

impl Pool {
    /// Returns a pool that has no connection yet.
    pub(crate) fn new(source: Source) -> Self {
        let connections = Connections::builder()
            .max_size(SIZE)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(source);
        Self { turns: Arc::new(Semaphore::new(SIZE as usize)), connections }
    }

    /// Runs reads; all of them see one state.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        self.run(|connections| {
            let mut conn = begun(connections, begin_reading)?;
            reading(&mut conn, work)
        })
        .await
    }

    /// Runs work on a thread that may block, when it is its turn.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connections) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|error| Failure::Lost(Box::new(error)))?;
        let connections = self.connections.clone();
        let done = tokio::task::spawn_blocking(move || {
            let result = work(&connections);
            drop(turn);
            result
        });
        done.await.unwrap_or_else(|error| Err(Failure::Lost(Box::new(error))))
    }
}

/// Takes a connection and begins a transaction on it. Those that a restart of the server has cut
/// are thrown away: nothing was asked on them yet.
pub(crate) fn begun(
    connections: &Connections,
    begin: impl Fn(&mut Conn) -> QueryResult<()>,
) -> Attempt<PooledConnection<Source>> {
    for _ in 0..SIZE {
        let mut conn = connections.get().map_err(|error| Failure::Lost(Box::new(error)))?;
        match begin(&mut conn) {
            Ok(()) => return Ok(conn),
            Err(error) if is_gone(&error) => conn.throw_away(),
            Err(error) => {
                // It may have begun, and failed then.
                roll_back(&mut conn);
                return Err(error.into());
            }
        }
    }
    let mut conn = connections.get().map_err(|error| Failure::Lost(Box::new(error)))?;
    match begin(&mut conn) {
        Ok(()) => Ok(conn),
        Err(error) => {
            roll_back(&mut conn);
            Err(error.into())
        }
    }
}
