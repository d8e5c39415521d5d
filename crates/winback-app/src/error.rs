//! What the app refuses, in sentences for people.

mod misuse;
mod refusal;
mod value;

use jiff::civil::Date;
use thiserror::Error;
use winback_domain::{OpportunityId, PolicyViolation, TokenScope};
use winback_filter::{DomainError, FilterErrors, TreeErrors};
use winback_store::StoreError;

use crate::ImportError;

pub use {
    misuse::Misuse,
    refusal::{NoUndo, Refusal},
    value::ValueProblem,
};

/// What the app refuses, or what went wrong below it. Nothing was changed then.
#[derive(Debug, Error)]
pub enum AppError {
    /// A filter or an order that cannot be read.
    #[error("{errors}")]
    Filter {
        /// The text as it was given.
        text: String,
        /// What is wrong with it, and where.
        errors: FilterErrors,
    },
    /// A part of a saved search that could be read when it was saved, and cannot now.
    #[error("the {part} of the saved search `{name}` cannot be used any more: {errors}")]
    SavedSearch {
        /// The saved search.
        name: String,
        /// The part: `filter`, `grouping` or `order`.
        part: &'static str,
        /// The text of the part.
        text: String,
        /// What is wrong with it, and where.
        errors: FilterErrors,
    },
    /// A filter in the domain spelling that cannot be read.
    #[error("{0}")]
    Domain(Box<DomainError>),
    /// A filter in the tree spelling that cannot be read.
    #[error("{0}")]
    Tree(TreeErrors),
    /// A name that is nobody's and nothing's.
    #[error("there is no {what} `{name}`{}", suggestion(.nearest, .known, *.more))]
    Unknown {
        /// What kind of thing was named.
        what: &'static str,
        /// The name that was given.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// The first of the names there are.
        known: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// A name that a lost reason had, and has no more.
    #[error("there is no lost reason `{name}`: it is called `{now}` since {until}")]
    Renamed {
        /// The name that was given.
        name: String,
        /// Its name now.
        now: String,
        /// The day of the rename, in the person's zone.
        until: Date,
    },
    /// Several things have the name.
    #[error("there are several {what}s `{name}`: name one by its id, such as {what}={}", .ids.first().copied().unwrap_or_default())]
    Ambiguous {
        /// What kind of thing was named.
        what: &'static str,
        /// The name that was given.
        name: String,
        /// The ids of those that have it.
        ids: Vec<i64>,
    },
    /// A login or a password that is wrong; which of them is not told.
    #[error("login or password is wrong")]
    SignIn,
    /// Too many failures to sign in, in a row.
    #[error("too many wrong passwords: try again in {seconds} s")]
    SlowDown {
        /// In how many seconds to try again.
        seconds: u64,
    },
    /// The person's role does not allow it. Rule: behaviour 7.2.
    #[error("{person} is a {role} and may not {what}: ask a manager")]
    NotAllowed {
        /// The person's name.
        person: String,
        /// The person's role.
        role: &'static str,
        /// What was tried.
        what: String,
    },
    /// The token by which the person came does not allow it. Rule: behaviour 7.6.
    #[error("the token is for `{}`, and this needs `{}`: make another with that scope", .allowed.as_str(), .needed.as_str())]
    Mandate {
        /// What the token is for.
        allowed: TokenScope,
        /// What is needed.
        needed: TokenScope,
    },
    /// Records that do not exist, or that the person may not see. Rule: behaviour 7.3.
    #[error("there is no opportunity {}", list(.0))]
    NotFound(Vec<OpportunityId>),
    /// An operation or a token that does not exist, or that is somebody else's.
    #[error("there is no {what} {id}")]
    Absent {
        /// What kind of thing was asked for.
        what: &'static str,
        /// The id that was given.
        id: i64,
    },
    /// Records that were merged into others, and perhaps some that do not exist or that the person may
    /// not see. Rule: behaviour 5.5, 7.3.
    #[error("{}", gone(.merged, .missing))]
    Merged {
        /// The records that were merged, each with the one that it is part of now.
        merged: Vec<(OpportunityId, OpportunityId)>,
        /// The others.
        missing: Vec<OpportunityId>,
    },
    /// The policy of the deployment asks for more. Rule: behaviour 2.6.
    #[error("{}", policy_sentence(.violation, .reason.as_deref(), *.records, *.archiving))]
    Policy {
        /// What is missing.
        violation: PolicyViolation,
        /// The name of the reason that asks for a note.
        reason: Option<String>,
        /// How many of the records would lack it.
        records: u64,
        /// Whether the records would be lost by archiving them at a probability of 0.
        archiving: bool,
    },
    /// A policy of the deployment's own refuses the change of some of the records.
    #[error("{sentence}{}", of_records(*.records))]
    Vetoed {
        /// The policy.
        policy: String,
        /// What it says.
        sentence: String,
        /// How many of the records it refuses.
        records: u64,
    },
    /// A plugin of the deployment does not work.
    #[error("the {what} `{name}` {problem}: {source}")]
    Plugin {
        /// What kind of plugin it is, such as `policy`.
        what: &'static str,
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
        /// What it was answered.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A value that a field, a setting or an option cannot take.
    #[error("{place}: `{value}` {problem}")]
    Value {
        /// The field, setting or option.
        place: String,
        /// What was given.
        value: String,
        /// What is wrong, what was expected, what to do.
        problem: ValueProblem,
    },
    /// A field, setting or option that does not exist or cannot be set here.
    #[error("{0}")]
    Usage(Misuse),
    /// The rules forbid it as things stand.
    #[error("{0}")]
    Refused(Refusal),
    /// A file that cannot be imported.
    #[error(transparent)]
    Import(#[from] Box<ImportError>),
    /// The store refuses, or failed.
    #[error(transparent)]
    Store(StoreError),
}

/// How many ids an error names at the most.
pub(crate) const SHOWN: usize = 20;

/// Whose fault an error is, which a command tells by its exit code and a server by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The rules refuse, or something named does not exist.
    Refused,
    /// The request cannot be understood.
    Usage,
    /// The surroundings failed: database, file, system.
    Environment,
}

impl AppError {
    /// Tells whose fault the error is.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Filter { .. }
            | Self::Domain(_)
            | Self::Tree(_)
            | Self::Usage(_)
            | Self::Value { .. } => ErrorClass::Usage,
            Self::SavedSearch { .. }
            | Self::Unknown { .. }
            | Self::Renamed { .. }
            | Self::Ambiguous { .. }
            | Self::Absent { .. }
            | Self::SignIn
            | Self::SlowDown { .. }
            | Self::NotAllowed { .. }
            | Self::Mandate { .. }
            | Self::NotFound(_)
            | Self::Merged { .. }
            | Self::Policy { .. }
            | Self::Vetoed { .. }
            | Self::Refused(_) => ErrorClass::Refused,
            Self::Import(error) => error.class(),
            Self::Plugin { .. } => ErrorClass::Environment,
            Self::Store(StoreError::Busy | StoreError::Backend { .. }) => ErrorClass::Environment,
            Self::Store(_) => ErrorClass::Refused,
        }
    }

    /// Returns the records that a bulk change was refused for, each in a sentence, and how many
    /// there are in all; the first of them stands in the error's own sentence.
    pub fn refused_records(&self) -> Option<(Vec<String>, u64)> {
        match self {
            Self::Store(StoreError::Refused { refused, total }) => {
                Some((refused.iter().map(ToString::to_string).collect(), *total))
            }
            _ => None,
        }
    }

    pub(crate) fn filter(text: &str, errors: impl Into<FilterErrors>) -> Self {
        Self::Filter { text: text.to_owned(), errors: errors.into() }
    }

    /// Tells an error in a filter, an order or keys as one in that part of a saved search.
    pub(crate) fn in_saved_search(self, name: &str, part: &'static str) -> Self {
        match self {
            Self::Filter { text, errors } => {
                Self::SavedSearch { name: name.to_owned(), part, text, errors }
            }
            other => other,
        }
    }

    pub(crate) fn value(
        place: impl Into<String>,
        value: impl Into<String>,
        problem: ValueProblem,
    ) -> Self {
        Self::Value { place: place.into(), value: value.into(), problem }
    }

    /// Returns the nearest of the names there are.
    pub(crate) fn nearest<'a>(
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        match Self::unknown("name", name, known) {
            Self::Unknown { nearest, .. } => nearest,
            _ => None,
        }
    }

    /// Refuses an unknown name, with the nearest of those there are.
    pub(crate) fn unknown<'a>(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        const SHOWN: usize = 12;
        let known: Vec<&str> = known.into_iter().collect();
        let folded = winback_filter::fold(name);
        let nearest = known
            .iter()
            .map(|candidate| {
                let candidate_folded = winback_filter::fold(candidate);
                (strsim::jaro_winkler(&folded, &candidate_folded), *candidate)
            })
            .filter(|(likeness, _)| *likeness > 0.75)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, candidate)| candidate.to_owned());
        let more = known.len().saturating_sub(SHOWN);
        let known = known.into_iter().take(SHOWN).map(str::to_owned).collect();
        Self::Unknown { what, name: name.to_owned(), nearest, known, more }
    }
}

impl From<Misuse> for AppError {
    fn from(misuse: Misuse) -> Self {
        Self::Usage(misuse)
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(ids) => Self::NotFound(ids),
            other => Self::Store(other),
        }
    }
}

fn policy_sentence(
    violation: &PolicyViolation,
    reason: Option<&str>,
    records: u64,
    archiving: bool,
) -> String {
    let asked = match (violation, reason) {
        (PolicyViolation::NoteRequiredForReason(_), Some(reason)) => {
            format!(
                "a closing note is required with the lost reason `{reason}`: write what happened"
            )
        }
        _ => violation.to_string(),
    };
    let lacking = if records > 1 { format!(" ({records} records lack it)") } else { String::new() };
    if archiving {
        return format!(
            "archiving an open record at 0 % is marking it lost, and {asked}{lacking}; \
             mark it lost instead"
        );
    }
    format!("{asked}{lacking}")
}

fn of_records(records: u64) -> String {
    if records > 1 { format!(" ({records} records)") } else { String::new() }
}

fn suggestion(nearest: &Option<String>, known: &[String], more: usize) -> String {
    let mut text = String::new();
    if let Some(nearest) = nearest {
        text.push_str(&format!("; did you mean `{nearest}`?"));
    }
    if !known.is_empty() {
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        text.push_str(&format!(" (known: {}{more})", known.join(", ")));
    }
    text
}

fn gone(merged: &[(OpportunityId, OpportunityId)], missing: &[OpportunityId]) -> String {
    let merged = merged.iter().map(|(id, into)| format!("{id} was merged into {into}"));
    let merged: Vec<String> = merged.collect();
    let instead = if merged.len() == 1 { "that one" } else { "those" };
    let merged = format!("opportunity {}: name {instead} instead", merged.join(", opportunity "));
    match missing {
        [] => merged,
        missing => format!("there is no opportunity {}, and {merged}", list(missing)),
    }
}

fn list(ids: &[OpportunityId]) -> String {
    let shown: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
    match ids.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
