//! Writes to opportunities: creating, editing, changing the state of many.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use winback_store::domain::{
    Change, Changed, CustomerId, Deal, Edit, Effect, EntryKind, LossId, NewCustomer, NewLostReason,
    OperationKind, Opportunity, OpportunityId, Revision, Stamp, State,
};
use winback_store::filter::Predicate;
use winback_store::{
    Applied, NameList, Named, NewNames, NewOpportunity, Selection, StoreError, StoreResult,
    is_estimated_anew, scored,
};

use crate::world::World;

/// What a selection holds.
pub(crate) struct Selected<'w> {
    /// The records, by id.
    pub(crate) records: Vec<&'w Opportunity>,
    /// Ids that are not found or do not match.
    pub(crate) missing: Vec<OpportunityId>,
}

impl World {
    /// Adds a record, with names in a copy of the world, which takes its place if all goes well.
    pub(crate) fn create(
        &mut self,
        new: &NewOpportunity,
        names: &NewNames,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        if names.is_empty() {
            return self.create_of(new, barred, stamp);
        }
        let mut draft = self.clone();
        let deal = draft.found_or_added(names)?.deal(&new.deal);
        let record = draft.create_of(&NewOpportunity { deal, ..new.clone() }, barred, stamp)?;
        *self = draft;
        Ok(record)
    }

    /// Finds names, or adds them.
    fn found_or_added(&mut self, names: &NewNames) -> StoreResult<Named> {
        names.resolve(|list, name| match list {
            NameList::Labels(kind) => Ok(self.ensure_label(kind, name).id),
            NameList::Customers => Ok(self.ensure_company(name).get()),
        })
    }

    /// Finds the customer of a name, if it is one, or else adds a company of this name.
    pub(crate) fn ensure_company(&mut self, name: &str) -> CustomerId {
        let known = match self.customers_named(name, 2).as_slice() {
            [known] => Some(known.id),
            [] | [_, ..] => None,
        };
        known.unwrap_or_else(|| self.add_customer(NewCustomer::company(name.trim())).id)
    }

    fn create_of(
        &mut self,
        new: &NewOpportunity,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        self.check_deal(&new.deal)?;
        let state = self.state_of_new(&new.deal, new.created_at);
        let mut record = Opportunity {
            id: self.next_opportunity(),
            revision: Revision::FIRST,
            assigned_at: new.deal.salesperson.map(|_| new.created_at),
            deal: new.deal.clone(),
            state,
            estimate: new.estimate,
            created_at: new.created_at,
            updated_at: stamp.at,
            converted_at: None,
            stage_changed_at: None,
        };
        if record.state == State::Open
            && let Some(estimate) = self.estimator([]).estimate(&scored(&record))
        {
            record.estimate = estimate;
        }
        self.hold(&[&record], barred)?;
        let operation = self.operation(OperationKind::Create, 1, None, stamp);
        self.log(&record, &operation, EntryKind::Created, Vec::new());
        self.put(record.clone());
        Ok(record)
    }

    /// Returns the records of some ids.
    pub(crate) fn of_ids(&self, ids: impl Iterator<Item = OpportunityId>) -> Vec<&Opportunity> {
        ids.filter_map(|id| self.opportunities.get(&id)).collect()
    }

    /// Refuses records that match one of some filters.
    pub(crate) fn hold(&self, records: &[&Opportunity], barred: &[Predicate]) -> StoreResult<()> {
        for (by, filter) in barred.iter().enumerate() {
            let kept = records.iter().filter(|record| self.passes(record, filter)).count();
            match u64::try_from(kept).unwrap_or(u64::MAX) {
                0 => {}
                records => return Err(StoreError::Barred { by, records }),
            }
        }
        Ok(())
    }

    /// Returns the state of a record that nothing has happened to yet.
    pub(crate) fn state_of_new(&self, deal: &Deal, created_at: Timestamp) -> State {
        if self.stages.is_won(deal.stage) {
            State::Won { closed_at: created_at }
        } else {
            State::Open
        }
    }

    pub(crate) fn select(&self, selection: &Selection) -> Selected<'_> {
        let Some(ids) = &selection.ids else {
            return Selected { records: self.matching(&selection.filter), missing: Vec::new() };
        };
        let mut selected = Selected { records: Vec::new(), missing: Vec::new() };
        for id in ids.iter().collect::<BTreeSet<_>>() {
            match self.visible(*id, &selection.filter) {
                Some(record) => selected.records.push(record),
                None => selected.missing.push(*id),
            }
        }
        selected
    }

    /// Finds a record that matches a filter.
    pub(crate) fn visible(&self, id: OpportunityId, filter: &Predicate) -> Option<&Opportunity> {
        self.opportunities.get(&id).filter(|record| self.passes(record, filter))
    }

    /// Edits a record, with names in a copy of the world, which takes its place if all goes well.
    pub(crate) fn edit(
        &mut self,
        id: OpportunityId,
        expected: Option<Revision>,
        visible: &Predicate,
        edits: &[Edit],
        names: &NewNames,
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        if names.is_empty() {
            return self.edit_by(id, expected, visible, edits, stamp);
        }
        let mut draft = self.clone();
        let edits = draft.found_or_added(names)?.edits(edits);
        let record = draft.edit_by(id, expected, visible, &edits, stamp)?;
        *self = draft;
        Ok(record)
    }

    fn edit_by(
        &mut self,
        id: OpportunityId,
        expected: Option<Revision>,
        visible: &Predicate,
        edits: &[Edit],
        stamp: Stamp,
    ) -> StoreResult<Opportunity> {
        let record = self.visible(id, visible).ok_or_else(|| StoreError::NotFound(vec![id]))?;
        let current = record.revision;
        if let Some(expected) = expected.filter(|expected| *expected != current) {
            return Err(StoreError::Stale { id, expected, current });
        }
        edits.iter().try_for_each(|edit| self.check_edit(id, edit))?;
        let mut record = record.clone();
        let before = record.clone();
        let mut changes = record.edit(edits, stamp)?;
        if is_estimated_anew(&before, &record)
            && let Some(estimate) = self.estimator([]).estimate(&scored(&record))
        {
            record.re_estimate(estimate, &mut changes);
        }
        if !changes.is_empty() {
            let operation = self.operation(OperationKind::Edit, 1, None, stamp);
            self.log(&record, &operation, EntryKind::Changed, changes);
            self.put(record.clone());
        }
        Ok(record)
    }

    pub(crate) fn apply(
        &mut self,
        selection: &Selection,
        change: &Change,
        reason: Option<&NewLostReason>,
        stamp: Stamp,
    ) -> StoreResult<Applied> {
        self.check_change(change)?;
        let chosen = reason.map(|reason| change.with_reason(self.reason_to_be(reason)));
        let change = chosen.as_ref().unwrap_or(change);
        let Prepared { changed, effects } = self.prepare(selection, change, stamp)?;
        let found = effects.values().sum();
        if let Some(confirmed) = selection.confirmed.filter(|confirmed| *confirmed != found) {
            return Err(StoreError::Moved { confirmed, found });
        }
        let effects = effects.into_iter().collect();
        if changed.is_empty() {
            return Ok(Applied { operation: None, effects });
        }
        if let Some(reason) = reason {
            self.offer_reason(reason, stamp);
        }
        let note = change.note().cloned();
        let operation = self.operation(change.operation(), changed.len(), note, stamp);
        for (record, changed) in changed {
            self.keep_loss(&record, &changed, stamp);
            if let Some(kind) = changed.effect.entry_kind() {
                self.log(&record, &operation, kind, changed.changes);
            }
            self.put(record);
        }
        Ok(Applied { operation: Some(operation), effects })
    }

    /// Applies a change to copies of the selected records.
    fn prepare(
        &self,
        selection: &Selection,
        change: &Change,
        stamp: Stamp,
    ) -> StoreResult<Prepared> {
        let selected = self.select(selection);
        if !selected.missing.is_empty() {
            return Err(StoreError::NotFound(selected.missing));
        }
        let mut prepared = Prepared { changed: Vec::new(), effects: BTreeMap::new() };
        let (mut refused, mut total) = (Vec::new(), 0_u64);
        let mut loss = self.next_loss();
        for record in selected.records {
            let mut record = record.clone();
            match record.apply(change, &self.stages, stamp, loss) {
                Ok(changed) => {
                    if changed.effect == Effect::Lose {
                        loss = LossId::new(loss.get() + 1);
                    }
                    prepared.take(record, changed);
                }
                Err(error) => {
                    total += 1;
                    refused.push(error);
                    refused.truncate(StoreError::LISTED);
                }
            }
        }
        if total > 0 {
            return Err(StoreError::Refused { refused, total });
        }
        self.estimate_anew(&mut prepared);
        Ok(prepared)
    }

    /// Estimates those that are open again, or of another stage or team, when all of them have left the
    /// frequencies. Rule: behaviour 3.1, 6.1.
    fn estimate_anew(&self, prepared: &mut Prepared) {
        let before = |record: &Opportunity| self.opportunities.get(&record.id);
        let estimator = self.estimator(prepared.changed.iter().filter_map(|(it, _)| before(it)));
        for (record, changed) in &mut prepared.changed {
            let is_anew = before(record).is_some_and(|before| is_estimated_anew(before, record));
            if is_anew && let Some(estimate) = estimator.estimate(&scored(record)) {
                record.re_estimate(estimate, &mut changed.changes);
            }
        }
    }
}

/// The copies that a change gives, and how many records had each effect.
struct Prepared {
    changed: Vec<(Opportunity, Changed)>,
    effects: BTreeMap<Effect, u64>,
}

impl Prepared {
    fn take(&mut self, record: Opportunity, changed: Changed) {
        *self.effects.entry(changed.effect).or_default() += 1;
        if changed.effect != Effect::Nothing {
            self.changed.push((record, changed));
        }
    }
}
