//! Stages of the pipeline and their order.

use crate::{StageId, TeamId};

/// A stage of the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// Its name.
    pub name: String,
    /// Its place in the order (the reference's `sequence`); equal places are ordered by id.
    pub position: i64,
    /// Whether records in it are won.
    pub won: bool,
    /// Whether its column is folded.
    pub folded: bool,
    /// The team it belongs to; none if all teams share it.
    pub team: Option<TeamId>,
}

/// All stages, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pipeline {
    stages: Vec<Stage>,
}

impl Pipeline {
    /// Puts the stages in order: by position, then by id.
    pub fn new(mut stages: Vec<Stage>) -> Self {
        stages.sort_by_key(|stage| (stage.position, stage.id));
        Self { stages }
    }

    /// Returns the stages in their order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Finds a stage.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Tells whether a record in this stage is won; one without a stage is not.
    pub fn is_won(&self, stage: Option<StageId>) -> bool {
        stage.and_then(|id| self.stage(id)).is_some_and(|stage| stage.won)
    }

    /// Returns the first stage of a team, its own and shared ones together.
    pub fn first_for(&self, team: Option<TeamId>) -> Option<&Stage> {
        self.of_team(team).next()
    }

    /// Returns the stage into which *Mark won* puts a record: the next won stage of its team (or
    /// shared) at or after its own in the order, otherwise the last won stage. Rule: behaviour 1.5.
    pub fn won_stage_for(&self, team: Option<TeamId>, own: Option<StageId>) -> Option<&Stage> {
        let place = |stage: &Stage| (stage.position, stage.id);
        let from = own.and_then(|id| self.stage(id)).map(place);
        let won = || self.of_team(team).filter(|stage| stage.won);
        won().find(|stage| from.is_none_or(|from| place(stage) >= from)).or_else(|| won().last())
    }

    /// Tells whether records of a team can be in a stage: one of its own, or a shared one.
    pub fn is_stage_of(&self, team: Option<TeamId>, stage: Option<StageId>) -> bool {
        stage.is_some_and(|id| self.of_team(team).any(|own| own.id == id))
    }

    fn of_team(&self, team: Option<TeamId>) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(move |stage| stage.team.is_none() || stage.team == team)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(id: i64, position: i64, won: bool, team: Option<i64>) -> Stage {
        let team = team.map(TeamId::new);
        Stage { id: StageId::new(id), name: format!("S{id}"), position, won, folded: false, team }
    }

    fn won_stage(team: Option<i64>, own: Option<i64>) -> Option<i64> {
        let pipeline = Pipeline::new(vec![
            stage(1, 10, false, None),
            stage(2, 20, true, None),
            stage(3, 30, true, Some(7)),
            stage(4, 40, true, Some(8)),
            stage(5, 50, false, None),
        ]);
        let found = pipeline.won_stage_for(team.map(TeamId::new), own.map(StageId::new));
        found.map(|stage| stage.id.get())
    }

    #[test]
    fn mark_won_takes_the_next_won_stage_of_the_team_or_the_last() {
        assert_eq!(won_stage(None, Some(1)), Some(2), "the next shared one");
        assert_eq!(won_stage(None, Some(2)), Some(2), "its own, if won");
        assert_eq!(won_stage(Some(7), Some(2)), Some(2));
        assert_eq!(won_stage(Some(7), Some(3)), Some(3), "the team's own");
        assert_eq!(won_stage(Some(7), Some(5)), Some(3), "none after it: the last of the team");
        assert_eq!(won_stage(None, Some(5)), Some(2), "another team's does not count");
        assert_eq!(won_stage(Some(8), None), Some(2), "no stage: the first won one");
    }

    #[test]
    fn without_a_won_stage_there_is_none() {
        let pipeline = Pipeline::new(vec![stage(1, 1, false, None), stage(2, 2, true, Some(7))]);
        assert_eq!(pipeline.won_stage_for(None, Some(StageId::new(1))), None);
    }
}
