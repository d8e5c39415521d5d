//! Sample data of any size: a made-up pipeline of three years, straight into a database.
//!
//! The people, teams and lists come first ([`cast`]). Then each record's life is told by the rules of
//! the domain itself ([`life`]), and the lives of some thousand records at a time make a chapter
//! ([`chapters`]), which a thread tells ahead while the store writes those before it ([`ahead`]).

mod ahead;
mod cast;
mod chapters;
mod deals;
mod fate;
mod firms;
mod life;
#[cfg(test)]
mod tests;
mod years;

use std::sync::{Arc, atomic::AtomicU64, atomic::Ordering};

use jiff::civil::Date;
use winback_filter::Predicate;
use winback_store::{Selection, Storage};

use crate::{App, AppError, FixedClock, Refusal, fresh_install};
use ahead::Ahead;
use cast::Cast;
use chapters::Telling;
use years::Years;

/// What sample data to make. The same request gives the same data, in every store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleRequest {
    /// How many records.
    pub records: u64,
    /// Where chance begins: another seed gives other data.
    pub seed: u64,
    /// The last day of the three years.
    pub as_of: Date,
    /// Whether records may be there already.
    pub append: bool,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SampleSummary {
    /// Records.
    pub records: u64,
    /// Records that are lost.
    pub lost: u64,
    /// Records that are won.
    pub won: u64,
    /// Losses, current and ended.
    pub losses: u64,
}

/// How many records have been made so far, to be shown while more are made.
#[derive(Debug, Clone, Default)]
pub struct SampleProgress(Arc<AtomicU64>);

impl SampleProgress {
    /// Returns the number of records.
    pub fn records(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, records: u64) {
        self.0.fetch_add(records, Ordering::Relaxed);
    }
}

/// Fills a database with sample data as a person, the first manager if nobody is named.
///
/// Of the records 45 % are lost, for one of eight reasons or for none, and 20 % won; some were lost
/// more than once, and some were restored and won. Losses, log and operations are what they would be
/// if people had done all of it. A database that is not installed yet is installed; the settings of
/// one that is are kept, and the losses have what its policy asks for (rule: behaviour 2.6).
///
/// People, lists and reasons that are missing are added first; all the rest is one transaction. Then
/// open records are estimated by what was won and lost.
///
/// # Errors
/// [`AppError::Refused`] if records are there already and may not be; [`AppError::Value`] if there
/// is no time before `as_of`; [`AppError::NotAllowed`] for anybody but a manager;
/// [`AppError::Unknown`] for a person who does not exist; [`AppError::Store`], and then no record
/// was made.
pub async fn generate_sample(
    storage: &Storage,
    person: Option<&str>,
    request: &SampleRequest,
    progress: &SampleProgress,
) -> Result<SampleSummary, AppError> {
    let years = Years::before(request.as_of)?;
    let clock = Arc::new(FixedClock::at(years.founded()));
    let app = App::builder(storage.clone()).clock(clock).build();
    if !app.is_installed().await? {
        storage.settings.install(&fresh_install(years.founded())).await?;
    }
    let desk = app.desk(person).await?;
    desk.must_configure("generate sample data")?;
    if !request.append {
        let everything = Selection::matching(Predicate::everything());
        let present = storage.opportunities.tally(&everything).await?.count();
        if present > 0 {
            return Err(
                Refusal::NotEmpty { present, advice: "take a new one, or add `--append`" }.into()
            );
        }
    }
    let cast = Cast::hire(&desk, request.records).await?;
    let telling = Telling::new(cast, years, request);
    let (ahead, told) = Ahead::begin(telling, progress.clone())?;
    storage.chapters.write(Box::new(ahead)).await?;
    desk.rebuild_scoring().await?;
    Ok(told.summary())
}
