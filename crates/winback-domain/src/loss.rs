//! Losses: one row for each time an opportunity was lost, kept for ever.

use jiff::Timestamp;

use crate::{Amount, LossId, LostReasonId, OpportunityId, PersonId, Probability, StageId};

/// A closing note: sanitised HTML that says something. Rule: behaviour 2.5.
///
/// An empty note is no note: it is an `Option` wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingNote(String);

impl ClosingNote {
    /// Wraps HTML that was sanitised already, or returns nothing if it is blank.
    ///
    /// Sanitising is the application's: what reaches the store went through it.
    pub fn from_sanitised(html: impl Into<String>) -> Option<Self> {
        let html = html.into();
        (!html.trim().is_empty()).then_some(Self(html))
    }

    /// Returns the HTML.
    pub fn html(&self) -> &str {
        &self.0
    }

    /// Returns this note with another below it.
    #[must_use]
    pub fn followed_by(&self, other: &Self) -> Self {
        Self(format!("{}{}", self.0, other.0))
    }
}

/// What people say about a loss; every part is optional. Rule: behaviour 2.1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LossDetails {
    /// Why it was lost.
    pub reason: Option<LostReasonId>,
    /// What happened, in words.
    pub note: Option<ClosingNote>,
    /// The competitor who won.
    pub competitor: Option<String>,
}

/// One loss: what was so at the moment when the opportunity was lost. Rule: behaviour 2.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Its id.
    pub id: LossId,
    /// Reason, note and competitor as they are now, after amendments.
    pub details: LossDetails,
    /// When the opportunity was lost.
    pub lost_at: Timestamp,
    /// Who marked it lost; unknown for imported losses.
    pub lost_by: Option<PersonId>,
    /// The stage at which the deal died.
    pub stage: Option<StageId>,
    /// The probability just before.
    pub probability: Probability,
    /// The expected revenue at that moment.
    pub expected_revenue: Option<Amount>,
    /// The salesperson at that moment.
    pub salesperson: Option<PersonId>,
}

/// How a loss ended. Rule: behaviour 2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndedHow {
    /// The opportunity was restored.
    Restored,
    /// The opportunity was merged into another.
    Merged,
    /// The opportunity was won after all.
    Won,
}

impl EndedHow {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Restored, Self::Merged, Self::Won];

    /// Returns the word: `restored`, `merged`, `won`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Merged => "merged",
            Self::Won => "won",
        }
    }

    /// Finds the way by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == word)
    }
}

/// The end of a loss. An ended loss never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossEnd {
    /// When it ended.
    pub at: Timestamp,
    /// Who ended it.
    pub by: Option<PersonId>,
    /// How.
    pub how: EndedHow,
}

/// What was said about a loss at one time; amending a loss appends one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossRevision {
    /// What was said.
    pub details: LossDetails,
    /// When.
    pub at: Timestamp,
    /// By whom; unknown for imported losses.
    pub by: Option<PersonId>,
}

/// A loss with its whole history. A record has at most one that has not ended: its current loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossRecord {
    /// The opportunity whose loss it is.
    pub opportunity: OpportunityId,
    /// The opportunity that was lost, if that was merged into this one. Rule: behaviour 5.5.
    pub origin: Option<OpportunityId>,
    /// The loss as it is now.
    pub loss: Loss,
    /// What was said, from the first to the current; never empty.
    pub revisions: Vec<LossRevision>,
    /// How it ended; none while it is the current loss.
    pub end: Option<LossEnd>,
}
