//! Giving records to somebody else.

use jiff::Timestamp;

use crate::edit::put;
use crate::{FieldChange, Opportunity, PersonId, TeamId, TrackedField};

/// Who gets records: another salesperson, another team, or both; `None` takes them from everybody.
/// Rule: behaviour 1.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handover {
    /// Another salesperson; the team stays.
    Salesperson(Option<PersonId>),
    /// Another team; the salesperson stays.
    Team(Option<TeamId>),
    /// Both.
    Both(Option<PersonId>, Option<TeamId>),
}

impl Handover {
    /// Returns the handover to whoever is given; nothing if neither is.
    pub const fn new(
        salesperson: Option<Option<PersonId>>,
        team: Option<Option<TeamId>>,
    ) -> Option<Self> {
        match (salesperson, team) {
            (Some(salesperson), Some(team)) => Some(Self::Both(salesperson, team)),
            (Some(salesperson), None) => Some(Self::Salesperson(salesperson)),
            (None, Some(team)) => Some(Self::Team(team)),
            (None, None) => None,
        }
    }

    /// Returns the salesperson that records get, if they get another.
    pub const fn salesperson(self) -> Option<Option<PersonId>> {
        match self {
            Self::Salesperson(salesperson) | Self::Both(salesperson, _) => Some(salesperson),
            Self::Team(_) => None,
        }
    }

    /// Returns the team that records get, if they get another.
    pub const fn team(self) -> Option<Option<TeamId>> {
        match self {
            Self::Team(team) | Self::Both(_, team) => Some(team),
            Self::Salesperson(_) => None,
        }
    }
}

impl Opportunity {
    /// Gives the record to somebody else, and returns what changed.
    ///
    /// A change of salesperson is an assignment; taking a record from everybody is not. Whatever
    /// the team, the stage stays, as does the salesperson that a loss tells of.
    pub(crate) fn hand_over(&mut self, handover: Handover, at: Timestamp) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        if let Some(salesperson) = handover.salesperson() {
            let place = &mut self.deal.salesperson;
            let change = put(TrackedField::Salesperson, place, &salesperson);
            if change.is_some() && salesperson.is_some() {
                let assigned = put(TrackedField::AssignedAt, &mut self.assigned_at, &Some(at));
                changes.extend(change.into_iter().chain(assigned));
            } else {
                changes.extend(change);
            }
        }
        if let Some(team) = handover.team() {
            changes.extend(put(TrackedField::Team, &mut self.deal.team, &team));
        }
        changes
    }
}
