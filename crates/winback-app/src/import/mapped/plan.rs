//! A mapping made ready: columns by their places, formats checked.

use std::collections::BTreeMap;

use winback_domain::StateKind;

use super::{
    dates::Dates,
    numbers::Numbers,
    spec::{FieldName, FormatName, Unlisted, ValueKind},
    template::Template,
};

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a column of the file itself.
    Own(usize),
    /// In a column of a row of another file.
    Joined { join: usize, column: usize },
}

/// What is read, and what it means.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) format: Option<FormatName>,
    pub(super) delimiter: u8,
    /// The columns of the file itself.
    pub(super) columns: Vec<String>,
    /// Other files, each after those that it is found by.
    pub(super) joins: Vec<JoinPlan>,
    pub(super) fields: BTreeMap<FieldName, ValuePlan>,
    pub(super) salesperson: Option<PersonPlan>,
    pub(super) customer: Option<CustomerPlan>,
    pub(super) losses: Vec<LossPlan>,
    /// The column of the external id.
    pub(super) id_column: String,
}

/// Another file.
#[derive(Debug)]
pub(super) struct JoinPlan {
    pub(super) file: String,
    pub(super) delimiter: u8,
    /// Its columns; the first holds the key.
    pub(super) columns: Vec<String>,
    /// Where the key stands that is looked for.
    pub(super) on: Place,
    pub(super) ignores_case: bool,
    pub(super) ignores_spaces: bool,
    /// Whether several rows may have a key.
    pub(super) many: bool,
    pub(super) required: bool,
    /// Whether a key that no row has is a problem.
    pub(super) refuses: bool,
}

/// One value.
#[derive(Debug)]
pub(super) struct ValuePlan {
    pub(super) kind: ValueKind,
    /// The first that gives something counts.
    pub(super) sources: Vec<SourcePlan>,
    pub(super) required: bool,
}

/// A place that a value may come from.
#[derive(Debug)]
pub(super) struct SourcePlan {
    pub(super) from: From,
    /// What values stand for, by their folded text.
    pub(super) values: Option<Values>,
    /// Texts that mean nothing, folded.
    pub(super) empty: Vec<String>,
    pub(super) trim: bool,
    pub(super) split: Option<String>,
    pub(super) dates: Dates,
    pub(super) numbers: Numbers,
    pub(super) html: bool,
    pub(super) only_if: Option<Place>,
    pub(super) states: Option<Vec<StateKind>>,
    pub(super) not_before: Option<Place>,
}

/// What a source takes.
#[derive(Debug)]
pub(super) enum From {
    Column(Place),
    Template(Template<Place>),
    /// A text in our own spelling.
    Constant(String),
}

/// What values stand for.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) by_text: BTreeMap<String, String>,
    /// The values as they are written in the mapping.
    pub(super) written: Vec<String>,
    pub(super) unlisted: Unlisted,
}

/// A person.
#[derive(Debug)]
pub(super) struct PersonPlan {
    pub(super) name: ValuePlan,
    pub(super) login: Option<ValuePlan>,
}

/// A customer.
#[derive(Debug)]
pub(super) struct CustomerPlan {
    pub(super) name: ValuePlan,
    /// What else is known, by the names of the members in an export.
    pub(super) rest: Vec<(&'static str, ValuePlan)>,
    pub(super) parent: Option<Box<Self>>,
}

/// A loss.
#[derive(Debug)]
pub(super) struct LossPlan {
    /// The file of which each row is a loss.
    pub(super) each: Option<usize>,
    pub(super) lost_at: Option<ValuePlan>,
    /// What else is known, by the names of the members in an export.
    pub(super) rest: Vec<(LossPart, ValuePlan)>,
}

/// What may be known of a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LossPart {
    /// A member of the loss.
    Member(&'static str),
    /// A member of its reason.
    Reason(&'static str),
    /// A person, by name.
    Person(&'static str),
}

impl SourcePlan {
    /// Returns the first column that it takes.
    pub(super) fn column(&self) -> Option<Place> {
        match &self.from {
            From::Column(place) => Some(*place),
            From::Template(template) => template.first_column().copied(),
            From::Constant(_) => None,
        }
    }
}

impl ValuePlan {
    /// Returns the first column that it may come from.
    pub(super) fn column(&self) -> Option<Place> {
        self.sources.iter().find_map(SourcePlan::column)
    }
}
