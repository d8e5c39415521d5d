//! Imports: rows that name what they refer to.

mod customer;
mod loss;
mod update;

use std::collections::{BTreeMap, BTreeSet};

use winback_store::domain::{
    CampaignId, Deal, EntryKind, Estimator, FieldChange, LabelKind, MediumId, OperationKind,
    Opportunity, OpportunityId, PersonId, Probability, Revision, SourceId, Stamp, State, TagId,
    TeamId,
};
use winback_store::{
    BarredRow, ImportBar, ImportMode, ImportRow, ImportRows, ImportState, Imported, StoreError,
    StoreResult, scored,
};

use crate::world::World;

impl World {
    /// Imports into a copy, which takes the place of the world when all rows came; not in a dry run.
    pub(crate) fn import(
        &mut self,
        mut rows: Box<dyn ImportRows>,
        mode: ImportMode,
        stamp: Stamp,
    ) -> StoreResult<Imported> {
        let (reasons, entries) = (BTreeSet::new(), BTreeMap::new());
        let estimator = self.estimator([]);
        let mut importer = Importer { draft: self.clone(), reasons, entries, estimator, stamp };
        let (mut imported, mut barred) = (Imported::default(), Vec::new());
        let (bars, mut number) = (mode.barred, 0);
        while let Some(row) = rows.next_row().map_err(|_| StoreError::ImportRefused)? {
            let is_gone = importer.draft.is_merged_away(&row.deal);
            let known = importer.draft.known(&row.deal);
            let as_is = known.as_ref().and_then(|known| importer.barring(&bars, known, false));
            let written = match &known {
                None if is_gone => None,
                None => {
                    imported.created += 1;
                    let id = importer.row(&row)?;
                    importer.entries.insert(id, (EntryKind::Imported, Vec::new()));
                    Some(id)
                }
                Some(known) if mode.update && importer.update(known, &row)? => {
                    imported.changed += 1;
                    Some(known.id)
                }
                Some(_) => None,
            };
            imported.unchanged += u64::from(written.is_none());
            let record = written.and_then(|id| importer.draft.opportunities.get(&id));
            let as_comes = record.and_then(|record| importer.barring(&bars, record, true));
            let by = [as_is, as_comes].into_iter().flatten().min();
            let by = by.filter(|_| written.is_some());
            barred.extend(by.map(|by| BarredRow { row: number, by }));
            number += 1;
        }
        if !barred.is_empty() {
            return Err(StoreError::BarredRows(barred));
        }
        if !importer.entries.is_empty() {
            importer.log();
        }
        if !mode.dry_run && (mode.update || imported.created > 0) {
            *self = importer.draft;
        }
        Ok(imported)
    }

    fn is_merged_away(&self, deal: &Deal) -> bool {
        deal.external_id.as_deref().is_some_and(|id| self.is_merged_external_id(id, None))
    }

    fn known(&self, deal: &Deal) -> Option<Opportunity> {
        let id = deal.external_id.as_deref().and_then(|id| self.with_external_id(id))?;
        self.opportunities.get(&id).cloned()
    }
}

/// An import under way.
struct Importer {
    draft: World,
    /// What the names of reasons that were met already are compared by.
    reasons: BTreeSet<String>,
    /// What the log is to say of each record.
    entries: BTreeMap<OpportunityId, (EntryKind, Vec<FieldChange>)>,
    /// By what was won and lost before the import.
    estimator: Estimator,
    stamp: Stamp,
}

impl Importer {
    /// Returns the first bar that keeps a record, which is written already or still as it was.
    fn barring(&self, bars: &[ImportBar], record: &Opportunity, written: bool) -> Option<usize> {
        bars.iter().position(|bar| match bar {
            ImportBar::Known(filter) => !written && self.draft.passes(record, filter),
            ImportBar::Written(filter) => written && self.draft.passes(record, filter),
        })
    }

    fn row(&mut self, row: &ImportRow) -> StoreResult<OpportunityId> {
        let deal = self.deal(row);
        self.draft.check_deal(&deal)?;
        let id = self.draft.next_opportunity();
        for ended in &row.ended_losses {
            let end = Some(self.end(&ended.end));
            self.loss(id, &ended.loss, end)?;
        }
        let state = match &row.state {
            ImportState::Open => self.draft.state_of_new(&deal, row.created_at),
            ImportState::Won { closed_at } => State::Won { closed_at: *closed_at },
            ImportState::Archived { at, probability } => {
                State::Archived { at: *at, probability: *probability }
            }
            ImportState::Lost(loss) => State::Lost(Box::new(self.loss(id, loss, None)?)),
        };
        let mut record = Opportunity {
            id,
            revision: Revision::FIRST,
            deal,
            state,
            estimate: row.estimate.unwrap_or(Probability::EVEN),
            created_at: row.created_at,
            updated_at: row.updated_at.unwrap_or(self.stamp.at),
            assigned_at: row.assigned_at,
            converted_at: row.converted_at,
            stage_changed_at: row.stage_changed_at,
        };
        if record.state == State::Open && row.estimate.is_none() {
            let estimate = self.estimator.estimate(&scored(&record));
            record.estimate = estimate.unwrap_or(record.estimate);
        }
        self.draft.put(record);
        Ok(id)
    }

    /// Returns what a row says, with ids in place of names.
    fn deal(&mut self, row: &ImportRow) -> Deal {
        let mut deal = row.deal.clone();
        if let Some(customer) = &row.customer {
            deal.customer = Some(self.customer(customer));
        }
        if let Some(person) = self.person(row.salesperson.as_deref()) {
            deal.salesperson = Some(person);
        }
        if let Some(team) = self.label(LabelKind::Team, row.team.as_deref()) {
            deal.team = Some(TeamId::new(team));
        }
        for tag in &row.tags {
            deal.tags.extend(self.label(LabelKind::Tag, Some(tag)).map(TagId::new));
        }
        if let Some(source) = self.label(LabelKind::Source, row.source.as_deref()) {
            deal.source = Some(SourceId::new(source));
        }
        if let Some(medium) = self.label(LabelKind::Medium, row.medium.as_deref()) {
            deal.medium = Some(MediumId::new(medium));
        }
        if let Some(campaign) = self.label(LabelKind::Campaign, row.campaign.as_deref()) {
            deal.campaign = Some(CampaignId::new(campaign));
        }
        deal
    }

    fn label(&mut self, kind: LabelKind, name: Option<&str>) -> Option<i64> {
        name.map(|name| self.draft.ensure_label(kind, name).id)
    }

    /// Finds a person by login, or adds the person.
    fn person(&mut self, new: Option<&winback_store::domain::NewPerson>) -> Option<PersonId> {
        new.map(|new| {
            let known = self.draft.person_with_login(&new.login).map(|person| person.id);
            known.unwrap_or_else(|| self.draft.add_person(new).id)
        })
    }

    fn log(&mut self) {
        let (kind, count) = (OperationKind::Import, self.entries.len());
        let operation = self.draft.operation(kind, count, None, self.stamp);
        for (id, (kind, changes)) in std::mem::take(&mut self.entries) {
            if let Some(record) = self.draft.opportunities.get(&id).cloned() {
                self.draft.log(&record, &operation, kind, changes);
            }
        }
    }
}
