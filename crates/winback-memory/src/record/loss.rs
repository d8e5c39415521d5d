//! Losses as filters see them.

use winback_store::domain::{ClosingNote, LossRecord, LostReasonId, PersonId, StageId};
use winback_store::filter::{Datum, Record};

use super::{Related, View, instant, money, reference, text, word};

impl View<'_, LossRecord> {
    const fn ended_by(&self) -> Option<PersonId> {
        match &self.it.end {
            Some(end) => end.by,
            None => None,
        }
    }
}

impl Record for View<'_, LossRecord> {
    fn datum(&self, field: &str) -> Datum<'_> {
        let loss = &self.it.loss;
        let end = self.it.end.as_ref();
        match field {
            "id" => Datum::Number(loss.id.get()),
            "opportunity" => Datum::Reference(self.it.opportunity.get()),
            "reason" => reference(loss.details.reason.map(LostReasonId::get)),
            "note" => loss.details.note.as_ref().map(ClosingNote::html).map_or(Datum::Empty, word),
            "competitor" => text(&loss.details.competitor),
            "lost_at" => Datum::Instant(loss.lost_at),
            "lost_by" => reference(loss.lost_by.map(PersonId::get)),
            "stage" => reference(loss.stage.map(StageId::get)),
            "probability" => Datum::Number(i64::from(loss.probability.hundredths())),
            "expected_revenue" => money(loss.expected_revenue),
            "salesperson" => reference(loss.salesperson.map(PersonId::get)),
            "ended_at" => instant(end.map(|end| end.at)),
            "ended_by" => reference(self.ended_by().map(PersonId::get)),
            "ended_how" => end.map_or(Datum::Empty, |end| Datum::Choice(end.how.as_str())),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, field: &str) -> Related<'a> {
        let world = self.world;
        let loss = &self.it.loss;
        let person = |id: Option<PersonId>| self.follow(id.and_then(|id| world.people.get(&id)));
        match field {
            "opportunity" => self.follow(world.opportunities.get(&self.it.opportunity)),
            "reason" => self.follow(loss.details.reason.and_then(|id| world.reasons.get(&id))),
            "lost_by" => person(loss.lost_by),
            "stage" => self.follow(loss.stage.and_then(|id| world.stages.stage(id))),
            "salesperson" => person(loss.salesperson),
            "ended_by" => person(self.ended_by()),
            _ => Vec::new(),
        }
    }
}
