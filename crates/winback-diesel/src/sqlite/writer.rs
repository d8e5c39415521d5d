//! The one thread that writes: SQLite takes one writer at a time, and this one never waits for
//! another of the same process.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use diesel::connection::TransactionManager;
use thiserror::Error;
use tokio::sync::oneshot;
use winback_store::CommitGate;

use crate::connection::{Conn, Turn, begin_writing, roll_back};
use crate::error::{Attempt, Failure};

type Job = Box<dyn FnOnce(&mut Conn) + Send>;

#[derive(Debug, Error)]
enum Lost {
    #[error("the work broke off: {0}")]
    Panicked(String),
    #[error("the writer has ended")]
    Ended,
}

/// A handle to the writing thread, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    gate: Arc<CommitGate>,
}

impl Writer {
    /// Starts the thread; every commit passes the gate.
    ///
    /// # Errors
    /// The system's, if it has no thread to give.
    pub(crate) fn start(conn: Conn, gate: Arc<CommitGate>) -> std::io::Result<Self> {
        let (jobs, inbox) = channel();
        let name = "winback-writer".to_owned();
        let thread = thread::Builder::new().name(name).spawn(move || work(conn, &inbox))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), gate })
    }

    /// Runs a job in one immediate transaction: all of it is kept, or nothing.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn) -> Attempt<T> + Send + 'static,
    ) -> Attempt<T> {
        let (reply, answer) = oneshot::channel();
        let gate = Arc::clone(&self.gate);
        let job: Job = Box::new(move |conn| {
            // Nobody may be waiting any more: then the work is done all the same.
            drop(reply.send(transaction(conn, &gate, job)));
        });
        let sent = self.jobs.as_ref().map(|jobs| jobs.send(job));
        if !matches!(sent, Some(Ok(()))) {
            return Err(Failure::Lost(Box::new(Lost::Ended)));
        }
        answer.await.unwrap_or_else(|_| Err(Failure::Lost(Box::new(Lost::Ended))))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // The thread catches panics of its jobs, so there is nothing to report here.
            drop(thread.join());
        }
    }
}

fn work(mut conn: Conn, inbox: &Receiver<Job>) {
    while let Ok(job) = inbox.recv() {
        job(&mut conn);
    }
}

fn transaction<T>(
    conn: &mut Conn,
    gate: &CommitGate,
    job: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    let result = catch_unwind(AssertUnwindSafe(|| committed(conn, gate, job)));
    let result = result.unwrap_or_else(|panic| {
        Err(Failure::Lost(Box::new(Lost::Panicked(message(panic.as_ref())))))
    });
    if result.is_err() {
        roll_back(conn);
    }
    result
}

fn committed<T>(
    conn: &mut Conn,
    gate: &CommitGate,
    job: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    begin_writing(conn, Turn::Alone)?;
    let done = job(conn)?;
    gate.pass(|| Conn::commit_transaction(conn))?;
    Ok(done)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;
    use diesel::sql_types::BigInt;

    use crate::connection::if_any;
    use crate::sql::sql;

    fn empty() -> Conn {
        Conn::Sqlite(diesel::Connection::establish(":memory:").unwrap())
    }

    fn count(conn: &mut Conn) -> Attempt<i64> {
        Ok(sql("SELECT COUNT(*) FROM t").rows::<BigInt>().get_result(conn)?)
    }

    #[tokio::test]
    async fn a_job_that_panics_keeps_nothing_and_the_next_one_works() {
        let mut conn = empty();
        conn.batch_execute("CREATE TABLE t (x INTEGER)").unwrap();
        let writer = Writer::start(conn, Arc::default()).unwrap();
        let broken = writer.run(|conn| -> Attempt<()> {
            diesel::Connection::transaction(conn, |conn| {
                sql("INSERT INTO t VALUES (1)").execute(conn)?;
                panic!("out of {}", "luck")
            })
        });
        let error = broken.await.unwrap_err().into_store_error("sqlite", "writing");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "the work broke off: out of luck");
        let counted = writer.run(|conn| {
            sql("INSERT INTO t VALUES (2)").execute(conn)?;
            count(conn)
        });
        assert_eq!(counted.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_job_that_fails_keeps_nothing() {
        let mut conn = empty();
        conn.batch_execute("CREATE TABLE t (x INTEGER)").unwrap();
        let writer = Writer::start(conn, Arc::default()).unwrap();
        let refused = writer.run(|conn| -> Attempt<()> {
            sql("INSERT INTO t VALUES (1)").execute(conn)?;
            Err(crate::error::missing("thing", 7))
        });
        let error = refused.await.unwrap_err().into_store_error("sqlite", "writing");
        assert_eq!(error.to_string(), "no such thing: 7");
        assert_eq!(writer.run(count).await.unwrap(), 0);
    }
    #[tokio::test]
    async fn a_full_disk_keeps_nothing_and_the_next_job_works() {
        let mut conn = empty();
        conn.batch_execute("CREATE TABLE t (x BLOB); PRAGMA max_page_count = 10").unwrap();
        let writer = Writer::start(conn, Arc::default()).unwrap();
        let full = writer.run(|conn| {
            if_any(conn, |conn| {
                sql("INSERT INTO t VALUES (1)").execute(conn)?;
                Ok(Some(sql("INSERT INTO t VALUES (zeroblob(100000))").execute(conn)?))
            })
        });
        let error = full.await.unwrap_err().into_store_error("sqlite", "writing");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "the disk is full: free some space, then try again");
        let counted = writer.run(|conn| {
            sql("INSERT INTO t VALUES (2)").execute(conn)?;
            count(conn)
        });
        assert_eq!(counted.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn only_what_is_kept_passes_the_gate() {
        let mut conn = empty();
        conn.batch_execute("CREATE TABLE t (x INTEGER)").unwrap();
        let gate = Arc::new(CommitGate::default());
        let writer = Writer::start(conn, Arc::clone(&gate)).unwrap();
        let insert = |conn: &mut Conn| Ok(sql("INSERT INTO t VALUES (1)").execute(conn)?);
        assert_eq!(writer.run(insert).await.unwrap(), 1);
        let refused = writer.run(|_| -> Attempt<()> { Err(crate::error::missing("thing", 7)) });
        assert!(refused.await.is_err());
        assert_eq!(gate.close().commits(), 1);
    }
}
