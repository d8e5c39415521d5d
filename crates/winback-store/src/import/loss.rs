//! Losses to import: who and why by name.

use std::sync::Arc;

use jiff::Timestamp;
use winback_domain::{
    Amount, ClosingNote, EndedHow, NewLostReason, NewPerson, Probability, ReasonEdit, StageId,
};

/// A lost reason to find by its name, or to add.
///
/// A reason of this name is it. If there is none, but exactly one reason had the name before, it is
/// that one, so that what was written down before a rename comes back to where it belongs. A reason
/// to which nothing happened since it was merged into another stands for that other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReason {
    /// What is known of it.
    pub profile: NewLostReason,
    /// What else is known, if it is all that there is to know. Then a reason that is added, and one
    /// of this name that no loss had before the import, becomes what stands here, so that a fresh
    /// install ends up with the very reasons of the file. Otherwise a reason that exists stays as
    /// it is.
    pub rest: Option<ImportReasonRest>,
}

/// What is known of a lost reason in a list, beside what people say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReasonRest {
    /// Its place in the list, from 1.
    pub position: i64,
    /// Whether it is archived.
    pub archived: bool,
}

impl ImportReason {
    /// Returns a reason of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { profile: NewLostReason::named(name), rest: None }
    }

    /// Returns the edits that make another reason of the same name this one; nothing if not all of
    /// it is known.
    pub fn edits(&self) -> Option<[ReasonEdit; 6]> {
        let ImportReasonRest { position, archived } = self.rest?;
        let NewLostReason { name, guidance, category, outcome } = self.profile.clone();
        Some([
            ReasonEdit::Name(name),
            ReasonEdit::Guidance(guidance),
            ReasonEdit::Category(category),
            ReasonEdit::Outcome(outcome),
            ReasonEdit::Position(position),
            ReasonEdit::Archived(archived),
        ])
    }
}

/// What was said about a loss at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRevision {
    /// Why it was lost.
    pub reason: Option<Arc<ImportReason>>,
    /// What happened, in words.
    pub note: Option<ClosingNote>,
    /// The competitor who won.
    pub competitor: Option<String>,
    /// When it was said.
    pub at: Timestamp,
    /// By whom, found by login ignoring case, or added.
    pub by: Option<Arc<NewPerson>>,
}

/// One loss of an imported record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLoss {
    /// When the record was lost.
    pub lost_at: Timestamp,
    /// Who marked it lost, found by login ignoring case, or added.
    pub lost_by: Option<Arc<NewPerson>>,
    /// What was said before the loss was amended, from the first.
    pub earlier: Vec<ImportRevision>,
    /// What was said last, which counts.
    pub said: ImportRevision,
    /// The stage at which the deal died.
    pub stage: Option<StageId>,
    /// The probability just before.
    pub probability: Probability,
    /// The expected revenue at that moment.
    pub expected_revenue: Option<Amount>,
    /// The salesperson at that moment, found by login ignoring case, or added.
    pub salesperson: Option<Arc<NewPerson>>,
}

impl ImportLoss {
    /// Returns a loss of which only the time and the probability just before are known.
    pub const fn unexplained(lost_at: Timestamp, probability: Probability) -> Self {
        let said =
            ImportRevision { reason: None, note: None, competitor: None, at: lost_at, by: None };
        Self {
            lost_at,
            lost_by: None,
            earlier: Vec::new(),
            said,
            stage: None,
            probability,
            expected_revenue: None,
            salesperson: None,
        }
    }

    /// Returns everything that was said, from the first to what counts.
    pub fn revisions(&self) -> impl Iterator<Item = &ImportRevision> {
        self.earlier.iter().chain([&self.said])
    }
}

/// How a loss ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLossEnd {
    /// When.
    pub at: Timestamp,
    /// Who ended it, found by login ignoring case, or added.
    pub by: Option<Arc<NewPerson>>,
    /// How.
    pub how: EndedHow,
}

/// A loss that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEndedLoss {
    /// The loss.
    pub loss: ImportLoss,
    /// Its end.
    pub end: ImportLossEnd,
}
