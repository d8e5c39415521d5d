//! The columns that changes touch.

use winback_store::domain::TrackedField;

use crate::dialect::Word;
use crate::sql::{Sql, sql};

/// A column that changes touch, in the order in which `Opportunity::apply` tells of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Salesperson,
    AssignedAt,
    Team,
    State,
    Probability,
    LostReason,
    Competitor,
    Stage,
    ClosedAt,
    StageChangedAt,
}

impl Column {
    /// All columns, in the order in which changes are listed.
    pub(super) const ALL: [Self; 10] = [
        Self::Salesperson,
        Self::AssignedAt,
        Self::Team,
        Self::State,
        Self::Probability,
        Self::LostReason,
        Self::Competitor,
        Self::Stage,
        Self::ClosedAt,
        Self::StageChangedAt,
    ];

    /// Returns the column in the table of opportunities; the competitor stands in the loss alone.
    pub(super) const fn own(self) -> Option<&'static str> {
        match self {
            Self::Salesperson => Some("salesperson_id"),
            Self::AssignedAt => Some("assigned_at"),
            Self::Team => Some("team_id"),
            Self::State => Some("state"),
            Self::Probability => Some("probability"),
            Self::LostReason => Some("lost_reason_id"),
            Self::Competitor => None,
            Self::Stage => Some("stage_id"),
            Self::ClosedAt => Some("closed_at"),
            Self::StageChangedAt => Some("stage_changed_at"),
        }
    }

    /// Returns what it is before the change.
    pub(super) const fn old(self) -> &'static str {
        match self {
            Self::Salesperson => "opportunities.salesperson_id",
            Self::AssignedAt => "opportunities.assigned_at",
            Self::Team => "opportunities.team_id",
            Self::State => "opportunities.state",
            Self::Probability => "opportunities.probability",
            Self::LostReason => "opportunities.lost_reason_id",
            Self::Competitor => "losses.competitor",
            Self::Stage => "opportunities.stage_id",
            Self::ClosedAt => "opportunities.closed_at",
            Self::StageChangedAt => "opportunities.stage_changed_at",
        }
    }

    pub(super) const fn old_alias(self) -> &'static str {
        match self {
            Self::Salesperson => "old_salesperson",
            Self::AssignedAt => "old_assigned_at",
            Self::Team => "old_team",
            Self::State => "old_state",
            Self::Probability => "old_probability",
            Self::LostReason => "old_lost_reason",
            Self::Competitor => "old_competitor",
            Self::Stage => "old_stage",
            Self::ClosedAt => "old_closed_at",
            Self::StageChangedAt => "old_stage_changed_at",
        }
    }

    pub(super) const fn new_alias(self) -> &'static str {
        match self {
            Self::Salesperson => "new_salesperson",
            Self::AssignedAt => "new_assigned_at",
            Self::Team => "new_team",
            Self::State => "new_state",
            Self::Probability => "new_probability",
            Self::LostReason => "new_lost_reason",
            Self::Competitor => "new_competitor",
            Self::Stage => "new_stage",
            Self::ClosedAt => "new_closed_at",
            Self::StageChangedAt => "new_stage_changed_at",
        }
    }

    const fn field(self) -> TrackedField {
        match self {
            Self::Salesperson => TrackedField::Salesperson,
            Self::AssignedAt => TrackedField::AssignedAt,
            Self::Team => TrackedField::Team,
            Self::State => TrackedField::State,
            Self::Probability => TrackedField::Probability,
            Self::LostReason => TrackedField::LostReason,
            Self::Competitor => TrackedField::Competitor,
            Self::Stage => TrackedField::Stage,
            Self::ClosedAt => TrackedField::ClosedAt,
            Self::StageChangedAt => TrackedField::StageChangedAt,
        }
    }

    /// Returns the text `,[field, old, new]` if the two differ, and nothing otherwise.
    pub(super) fn change(self) -> Sql {
        sql("CASE WHEN ")
            .text(self.old_alias())
            .text(" IS DISTINCT FROM ")
            .text(self.new_alias())
            .text(" THEN ',' || ")
            .word(Word::JsonArray)
            .str(self.field().as_str())
            .text(", ")
            .text(self.old_alias())
            .text(", ")
            .text(self.new_alias())
            .word(Word::JsonArrayEnd)
            .text(" ELSE '' END")
    }
}
