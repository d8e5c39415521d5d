//! Writes, side by side, each tried again if others got in its way.
//!
//! A transaction sees one state, and the server refuses it if somebody else has changed a row that
//! it changes too. Then the work is done again on the state that there is now: here, and nowhere
//! else. It is never done again once it may have been kept.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use thiserror::Error;
use winback_store::{CommitGate, StoreError};

use crate::connection::{Conn, begin_writing, roll_back};
use crate::error::{Attempt, Failure, is_conflict, is_gone, is_taken_meanwhile};
use crate::pool::{Connections, Pool, Source, begun};

/// How long work is tried again.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a name or an id may turn out to be taken only when it is written. Tried again, the work
/// finds it taken from the start, and says so.
const TAKEN: u32 = 3;

/// The longest wait between two tries.
const LONGEST: Duration = Duration::from_millis(200);

#[derive(Debug, Error)]
#[error(
    "the connection was lost while the change was being kept: look whether it is there before you repeat it"
)]
struct Unsure(#[source] diesel::result::Error);

/// Connections that write.
#[derive(Debug)]
pub(crate) struct Writers {
    pool: Pool,
    gate: Arc<CommitGate>,
}

impl Writers {
    /// Returns a pool that has no connection yet; every commit passes the gate.
    pub(crate) fn new(source: Source, gate: Arc<CommitGate>) -> Self {
        Self { pool: Pool::new(source), gate }
    }

    /// Runs a job in one transaction, all or nothing, and again if others got in its way.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let gate = Arc::clone(&self.gate);
        self.pool.run(move |connections| patiently(connections, &gate, &job)).await
    }

    /// Runs a job that cannot be repeated in one transaction, all or nothing.
    pub(crate) async fn run_once<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let gate = Arc::clone(&self.gate);
        let done = self.pool.run(move |connections| written(connections, &gate, job)).await;
        done.map_err(|failure| match failure {
            Failure::Driver(error) if is_conflict(&error) || is_taken_meanwhile(&error) => {
                Failure::Store(StoreError::Busy)
            }
            other => other,
        })
    }
}

fn patiently<T>(
    connections: &Connections,
    gate: &CommitGate,
    job: &impl Fn(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    let begun = Instant::now();
    for tries in 1.. {
        match written(connections, gate, job) {
            Err(Failure::Driver(error)) if is_conflict(&error) => {
                if begun.elapsed() > PATIENCE {
                    return Err(Failure::Store(StoreError::Busy));
                }
            }
            Err(Failure::Driver(error)) if is_taken_meanwhile(&error) && tries < TAKEN => {}
            done => return done,
        }
        std::thread::sleep(wait(tries));
    }
    Err(Failure::Store(StoreError::Busy))
}

/// Returns a time that grows with the tries, and that two who met do not share.
fn wait(tries: u32) -> Duration {
    let most = Duration::from_millis(2) * 2_u32.saturating_pow(tries.min(8));
    let share = RandomState::new().hash_one(tries) % 1_000;
    most.min(LONGEST) * u32::try_from(share).unwrap_or(0) / 1_000
}

/// Runs a job once.
fn written<T>(
    connections: &Connections,
    gate: &CommitGate,
    job: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    let mut conn = begun(connections, begin_writing)?;
    let done = match job(&mut conn) {
        Ok(done) => done,
        Err(failure) => {
            roll_back(&mut conn);
            return Err(failure);
        }
    };
    match gate.pass(|| Conn::commit_transaction(&mut conn)) {
        Ok(()) => Ok(done),
        Err(error) => {
            roll_back(&mut conn);
            Err(if is_gone(&error) {
                Failure::Lost(Box::new(Unsure(error)))
            } else {
                Failure::Driver(error)
            })
        }
    }
}
