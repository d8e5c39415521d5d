//! A sample database: three years of an invented firm that sells equipment for warehouses.
//!
//! Everything is planned first, from a fixed seed ([`plan`]), and then done by the people of the
//! firm in the order of time ([`play`]): by the same rules as everything else.

mod calendar;
mod cast;
pub(crate) mod companies;
pub(crate) mod deals;
mod fate;
mod plan;
mod play;
pub(crate) mod reasons;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use winback_domain::{Currency, SettingEdit, StateKind};
use winback_filter::Predicate;
use winback_store::{Selection, Storage};

use crate::{AppError, Refusal, dice::Dice, fresh_install};
use calendar::Calendar;
use cast::Cast;
use play::Play;

/// What a sample database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSummary {
    /// Records.
    pub records: u64,
    /// Records that are lost now.
    pub lost: u64,
    /// Losses, current and ended.
    pub losses: u64,
}

/// Any number would do; another one makes another sample, and other pages in the README.
const SEED: u64 = 7;

/// How many records there are.
const RECORDS: usize = 500;

/// Fills an empty database with a sample pipeline: the three years before `as_of`, the same in
/// every run.
///
/// A database that is not installed yet is installed. Its settings become those of the sample:
/// euro, days that begin in Brussels, no leads, no policy.
///
/// # Errors
/// [`AppError::Refused`] if the database has records already; [`AppError::Value`] if there is no
/// time before `as_of`; [`AppError::Store`], and then the sample is not complete.
pub async fn generate_demo(storage: &Storage, as_of: Date) -> Result<DemoSummary, AppError> {
    let everything = Selection::matching(Predicate::everything());
    let present = storage.opportunities.tally(&everything).await?.count();
    if present > 0 {
        return Err(
            Refusal::NotEmpty { present, advice: "make the sample in a new database" }.into()
        );
    }
    let calendar = Calendar::before(as_of)?;
    storage.settings.install(&fresh_install(calendar.founded())).await?;
    for edit in settings() {
        storage.settings.edit(&edit).await?;
    }
    let cast = Cast::hire(storage, &calendar).await?;
    let scenes = plan::scenes(&mut Dice::seeded(SEED), &calendar, &cast, RECORDS);
    let losses = Play::new(storage, &calendar, &cast).await?.play(scenes).await?;
    let tally = storage.opportunities.tally(&everything).await?;
    let lost = tally.rows.iter().filter(|row| row.state == StateKind::Lost);
    Ok(DemoSummary { records: tally.count(), lost: lost.map(|row| row.count).sum(), losses })
}

fn settings() -> [SettingEdit; 7] {
    [
        SettingEdit::RequireReason(false),
        SettingEdit::RequireNote(false),
        SettingEdit::RequireNoteFor(BTreeSet::new()),
        SettingEdit::Leads(false),
        SettingEdit::Currency(Currency { code: "EUR".into(), digits: 2 }),
        SettingEdit::TimeZone(calendar::ZONE.into()),
        SettingEdit::Locale("en-GB".into()),
    ]
}
