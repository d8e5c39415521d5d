//! Connections side by side, and whose turn it is.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use diesel::{ConnectionError, QueryResult};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use winback_store::StoreError;

use crate::connection::{Conn, begin_reading, reading, roll_back};
use crate::error::{Attempt, Failure, is_gone};
use crate::postgres::{self, Location};
use crate::sqlite;

/// How many pieces of work may run on a file at the same time.
const FILE: usize = 4;

/// How long a piece of work waits for its turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(300);

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

impl Source {
    /// Returns how many connections a pool may have, and so how many pieces of work may run at the
    /// same time.
    const fn connections(&self) -> usize {
        match self {
            Self::Sqlite(_) => FILE,
            Self::Postgres(location) => location.connections,
        }
    }

    fn connect(&self) -> Result<Conn, ConnectError> {
        match self {
            Self::Sqlite(path) => Ok(Conn::Sqlite(sqlite::connect(path)?)),
            Self::Postgres(location) => Ok(Conn::Postgres(postgres::connect(location)?)),
        }
    }
}

/// The connections of a pool that nobody uses, and where to make more.
///
/// If the server is down whoever needs one is told at once: there is nothing to wait for, and the
/// next one may be lucky.
pub(crate) struct Connections {
    source: Source,
    idle: Mutex<Vec<(Conn, Instant)>>,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Connections {
    /// Runs work in a transaction, which the work itself ends, on a connection of its own; one that
    /// is left broken, or whose work panics, is thrown away.
    pub(crate) fn within<T>(
        &self,
        begin: impl Fn(&mut Conn) -> QueryResult<()>,
        work: impl FnOnce(&mut Conn) -> Attempt<T>,
    ) -> Attempt<T> {
        let mut conn = self.begun(begin)?;
        let done = work(&mut conn);
        self.take_back(conn);
        done
    }

    /// Begins a transaction on a connection. Those that a restart of the server has cut are thrown
    /// away: nothing was asked on them yet.
    fn begun(&self, begin: impl Fn(&mut Conn) -> QueryResult<()>) -> Attempt<Conn> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let (mut conn, is_new) = match idle {
                Some((conn, _)) => (conn, false),
                None => (self.source.connect()?, true),
            };
            match begin(&mut conn) {
                Ok(()) => return Ok(conn),
                Err(error) if is_gone(&error) && !is_new => {}
                Err(error) => {
                    // It may have begun, and failed then.
                    roll_back(&mut conn);
                    self.take_back(conn);
                    return Err(error.into());
                }
            }
        }
    }

    /// Takes a connection back, and closes those that were not needed for long.
    fn take_back(&self, mut conn: Conn) {
        if Conn::is_broken_transaction_manager(&mut conn) {
            return;
        }
        let now = Instant::now();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((conn, now));
        idle.retain(|(_, since)| now.duration_since(*since) < IDLE);
    }
}

/// A pool of connections, opened when first needed.
///
/// Those who wait for their turn hold no thread.
#[derive(Debug)]
pub(crate) struct Pool {
    turns: Arc<Semaphore>,
    connections: Arc<Connections>,
}

impl Pool {
    /// Returns a pool that has no connection yet.
    pub(crate) fn new(source: Source) -> Self {
        let turns = Arc::new(Semaphore::new(source.connections()));
        let connections = Connections { source, idle: Mutex::default() };
        Self { turns, connections: Arc::new(connections) }
    }

    /// Runs reads; all of them see one state.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        self.run(|connections| connections.within(begin_reading, |conn| reading(conn, work))).await
    }

    /// Runs work on a thread that may block, when it is its turn; it is busy if that does not come.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connections) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| Failure::Store(StoreError::Busy))?;
        let turn = turn.map_err(|error| Failure::Lost(Box::new(error)))?;
        let connections = Arc::clone(&self.connections);
        let done = tokio::task::spawn_blocking(move || {
            let result = work(&connections);
            drop(turn);
            result
        });
        done.await.unwrap_or_else(|error| Err(Failure::Lost(Box::new(error))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_in_vain_for_a_turn_is_told_that_it_is_busy() {
        let pool = Pool::new(Source::Sqlite("nowhere".into()));
        let _taken = pool.turns.acquire_many(4).await.unwrap();
        let refused = pool.run(|_| Ok(())).await.unwrap_err();
        assert!(matches!(refused, Failure::Store(StoreError::Busy)), "{refused:?}");
    }
}
