//! The check of what must be so in a database, all of it on one state.
//!
//! What one statement can tell is asked of the database; texts and logs are walked through in
//! batches, as their rules stand in Rust.

mod log;
mod question;
mod reason_history;
mod search_form;
mod tally;

use std::sync::Arc;

use async_trait::async_trait;
use winback_store::{Checkup, IntegrityStore, Invariant, StoreResult, Verdict};

use self::question::{FULL_NAMES, QUESTIONS};
pub(crate) use self::tally::Tally;
use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, Failure};
use crate::merge::lost_merges;
use crate::scoring::wrong_frequencies;
use crate::trigrams::rebuild;
use crate::{postgres, sqlite};

/// The check of the database.
#[derive(Debug)]
pub(crate) struct IntegrityOfDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl IntegrityStore for IntegrityOfDatabase {
    async fn check(&self) -> StoreResult<Vec<Checkup>> {
        self.0.read("checking", check).await
    }

    async fn rebuild_search(&self) -> StoreResult<()> {
        self.0.write("rebuilding the search", rebuild).await
    }
}

fn check(conn: &mut Conn) -> Attempt<Vec<Checkup>> {
    let mut report = Report { is_damaged: false, checkups: Vec::new() };
    // A server keeps its files itself.
    if let Conn::Sqlite(_) = conn {
        let file = sqlite::pages(conn)?;
        report.is_damaged = !file.is_empty();
        report.put(Invariant::File, Some(file));
    }
    let references = report.told(match conn {
        Conn::Sqlite(_) => sqlite::references(conn),
        Conn::Postgres(_) => postgres::references(conn),
    })?;
    let references = references.zip(report.told(lost_merges(conn))?);
    report.put(Invariant::References, references.map(|(all, merges)| all.with(merges)));
    let forms = report.told(search_form::walk(conn))?;
    let names = report.told(FULL_NAMES.ask(conn))?;
    report.put(Invariant::SearchForms, forms.zip(names).map(|(all, names)| all.with(names)));
    for question in QUESTIONS {
        let tally = report.told(question.ask(conn))?;
        report.put(question.invariant, tally);
    }
    let log = report.told(log::walk(conn))?;
    let (revisions, values, state) = match log {
        Some(log) => (Some(log.revisions), Some(log.values), Some(log.state)),
        None => (None, None, None),
    };
    report.put(Invariant::LogRevisions, revisions);
    report.put(Invariant::LogValues, values);
    report.put(Invariant::LogState, state);
    let histories = report.told(reason_history::walk(conn))?;
    report.put(Invariant::ReasonHistory, histories);
    let frequencies = report.told(wrong_frequencies(conn))?;
    report.put(Invariant::Frequencies, frequencies);
    report.checkups.sort_by_key(|checkup| checkup.invariant);
    Ok(report.checkups)
}

/// What was found so far.
struct Report {
    is_damaged: bool,
    checkups: Vec<Checkup>,
}

impl Report {
    /// Takes what a check told: in a damaged file it may fail, and then nothing is known.
    fn told<T>(&self, told: Attempt<T>) -> Attempt<Option<T>> {
        match told {
            Ok(told) => Ok(Some(told)),
            Err(Failure::Driver(_)) if self.is_damaged => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    fn put(&mut self, invariant: Invariant, tally: Option<Tally>) {
        self.checkups.push(match tally {
            Some(tally) => tally.checkup(invariant),
            None => Checkup { invariant, verdict: Verdict::Unknown },
        });
    }
}
