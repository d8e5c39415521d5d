//! What managers do to stages, and what becomes of the records in them. Rule: behaviour 1.9.

use crate::{EntryKind, FieldChange, Opportunity, Pipeline, Stamp, State, StateKind, TeamId};

/// A stage before a store has given it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStage {
    /// Its name.
    pub name: String,
    /// Its place in the order, from 1; [`Pipeline::place_of_new`] chooses one if none is given.
    pub place: Option<usize>,
    /// Whether records in it are won.
    pub won: bool,
    /// The team it belongs to; none if all teams share it.
    pub team: Option<TeamId>,
    /// Whether its column is folded.
    pub folded: bool,
}

/// A change of a stage that leaves all records as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageEdit {
    /// Another name.
    Name(String),
    /// Another team, or all of them.
    Team(Option<TeamId>),
    /// Whether its column is folded.
    Folded(bool),
    /// Whether it is not offered any more.
    Archived(bool),
}

/// Returns the state that the records have which become another one when the won flag of their stage
/// is set: open ones are won by it, and won ones are open without it.
pub const fn state_before_flag(won: bool) -> StateKind {
    if won { StateKind::Open } else { StateKind::Won }
}

/// Returns the kind of entry that tells of it.
pub const fn entry_of_flag(won: bool) -> EntryKind {
    if won { EntryKind::Won } else { EntryKind::Changed }
}

impl Opportunity {
    /// Becomes won if its stage is a won stage and it is open, and open if it is won and its stage is
    /// not; returns the kind of entry that tells of it with what changed, or nothing if the record is
    /// as its stage says. Lost and archived ones are in any stage. Rule: behaviour 1.2, 1.9.
    pub fn follow_stage(
        &mut self,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Option<(EntryKind, Vec<FieldChange>)> {
        let before = self.clone();
        let won = self.settle(pipeline, stamp)?;
        self.revision = self.revision.next();
        self.updated_at = stamp.at;
        Some((entry_of_flag(won), self.state_changes_since(&before)))
    }

    /// Gives the record the state that its stage says, and tells whether it is won by that; nothing if
    /// it had that state.
    pub(crate) fn settle(&mut self, pipeline: &Pipeline, stamp: Stamp) -> Option<bool> {
        let won = pipeline.is_won(self.deal.stage);
        match (&self.state, won) {
            (State::Open, true) => self.state = State::Won { closed_at: stamp.at },
            (State::Won { .. }, false) => self.state = State::Open,
            (State::Open | State::Won { .. } | State::Lost(_) | State::Archived { .. }, _) => {
                return None;
            }
        }
        Some(won)
    }
}
