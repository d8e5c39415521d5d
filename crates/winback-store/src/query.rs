//! What is asked of a store: queries, pages, selections.

use jiff::{Timestamp, civil::Date};
use winback_domain::{Opportunity, OpportunityId, StateKind};
use winback_filter::{Predicate, Sort};

use crate::Names;

/// A list of opportunities to search for.
#[derive(Debug, Clone)]
pub struct Query {
    /// Which records.
    pub filter: Predicate,
    /// In which order; ties are broken by id, descending if the last key is.
    ///
    /// Empty values come last ascending and first descending. Text is ordered by code point;
    /// references by what [`opportunity_schema`](crate::opportunity_schema) says: stages by their
    /// place, people and customers by name, others by id.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many records at the most; at least 1.
    pub limit: usize,
}

/// Where a page ended: the sort values of its last record, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The value of each sort key, in order.
    pub values: Vec<CursorValue>,
    /// The id of the last record.
    pub id: OpportunityId,
}

/// The value of one sort key, as the backend orders it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CursorValue {
    /// No value.
    Empty,
    /// A number, a place in an order, or yes (1) and no (0).
    Number(i64),
    /// A text, or the word of a choice.
    Text(String),
    /// A calendar day.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// The records, in order.
    pub records: Vec<Opportunity>,
    /// The names of everything that they refer to.
    pub names: Names,
    /// Where to go on; nothing if this is the last page.
    pub next: Option<Cursor>,
}

/// The records that bulk work is done on.
///
/// Both parts count: with ids, those of them that match the filter, which is how visibility is
/// asked for; without, all that match.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The records by id; twice the same id is the same as once.
    pub ids: Option<Vec<OpportunityId>>,
    /// What they must match. An id that does not is reported as not found.
    pub filter: Predicate,
    /// How many records a person was shown to be selected; if there is another number of them by
    /// then, nothing changes.
    pub confirmed: Option<u64>,
}

impl Selection {
    /// Selects all records that match a filter.
    pub const fn matching(filter: Predicate) -> Self {
        Self { ids: None, filter, confirmed: None }
    }

    /// Selects records by id, as far as they match a filter.
    pub const fn ids(ids: Vec<OpportunityId>, filter: Predicate) -> Self {
        Self { ids: Some(ids), filter, confirmed: None }
    }

    /// Returns the same records with another filter.
    #[must_use]
    pub fn narrowed(&self, filter: Predicate) -> Self {
        Self { ids: self.ids.clone(), filter, confirmed: self.confirmed }
    }
}

/// What a selection holds, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// One row for each combination that occurs, ordered.
    pub rows: Vec<TallyRow>,
    /// Ids that do not exist or do not match the filter, ascending.
    pub missing: Vec<OpportunityId>,
}

/// How many records of a selection are alike, and what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TallyRow {
    /// Their state.
    pub state: StateKind,
    /// Whether their probability is 0.
    pub at_zero: bool,
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues in minor units; wide, so that it cannot overflow.
    pub revenue_minor: i128,
}

impl Tally {
    /// Returns how many records there are.
    pub fn count(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }

    /// Returns the sum of their expected revenues in minor units.
    pub fn revenue_minor(&self) -> i128 {
        self.rows.iter().map(|row| row.revenue_minor).sum()
    }
}
