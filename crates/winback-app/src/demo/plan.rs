//! The plan: who does what to which deal, and when.

use std::collections::HashSet;

use jiff::{ToSpan, civil::DateTime};
use winback_domain::{Amount, Deal};

use super::{
    calendar::Calendar,
    cast::{Cast, MANAGER},
    deals::{self, Offer, PRODUCTS},
    fate::{self, Step},
    reasons::{COMPETITORS, NO_RESPONSE, REASONS, SampleReason},
};
use crate::{Action, AmendRequest, Assignment, LossRequest, NoteInput, ReasonChoice, dice::Dice};

/// Something that happens.
pub(super) struct Scene {
    pub(super) at: DateTime,
    /// The login of who does it.
    pub(super) by: &'static str,
    /// The number of the deal, from 0, in the order of creation.
    pub(super) deal: usize,
    pub(super) act: Act,
}

/// What is done.
#[derive(PartialEq, Eq)]
pub(super) enum Act {
    Create(Box<Deal>),
    Edit(Assignment),
    Do(Action),
}

/// Plans a number of deals and all that happens to them, in the order of time.
pub(super) fn scenes(
    dice: &mut Dice,
    calendar: &Calendar,
    cast: &Cast,
    count: usize,
) -> Vec<Scene> {
    let mut days: Vec<i64> = (0..count).map(|_| dice.number(0..Calendar::DAYS - 2)).collect();
    days.sort_unstable();
    let mut starts: Vec<(DateTime, i64)> =
        days.into_iter().map(|day| (calendar.office_hour(day, dice), day)).collect();
    starts.sort_unstable();
    let mut offers = Offers { cast, known: HashSet::new() };
    let mut scenes = Vec::new();
    for (number, (start, day)) in starts.into_iter().enumerate() {
        let offer = offers.next(dice, number);
        let mut story = Story { dice, calendar, offer, number, day, last: start };
        story.tell(cast, &mut scenes);
    }
    scenes.sort_by_key(|scene| (scene.at, scene.deal));
    scenes
}

/// Finds who sells what to whom, never the same thing to the same customer twice.
struct Offers<'a> {
    cast: &'a Cast,
    known: HashSet<(i64, i64)>,
}

impl Offers<'_> {
    /// The first deal of all sells the first product to the first customer.
    fn next(&mut self, dice: &mut Dice, number: usize) -> Offer {
        let (mut product, mut client) = (0, 0);
        while !self.known.insert((product, client)) {
            product = dice.number(0..PRODUCTS.len() as i64);
            client = dice.number(0..self.cast.clients.len() as i64);
        }
        let waits = number > 20 && dice.chance(4);
        Offer {
            product: nth(PRODUCTS, product, dice),
            client: *nth(&self.cast.clients, client, dice),
            seller: (!waits).then(|| *dice.pick(&self.cast.sellers)),
        }
    }
}

fn nth<'a, T>(all: &'a [T], number: i64, dice: &mut Dice) -> &'a T {
    let found = usize::try_from(number).ok().and_then(|number| all.get(number));
    found.unwrap_or_else(|| dice.pick(all))
}

/// One deal while its story is told.
struct Story<'a> {
    dice: &'a mut Dice,
    calendar: &'a Calendar,
    offer: Offer,
    number: usize,
    /// The day on which the last thing happened.
    day: i64,
    /// When it did.
    last: DateTime,
}

impl Story<'_> {
    fn tell(&mut self, cast: &Cast, scenes: &mut Vec<Scene>) {
        let created = self.calendar.date(self.day);
        let deal = deals::write(self.dice, cast, &self.offer, created);
        let mut revenue = deal.expected_revenue;
        let mut stages: &[&str] = if deal.stage == Some(cast.new) {
            &["Qualified", "Proposition"]
        } else {
            &["Proposition"]
        };
        scenes.push(self.scene(self.seller(), Act::Create(Box::new(deal))));
        let rest = Calendar::DAYS - 2 - self.day;
        let steps = fate::steps(self.dice, self.number, rest);
        let days = self.days(steps.len(), rest);
        for (step, day) in steps.into_iter().zip(days) {
            let Some(act) = self.act(step, &mut stages, &mut revenue) else { continue };
            self.move_on(day);
            let by = if self.put_off(&act) { MANAGER } else { self.actor(step) };
            scenes.push(self.scene(by, act));
        }
    }

    fn scene(&self, by: &'static str, act: Act) -> Scene {
        Scene { at: self.last, by, deal: self.number, act }
    }

    fn seller(&self) -> &'static str {
        self.offer.seller.map_or(MANAGER, |seller| seller.login)
    }

    /// Chooses the days of so many steps, within some months.
    fn days(&mut self, count: usize, rest: i64) -> Vec<i64> {
        let longest = (20 + self.dice.around(70)).min(rest);
        if longest < 1 {
            return Vec::new();
        }
        let first = self.day + 1;
        let mut days: Vec<i64> =
            (0..count).map(|_| self.dice.number(first..first + longest)).collect();
        days.sort_unstable();
        days
    }

    /// Goes on to a day, or to one soon after the last thing if that was later.
    fn move_on(&mut self, day: i64) {
        let soon = (self.day + self.dice.number(1..20)).min(Calendar::DAYS - 2);
        self.day = if day > self.day { day } else { soon.max(self.day) };
        let planned = self.calendar.office_hour(self.day, self.dice);
        self.last = planned.max(self.last.saturating_add(1.hours()));
    }

    /// Puts a thing off until a meeting, where the manager does it for many deals at once. Tells
    /// whether it was.
    ///
    /// Most deals move to their next stage in the meeting of the month, and those of which nobody
    /// hears any more are marked lost in that of the quarter.
    fn put_off(&mut self, act: &Act) -> bool {
        let quarterly = is_clean_up(act);
        let monthly = matches!(act, Act::Do(Action::Move(_))) && self.dice.chance(75);
        if self.number < fate::TOUR.len() || !(quarterly || monthly) {
            return false;
        }
        let Some((day, monday)) = self.calendar.next_meeting(self.day, quarterly) else {
            return false;
        };
        (self.day, self.last) = (day, monday.max(self.last));
        true
    }

    /// Outside of meetings, most things are done by the salesperson.
    fn actor(&mut self, step: Step) -> &'static str {
        let may_be_manager = !matches!(step, Step::Forward | Step::Reprice);
        if may_be_manager && self.dice.chance(20) { MANAGER } else { self.seller() }
    }

    /// Says what a step is for this deal; nothing if it is nothing.
    fn act(
        &mut self,
        step: Step,
        stages: &mut &[&str],
        revenue: &mut Option<Amount>,
    ) -> Option<Act> {
        Some(Act::Do(match step {
            Step::Forward => {
                let (next, rest) = stages.split_first()?;
                *stages = rest;
                Action::Move((*next).to_owned())
            }
            Step::Reprice => {
                let percent = self.dice.number(70..115);
                let euro = (*revenue)?.minor() * percent / 100_000 * 10;
                *revenue = Some(Amount::from_minor(euro * 100));
                let field = "expected_revenue".to_owned();
                return Some(Act::Edit(Assignment { field, value: euro.to_string() }));
            }
            Step::Lose => Action::Lose(self.loss()),
            Step::Amend => Action::Amend(self.amendment()),
            Step::Restore => Action::Restore,
            Step::Win => Action::Win,
            Step::Archive => Action::Archive,
        }))
    }

    /// One loss in nine has no reason; a third have a note.
    fn loss(&mut self) -> LossRequest {
        let noted = self.dice.chance(33);
        if self.number > 0 && self.dice.chance(11) {
            let note = "They went silent after the second meeting.";
            let note = (noted && self.dice.chance(30)).then(|| NoteInput::Text(note.into()));
            return LossRequest { note, ..LossRequest::default() };
        }
        // The very first deal shows all that a loss can have.
        let reason = match REASONS.first() {
            Some(first) if self.number == 0 => first,
            _ => self.dice.weighted(REASONS, |reason| reason.weight),
        };
        let competitor = self.number == 0 || self.dice.chance(reason.competitor);
        LossRequest {
            reason: Some(ReasonChoice::Existing(reason.name.into())),
            note: (noted || self.number == 0).then(|| self.note(reason)),
            competitor: competitor.then(|| (*self.dice.pick(COMPETITORS)).to_owned()),
        }
    }

    fn note(&mut self, reason: &SampleReason) -> NoteInput {
        NoteInput::Text((*self.dice.pick(reason.notes)).to_owned())
    }

    /// What is known better afterwards: most often the reason, sometimes who got the order.
    fn amendment(&mut self) -> AmendRequest {
        let reason = self.dice.weighted(REASONS, |reason| reason.weight);
        if self.dice.chance(30) {
            let competitor = (*self.dice.pick(COMPETITORS)).to_owned();
            return AmendRequest { competitor: Some(Some(competitor)), ..AmendRequest::default() };
        }
        AmendRequest {
            reason: Some(Some(ReasonChoice::Existing(reason.name.into()))),
            note: Some(Some(self.note(reason))),
            competitor: None,
        }
    }
}

/// Tells whether a deal is lost because nobody answers, and nothing more is said.
fn is_clean_up(act: &Act) -> bool {
    let reason = Some(ReasonChoice::Existing(NO_RESPONSE.into()));
    *act == Act::Do(Action::Lose(LossRequest { reason, ..LossRequest::default() }))
}
