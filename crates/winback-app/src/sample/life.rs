//! The life of one record: its steps, done by the rules of the domain.

use winback_domain::{
    AmendLoss, Change, Changed, ClosingNote, Deal, Edit, Effect, EntryKind, FieldChange, LossId,
    LossInput, LossRecord, LossRevision, OperationKind, Opportunity, OpportunityId, PersonId,
    Probability, Revision, Stamp, State,
};

use super::{
    cast::{Cast, Reason, Seller},
    deals,
    fate::{self, Step},
    years::{Years, instant},
};
use crate::{
    demo::{deals::PRODUCTS, reasons::COMPETITORS},
    dice::Dice,
};

/// Something that happened to a record.
pub(super) struct Event {
    pub(super) record: OpportunityId,
    pub(super) stamp: Stamp,
    pub(super) operation: OperationKind,
    pub(super) note: Option<ClosingNote>,
    /// What is equal in events that are one operation, if this was done to many at once.
    pub(super) together: Option<(OperationKind, i64)>,
    pub(super) kind: EntryKind,
    pub(super) revision: Revision,
    pub(super) changes: Vec<FieldChange>,
}

/// How many days a record takes until it closes: a half of them less.
const MEDIAN_DAYS: i64 = 45;

const DAY: i64 = 24 * 3_600;

/// One record while its life is told.
pub(super) struct Life<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) cast: &'a Cast,
    pub(super) years: Years,
    pub(super) record: Opportunity,
    pub(super) losses: Vec<LossRecord>,
    pub(super) events: Vec<Event>,
    /// The number that the next loss gets.
    next_loss: i64,
    /// When the last thing happened, in seconds since 1970.
    last: i64,
}

impl<'a> Life<'a> {
    /// Tells the whole life of a record that begins at a second; its losses are numbered from
    /// `first_loss`.
    pub(super) fn tell(
        (dice, cast, years): (&'a mut Dice, &'a Cast, Years),
        id: OpportunityId,
        (deal, begins): (Deal, i64),
        first_loss: i64,
    ) -> Self {
        let mut life = Self {
            dice,
            cast,
            years,
            record: record(id, deal, cast, begins),
            losses: Vec::new(),
            events: Vec::new(),
            next_loss: first_loss,
            last: begins,
        };
        life.begin();
        let left = life.years.last() - begins;
        let steps = fate::steps(life.dice, left as f64 / DAY as f64);
        for (step, at) in steps.iter().zip(life.times(steps.len(), left)) {
            life.step(*step, at);
        }
        life
    }

    /// Two in three are created by a person; the others come in over night.
    fn begin(&mut self) {
        let created = self.dice.chance(65);
        let (kind, operation) = match created {
            true => (EntryKind::Created, OperationKind::Create),
            false => (EntryKind::Imported, OperationKind::Import),
        };
        let by = if created { self.seller() } else { self.cast.manager };
        let at = if created { self.last } else { Years::night(self.last) };
        self.last = at;
        self.record.created_at = instant(at);
        self.record.updated_at = instant(at);
        self.record.assigned_at = self.record.deal.salesperson.map(|_| instant(at));
        let together = (!created).then_some((operation, 0));
        let stamp = Stamp { by, at: instant(at) };
        self.log((stamp, operation, together), None, kind, Vec::new());
    }

    /// Chooses the times of so many steps, in order.
    fn times(&mut self, count: usize, left: i64) -> Vec<i64> {
        let longest = (self.dice.around(MEDIAN_DAYS).max(1) * DAY).min(left).max(1);
        let mut times: Vec<i64> =
            (0..count).map(|_| self.last + self.dice.number(0..longest)).collect();
        times.sort_unstable();
        times
    }

    fn step(&mut self, step: Step, at: i64) {
        let (deed, silent) = match step {
            Step::Assign | Step::Reprice => return self.edit(step, at),
            Step::Forward => match self.next_stage() {
                Some(change) => (change, false),
                None => return,
            },
            Step::Lose => self.loss(),
            Step::Amend => (self.amendment(), false),
            Step::Restore => (Change::Restore, false),
            Step::Win => (Change::MarkWon, false),
            Step::Archive => (Change::Archive, false),
        };
        let together = self.in_meeting(&deed, silent);
        let Some(at) = self.time(at, together.map(|_| silent)) else { return };
        let by = match together {
            Some(_) => self.cast.manager,
            None => self.seller(),
        };
        let stamp = Stamp { by, at: instant(at) };
        let loss = LossId::new(self.next_loss);
        // A step that the state does not allow does not happen.
        let Ok(changed) = self.record.apply(&deed, &self.cast.pipeline, stamp, loss) else {
            return;
        };
        let Some(kind) = changed.effect.entry_kind() else { return };
        self.last = at;
        self.keep_loss(&changed, stamp);
        let does = (stamp, deed.operation(), together);
        self.log(does, deed.note().cloned(), kind, changed.changes);
    }

    /// Says whether many records are done the same to at once, in a meeting, and what is the same.
    fn in_meeting(&mut self, deed: &Change, silent: bool) -> Option<(OperationKind, i64)> {
        match deed {
            Change::MoveStage(stage) => {
                self.dice.chance(70).then_some((OperationKind::MoveStage, stage.get()))
            }
            Change::MarkLost(_) if silent => Some((OperationKind::MarkLost, 0)),
            Change::MarkLost(_)
            | Change::AmendLoss(_)
            | Change::Restore
            | Change::Archive
            | Change::MarkWon
            | Change::Assign(_) => None,
        }
    }

    /// Returns when a thing is done that was planned for a time: in the next meeting, of the week or
    /// of the quarter, or in office hours after the last thing; nothing if that is after the end.
    fn time(&mut self, planned: i64, quarterly: Option<bool>) -> Option<i64> {
        let at = match quarterly {
            Some(quarterly) => Years::meeting(planned.max(self.last), quarterly),
            None => self.years.in_office(planned, self.dice).max(self.last + self.pause()),
        };
        (at <= self.years.last()).then_some(at)
    }

    fn pause(&mut self) -> i64 {
        self.dice.number(60..7_200)
    }

    fn seller(&self) -> PersonId {
        self.record.deal.salesperson.unwrap_or(self.cast.manager)
    }

    fn next_stage(&self) -> Option<Change> {
        let team = self.record.deal.team;
        let own = self.record.deal.stage;
        let mut open = self
            .cast
            .pipeline
            .stages()
            .iter()
            .filter(|stage| !stage.won && (stage.team.is_none() || stage.team == team));
        open.find(|stage| Some(stage.id) == own)?;
        Some(Change::MoveStage(open.next()?.id))
    }

    /// Chooses why the record is lost: for one of nine nobody says. Tells whether it is one of those
    /// of which nobody hears any more, who are lost all at once.
    fn loss(&mut self) -> (Change, bool) {
        let policy = &self.cast.policy;
        if !policy.require_reason && self.dice.chance(11) {
            let input =
                LossInput { note: self.any_note(policy.require_note), ..LossInput::default() };
            return (Change::MarkLost(input), false);
        }
        let reason = self.reason();
        let wanted = policy.require_note || policy.require_note_for.contains(&reason.id);
        let silent = reason.is_silence && !wanted && self.dice.chance(75);
        let note = if silent { None } else { self.note(reason, wanted) };
        let competitor =
            self.dice.chance(reason.competitor).then(|| (*self.dice.pick(COMPETITORS)).to_owned());
        (Change::MarkLost(LossInput { reason: Some(reason.id), note, competitor }), silent)
    }

    fn reason(&mut self) -> &'a Reason {
        self.dice.weighted(&self.cast.reasons, |reason| reason.weight)
    }

    fn note(&mut self, reason: &Reason, wanted: bool) -> Option<ClosingNote> {
        (wanted || self.dice.chance(33)).then(|| self.dice.pick(&reason.notes).clone())
    }

    fn any_note(&mut self, wanted: bool) -> Option<ClosingNote> {
        let reason = self.reason();
        if wanted { self.note(reason, true) } else { None }
    }

    /// What is known better afterwards: the reason, and what happened.
    fn amendment(&mut self) -> Change {
        let reason = self.reason();
        let note = Some(self.note(reason, true));
        Change::AmendLoss(AmendLoss { reason: Some(Some(reason.id)), note, competitor: None })
    }

    fn edit(&mut self, step: Step, at: i64) {
        let edits = match step {
            Step::Assign => {
                let Seller { id, team } = *self.dice.pick(&self.cast.sellers);
                vec![Edit::Salesperson(Some(id)), Edit::Team(Some(team))]
            }
            _ => {
                let product = self.dice.pick(PRODUCTS);
                vec![Edit::ExpectedRevenue(Some(deals::revenue(
                    self.dice,
                    product,
                    self.cast.minor,
                )))]
            }
        };
        let Some(at) = self.time(at, None) else { return };
        let stamp = Stamp { by: self.seller(), at: instant(at) };
        let Ok(changes) = self.record.edit(&edits, stamp) else { return };
        if !changes.is_empty() {
            self.last = at;
            self.log((stamp, OperationKind::Edit, None), None, EntryKind::Changed, changes);
        }
    }

    /// Keeps the loss that began, changed or ended.
    fn keep_loss(&mut self, changed: &Changed, stamp: Stamp) {
        if let (Some(end), Some(last)) = (&changed.ended, self.losses.last_mut()) {
            last.end = Some(end.clone());
        }
        let Some(loss) = self.record.loss() else { return };
        let details = loss.details.clone();
        let revision = LossRevision { details, at: stamp.at, by: Some(stamp.by) };
        if changed.effect == Effect::Lose {
            self.next_loss += 1;
            self.losses.push(LossRecord {
                origin: None,
                opportunity: self.record.id,
                loss: loss.clone(),
                revisions: vec![revision],
                end: None,
            });
        } else if let Some(last) = self.losses.last_mut() {
            last.loss = loss.clone();
            last.revisions.push(revision);
        }
    }

    fn log(
        &mut self,
        (stamp, operation, together): (Stamp, OperationKind, Option<(OperationKind, i64)>),
        note: Option<ClosingNote>,
        kind: EntryKind,
        changes: Vec<FieldChange>,
    ) {
        let (record, revision) = (self.record.id, self.record.revision);
        self.events.push(Event {
            record,
            stamp,
            operation,
            note,
            together,
            kind,
            revision,
            changes,
        });
    }
}

/// Returns a record to which nothing has happened yet.
fn record(id: OpportunityId, mut deal: Deal, cast: &Cast, begins: i64) -> Opportunity {
    deal.stage =
        cast.pipeline.first_for(deal.team).filter(|stage| !stage.won).map(|stage| stage.id);
    Opportunity {
        id,
        revision: Revision::FIRST,
        deal,
        state: State::Open,
        estimate: Probability::EVEN,
        created_at: instant(begins),
        updated_at: instant(begins),
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}
