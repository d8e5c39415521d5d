//! What is asked of a store about groups of records, and what it answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use winback_filter::{FilterError, GroupValue, Grouping, Offsets, Predicate};

mod arrange;
mod fill;

/// Groups to be counted.
///
/// All groups are found before they are ordered and cut: they are few beside the records.
#[derive(Debug, Clone)]
pub struct GroupQuery {
    /// What is counted.
    pub records: GroupedRecords,
    /// Which records, as a filter on their fields.
    pub filter: Predicate,
    /// By what, with which aggregates, and in which order.
    pub grouping: Grouping,
    /// The clock that dates and times are cut by.
    pub offsets: Offsets,
    /// Whether groups without records are wanted too, and which.
    pub fill: Option<GroupFill>,
    /// How many groups to leave out at the start.
    pub offset: usize,
    /// How many groups at the most.
    pub limit: Option<usize>,
}

/// The kinds of records that can be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupedRecords {
    /// Opportunities and leads.
    Opportunities,
    /// Losses, those of records won back included.
    Losses,
}

impl GroupedRecords {
    /// Returns the name of their entity in the schema.
    pub const fn entity(self) -> &'static str {
        match self {
            Self::Opportunities => crate::OPPORTUNITY,
            Self::Losses => crate::LOSS,
        }
    }
}

/// Which groups without records are wanted: for each key every value where the set is known.
///
/// Buckets from the first to the last that has records, or between the bounds; all numbers of the day
/// of the week, the month, the quarter and the hour; choices; stages, teams, people, tags and lost
/// reasons on offer. Other keys keep the values that occur. With several keys, every combination.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GroupFill {
    /// The first bucket holds this time of the clock, if that is earlier.
    pub from: Option<DateTime>,
    /// The last bucket holds this time of the clock, if that is later.
    pub until: Option<DateTime>,
    /// How many buckets there are at the least, going on behind the last.
    pub at_least: usize,
}

/// Groups in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// Those asked for.
    pub groups: Vec<Group>,
    /// How many there are in all.
    pub total: usize,
}

/// Records that share the values of all keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value of each key.
    pub values: Vec<GroupValue>,
    /// The name of each value that is a reference.
    pub names: Vec<Option<String>>,
    /// How many records there are.
    pub count: u64,
    /// Each aggregate; nothing where no record has a value, except of counts.
    pub aggregates: Vec<Option<AggregateValue>>,
    /// The filter that selects these records and no others: the rows behind the number.
    pub rows: Predicate,
}

/// What an aggregate gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AggregateValue {
    /// How many.
    Count(u64),
    /// A number in units of 10^-scale of its field; wide, so that sums cannot overflow.
    Number(i128),
    /// An average, in units of 10^-scale of its field.
    Average(f64),
    /// A calendar day.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
}

impl AggregateValue {
    /// Returns the average of numbers, given their sum and how many there are; nothing of none.
    #[expect(clippy::cast_precision_loss, reason = "an average is rounded to a float once")]
    pub fn average(sum: i128, count: u64) -> Option<Self> {
        (count > 0).then(|| Self::Average(sum as f64 / count as f64))
    }
}

/// A group as a backend finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundGroup {
    /// The value of each key.
    pub values: Vec<GroupValue>,
    /// How many records there are.
    pub count: u64,
    /// Each aggregate.
    pub aggregates: Vec<Option<AggregateValue>>,
}

/// A record that groups can be named after, and ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referred {
    /// Its name.
    pub name: String,
    /// Its place among its like, if they have places.
    pub position: Option<i64>,
    /// Whether it is on offer, so that it is wanted though it has no records.
    pub offered: bool,
}

/// What the references of a grouping lead to: for each key the records by id, those that were found
/// at least, and all on offer where empty groups are wanted.
pub type ReferredRecords = Vec<BTreeMap<i64, Referred>>;

impl GroupQuery {
    /// The most groups that empty ones are added up to.
    pub const MOST_FILLED: usize = 10_000;

    /// Fills, orders and cuts the groups that a backend found, and says which rows are behind each:
    /// the same for all backends.
    ///
    /// # Errors
    /// `TooManyGroups` if more than [`MOST_FILLED`](Self::MOST_FILLED) would be filled.
    pub fn answer(
        &self,
        mut found: Vec<FoundGroup>,
        referred: &ReferredRecords,
    ) -> Result<Groups, crate::StoreError> {
        if let Some(filling) = &self.fill {
            self.add_empty(filling, &mut found, referred)?;
        }
        self.arrange(&mut found, referred);
        let total = found.len();
        let wanted = found.into_iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX));
        let groups = wanted.map(|group| self.group(group, referred)).collect::<Result<_, _>>();
        // The values are of their keys' types: backends read them by the key.
        let groups = groups.map_err(|error| wrong_values(&error))?;
        Ok(Groups { groups, total })
    }

    fn group(&self, found: FoundGroup, referred: &ReferredRecords) -> Result<Group, FilterError> {
        let FoundGroup { values, count, aggregates } = found;
        let name = |(value, referred): (&GroupValue, &BTreeMap<i64, Referred>)| {
            let it = arrange::id(value).and_then(|id| referred.get(&id));
            it.map(|it| it.name.clone())
        };
        let names = values.iter().zip(referred).map(name).collect();
        let rows = self.grouping.rows(&values, &self.offsets)?;
        let rows = self.filter.clone().and(rows);
        Ok(Group { values, names, count, aggregates, rows })
    }
}

fn wrong_values(error: &FilterError) -> crate::StoreError {
    let source = error.to_string().into();
    crate::StoreError::Backend { backend: "store", operation: "grouping", source }
}
