//! What the rules forbid as things stand.

use thiserror::Error;
use winback_domain::{
    LabelKind, OperationId, OperationKind, OpportunityId, TransitionError, UndoError,
};

/// What the rules forbid as things stand; with other things in the database it might be allowed.
///
/// Its `Display` is English; pages in another language have a sentence of their own for each.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Several customers have the name.
    #[error("there are several customers `{name}`: name one by its id, such as {id}")]
    SeveralCustomers {
        /// The name that was given.
        name: String,
        /// The id of one of them.
        id: i64,
    },
    /// Several people have the name.
    #[error("there are several people `{name}`: name one by the login ({})", listed(.logins, ", "))]
    SeveralPeople {
        /// The name that was given.
        name: String,
        /// Their logins.
        logins: Vec<String>,
    },
    /// Sample data for a database that is not empty.
    #[error("the database has {present} record(s) already: {advice}")]
    NotEmpty {
        /// How many records there are.
        present: u64,
        /// What to do.
        advice: &'static str,
    },
    /// A reason to be merged into itself.
    #[error("`{0}` cannot be merged into itself: name another reason")]
    ReasonIntoItself(String),
    /// Further edits beside a probability that marks the record lost. Rule: behaviour 1.6.
    #[error(
        "opportunity {0} is archived, and setting its probability to 0 marks it lost: do that in an \
         edit of its own"
    )]
    EditBesideLoss(OpportunityId),
    /// An operation of a kind that cannot be undone.
    #[error("operation {id} {why}")]
    NotUndoable {
        /// The operation.
        id: OperationId,
        /// What it is.
        why: NoUndo,
    },
    /// An operation that was undone.
    #[error("operation {0} was undone already")]
    UndoneAlready(OperationId),
    /// An operation whose old values cannot be put back.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// Leads of more opportunities than are merged into at once.
    #[error(
        "these leads belong to {groups} opportunities, and at most {most} are merged into at once: \
         narrow the filter"
    )]
    TooManyMerges {
        /// How many opportunities they belong to.
        groups: usize,
        /// The most.
        most: usize,
    },
    /// Opportunities that more leads belong to than become one record.
    #[error("there are opportunities with too many leads, as at most {most} records become one")]
    TooManyLeads {
        /// The most records.
        most: usize,
    },
    /// A lead where an opportunity was asked for.
    #[error("{0} is a lead itself: name an opportunity, or convert it first")]
    LeadItself(OpportunityId),
    /// A record whose state does not allow it. Rule: behaviour 1.4.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// A ready filter where a saved search was asked for.
    #[error("`@{name}` is a ready filter: it stands for `{filter}`, and cannot be changed")]
    ReadyFilter {
        /// Its name.
        name: &'static str,
        /// What it filters.
        filter: &'static str,
    },
    /// A default that is somebody else's saved search.
    #[error("`{name}` is a saved search of {owner}: your default has to be one of your own")]
    DefaultOfOther {
        /// Its name.
        name: String,
        /// The name of who saved it.
        owner: String,
    },
    /// Several people share a saved search of the name.
    #[error("several people share a saved search `{name}`: write {}", listed(.written, " or "))]
    SeveralSearches {
        /// The name that was given.
        name: String,
        /// How each of them is written.
        written: Vec<String>,
    },
    /// The system gives no thread, no random numbers or no memory; what it said.
    #[error("{0}")]
    System(String),
    /// A first link where somebody can sign in.
    #[error("somebody has a password: let a manager make a link")]
    NotFirst,
    /// Nobody may configure.
    #[error("there is no manager")]
    NoManager,
    /// Nobody to act as.
    #[error("there is no active manager: name a person to act as")]
    NoActiveManager,
    /// A one-time link that does not work.
    #[error("the link was used, or is over, or is none: ask a manager for another")]
    InvalidLink,
    /// A token that asks for a way in for its owner. Rule: behaviour 7.6.
    #[error("a token makes no link for the password of its owner: sign in for that")]
    LinkForOwner,
    /// A stage that takes no records any more.
    #[error("the stage `{0}` is archived and takes no records: choose another, or offer it again")]
    ArchivedStage(String),
    /// A team or a label that is not offered any more.
    #[error(
        "the {} `{name}` is archived: choose another, or ask a manager to offer it again",
        .kind.as_str()
    )]
    ArchivedLabel {
        /// What kind of label.
        kind: LabelKind,
        /// Its name.
        name: String,
    },
    /// A login that somebody has.
    #[error("somebody has the login `{0}` already: give another one")]
    TakenLogin(String),
    /// A currency of other minor units while there are amounts.
    #[error(
        "the currency cannot change to {code}: it has {digits} digits after the point, {now} has \
         {now_digits}, and there are amounts already"
    )]
    OtherDigits {
        /// The code of the new one.
        code: String,
        /// The digits of its minor unit.
        digits: u8,
        /// The code of the present one.
        now: String,
        /// The digits of its minor unit.
        now_digits: u8,
    },
    /// Leads while they are not in use.
    #[error("leads are not in use here: a manager turns the setting `leads` on")]
    LeadsOff,
    /// A database without people.
    #[error("the database is empty: install it first")]
    NotInstalled,
    /// Somebody who was here.
    #[error("{0} no longer works here")]
    Left(String),
    /// What an import or a plugin says, in full.
    #[error("{0}")]
    Said(String),
}

/// Why operations of some kinds cannot be undone. Rule: behaviour 2.8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoUndo {
    /// It made a record.
    #[error("created a record: archive the record instead")]
    Created,
    /// It brought records in.
    #[error("was an import: archive its records instead")]
    Imported,
    /// It made one record of several, which is undone in another way.
    #[error("merged opportunities: see what has changed since, and undo it as a merge")]
    Merged,
    /// It gave the losses of one reason to another.
    #[error("merged lost reasons: create the reason again and amend the losses instead")]
    MergedReasons,
    /// It undid another one.
    #[error("was an undo itself: make the change again instead")]
    Undone,
}

impl NoUndo {
    /// Returns why operations of a kind cannot be undone; nothing if they can.
    pub(crate) const fn of(kind: OperationKind) -> Option<Self> {
        match kind {
            OperationKind::Create => Some(Self::Created),
            OperationKind::Import => Some(Self::Imported),
            OperationKind::Merge => Some(Self::Merged),
            OperationKind::MergeReasons => Some(Self::MergedReasons),
            OperationKind::Undo => Some(Self::Undone),
            OperationKind::Edit
            | OperationKind::MarkLost
            | OperationKind::AmendLoss
            | OperationKind::Restore
            | OperationKind::Archive
            | OperationKind::MarkWon
            | OperationKind::MoveStage
            | OperationKind::Assign
            | OperationKind::Convert
            | OperationKind::ConfigureStage => None,
        }
    }
}

fn listed(words: &[String], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(between)
}
