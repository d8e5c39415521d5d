//! Lost reasons: why opportunities are lost, in the words of the deployment.

use crate::LostReasonId;

/// What kind of ending a reason stands for. Rule: behaviour 4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutcomeClass {
    /// Somebody else won, or the offer was too weak or too expensive.
    Competitive,
    /// The customer decided nothing.
    NoDecision,
    /// It was no opportunity to begin with.
    Disqualified,
    /// Anything else.
    Other,
}

impl OutcomeClass {
    /// All classes.
    pub const ALL: [Self; 4] =
        [Self::Competitive, Self::NoDecision, Self::Disqualified, Self::Other];

    /// Returns the word for the class: `competitive`, `no-decision`, `disqualified`, `other`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Competitive => "competitive",
            Self::NoDecision => "no-decision",
            Self::Disqualified => "disqualified",
            Self::Other => "other",
        }
    }

    /// Finds the class by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }
}

/// A lost reason before a store has given it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLostReason {
    /// Its one text, unique ignoring case and surrounding space; the column *Description*.
    pub name: String,
    /// When to use it, in a line.
    pub guidance: Option<String>,
    /// The group it belongs to, such as `Price`.
    pub category: Option<String>,
    /// What kind of ending it stands for.
    pub outcome: OutcomeClass,
}

impl NewLostReason {
    /// Returns a reason of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), guidance: None, category: None, outcome: OutcomeClass::Other }
    }
}

/// A lost reason. Rule: behaviour 4.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostReason {
    /// Its id.
    pub id: LostReasonId,
    /// Its one text, unique ignoring case and surrounding space; the column *Description*.
    pub name: String,
    /// When to use it, in a line.
    pub guidance: Option<String>,
    /// The group it belongs to, such as `Price`.
    pub category: Option<String>,
    /// What kind of ending it stands for.
    pub outcome: OutcomeClass,
    /// Its place in the list, from 1; equal places are ordered by id.
    pub position: i64,
    /// Archived reasons are not offered, but stay on records, in filters and in reports.
    pub archived: bool,
}

/// One change to a lost reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReasonEdit {
    /// A new name, everywhere. Rule: behaviour 4.2.
    Name(String),
    /// Another line of guidance, or none.
    Guidance(Option<String>),
    /// Another category, or none.
    Category(Option<String>),
    /// Another outcome class.
    Outcome(OutcomeClass),
    /// Another place in the list.
    Position(i64),
    /// Archived, or offered again.
    Archived(bool),
}
