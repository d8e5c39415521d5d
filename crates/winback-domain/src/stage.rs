//! Stages of the pipeline and their order.

use crate::{NewStage, StageId, TeamId};

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
    /// Whether it is not offered any more; records that are in it stay. Rule: behaviour 1.9.
    pub archived: bool,
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

    /// Returns the first stage of a team that is offered, its own and shared ones together.
    pub fn first_for(&self, team: Option<TeamId>) -> Option<&Stage> {
        self.offered_to(team).next()
    }

    /// Returns the stage into which *Mark won* puts a record: the next won stage of its team (or
    /// shared) that is offered, at or after its own in the order, otherwise the last of them. Rule:
    /// behaviour 1.5, 1.9.
    pub fn won_stage_for(&self, team: Option<TeamId>, own: Option<StageId>) -> Option<&Stage> {
        let place = |stage: &Stage| (stage.position, stage.id);
        let from = own.and_then(|id| self.stage(id)).map(place);
        let won = || self.offered_to(team).filter(|stage| stage.won);
        won().find(|stage| from.is_none_or(|from| place(stage) >= from)).or_else(|| won().last())
    }

    /// Tells whether records of a team can be in a stage: one of its own, or a shared one.
    pub fn is_stage_of(&self, team: Option<TeamId>, stage: Option<StageId>) -> bool {
        stage.is_some_and(|id| self.of_team(team).any(|own| own.id == id))
    }

    /// Returns the place, from 1, that a new stage comes to: the one that is asked for, if there are
    /// so many; otherwise the end, which for a stage that is not won is before the won ones that
    /// end the pipeline. Rule: behaviour 1.9.
    pub fn place_of_new(&self, new: &NewStage) -> usize {
        let last_won = self.stages.iter().rev().take_while(|stage| stage.won && !new.won);
        let end = self.stages.len() - last_won.count() + 1;
        new.place.map_or(end, |place| place.clamp(1, self.stages.len() + 1))
    }

    /// Returns the stages with one of them at a place, from 1, and all numbered from 1 in their order;
    /// a place behind the end is the end.
    #[must_use]
    pub fn with_place(&self, id: StageId, place: usize) -> Self {
        let (own, mut stages): (Vec<Stage>, Vec<Stage>) =
            self.stages.iter().cloned().partition(|stage| stage.id == id);
        let at = place.saturating_sub(1).min(stages.len());
        stages.splice(at..at, own).for_each(drop);
        for (position, stage) in (1..).zip(&mut stages) {
            stage.position = position;
        }
        Self { stages }
    }

    fn offered_to(&self, team: Option<TeamId>) -> impl Iterator<Item = &Stage> {
        self.of_team(team).filter(|stage| !stage.archived)
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
        let (id, name) = (StageId::new(id), format!("S{id}"));
        Stage { id, name, position, won, folded: false, team, archived: false }
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
    fn an_archived_stage_is_not_offered() {
        let archived = Stage { archived: true, ..stage(1, 10, false, None) };
        let archived_won = Stage { archived: true, ..stage(3, 30, true, None) };
        let stages = vec![archived, stage(2, 20, false, None), archived_won.clone()];
        let pipeline = Pipeline::new(stages);
        assert_eq!(pipeline.first_for(None).map(|stage| stage.id.get()), Some(2));
        assert_eq!(pipeline.won_stage_for(None, None), None);
        assert!(pipeline.is_won(Some(archived_won.id)), "what is in it is won all the same");
        assert!(pipeline.is_stage_of(None, Some(archived_won.id)));
    }

    #[test]
    fn a_stage_goes_to_its_place_and_all_are_numbered() {
        let won = |id| id == 4;
        let stages = (1..=4).map(|id| stage(id, 7, won(id), None)).collect();
        let order = |pipeline: &Pipeline| -> Vec<(i64, i64)> {
            pipeline.stages().iter().map(|stage| (stage.position, stage.id.get())).collect()
        };
        let pipeline = Pipeline::new(stages);
        let moved = |id, place| order(&pipeline.with_place(StageId::new(id), place));
        assert_eq!(moved(1, 3), [(1, 2), (2, 3), (3, 1), (4, 4)]);
        assert_eq!(moved(4, 1), [(1, 4), (2, 1), (3, 2), (4, 3)]);
        assert_eq!(moved(2, 99), [(1, 1), (2, 3), (3, 4), (4, 2)]);
        assert_eq!(moved(2, 2), [(1, 1), (2, 2), (3, 3), (4, 4)]);
        let place = |won, place| {
            let new = NewStage { name: "N".into(), place, won, team: None, folded: false };
            pipeline.place_of_new(&new)
        };
        assert_eq!(place(false, None), 4, "before the won one at the end");
        assert_eq!(place(true, None), 5);
        assert_eq!((place(false, Some(2)), place(false, Some(9)), place(true, Some(0))), (2, 5, 1));
    }

    #[test]
    fn without_a_won_stage_there_is_none() {
        let pipeline = Pipeline::new(vec![stage(1, 1, false, None), stage(2, 2, true, Some(7))]);
        assert_eq!(pipeline.won_stage_for(None, Some(StageId::new(1))), None);
    }
}
