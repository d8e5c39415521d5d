//! Merging records, and undoing that.

use std::collections::BTreeMap;

use async_trait::async_trait;
use winback_store::domain::{
    ActivityEntry, EntryKind, FieldChange, Merge, MergeWish, Operation, OperationId, OperationKind,
    Opportunity, OpportunityId, Revision, Stamp, Unmerge, UnmergeChoice, Unmerged,
};
use winback_store::filter::Predicate;
use winback_store::{
    Conversions, Converted, Counterpart, MergeInput, MergeStore, Merged, Selection, StoreError,
    StoreResult, UndoneMerge, is_estimated_anew, scored,
};

use crate::backend::Memory;
use crate::world::{MergedRecords, World};

mod counterparts;

impl World {
    /// Leaves the world as it is where something is refused: on the way there, the leads are converted.
    fn convert_all(
        &mut self,
        conversions: &Conversions,
        visible: &Predicate,
        stamp: Stamp,
    ) -> StoreResult<Converted> {
        let Conversions { alone, conversion, merges, wish } = conversions;
        let mut next = self.clone();
        let operation = next.convert(alone, conversion, stamp)?;
        let merges = merges.iter().map(|inputs| next.merge(inputs, visible, wish, stamp));
        let merges = merges.collect::<StoreResult<Vec<Merged>>>()?;
        *self = next;
        Ok(Converted { operation, merges })
    }

    fn merge(
        &mut self,
        inputs: &[MergeInput],
        visible: &Predicate,
        wish: &MergeWish,
        stamp: Stamp,
    ) -> StoreResult<Merged> {
        self.check_person(wish.salesperson)?;
        self.check_team(wish.team)?;
        let mut absent = Vec::new();
        let mut records = Vec::with_capacity(inputs.len());
        for input in inputs {
            match self.visible(input.id, visible) {
                Some(record) => {
                    check_revision(record, input.revision)?;
                    records.push(record.clone());
                }
                None => absent.push(input.id),
            }
        }
        if !absent.is_empty() {
            absent.sort_unstable();
            return Err(StoreError::NotFound(absent));
        }
        let estimator = self.estimator(&records);
        let mut merge = Merge::of(records, wish, &self.stages, stamp)?;
        if is_estimated_anew(&merge.before, &merge.survivor)
            && let Some(estimate) = estimator.estimate(&scored(&merge.survivor))
        {
            merge.survivor.re_estimate(estimate, &mut merge.changes);
        }
        let records = merge.others.len() + 1;
        let operation = self.operation(OperationKind::Merge, records, None, stamp);
        self.gather(&merge, &operation);
        Ok(Merged { operation, survivor: merge.survivor })
    }

    /// Brings together what belongs to the records.
    fn gather(&mut self, merge: &Merge, operation: &Operation) {
        let id = merge.survivor.id;
        let (mut losses, mut entries) = (self.losses.remove(&id).unwrap_or_default(), Vec::new());
        for other in &merge.others {
            self.take(other.id);
            losses.extend(self.losses.remove(&other.id).into_iter().flatten());
            let (away, revision) = (EntryKind::MergedAway, other.revision.next());
            self.log_at(other.id, revision, operation, away, Vec::new());
            for mut entry in self.entries.remove(&other.id).unwrap_or_default() {
                entry.origin = entry.origin.or(Some(other.id));
                entry.opportunity = id;
                entries.push(entry);
            }
        }
        let mut losses = merge.losses(losses);
        losses.sort_by_key(|loss| loss.loss.id);
        if !losses.is_empty() {
            self.losses.insert(id, losses);
        }
        self.log(&merge.survivor, operation, EntryKind::Merged, merge.changes.clone());
        self.give_entries(id, entries);
        self.put(merge.survivor.clone());
        let kept = MergedRecords {
            before: merge.before.clone(),
            merged: merge.survivor.clone(),
            others: merge.others.clone(),
        };
        self.merges.insert(operation.id, kept);
    }

    fn give_entries(&mut self, id: OpportunityId, entries: Vec<ActivityEntry>) {
        let log = self.entries.entry(id).or_default();
        log.extend(entries);
        log.sort_by_key(|entry| entry.id);
    }

    /// Returns the record that one was merged into.
    pub(crate) fn survivor_of(&self, id: OpportunityId) -> Option<OpportunityId> {
        let (mut found, mut now) = (None, id);
        while let Some((_, merge)) = self.merge_away(now) {
            now = merge.before.id;
            found = Some(now);
        }
        found
    }

    /// Returns the merge that took a record away.
    fn merge_away(&self, id: OpportunityId) -> Option<(OperationId, &MergedRecords)> {
        let took = |merge: &&MergedRecords| merge.others.iter().any(|other| other.id == id);
        let (operation, merge) = self.merges.iter().find(|(_, merge)| took(merge))?;
        Some((*operation, merge))
    }

    fn merge_of(&self, id: OperationId, visible: &Predicate) -> StoreResult<Unmerge> {
        let missing = StoreError::Missing { what: "merge", id: id.get() };
        let merge = self.merges.get(&id).ok_or(missing)?;
        let survivor = merge.before.id;
        if let Some((_, later)) = self.merge_away(survivor) {
            return Err(StoreError::MergedOn { survivor, into: later.before.id });
        }
        let now = self.visible(survivor, visible);
        let now = now.ok_or_else(|| StoreError::NotFound(vec![survivor]))?;
        Ok(Unmerge {
            before: merge.before.clone(),
            merged: merge.merged.clone(),
            now: now.clone(),
            others: merge.others.clone(),
            losses: self.losses_of(survivor).to_vec(),
            homes: self.homes(merge),
        })
    }

    /// Returns where records that were merged into the others of a merge belong.
    fn homes(&self, merge: &MergedRecords) -> BTreeMap<OpportunityId, OpportunityId> {
        let mut homes = BTreeMap::new();
        for record in self.merged_away() {
            let mut now = record.id;
            while !merge.others.iter().any(|other| other.id == now) {
                let Some((_, away)) = self.merge_away(now) else { break };
                now = away.before.id;
            }
            if now != record.id && merge.others.iter().any(|other| other.id == now) {
                homes.insert(record.id, now);
            }
        }
        homes
    }

    fn unmerge(
        &mut self,
        id: OperationId,
        visible: &Predicate,
        choice: &UnmergeChoice,
        expected: Option<Revision>,
        stamp: Stamp,
    ) -> StoreResult<UndoneMerge> {
        let unmerge = self.merge_of(id, visible)?;
        check_revision(&unmerge.now, expected)?;
        let estimator = self.estimator([&unmerge.now]);
        let mut unmerged = unmerge.decide(choice, &self.stages, stamp).map_err(unreadable)?;
        if !unmerged.undecided.is_empty() {
            return Err(StoreError::Undecided(unmerged.undecided));
        }
        let (survivor, changes) = &mut unmerged.survivor;
        if unmerge.now.estimate != unmerge.merged.estimate
            && is_estimated_anew(&unmerge.now, survivor)
            && let Some(estimate) = estimator.estimate(&scored(survivor))
        {
            survivor.re_estimate(estimate, changes);
        }
        let records = unmerged.others.len() + 1;
        let operation = self.operation(OperationKind::Undo, records, None, stamp);
        self.part(&unmerge, &unmerged, &operation);
        self.merges.remove(&id);
        Ok(UndoneMerge { operation, unmerged })
    }

    /// Gives everything to the record that it belongs to.
    fn part(&mut self, unmerge: &Unmerge, unmerged: &Unmerged, operation: &Operation) {
        let id = unmerge.now.id;
        self.losses.remove(&id);
        for loss in &unmerged.losses {
            self.losses.entry(loss.opportunity).or_default().push(loss.clone());
        }
        for entry in self.entries.remove(&id).unwrap_or_default() {
            let opportunity = unmerge.home_of(entry.origin);
            let origin = entry.origin.filter(|origin| *origin != opportunity);
            let entry = ActivityEntry { opportunity, origin, ..entry };
            self.entries.entry(opportunity).or_default().push(entry);
        }
        let records: Vec<&(Opportunity, Vec<FieldChange>)> =
            std::iter::once(&unmerged.survivor).chain(&unmerged.others).collect();
        for (record, changes) in records {
            self.log(record, operation, EntryKind::Undone, changes.clone());
            self.put(record.clone());
        }
    }
}

fn check_revision(record: &Opportunity, expected: Option<Revision>) -> StoreResult<()> {
    match expected {
        Some(expected) if expected != record.revision => {
            Err(StoreError::Stale { id: record.id, expected, current: record.revision })
        }
        Some(_) | None => Ok(()),
    }
}

fn unreadable(error: winback_store::domain::UndoError) -> StoreError {
    let source = Box::new(error);
    StoreError::Backend { backend: "memory", operation: "undoing a merge", source }
}

#[async_trait]
impl MergeStore for Memory {
    async fn merge(
        &self,
        records: &[MergeInput],
        visible: &Predicate,
        wish: &MergeWish,
        stamp: Stamp,
    ) -> StoreResult<Merged> {
        self.write(|world| world.merge(records, visible, wish, stamp))
    }

    async fn counterparts(
        &self,
        selection: &Selection,
        visible: &Predicate,
    ) -> StoreResult<Vec<Counterpart>> {
        Ok(self.read(|world| world.counterparts(selection, visible)))
    }

    async fn convert_all(
        &self,
        conversions: &Conversions,
        visible: &Predicate,
        stamp: Stamp,
    ) -> StoreResult<Converted> {
        self.write(|world| world.convert_all(conversions, visible, stamp))
    }

    async fn survivor_of(&self, id: OpportunityId) -> StoreResult<Option<OpportunityId>> {
        Ok(self.read(|world| world.survivor_of(id)))
    }

    async fn merge_of(&self, id: OperationId, visible: &Predicate) -> StoreResult<Unmerge> {
        self.read(|world| world.merge_of(id, visible))
    }

    async fn unmerge(
        &self,
        id: OperationId,
        visible: &Predicate,
        choice: &UnmergeChoice,
        expected: Option<Revision>,
        stamp: Stamp,
    ) -> StoreResult<UndoneMerge> {
        self.write(|world| world.unmerge(id, visible, choice, expected, stamp))
    }
}
