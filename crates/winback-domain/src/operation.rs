//! Operations: every change is one, whether it touches one record or a hundred thousand.

use jiff::Timestamp;

use crate::{ClosingNote, OperationId, PersonId};

/// What an operation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Created a record.
    Create,
    /// Changed fields of a record.
    Edit,
    /// Marked records lost.
    MarkLost,
    /// Amended losses.
    AmendLoss,
    /// Restored records.
    Restore,
    /// Archived records.
    Archive,
    /// Marked records won.
    MarkWon,
    /// Moved records to another stage.
    MoveStage,
    /// Gave records to another salesperson or team.
    Assign,
    /// Converted leads into opportunities.
    Convert,
    /// Imported records.
    Import,
    /// Merged records into one.
    Merge,
    /// Merged one lost reason into another.
    MergeReasons,
    /// Set the won flag of a stage, which its records follow.
    ConfigureStage,
    /// Undid another operation.
    Undo,
}

impl OperationKind {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::Create,
        Self::Edit,
        Self::MarkLost,
        Self::AmendLoss,
        Self::Restore,
        Self::Archive,
        Self::MarkWon,
        Self::MoveStage,
        Self::Assign,
        Self::Convert,
        Self::Import,
        Self::Merge,
        Self::MergeReasons,
        Self::ConfigureStage,
        Self::Undo,
    ];

    /// Returns the word for the kind, such as `mark_lost`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::MarkLost => "mark_lost",
            Self::AmendLoss => "amend_loss",
            Self::Restore => "restore",
            Self::Archive => "archive",
            Self::MarkWon => "mark_won",
            Self::MoveStage => "move_stage",
            Self::Assign => "assign",
            Self::Convert => "convert",
            Self::Import => "import",
            Self::Merge => "merge",
            Self::MergeReasons => "merge_reasons",
            Self::ConfigureStage => "configure_stage",
            Self::Undo => "undo",
        }
    }

    /// Finds the kind by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One change to one or many records, in one transaction. Rule: behaviour 2.8.
///
/// The activity entries written with it keep the old value of every field that it changed, and the
/// revision that each record had afterwards: what an undo needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// How many records it changed.
    pub records: u64,
    /// The note that was given with it, shown with each of its activity entries.
    pub note: Option<ClosingNote>,
}
