//! What can go wrong in a store.

use thiserror::Error;
use winback_domain::{
    EditError, MergeError, OpportunityId, Revision, TrackedField, TransitionError,
};

/// What a store method returns.
pub type StoreResult<T> = Result<T, StoreError>;

/// What can go wrong in a store. Whatever it is, nothing of the call's work was kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Records named by id do not exist, or do not match the selection's filter.
    #[error("no such opportunity: {}", list(.0))]
    NotFound(Vec<OpportunityId>),
    /// Records whose state does not allow the change: the first hundred at most, of how many.
    #[error("{} of the records cannot be changed: {}", .total, .refused.first().map(ToString::to_string).unwrap_or_default())]
    Refused {
        /// The first of them, by id, at most [`StoreError::LISTED`].
        refused: Vec<TransitionError>,
        /// How many there are.
        total: u64,
    },
    /// An edit that the record's state does not allow.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Records that cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The record that a merge left was merged into another since.
    #[error("opportunity {survivor} was merged into {into} since: undo that merge first")]
    MergedOn {
        /// The record that the merge left.
        survivor: OpportunityId,
        /// The record that it was merged into.
        into: OpportunityId,
    },
    /// Fields that a merge changed, and somebody else since, of which nothing was chosen.
    #[error("changed since the merge: {}; say which value each is to have", words(.0))]
    Undecided(Vec<TrackedField>),
    /// The record was changed by somebody else meanwhile.
    #[error("opportunity {id} was changed meanwhile: it is at revision {} now, not {}; look at it again, then repeat the change", .current.get(), .expected.get())]
    Stale {
        /// The record.
        id: OpportunityId,
        /// The revision that the caller had seen.
        expected: Revision,
        /// The revision that it has.
        current: Revision,
    },
    /// Other records are selected than a person was shown.
    #[error(
        "{found} records match now, not {confirmed} as was shown: look again, then repeat the change"
    )]
    Moved {
        /// How many records the person was shown.
        confirmed: u64,
        /// How many are selected now.
        found: u64,
    },
    /// Records that one of the filters of whoever calls keeps from the change.
    #[error("{records} of the records must not be changed so")]
    Barred {
        /// Which of the filters, counted from 0: the first that keeps any.
        by: usize,
        /// How many records it keeps.
        records: u64,
    },
    /// Rows of an import whose records one of the filters of whoever calls keeps from it.
    #[error("{} of the rows must not be imported; nothing was imported", .0.len())]
    BarredRows(Vec<BarredRow>),
    /// A name that has to be unique is taken.
    #[error("there is a {what} `{name}` already: choose another")]
    Taken {
        /// What kind of thing it names.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Something other than an opportunity does not exist.
    #[error("no such {what}: {id}")]
    Missing {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: i64,
    },
    /// A customer would belong to itself, or to one that belongs to it.
    #[error(
        "`{customer}` cannot belong to `{parent}`, which is the same or belongs to it: choose another company"
    )]
    Circle {
        /// The full name of the customer.
        customer: String,
        /// The full name of the company that it was to belong to.
        parent: String,
    },
    /// Nobody would be left who may configure. Rule: behaviour 7.4.
    #[error("{name} is the only manager: make somebody else a manager first")]
    LastManager {
        /// The name of the one there is.
        name: String,
    },
    /// What cannot be removed, as opportunities use it.
    #[error("the {what} `{name}` cannot be removed: {}; archive it instead", used(*.records))]
    InUse {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// How many opportunities use it, or did.
        records: u64,
    },
    /// Empty groups were wanted, and there would be too many.
    #[error(
        "with the empty ones there are more than {most} groups: take wider buckets, fewer keys or a shorter time"
    )]
    TooManyGroups {
        /// The most groups.
        most: usize,
    },
    /// The rows of an import ended with a refusal; the importer knows why.
    #[error("the import was given up; nothing was imported")]
    ImportRefused,
    /// Another process kept the database locked for longer than a call waits.
    #[error("the database is busy: another process is writing to it; try again when it is done")]
    Busy,
    /// The backend itself failed.
    #[error("{backend}: {operation} failed")]
    Backend {
        /// The backend's name, such as `sqlite`.
        backend: &'static str,
        /// What it was doing.
        operation: &'static str,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A row that a filter keeps from an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarredRow {
    /// Which row, counted from 0 as they came.
    pub row: u64,
    /// Which of the filters, counted from 0: the first that keeps it.
    pub by: usize,
}

impl StoreError {
    /// How many refused records an error lists at the most.
    pub const LISTED: usize = 100;
}

fn used(records: u64) -> String {
    match records {
        1 => "1 opportunity is or was there".to_owned(),
        records => format!("{records} opportunities are or were there"),
    }
}

fn words(fields: &[TrackedField]) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ")
}

fn list(ids: &[OpportunityId]) -> String {
    let shown: Vec<String> = ids.iter().take(StoreError::LISTED).map(ToString::to_string).collect();
    match ids.len().checked_sub(StoreError::LISTED) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        Some(0) | None => shown.join(", "),
    }
}
