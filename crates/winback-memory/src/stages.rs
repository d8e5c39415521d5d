//! What managers do to stages.

use async_trait::async_trait;
use winback_store::domain::{
    NewStage, Operation, OperationKind, Opportunity, OpportunityId, Pipeline, Stage, StageEdit,
    StageId, Stamp, StateKind, TrackedField, TrackedValue, state_before_flag,
};
use winback_store::filter::Predicate;
use winback_store::{StageCounts, StageStore, StoreError, StoreResult, is_estimated_anew, scored};

use crate::backend::Memory;
use crate::world::{World, name_key};

impl World {
    fn stage(&self, id: StageId) -> StoreResult<&Stage> {
        let missing = StoreError::Missing { what: "stage", id: id.get() };
        self.stages.stage(id).ok_or(missing)
    }

    /// Checks that no other stage than `own` has the name.
    fn check_stage_name(&self, own: Option<StageId>, name: &str) -> StoreResult<()> {
        let key = name_key(name);
        let named = |stage: &&Stage| name_key(&stage.name) == key && Some(stage.id) != own;
        match self.stages.stages().iter().find(named) {
            Some(_) => Err(StoreError::Taken { what: "stage", name: name.to_owned() }),
            None => Ok(()),
        }
    }

    fn counts_of_stage(&self, stage: &Stage, records: &[&Opportunity]) -> StageCounts {
        let count = |state: StateKind| {
            let there = records.iter().filter(|record| record.deal.stage == Some(stage.id));
            let there = there.filter(|record| record.state.kind() == state).count();
            u64::try_from(there).unwrap_or(u64::MAX)
        };
        StageCounts {
            stage: stage.clone(),
            open: count(StateKind::Open),
            won: count(StateKind::Won),
            lost: count(StateKind::Lost),
            archived: count(StateKind::Archived),
        }
    }

    fn create_stage(&mut self, new: &NewStage) -> StoreResult<Stage> {
        self.check_stage_name(None, &new.name)?;
        self.check_team(new.team)?;
        let last = self.stages.stages().iter().map(|stage| stage.id.get()).max();
        let id = StageId::new(self.last_stage.max(last.unwrap_or(0)) + 1);
        self.last_stage = id.get();
        let NewStage { name, place: _, won, team, folded } = new.clone();
        let stage = Stage { id, name, position: 0, won, folded, team, archived: false };
        let place = self.stages.place_of_new(new);
        let mut stages = self.stages.stages().to_vec();
        stages.push(stage);
        self.stages = Pipeline::new(stages).with_place(id, place);
        self.recount();
        self.stage(id).cloned()
    }

    fn edit_stage(&mut self, id: StageId, edits: &[StageEdit]) -> StoreResult<Stage> {
        let mut stage = self.stage(id)?.clone();
        for edit in edits {
            match edit {
                StageEdit::Name(name) => {
                    self.check_stage_name(Some(id), name)?;
                    stage.name.clone_from(name);
                }
                StageEdit::Team(team) => {
                    self.check_team(*team)?;
                    stage.team = *team;
                }
                StageEdit::Folded(folded) => stage.folded = *folded,
                StageEdit::Archived(archived) => stage.archived = *archived,
            }
        }
        self.put_stage(stage.clone());
        Ok(stage)
    }

    fn put_stage(&mut self, stage: Stage) {
        let id = stage.id;
        let others = self.stages.stages().iter().filter(|other| other.id != id).cloned();
        self.stages = Pipeline::new(others.chain([stage]).collect());
    }

    /// Counts the records that are in a stage, were in it, or were lost in it.
    fn uses_of_stage(&self, id: StageId) -> u64 {
        let left = Some(TrackedValue::Reference(id.get()));
        let was_there = |record: OpportunityId| {
            let entries = self.entries.get(&record).into_iter().flatten();
            let mut changes = entries.flat_map(|entry| &entry.changes);
            changes.any(|change| change.field == TrackedField::Stage && change.old == left)
        };
        let used = self.opportunities.values().filter(|record| {
            let lost_there = self.losses_of(record.id).iter().any(|it| it.loss.stage == Some(id));
            record.deal.stage == Some(id) || lost_there || was_there(record.id)
        });
        u64::try_from(used.count()).unwrap_or(u64::MAX)
    }

    fn remove_stage(&mut self, id: StageId) -> StoreResult<()> {
        let (what, name) = ("stage", self.stage(id)?.name.clone());
        match self.uses_of_stage(id) {
            0 => {}
            records => return Err(StoreError::InUse { what, name, records }),
        }
        self.last_stage = self.last_stage.max(id.get());
        let others = self.stages.stages().iter().filter(|stage| stage.id != id);
        self.stages = Pipeline::new(others.cloned().collect());
        self.recount();
        Ok(())
    }

    /// Returns the records that would become another state if the won flag of a stage were this.
    pub(crate) fn followers(&self, id: StageId, won: bool) -> Vec<OpportunityId> {
        let state = state_before_flag(won);
        let records = self.opportunities.values().filter(|record| record.deal.stage == Some(id));
        records.filter(|record| record.state.kind() == state).map(|record| record.id).collect()
    }

    /// Sets the won flag of a stage, and leaves its records to [`follow_stage`](Self::follow_stage).
    pub(crate) fn flag_stage(&mut self, id: StageId, won: bool) -> StoreResult<()> {
        let stage = Stage { won, ..self.stage(id)?.clone() };
        self.put_stage(stage);
        Ok(())
    }

    /// Makes records what the won flag of their stage says, as part of an operation.
    pub(crate) fn follow_stage(
        &mut self,
        followers: &[OpportunityId],
        operation: &Operation,
        stamp: Stamp,
    ) {
        let before: Vec<Opportunity> =
            followers.iter().filter_map(|id| self.opportunities.get(id).cloned()).collect();
        let estimator = self.estimator(&before);
        for before in before {
            let mut record = before.clone();
            let Some((kind, mut changes)) = record.follow_stage(&self.stages, stamp) else {
                continue;
            };
            if is_estimated_anew(&before, &record)
                && let Some(estimate) = estimator.estimate(&scored(&record))
            {
                record.re_estimate(estimate, &mut changes);
            }
            self.log(&record, operation, kind, changes);
            self.put(record);
        }
    }

    fn set_won(
        &mut self,
        id: StageId,
        won: bool,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.stage(id)?;
        let followers = self.followers(id, won);
        let found = u64::try_from(followers.len()).unwrap_or(u64::MAX);
        if let Some(confirmed) = confirmed.filter(|confirmed| *confirmed != found) {
            return Err(StoreError::Moved { confirmed, found });
        }
        self.hold(&self.of_ids(followers.iter().copied()), barred)?;
        self.flag_stage(id, won)?;
        if followers.is_empty() {
            return Ok(None);
        }
        let operation = self.operation(OperationKind::ConfigureStage, followers.len(), None, stamp);
        self.follow_stage(&followers, &operation, stamp);
        Ok(Some(operation))
    }
}

#[async_trait]
impl StageStore for Memory {
    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<StageCounts>> {
        Ok(self.read(|world| {
            let records = world.matching(visible);
            let stages = world.stages.stages().iter();
            stages.map(|stage| world.counts_of_stage(stage, &records)).collect()
        }))
    }

    async fn create(&self, new: &NewStage) -> StoreResult<Stage> {
        self.write(|world| world.create_stage(new))
    }

    async fn edit(&self, id: StageId, edits: &[StageEdit]) -> StoreResult<Stage> {
        self.write(|world| world.edit_stage(id, edits))
    }

    async fn place(&self, id: StageId, place: usize) -> StoreResult<Pipeline> {
        self.write(|world| {
            world.stage(id)?;
            world.stages = world.stages.with_place(id, place);
            world.recount();
            Ok(world.stages.clone())
        })
    }

    async fn remove(&self, id: StageId) -> StoreResult<()> {
        self.write(|world| world.remove_stage(id))
    }

    async fn set_won(
        &self,
        id: StageId,
        won: bool,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.write(|world| world.set_won(id, won, confirmed, barred, stamp))
    }
}
