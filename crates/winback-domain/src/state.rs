//! The state of an opportunity.

use jiff::Timestamp;

use crate::{Loss, Probability};

/// What state an opportunity is in, with what only that state has. Rule: behaviour 1.2, 1.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// In the pipeline.
    Open,
    /// In a won stage.
    Won {
        /// When it was won.
        closed_at: Timestamp,
    },
    /// Lost, with its current loss.
    Lost(Box<Loss>),
    /// Put aside, without a loss.
    Archived {
        /// When it was put aside.
        at: Timestamp,
        /// The probability that it keeps, above 0. Rule: behaviour 1.6.
        probability: Probability,
    },
}

impl State {
    /// Returns the state's kind.
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Open => StateKind::Open,
            Self::Won { .. } => StateKind::Won,
            Self::Lost(_) => StateKind::Lost,
            Self::Archived { .. } => StateKind::Archived,
        }
    }

    /// Returns when the record was closed: won, lost or archived.
    pub fn closed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open => None,
            Self::Won { closed_at } => Some(*closed_at),
            Self::Lost(loss) => Some(loss.lost_at),
            Self::Archived { at, .. } => Some(*at),
        }
    }

    /// Returns the current loss of a lost record.
    pub fn loss(&self) -> Option<&Loss> {
        match self {
            Self::Lost(loss) => Some(loss),
            Self::Open | Self::Won { .. } | Self::Archived { .. } => None,
        }
    }
}

/// A state without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKind {
    /// In the pipeline.
    Open,
    /// In a won stage.
    Won,
    /// Lost.
    Lost,
    /// Put aside.
    Archived,
}

impl StateKind {
    /// All states, in the order of the filter field `state`.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::Archived];

    /// Returns the word for the state: `open`, `won`, `lost`, `archived`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Archived => "archived",
        }
    }

    /// Finds the state by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Tells whether records in this state are active: neither lost nor archived. Rule: behaviour
    /// 1.2.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Open | Self::Won)
    }
}

impl std::fmt::Display for StateKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
