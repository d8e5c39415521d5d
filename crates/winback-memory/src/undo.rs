//! Operations, and undoing them.

use async_trait::async_trait;
use winback_store::domain::{
    ActivityEntry, Edit, EntryKind, FieldChange, LossRecord, Operation, OperationId, OperationKind,
    Opportunity, OpportunityId, PersonId, StageId, Stamp, TrackedField, TrackedValue,
};
use winback_store::filter::Predicate;
use winback_store::{
    OperationStore, StoreError, StoreResult, UndoPlan, Undone, is_estimate_lost, scored,
};

use crate::backend::Memory;
use crate::world::World;

/// The records of an operation, each with its entry: those that can be undone, and the others.
struct Sorted {
    operation: Operation,
    undoable: Vec<ActivityEntry>,
    left: Vec<OpportunityId>,
    flag: Option<Flag>,
}

/// The won flag that goes back to what it was, and the other records that follow it.
struct Flag {
    stage: StageId,
    won: bool,
    followers: Vec<OpportunityId>,
}

impl Sorted {
    /// Returns the records that undoing changes.
    fn changing(&self) -> impl Iterator<Item = OpportunityId> {
        let followers = self.flag.iter().flat_map(|flag| flag.followers.iter().copied());
        self.undoable.iter().map(|entry| entry.opportunity).chain(followers)
    }

    fn left(&self) -> (Vec<OpportunityId>, u64) {
        let first = self.left.iter().copied().take(UndoPlan::LISTED).collect();
        (first, count(self.left.len()))
    }
}

/// A record as it was, with its losses and what changed.
type TakenBack = (Opportunity, Vec<LossRecord>, Vec<FieldChange>);

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl World {
    fn sorted(&self, id: OperationId, visible: &Predicate) -> StoreResult<Sorted> {
        let found = self.operations.iter().find(|operation| operation.id == id);
        let missing = StoreError::Missing { what: "operation", id: id.get() };
        let operation = found.cloned().ok_or(missing)?;
        let (mut undoable, mut left) = (Vec::new(), Vec::new());
        let entries = self.entries.values().flatten().filter(|entry| entry.operation == id);
        for entry in entries {
            // The records of a stage stand as its flag says, whoever may see them.
            let record = match operation.kind {
                OperationKind::ConfigureStage => self.opportunities.get(&entry.opportunity),
                _ => self.visible(entry.opportunity, visible),
            };
            let is_so = record.is_some_and(|record| record.revision == entry.revision);
            let is_own = entry.origin.is_none();
            match is_so && is_own && operation.kind.is_undoable() {
                true => undoable.push(entry.clone()),
                false => left.push(entry.origin.unwrap_or(entry.opportunity)),
            }
        }
        let flag = self.flag_to_undo(&operation, &undoable);
        Ok(Sorted { operation, undoable, left, flag })
    }

    /// Records that an operation on a stage left as they are still stand there.
    fn flag_to_undo(&self, operation: &Operation, undoable: &[ActivityEntry]) -> Option<Flag> {
        if operation.kind != OperationKind::ConfigureStage {
            return None;
        }
        let stage = self.opportunities.get(&undoable.first()?.opportunity)?.deal.stage?;
        let won = !self.stages.is_won(Some(stage));
        let is_undone = |id: &OpportunityId| undoable.iter().any(|entry| entry.opportunity == *id);
        let mut followers = self.followers(stage, won);
        followers.retain(|id| !is_undone(id));
        Some(Flag { stage, won, followers })
    }

    fn plan_undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        barred: &[Predicate],
    ) -> StoreResult<UndoPlan> {
        let sorted = self.sorted(id, visible)?;
        let changing = self.of_ids(sorted.changing());
        self.hold(&changing, barred)?;
        let revenues = changing.iter().filter_map(|record| record.deal.expected_revenue);
        let revenue_minor = revenues.map(|it| i128::from(it.minor())).sum();
        let undoable = count(changing.len());
        let (left, left_total) = sorted.left();
        let operation = sorted.operation;
        Ok(UndoPlan { operation, undoable, revenue_minor, left, left_total })
    }

    fn undo(
        &mut self,
        id: OperationId,
        visible: &Predicate,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Undone> {
        let sorted = self.sorted(id, visible)?;
        self.hold(&self.of_ids(sorted.changing()), barred)?;
        let found = count(sorted.changing().count());
        if let Some(confirmed) = confirmed.filter(|confirmed| *confirmed != found) {
            return Err(StoreError::Moved { confirmed, found });
        }
        let (left, left_total) = sorted.left();
        if sorted.undoable.is_empty() {
            return Ok(Undone { operation: None, left, left_total });
        }
        let before = self.stages.clone();
        if let Some(flag) = &sorted.flag {
            self.flag_stage(flag.stage, flag.won)?;
        }
        let undone = match self.undone(&sorted.undoable, stamp) {
            Ok(undone) => undone,
            Err(error) => {
                self.stages = before;
                return Err(error);
            }
        };
        let records = undone.len() + sorted.flag.as_ref().map_or(0, |flag| flag.followers.len());
        let operation = self.operation(OperationKind::Undo, records, None, stamp);
        for (record, losses, changes) in undone {
            self.losses.remove(&record.id);
            if !losses.is_empty() {
                self.losses.insert(record.id, losses);
            }
            self.log(&record, &operation, EntryKind::Undone, changes);
            self.put(record);
        }
        if let Some(flag) = &sorted.flag {
            self.follow_stage(&flag.followers, &operation, stamp);
        }
        Ok(Undone { operation: Some(operation), left, left_total })
    }

    /// Returns what records, losses and changes come of it.
    fn undone(&self, entries: &[ActivityEntry], stamp: Stamp) -> StoreResult<Vec<TakenBack>> {
        let record = |entry: &ActivityEntry| self.opportunities.get(&entry.opportunity);
        let estimator = self.estimator(entries.iter().filter_map(record));
        let mut undone = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(before) = record(entry) else { continue };
            let mut record = before.clone();
            let mut losses = self.losses_of(record.id).to_vec();
            let taken_back = record.undo(entry, &mut losses, &self.stages, stamp);
            let mut changes = taken_back.map_err(|error| {
                let source = Box::new(error);
                StoreError::Backend { backend: "memory", operation: "undoing", source }
            })?;
            for change in &changes {
                if let (TrackedField::ExternalId, Some(TrackedValue::Text(text))) =
                    (change.field, &change.new)
                {
                    self.check_edit(record.id, &Edit::ExternalId(Some(text.clone())))?;
                }
            }
            if is_estimate_lost(entry, before, &record) {
                let estimate = estimator.estimate(&scored(&record)).unwrap_or(record.estimate);
                record.re_estimate(estimate, &mut changes);
            }
            undone.push((record, losses, changes));
        }
        Ok(undone)
    }
}

#[async_trait]
impl OperationStore for Memory {
    async fn list(
        &self,
        before: Option<OperationId>,
        by: Option<PersonId>,
        limit: usize,
    ) -> StoreResult<Vec<Operation>> {
        Ok(self.read(|world| {
            let operations = world.operations.iter().rev();
            let older = operations.filter(|it| before.is_none_or(|before| it.id < before));
            older.filter(|it| by.is_none_or(|by| it.by == by)).take(limit).cloned().collect()
        }))
    }

    async fn plan_undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        barred: &[Predicate],
    ) -> StoreResult<UndoPlan> {
        self.read(|world| world.plan_undo(id, visible, barred))
    }

    async fn undo(
        &self,
        id: OperationId,
        visible: &Predicate,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Undone> {
        self.write(|world| world.undo(id, visible, confirmed, barred, stamp))
    }
}
