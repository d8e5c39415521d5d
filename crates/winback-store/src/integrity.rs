//! What must be so in every store, and the check that it is.

use std::fmt;

use async_trait::async_trait;
use winback_domain::OpportunityId;

use crate::StoreResult;

macro_rules! invariants {
    ($($(#[$doc:meta])* $name:ident $word:literal $claim:literal,)*) => {
        /// What must be so in every store, whatever happened to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Invariant { $($(#[$doc])* $name,)* }

        impl Invariant {
            /// All of them, in the order in which they are checked.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the word for it, such as `current-loss`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Returns what must be so, as a sentence without its full stop.
            pub const fn claim(self) -> &'static str {
                match self { $(Self::$name => $claim,)* }
            }
        }
    };
}

invariants! {
    /// Pages, indexes and constraints of the file. Stores without a file do not check it.
    File "file" "the file is sound, page by page and row by row",
    /// References and rows that belong to others.
    References "references" "whatever is referred to exists",
    /// Names, logins and external ids.
    Unique "unique" "names, logins and external ids belong to one each",
    /// The forms of texts that searches and comparisons run on.
    SearchForms "search-forms" "texts are searched by what they say",
    /// Rule: behaviour 1.3, 2.4.
    CurrentLoss "current-loss" "a lost record has one current loss, and no other record has any",
    /// The reason on the record and the one in its current loss.
    LostReason "lost-reason" "a record's lost reason is that of its current loss",
    /// Rule: behaviour 2.3, 3.1.
    ClosedAt "closed-at" "an open record is not closed, and a lost one since it was lost",
    /// Rule: behaviour 1.2.
    WonStage "won-stage" "a won record stands in a won stage, and an open one does not",
    /// Rule: behaviour 1.2, 1.6.
    Probability "probability" "a record's probability is what its state says",
    /// Rule: behaviour 2.4.
    LossEnd "loss-end" "an ended loss tells when and how it ended",
    /// Rule: behaviour 2.4.
    LossRevisions "loss-revisions" "the revisions of a loss are counted without a gap",
    /// Rule: behaviour 2.8.
    LogRevisions "log-revisions" "the log of a record counts its revisions without a gap",
    /// Rule: behaviour 2.8.
    LogValues "log-values" "every change in the log can be read",
    /// Rule: behaviour 2.8.
    LogState "log-state" "the log, replayed, gives the record's state, stage and lost reason",
    /// Rule: behaviour 2.8.
    Operations "operations" "an operation counts the records that it changed",
    /// Rule: behaviour 4.2.
    ReasonHistory "reason-history" "the history of a lost reason leads to the reason as it is",
    /// Rule: behaviour 6.2.
    Frequencies "frequencies" "what scoring counted is what was won and lost",
    /// Rule: behaviour 8.8.
    DefaultSearch "default-search" "a person has at most one default search",
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One place where an invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The record that it is about, if it is about one.
    pub record: Option<OpportunityId>,
    /// What is wrong there, in words that name the place.
    pub sentence: String,
}

/// What a check says of one invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Broken {
        /// In how many places, at least 1.
        total: u64,
        /// The first of them, at most [`Checkup::LISTED`].
        findings: Vec<Finding>,
    },
    /// It cannot be told, as the file is damaged.
    Unknown,
}

/// One invariant, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkup {
    /// What must be so.
    pub invariant: Invariant,
    /// Whether it is.
    pub verdict: Verdict,
}

impl Checkup {
    /// How many findings are listed for one invariant at the most.
    pub const LISTED: usize = 20;

    /// Returns the checkup of an invariant with the first findings, of which there are `total`.
    pub fn of(invariant: Invariant, total: u64, mut findings: Vec<Finding>) -> Self {
        findings.truncate(Self::LISTED);
        let verdict = match total {
            0 => Verdict::Holds,
            _ => Verdict::Broken { total, findings },
        };
        Self { invariant, verdict }
    }

    /// Returns how many findings there are; 0 as well if it cannot be told.
    pub const fn total(&self) -> u64 {
        match &self.verdict {
            Verdict::Broken { total, .. } => *total,
            Verdict::Holds | Verdict::Unknown => 0,
        }
    }

    /// Returns the first findings.
    pub fn findings(&self) -> &[Finding] {
        match &self.verdict {
            Verdict::Broken { findings, .. } => findings,
            Verdict::Holds | Verdict::Unknown => &[],
        }
    }
}

/// Checks what must be so in a store.
#[async_trait]
pub trait IntegrityStore: Send + Sync {
    /// Checks every invariant that can be wrong in this kind of store, in the order of
    /// [`Invariant::ALL`], all on one state of the store; changes nothing.
    ///
    /// Memory does not grow with the number of records in a store that keeps them elsewhere.
    ///
    /// # Errors
    /// The store failed. A damaged file is no error but findings of [`Invariant::File`]; what it
    /// keeps from being checked is [`Verdict::Unknown`].
    async fn check(&self) -> StoreResult<Vec<Checkup>>;

    /// Makes anew what the store keeps beside its texts to search them by, in one transaction: what
    /// [`Invariant::SearchForms`] says of it holds then. Nothing that people wrote changes, and a store
    /// that needs nothing of the kind does nothing.
    ///
    /// # Errors
    /// The store failed.
    async fn rebuild_search(&self) -> StoreResult<()>;
}
