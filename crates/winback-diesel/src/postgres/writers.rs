//! Writes, side by side, each tried again if others got in its way.
//!
//! A transaction sees one state, and the server refuses it if somebody else has changed a row that
//! it changes too. Then the work is done again on the state that there is now: here, and nowhere
//! else. If others get in its way once more it is done with nobody beside it, so that a change of
//! many records is not put off for ever by many small ones. It is never done again once it may have
//! been kept.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use thiserror::Error;
use winback_store::{CommitGate, StoreError};

use crate::connection::{Conn, Turn, begin_writing, roll_back};
use crate::error::{Attempt, Failure, is_conflict, is_gone, is_taken_meanwhile};
use crate::pool::{Connections, Pool, Source};

/// How long work is tried again.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long work is tried again that finds a name or a place taken only when it writes it. Tried
/// again, it finds it taken from the start, and goes another way or says so, unless others come
/// first once more; what stands in the way for longer will not go away.
const TAKEN: Duration = Duration::from_secs(3);

/// From which try on nobody else may write meanwhile.
const ALONE: u32 = 3;

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
        self.pool.run(move |connections| patiently(connections, &gate, turn_of, &job)).await
    }

    /// Runs a job as [`run`](Self::run) does, beside nobody at all.
    pub(crate) async fn run_alone<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let gate = Arc::clone(&self.gate);
        self.pool.run(move |connections| patiently(connections, &gate, |_| Turn::Sole, &job)).await
    }

    /// Runs a job that cannot be repeated in one transaction, all or nothing.
    pub(crate) async fn run_once<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let gate = Arc::clone(&self.gate);
        let done =
            self.pool.run(move |connections| written(connections, &gate, Turn::Once, job)).await;
        done.map_err(|failure| match failure {
            Failure::Driver(error) if is_conflict(&error) || is_taken_meanwhile(&error) => {
                Failure::Store(StoreError::Busy)
            }
            other => other,
        })
    }
}

/// Returns beside whom work is done that may be done beside others.
const fn turn_of(tries: u32) -> Turn {
    if tries < ALONE { Turn::Shared } else { Turn::Alone }
}

fn patiently<T>(
    connections: &Connections,
    gate: &CommitGate,
    turn: impl Fn(u32) -> Turn,
    job: &impl Fn(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    let begun = Instant::now();
    for tries in 1.. {
        match written(connections, gate, turn(tries), job) {
            Err(Failure::Driver(error)) if is_conflict(&error) => {
                if begun.elapsed() > PATIENCE {
                    return Err(Failure::Store(StoreError::Busy));
                }
            }
            Err(Failure::Driver(error))
                if is_taken_meanwhile(&error) && begun.elapsed() < TAKEN => {}
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
    turn: Turn,
    job: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    connections.within(
        |conn| begin_writing(conn, turn),
        |conn| {
            let done = job(conn).inspect_err(|_| roll_back(conn))?;
            match gate.pass(|| Conn::commit_transaction(conn)) {
                Ok(()) => Ok(done),
                Err(error) => {
                    roll_back(conn);
                    Err(if is_gone(&error) {
                        Failure::Lost(Box::new(Unsure(error)))
                    } else {
                        Failure::Driver(error)
                    })
                }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::sql_types::Text;
    use diesel::{Connection, PgConnection, RunQueryDsl};
    use winback_testkit::TempPostgres;

    use super::*;
    use crate::migrations;
    use crate::postgres::Location;
    use crate::sql::sql;

    const ADD_TAG: &str =
        "INSERT INTO tags (name, name_folded, name_key, active) VALUES ('a', 'a', 'a', true)";

    fn migrated() -> (TempPostgres, Writers, PgConnection) {
        let database = TempPostgres::new().unwrap();
        let mut other = PgConnection::establish(&database.url()).unwrap();
        migrations::run(migrations::POSTGRES, &mut other).unwrap();
        other.batch_execute(ADD_TAG).unwrap();
        let source = Source::Postgres(Location::parse(&database.url()).unwrap());
        (database, Writers::new(source, Arc::default()), other)
    }

    /// Reads the tag, lets somebody else do something, and writes the tag.
    fn job(
        mut meanwhile: impl FnMut(u32) + Send + 'static,
    ) -> impl Fn(&mut Conn) -> Attempt<String> + Send + 'static {
        let tries = std::sync::Mutex::new((0, move |tries| meanwhile(tries)));
        move |conn| {
            let read = sql("SELECT name FROM tags").rows::<Text>().get_result(conn)?;
            let (tries, meanwhile) = &mut *tries.lock().unwrap();
            *tries += 1;
            meanwhile(*tries);
            sql("UPDATE tags SET name = name || '!'").execute(conn)?;
            Ok(read)
        }
    }

    #[tokio::test]
    async fn work_that_others_spoil_is_done_with_nobody_beside_it() {
        let (_database, writers, mut other) = migrated();
        let spoilt = job(move |tries| {
            let lock = "BEGIN; LOCK TABLE settings IN ROW EXCLUSIVE MODE NOWAIT; ";
            let written = other.batch_execute(&format!("{lock} UPDATE tags SET name = '{tries}'"));
            assert_eq!(written.is_ok(), tries < ALONE, "{written:?}");
            other.batch_execute("COMMIT").unwrap();
        });
        assert_eq!(writers.run(spoilt).await.unwrap(), "2");
    }

    #[tokio::test]
    async fn work_that_cannot_be_repeated_is_told_to_be_busy() {
        let (database, writers, mut other) = migrated();
        let spoilt = job(move |_| other.batch_execute("UPDATE tags SET name = 'b'").unwrap());
        let refused = writers.run_once(spoilt).await.unwrap_err();
        assert!(matches!(refused, Failure::Store(StoreError::Busy)), "{refused:?}");
        assert_eq!(database.run("SELECT name FROM tags").unwrap(), "b");
    }

    #[tokio::test]
    async fn work_that_cannot_be_repeated_waits_for_other_such_work() {
        let (database, writers, mut other) = migrated();
        other.batch_execute(Turn::Once.statements()).unwrap();
        let first = std::thread::spawn(move || {
            // Until the other one waits for its turn, or has not waited for it.
            let waiting = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
            let begun = Instant::now();
            while database.run(waiting).unwrap() == "0" && begun.elapsed() < LONGEST * 20 {}
            other.batch_execute("UPDATE tags SET name = 'first'; COMMIT").unwrap();
            database
        });
        assert_eq!(writers.run_once(job(|_| {})).await.unwrap(), "first");
        assert_eq!(first.join().unwrap().run("SELECT name FROM tags").unwrap(), "first!");
    }

    #[tokio::test]
    async fn work_that_is_done_alone_waits_for_everybody() {
        for turn in [Turn::Shared, Turn::Once] {
            let (database, writers, mut other) = migrated();
            other.batch_execute(turn.statements()).unwrap();
            let first = std::thread::spawn(move || {
                let waiting = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
                let begun = Instant::now();
                while database.run(waiting).unwrap() == "0" && begun.elapsed() < LONGEST * 20 {}
                other.batch_execute("UPDATE tags SET name = 'first'; COMMIT").unwrap();
                database
            });
            assert_eq!(writers.run_alone(job(|_| {})).await.unwrap(), "first", "{turn:?}");
            drop(first.join().unwrap());
        }
    }

    #[tokio::test]
    async fn what_stands_in_the_way_for_good_is_told_after_a_while() {
        let (_database, writers, _other) = migrated();
        let taken = |conn: &mut Conn| Ok(sql(ADD_TAG).execute(conn)?);
        let begun = Instant::now();
        let refused = writers.run(taken).await.unwrap_err().into_store_error("postgres", "tagging");
        assert!(begun.elapsed() < TAKEN * 3);
        let source = std::error::Error::source(&refused).unwrap().to_string();
        assert!(source.contains("duplicate key value"), "{source}");
    }

    /// An import cannot be repeated, and somebody may be told of other operations meanwhile: a
    /// delivery changes no key that the outbox refers to.
    #[tokio::test]
    async fn a_delivery_does_not_get_in_the_way_of_a_long_change() {
        let (_database, writers, mut other) = migrated();
        let begin = "INSERT INTO people (name, name_folded, login, login_folded, login_key, role, active) \
             VALUES ('a', 'a', 'a', 'a', 'a', 'manager', true); \
             INSERT INTO operations (kind, done_at, done_by, records) VALUES ('edit', 0, 1, 0); \
             INSERT INTO subscribers (name, deliveries) VALUES ('mail', 0)";
        other.batch_execute(begin).unwrap();
        let long = move |conn: &mut Conn| {
            sql("SELECT name FROM tags").rows::<Text>().get_result::<String>(conn)?;
            other.batch_execute("UPDATE subscribers SET deliveries = 1").unwrap();
            crate::outbox::tell(conn, winback_store::domain::OperationId::new(1))
        };
        writers.run_once(long).await.unwrap();
    }
}
