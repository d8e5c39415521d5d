//! Several people who change the same records at the same time.
//!
//! Each call is done as a whole or refused for a reason that a person understands; what the store
//! acknowledged is in its history, once, and nothing else is; and everybody is done in the end.

use std::error::Error;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use tokio::runtime;
use winback_store::domain::{LabelKind, PersonId};
use winback_store::{Storage, StoreError, StoreResult};
use winback_testkit::deal;

mod book;
mod deed;

use self::book::Book;
use self::deed::{Deed, Who};
use crate::oracle::dice::Dice;
use crate::oracle::sweep::number_from;
use crate::scene::{create, label, person};

/// How many records everybody is after.
const RECORDS: i64 = 12;

/// How long all of it may take, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// So many of a hundred calls must be done, and no more may find the store busy.
const DONE_PERCENT: usize = 40;
const BUSY_PERCENT: usize = 2;

/// So many people, each of whom does so many things.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// How many people there are.
    pub people: usize,
    /// How many things each of them does.
    pub steps: usize,
}

/// Two people, six hundred steps each.
///
/// `WINBACK_SEED` throws other dice for what each person does; who comes first is up to the machine.
pub async fn two_people_at_the_same_records_break_nothing(storage: &Storage) {
    Crowd { people: 2, steps: 600 }.meets(std::slice::from_ref(storage)).await;
}

/// Sixteen people, two hundred steps each.
pub async fn sixteen_people_at_the_same_records_break_nothing(storage: &Storage) {
    Crowd { people: 16, steps: 200 }.meets(std::slice::from_ref(storage)).await;
}

impl Crowd {
    /// Lets everybody loose on one database, which may be opened several times: then people take
    /// turns in which of the storages is theirs.
    ///
    /// # Panics
    /// If a call fails for any other reason than that somebody else came first, if what was
    /// acknowledged is not what is there, or if it does not end.
    pub async fn meets(self, storages: &[Storage]) {
        let seed = number_from("WINBACK_SEED").unwrap_or(11);
        let first = storages.first().unwrap();
        let people = self.gather(first).await;
        let (done, books) = channel();
        for (number, by) in people.iter().enumerate() {
            let who = Who {
                by: *by,
                storage: storages[number % storages.len()].clone(),
                dice: Dice::new(seed.wrapping_mul(1_000).wrapping_add(number as u64)),
            };
            let done = done.clone();
            // Threads and runtimes of their own, so that a store without waiting is met at once too.
            std::thread::spawn(move || {
                let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
                // Nobody listens any more after a failure.
                drop(done.send(runtime.block_on(spend(who, self.steps))));
            });
        }
        drop(done);
        let mut book = Book::default();
        for _ in 0..self.people {
            match books.recv_timeout(PATIENCE) {
                Ok(Ok(one)) => book.add(one),
                Ok(Err(failure)) => panic!("seed {seed}: {failure}"),
                Err(RecvTimeoutError::Timeout) => panic!("seed {seed}: somebody waits for ever"),
                Err(RecvTimeoutError::Disconnected) => panic!("seed {seed}: somebody is gone"),
            }
        }
        book.assert_busy_people(self.people, self.people * self.steps);
        book.assert_kept(first, seed).await;
    }

    async fn gather(self, storage: &Storage) -> Vec<PersonId> {
        for number in 0..RECORDS {
            create(storage, deal(&format!("Deal {number}")).revenue(number * 1_000)).await;
        }
        for name in ["North", "South"] {
            label(storage, LabelKind::Team, name).await;
        }
        let mut people = Vec::new();
        for number in 0..self.people {
            people.push(person(storage, &format!("Person {number}"), &format!("p{number}")).await);
        }
        people
    }
}

/// Does one thing after another, and returns what the store acknowledged.
async fn spend(mut who: Who, steps: usize) -> Result<Book, String> {
    let mut book = Book::default();
    for step in 0..steps {
        let deed = Deed::random(&mut who, step);
        let done = deed.perform(&who, step, &mut book).await;
        book.calls += 1;
        count(&mut book, done).map_err(|told| format!("{} at {step}, {deed:?}: {told}", who.by))?;
    }
    Ok(book)
}

/// Counts how a call ended; one that failed in a way that nobody can be blamed for is told.
fn count(book: &mut Book, done: StoreResult<()>) -> Result<(), String> {
    match done {
        Ok(()) => book.done += 1,
        Err(StoreError::Stale { .. }) => book.stale += 1,
        Err(StoreError::Moved { .. }) => book.moved += 1,
        Err(StoreError::Busy) => book.busy += 1,
        Err(
            StoreError::NotFound(_)
            | StoreError::Refused { .. }
            | StoreError::Edit(_)
            | StoreError::Taken { .. }
            | StoreError::Missing { .. },
        ) => book.refused += 1,
        Err(error) => {
            let mut told = error.to_string();
            let mut source = error.source();
            while let Some(error) = source {
                told = format!("{told}: {error}");
                source = error.source();
            }
            return Err(told);
        }
    }
    Ok(())
}
