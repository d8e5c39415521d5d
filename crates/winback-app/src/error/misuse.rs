//! What makes no sense to ask for.

use jiff::civil::Date;
use thiserror::Error;
use winback_domain::MergeError;

/// What was asked for makes no sense, whatever is in the database.
///
/// Its `Display` is English; pages in another language have a sentence of their own for each.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misuse {
    /// A text that sets no field.
    #[error("`{0}` sets no field: write FIELD=VALUE, such as `city=Ghent`")]
    NoAssignment(String),
    /// A stage among the edits. Rule: behaviour 1.4.
    #[error("the stage is not edited: move the record to it")]
    EditedStage,
    /// The state or a part of it among the edits. Rule: behaviour 1.4.
    #[error("`{0}` is not edited: mark the record lost or won, restore or archive it")]
    EditedState(String),
    /// The kind among the edits.
    #[error("the kind is not edited: convert the lead")]
    EditedKind,
    /// A field among the edits that nobody sets.
    #[error("`{0}` is kept by Winback and cannot be edited")]
    KeptField(String),
    /// A field that there is not.
    #[error("there is no field `{field}`{}", near(.nearest.as_deref(), .known))]
    UnknownField {
        /// The name that was given.
        field: String,
        /// The nearest that there is.
        nearest: Option<String>,
        /// All there are.
        known: &'static [&'static str],
    },
    /// A field that customers do not have.
    #[error("a customer has no field `{field}`{}", near(.nearest.as_deref(), .known))]
    UnknownCustomerField {
        /// The name that was given.
        field: String,
        /// The nearest that there is.
        nearest: Option<String>,
        /// All there are.
        known: &'static [&'static str],
    },
    /// A column of an export that there is not.
    #[error("there is no column `{column}` in an export{}", near(.nearest.as_deref(), .known))]
    UnknownColumn {
        /// The name that was given.
        column: String,
        /// The nearest that there is.
        nearest: Option<String>,
        /// All there are.
        known: Vec<&'static str>,
    },
    /// An assignment to nobody.
    #[error("say who gets the records: a salesperson, a team or both")]
    NoReceiver,
    /// Leads that a filter finds are to be merged into one opportunity.
    #[error("leads that are merged into an opportunity are named by their ids")]
    UnnamedLeads,
    /// A customer for leads that become part of opportunities.
    #[error("a customer cannot be given to leads that are merged: their opportunities have theirs")]
    CustomerOfMerged,
    /// A merge of at most one record.
    #[error("at least two records become one, so at most {0} is too few")]
    MergeOfOne(usize),
    /// More records than become one. Rule: behaviour 5.1.
    #[error(
        "{found} records are too many to be made one, at most {most}: name fewer, or let a manager \
         say up to how many"
    )]
    TooManyToMerge {
        /// How many there are.
        found: usize,
        /// The most.
        most: usize,
    },
    /// Records that cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// Preferences without any.
    #[error("say what is chosen: a language, a time zone or both")]
    NothingChosen,
    /// An order or a grouping that was given twice.
    #[error("the {what} is given twice: leave one out, such as `{clause}`")]
    GivenTwice {
        /// What was given twice.
        what: &'static str,
        /// The clause of it in a filter.
        clause: &'static str,
    },
    /// Groups where records are listed.
    #[error("a list has no groups: leave out `group by`, or count records in groups")]
    GroupedList,
    /// A period that ends before it begins.
    #[error("the period ends on {until}, before it begins on {since}: turn the days round")]
    ReversedPeriod {
        /// Its first day.
        since: Date,
        /// Its last day.
        until: Date,
    },
    /// A change of all that match nothing in particular.
    #[error("an empty filter would mean every record: write `everything` if that is meant")]
    EmptyFilter,
    /// Records that the schema does not have.
    #[error("the schema has no {0}")]
    NotInSchema(&'static str),
}

fn near(nearest: Option<&str>, known: &[&'static str]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!(" (known: {})", known.join(", ")),
    }
}
