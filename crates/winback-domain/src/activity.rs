//! The activity log: what happened to a record, entry by entry.

use jiff::Timestamp;

use crate::{
    ActivityEntryId, ClosingNote, FieldChange, OperationId, OpportunityId, PersonId, Revision,
};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The record was created.
    Created,
    /// Fields were changed.
    Changed,
    /// It was marked lost.
    Lost,
    /// Its loss was amended.
    LossAmended,
    /// It was restored, or taken out of the archive.
    Restored,
    /// It was archived.
    Archived,
    /// It was marked won.
    Won,
    /// It was moved to another stage.
    StageMoved,
    /// It was given to another salesperson or team.
    Assigned,
    /// The lead was converted into an opportunity.
    Converted,
    /// It was imported.
    Imported,
    /// Others were merged into it.
    Merged,
    /// It was merged into another.
    MergedAway,
    /// A change of it was undone.
    Undone,
}

impl EntryKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Created,
        Self::Changed,
        Self::Lost,
        Self::LossAmended,
        Self::Restored,
        Self::Archived,
        Self::Won,
        Self::StageMoved,
        Self::Assigned,
        Self::Converted,
        Self::Imported,
        Self::Merged,
        Self::MergedAway,
        Self::Undone,
    ];

    /// Returns the word for the kind, such as `loss_amended`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Lost => "lost",
            Self::LossAmended => "loss_amended",
            Self::Restored => "restored",
            Self::Archived => "archived",
            Self::Won => "won",
            Self::StageMoved => "stage_moved",
            Self::Assigned => "assigned",
            Self::Converted => "converted",
            Self::Imported => "imported",
            Self::Merged => "merged",
            Self::MergedAway => "merged_away",
            Self::Undone => "undone",
        }
    }

    /// Finds the kind by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One entry of a record's activity log. Rule: behaviour 2.8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// Its id; later entries have higher ones.
    pub id: ActivityEntryId,
    /// The record it is about.
    pub opportunity: OpportunityId,
    /// The record that it was about before that was merged into this one. Rule: behaviour 5.5.
    pub origin: Option<OpportunityId>,
    /// The operation it was part of.
    pub operation: OperationId,
    /// What happened.
    pub kind: EntryKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
    /// The record's revision afterwards.
    pub revision: Revision,
    /// What changed, with the old values; empty for a new record.
    pub changes: Vec<FieldChange>,
    /// The note that was given with it.
    pub note: Option<ClosingNote>,
}
