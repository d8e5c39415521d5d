//! Merging records: who survives, which values win, and what becomes of the losses.

use std::cmp::Reverse;

use thiserror::Error;

use crate::{
    Address, Deal, EndedHow, FieldChange, Kind, LossEnd, LossId, LossRecord, LossRevision,
    LostReasonId, Opportunity, OpportunityId, PersonId, Pipeline, StageId, Stamp, State, StateKind,
    TeamId, TrackedField, TrackedValue,
};

/// What a person decides of a merge; what is absent is decided by the records. Rule: behaviour 5.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MergeWish {
    /// Who works on the result.
    pub salesperson: Option<PersonId>,
    /// The team that works on it.
    pub team: Option<TeamId>,
}

/// Why records cannot be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("a merge takes at least two records, and there is {0}: name another one")]
    TooFew(usize),
    /// A record cannot be merged into itself.
    #[error("opportunity {0} is named twice: name each record once")]
    Twice(OpportunityId),
}

/// One field of the result: which value wins, and from whom it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedField {
    /// The field.
    pub field: TrackedField,
    /// The value that it gets.
    pub value: Option<TrackedValue>,
    /// The records that have it, or had a part in it, those of most confidence first; none if a
    /// person decided it.
    pub from: Vec<OpportunityId>,
    /// What the others have in its place.
    pub others: Vec<(OpportunityId, TrackedValue)>,
}

/// What merging some records comes to. Rule: behaviour 5.2-5.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The record of most confidence as it was: the one that stays.
    pub before: Opportunity,
    /// What it becomes.
    pub survivor: Opportunity,
    /// The others as they are, those of most confidence first.
    pub others: Vec<Opportunity>,
    /// What changes of the one that stays.
    pub changes: Vec<FieldChange>,
    /// Every field that some record has.
    pub fields: Vec<MergedField>,
    stamp: Stamp,
}

impl Merge {
    /// Decides what merging records comes to.
    ///
    /// An open result is never in a won stage: its stage is that of the first open record, or of its
    /// team. Rule: behaviour 1.2, 5.2-5.4.
    ///
    /// # Errors
    /// [`MergeError`] for less than two records, or one that is named twice.
    pub fn of(
        mut records: Vec<Opportunity>,
        wish: &MergeWish,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Result<Self, MergeError> {
        by_confidence(&mut records, pipeline);
        if let Some(twice) = twice(&records) {
            return Err(MergeError::Twice(twice));
        }
        let Some((before, others)) = records.split_first().filter(|(_, others)| !others.is_empty())
        else {
            return Err(MergeError::TooFew(records.len()));
        };
        let mut survivor = before.clone();
        survivor.deal = deal(&records, wish);
        survivor.assigned_at = assigned_at(&records, wish, stamp);
        let was_lead = before.deal.kind == Kind::Lead;
        survivor.converted_at = records.iter().find_map(|record| record.converted_at);
        if was_lead && survivor.deal.kind == Kind::Opportunity {
            survivor.converted_at = survivor.converted_at.or(Some(stamp.at));
        }
        survivor.state = state(&records);
        survivor.deal.stage = stage(&records, &survivor, pipeline);
        if survivor.deal.stage != before.deal.stage {
            survivor.stage_changed_at = Some(stamp.at);
        }
        survivor.revision = before.revision.next();
        survivor.updated_at = stamp.at;
        let (before, others) = (before.clone(), others.to_vec());
        let changes = survivor.changes_since(&before);
        let fields = fields(&records, &survivor, wish);
        Ok(Self { before, survivor, others, changes, fields, stamp })
    }

    /// Returns the losses of all records as those of the one that stays: those of the others say
    /// where they came from, and end as merged if they were current and do not become the one that is.
    /// Rule: behaviour 5.3, 5.5.
    #[must_use]
    pub fn losses(&self, losses: Vec<LossRecord>) -> Vec<LossRecord> {
        let current = self.current_loss();
        let mut merged = losses;
        for loss in &mut merged {
            if loss.opportunity != self.survivor.id {
                loss.origin = loss.origin.or(Some(loss.opportunity));
                loss.opportunity = self.survivor.id;
            }
            let is_current = Some(loss.loss.id) == current;
            if loss.end.is_none() && !is_current {
                let by = Some(self.stamp.by);
                loss.end = Some(LossEnd { at: self.stamp.at, by, how: EndedHow::Merged });
            }
            if let Some(now) = self.survivor.loss().filter(|_| is_current)
                && now.details != loss.loss.details
            {
                loss.loss.details = now.details.clone();
                loss.revisions.push(LossRevision {
                    details: now.details.clone(),
                    at: self.stamp.at,
                    by: Some(self.stamp.by),
                });
            }
        }
        merged
    }

    /// Returns the loss that is current afterwards.
    pub fn current_loss(&self) -> Option<LossId> {
        self.survivor.loss().map(|loss| loss.id)
    }
}

/// Puts records in the order of confidence. Rule: behaviour 5.2.
fn by_confidence(records: &mut [Opportunity], pipeline: &Pipeline) {
    let position = |record: &Opportunity| {
        let stage = record.deal.stage.and_then(|id| pipeline.stage(id));
        stage.map(|stage| stage.position)
    };
    records.sort_by_key(|record| {
        (
            !record.state.kind().is_active(),
            record.deal.kind == Kind::Lead,
            Reverse(position(record)),
            Reverse(record.probability()),
            record.created_at,
            record.id,
        )
    });
}

fn twice(records: &[Opportunity]) -> Option<OpportunityId> {
    let mut ids: Vec<OpportunityId> = records.iter().map(|record| record.id).collect();
    ids.sort_unstable();
    ids.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

/// Returns the first value that is there, in the order of confidence.
fn first<T: Clone>(records: &[Opportunity], of: impl Fn(&Deal) -> &Option<T>) -> Option<T> {
    records.iter().find_map(|record| of(&record.deal).clone())
}

/// Returns the first text that says something.
fn text(records: &[Opportunity], of: impl Fn(&Deal) -> &Option<String>) -> Option<String> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    records.iter().find_map(|record| said(of(&record.deal)))
}

/// Rule: behaviour 5.4. The stage is decided with the state.
fn deal(records: &[Opportunity], wish: &MergeWish) -> Deal {
    let is_opportunity = records.iter().any(|record| record.deal.kind == Kind::Opportunity);
    let names = || records.iter().map(|record| record.deal.name.clone());
    Deal {
        kind: if is_opportunity { Kind::Opportunity } else { Kind::Lead },
        name: names().find(|name| !name.trim().is_empty()).unwrap_or_default(),
        customer: first(records, |deal| &deal.customer),
        company_name: text(records, |deal| &deal.company_name),
        contact_name: text(records, |deal| &deal.contact_name),
        email: text(records, |deal| &deal.email),
        phone: text(records, |deal| &deal.phone),
        address: address(records),
        language: text(records, |deal| &deal.language),
        notes: notes(records),
        stage: None,
        salesperson: wish.salesperson.or_else(|| first(records, |deal| &deal.salesperson)),
        team: wish.team.or_else(|| first(records, |deal| &deal.team)),
        tags: records.iter().flat_map(|record| record.deal.tags.iter().copied()).collect(),
        priority: records.iter().filter_map(|record| record.deal.priority).max(),
        source: first(records, |deal| &deal.source),
        medium: first(records, |deal| &deal.medium),
        campaign: first(records, |deal| &deal.campaign),
        expected_revenue: first(records, |deal| &deal.expected_revenue),
        hand_probability: first(records, |deal| &deal.hand_probability),
        expected_closing: first(records, |deal| &deal.expected_closing),
        external_id: text(records, |deal| &deal.external_id),
    }
}

/// Returns the address of the record that says most of it, whole.
fn address(records: &[Opportunity]) -> Address {
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let filled = |address: &Address| {
        let Address { street, street2, city, region, zip, country } = address;
        let texts = [street, street2, city, region, zip];
        texts.into_iter().filter(|text| said(text)).count() + usize::from(country.is_some())
    };
    let mut most = Address::default();
    for record in records {
        if filled(&record.deal.address) > filled(&most) {
            most = record.deal.address.clone();
        }
    }
    most
}

/// Joins the notes, each said once.
fn notes(records: &[Opportunity]) -> Option<String> {
    let mut joined: Vec<&str> = Vec::new();
    for notes in records.iter().filter_map(|record| record.deal.notes.as_deref()) {
        let notes = notes.trim();
        if !notes.is_empty() && !joined.contains(&notes) {
            joined.push(notes);
        }
    }
    match joined.as_slice() {
        [] => None,
        // As it stands, with the space around it.
        [one] => records.iter().filter_map(|it| it.deal.notes.clone()).find(|it| it.trim() == *one),
        _ => Some(joined.join("\n\n")),
    }
}

/// The assignment goes with the salesperson.
fn assigned_at(records: &[Opportunity], wish: &MergeWish, stamp: Stamp) -> Option<jiff::Timestamp> {
    let of_whom = |who: Option<PersonId>| {
        records.iter().find(|record| record.deal.salesperson == who && who.is_some())
    };
    let from = match wish.salesperson {
        Some(who) => match of_whom(Some(who)) {
            Some(record) => Some(record),
            None => return Some(stamp.at),
        },
        None => of_whom(first(records, |deal| &deal.salesperson)).or(records.first()),
    };
    from.and_then(|record| record.assigned_at)
}

fn has(records: &[Opportunity], state: StateKind) -> bool {
    records.iter().any(|record| record.state.kind() == state)
}

/// Rule: behaviour 5.3.
fn state(records: &[Opportunity]) -> State {
    let first = |state: StateKind| {
        let found = records.iter().find(|record| record.state.kind() == state);
        found.map(|record| record.state.clone())
    };
    if has(records, StateKind::Open) {
        return State::Open;
    }
    let mut state = first(StateKind::Won)
        .or_else(|| first(StateKind::Lost))
        .or_else(|| first(StateKind::Archived))
        .unwrap_or(State::Open);
    if let State::Lost(loss) = &mut state {
        loss.details.reason = reason(records);
    }
    state
}

/// Returns the first reason found in the order of confidence. Rule: behaviour 5.3.
fn reason(records: &[Opportunity]) -> Option<LostReasonId> {
    records.iter().find_map(|record| record.loss()?.details.reason)
}

/// Rule: behaviour 5.4.
fn stage(records: &[Opportunity], result: &Opportunity, pipeline: &Pipeline) -> Option<StageId> {
    let state = result.state.kind();
    let fits = |stage: StageId| match state {
        StateKind::Open => !pipeline.is_won(Some(stage)),
        StateKind::Won => pipeline.is_won(Some(stage)),
        StateKind::Lost | StateKind::Archived => true,
    };
    let same_state = records.iter().filter(|record| record.state.kind() == state);
    let stages = same_state.chain(records).filter_map(|record| record.deal.stage);
    let stage = stages.into_iter().find(|stage| fits(*stage))?;
    let team = result.deal.team;
    if pipeline.is_stage_of(team, Some(stage)) {
        return Some(stage);
    }
    let first = match state {
        StateKind::Won => pipeline.won_stage_for(team, Some(stage)),
        StateKind::Open | StateKind::Lost | StateKind::Archived => pipeline.first_for(team),
    };
    let first = first.map(|stage| stage.id).filter(|stage| fits(*stage));
    Some(first.unwrap_or(stage))
}

fn fields(records: &[Opportunity], survivor: &Opportunity, wish: &MergeWish) -> Vec<MergedField> {
    let shown = TrackedField::ALL.iter().copied().filter(|field| !field.is_bookkeeping());
    let one = |field: TrackedField| {
        let value = survivor.value(field);
        let is_joined = matches!(field, TrackedField::Notes | TrackedField::Tags);
        let (mut from, mut others) = (Vec::new(), Vec::new());
        for record in records {
            match record.value(field) {
                None => {}
                Some(own) if is_joined || Some(&own) == value.as_ref() => from.push(record.id),
                Some(own) => others.push((record.id, own)),
            }
        }
        let is_wish = match field {
            TrackedField::Salesperson => wish.salesperson.is_some(),
            TrackedField::Team => wish.team.is_some(),
            _ => false,
        };
        if is_wish {
            from.clear();
        }
        let is_told = value.is_some() || !others.is_empty();
        is_told.then_some(MergedField { field, value, from, others })
    };
    shown.filter_map(one).collect()
}

#[cfg(test)]
mod tests;
