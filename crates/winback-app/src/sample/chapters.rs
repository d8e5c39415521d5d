//! Chapters: the lives of some thousand records, and what was done to many of them at once.

use std::cmp::Ordering;

use winback_domain::{
    ActivityEntry, ActivityEntryId, CustomerId, Operation, OperationId, OpportunityId, StateKind,
};
use winback_store::Chapter;

use super::{
    SampleRequest, SampleSummary,
    cast::Cast,
    deals,
    firms::Firm,
    life::{Event, Life},
    years::Years,
};
use crate::dice::Dice;

/// How many records a chapter has.
const RECORDS: u64 = 2_000;

/// How many records there are for each customer, about.
const EACH: u64 = 8;

/// Tells chapter after chapter.
pub(super) struct Telling {
    cast: Cast,
    years: Years,
    dice: Dice,
    firms: Vec<Firm>,
    records: u64,
    told: u64,
    pub(super) summary: SampleSummary,
}

impl Telling {
    pub(super) fn new(cast: Cast, years: Years, request: &SampleRequest) -> Self {
        Self {
            cast,
            years,
            dice: Dice::seeded(request.seed),
            firms: Vec::new(),
            records: request.records,
            told: 0,
            summary: SampleSummary::default(),
        }
    }

    /// Tells the next chapter; nothing if all records were told.
    pub(super) fn next(&mut self) -> Option<Chapter> {
        let count = RECORDS.min(self.records - self.told);
        if count == 0 {
            return None;
        }
        let mut chapter = Chapter::default();
        for _ in 0..count.div_ceil(EACH) {
            let firm = Firm::new(&mut self.dice);
            let country = self.cast.countries.get(firm.country()).copied();
            chapter.customers.push(firm.profile(country));
            self.firms.push(firm);
        }
        let mut events = Vec::new();
        for number in 1..=count {
            self.live(number, &mut chapter, &mut events);
            self.told += 1;
        }
        events.sort_by(in_time);
        log(&events, &mut chapter);
        self.count(&chapter);
        Some(chapter)
    }

    /// Tells the life of the record with this number in its chapter.
    fn live(&mut self, number: u64, chapter: &mut Chapter, events: &mut Vec<Event>) {
        let so_far = (self.told as f64 + self.dice.share()) / self.records as f64;
        let begins = self.years.at(so_far, &mut self.dice);
        // Old customers have more deals than new ones; a few deals are with nobody known yet.
        let place = (self.firms.len() as f64 * self.dice.share().powf(1.5)) as usize;
        let known = self.firms.get(place).copied().filter(|_| !self.dice.chance(8));
        let customer = known.map(|_| CustomerId::new(id(place)));
        let firm = known.unwrap_or_else(|| Firm::new(&mut self.dice));
        let seller = (!self.dice.chance(5)).then(|| *self.dice.pick(&self.cast.sellers));
        let deal = deals::write(&mut self.dice, &self.cast, (customer, &firm), seller, begins);
        let record = OpportunityId::new(i64::try_from(number).unwrap_or(i64::MAX));
        let Life { record, losses, events: happened, .. } = Life::tell(
            (&mut self.dice, &self.cast, self.years),
            record,
            (deal, begins),
            id(chapter.losses.len()),
        );
        chapter.records.push(record);
        chapter.losses.extend(losses);
        events.extend(happened);
    }

    fn count(&mut self, chapter: &Chapter) {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let of = |kind| chapter.records.iter().filter(|it| it.state.kind() == kind).count();
        self.summary.records += number(chapter.records.len());
        self.summary.lost += number(of(StateKind::Lost));
        self.summary.won += number(of(StateKind::Won));
        self.summary.losses += number(chapter.losses.len());
    }
}

/// Returns the number of what stands at a place.
fn id(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX).saturating_add(1)
}

/// What was done to many at once stands together.
fn in_time(one: &Event, other: &Event) -> Ordering {
    let place = |event: &Event| {
        let together = event.together.map(|(kind, what)| (kind.as_str(), what));
        (event.stamp.at, event.stamp.by, together, event.record)
    };
    place(one).cmp(&place(other))
}

fn is_one(one: &Event, next: &Event) -> bool {
    one.together.is_some() && (one.stamp, one.together) == (next.stamp, next.together)
}

/// Writes events as entries of operations.
fn log(events: &[Event], chapter: &mut Chapter) {
    for together in events.chunk_by(is_one) {
        let Some(first) = together.first() else { continue };
        let operation = Operation {
            id: OperationId::new(id(chapter.operations.len())),
            kind: first.operation,
            at: first.stamp.at,
            by: first.stamp.by,
            records: u64::try_from(together.len()).unwrap_or(u64::MAX),
            note: first.note.clone(),
        };
        chapter.entries.extend(together.iter().map(|event| entry(event, &operation)));
        chapter.operations.push(operation);
    }
}

fn entry(event: &Event, operation: &Operation) -> ActivityEntry {
    ActivityEntry {
        origin: None,
        // The store numbers entries by itself.
        id: ActivityEntryId::new(0),
        opportunity: event.record,
        operation: operation.id,
        kind: event.kind,
        at: operation.at,
        by: operation.by,
        revision: event.revision,
        changes: event.changes.clone(),
        note: operation.note.clone(),
    }
}
