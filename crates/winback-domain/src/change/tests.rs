//! Tests of what each change does to one record.

use super::*;
use crate::{Amount, Deal, OpportunityId, Probability, Revision, Stage, TeamId};

const CREATED: Timestamp = Timestamp::constant(1_000, 0);
const NOW: Timestamp = Timestamp::constant(9_000, 0);
const BEFORE: Timestamp = Timestamp::constant(5_000, 0);
const STAMP: Stamp = Stamp { by: PersonId::new(3), at: NOW };
const REASON: LostReasonId = LostReasonId::new(4);

fn pipeline() -> Pipeline {
    let stage = |id, won| Stage {
        id: StageId::new(id),
        name: format!("S{id}"),
        position: id,
        won,
        folded: false,
        team: None,
        archived: false,
    };
    Pipeline::new(vec![stage(1, false), stage(2, false), stage(3, true), stage(4, true)])
}

fn record(stage: i64, state: State) -> Opportunity {
    let mut deal = Deal::named("Pumps", Some(StageId::new(stage)));
    deal.expected_revenue = Some(Amount::from_minor(1_200));
    deal.salesperson = Some(PersonId::new(8));
    Opportunity {
        id: OpportunityId::new(12),
        revision: Revision::FIRST,
        deal,
        state,
        estimate: Probability::EVEN,
        created_at: CREATED,
        updated_at: CREATED,
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}

fn note(text: &str) -> Option<ClosingNote> {
    ClosingNote::from_sanitised(text)
}

fn lost(stage: i64) -> Opportunity {
    let loss = Loss {
        id: LossId::new(1),
        details: LossDetails { reason: Some(REASON), note: note("<p>a</p>"), competitor: None },
        lost_at: BEFORE,
        lost_by: None,
        stage: Some(StageId::new(stage)),
        probability: Probability::EVEN,
        expected_revenue: None,
        salesperson: None,
    };
    record(stage, State::Lost(Box::new(loss)))
}

fn archived(stage: i64) -> Opportunity {
    record(stage, State::Archived { at: BEFORE, probability: Probability::EVEN })
}

fn apply(record: &mut Opportunity, change: &Change) -> Changed {
    record.apply(change, &pipeline(), STAMP, LossId::new(7)).unwrap()
}

fn text(value: &str) -> Option<TrackedValue> {
    Some(TrackedValue::Text(value.into()))
}

fn percent(hundredths: i64) -> Option<TrackedValue> {
    Some(TrackedValue::Probability(Probability::from_hundredths(hundredths).unwrap()))
}

fn change(
    field: TrackedField,
    old: Option<TrackedValue>,
    new: Option<TrackedValue>,
) -> FieldChange {
    FieldChange { field, old, new }
}

#[test]
fn losing_keeps_the_stage_and_writes_a_loss_of_the_moment() {
    let mut deal = record(2, State::Open);
    deal.deal.hand_probability = Some(Probability::from_hundredths(7_000).unwrap());
    let input = LossInput { reason: Some(REASON), note: None, competitor: Some("Acme".into()) };
    let changed = apply(&mut deal, &Change::MarkLost(input.clone()));
    assert_eq!(changed.effect, Effect::Lose);
    let loss = deal.loss().unwrap();
    assert_eq!((loss.id, &loss.details), (LossId::new(7), &input));
    assert_eq!((loss.lost_at, loss.lost_by), (NOW, Some(PersonId::new(3))));
    assert_eq!(loss.stage, Some(StageId::new(2)));
    assert_eq!(loss.probability.hundredths(), 7_000);
    assert_eq!(loss.expected_revenue, Some(Amount::from_minor(1_200)));
    assert_eq!(loss.salesperson, Some(PersonId::new(8)));
    assert_eq!(deal.deal.stage, Some(StageId::new(2)));
    assert_eq!(deal.probability(), Probability::ZERO);
    assert_eq!(deal.automated_probability(), Probability::ZERO);
    assert_eq!((deal.revision.get(), deal.updated_at), (2, NOW));
    let expected = [
        change(TrackedField::State, text("open"), text("lost")),
        change(TrackedField::Probability, percent(7_000), percent(0)),
        change(TrackedField::LostReason, None, Some(TrackedValue::Reference(4))),
        change(TrackedField::Competitor, None, text("Acme")),
        change(TrackedField::ClosedAt, None, Some(TrackedValue::Instant(NOW))),
    ];
    assert_eq!(changed.changes, expected);
}

#[test]
fn losing_a_won_record_takes_it_out_of_won() {
    let mut deal = record(3, State::Won { closed_at: BEFORE });
    apply(&mut deal, &Change::MarkLost(LossInput::default()));
    assert_eq!(deal.loss().unwrap().probability, Probability::CERTAIN);
    assert_eq!(deal.state.closed_at(), Some(NOW));
    assert_eq!(deal.deal.stage, Some(StageId::new(3)));
}

#[test]
fn losing_a_lost_record_amends_its_loss_and_adds_the_note() {
    let mut deal = lost(2);
    let other = LostReasonId::new(5);
    let input = LossInput { reason: Some(other), note: note("<p>b</p>"), competitor: None };
    let changed = apply(&mut deal, &Change::MarkLost(input));
    assert_eq!(changed.effect, Effect::AmendLoss);
    assert_eq!(changed.ended, None);
    let loss = deal.loss().unwrap();
    assert_eq!((loss.id, loss.lost_at), (LossId::new(1), BEFORE), "it is the same loss");
    assert_eq!(loss.details.reason, Some(other));
    assert_eq!(loss.details.note, note("<p>a</p><p>b</p>"));
}

#[test]
fn an_amendment_replaces_what_is_given_and_nothing_else() {
    let mut deal = lost(2);
    let amend = AmendLoss { note: Some(note("<p>c</p>")), ..AmendLoss::default() };
    let changed = apply(&mut deal, &Change::AmendLoss(amend.clone()));
    assert_eq!((changed.effect, changed.changes.len()), (Effect::AmendLoss, 0));
    assert_eq!(deal.loss().unwrap().details.reason, Some(REASON));
    assert_eq!(deal.loss().unwrap().details.note, note("<p>c</p>"));
    assert_eq!(deal.revision.get(), 2);
    let again = apply(&mut deal, &Change::AmendLoss(amend));
    assert_eq!((again.effect, deal.revision.get()), (Effect::Nothing, 2), "nothing new");
    let emptied = AmendLoss { reason: Some(None), note: Some(None), competitor: Some(None) };
    apply(&mut deal, &Change::AmendLoss(emptied));
    assert_eq!(deal.loss().unwrap().details, LossDetails::default());
}

#[test]
fn only_a_lost_record_can_be_amended() {
    for mut deal in [record(1, State::Open), archived(1)] {
        let amend = Change::AmendLoss(AmendLoss::default());
        let refused = deal.apply(&amend, &pipeline(), STAMP, LossId::new(7)).unwrap_err();
        assert_eq!(refused.refusal, Refusal::NoLoss);
    }
}

#[test]
fn restoring_opens_the_record_and_ends_the_loss() {
    let mut deal = lost(2);
    deal.deal.hand_probability = Some(Probability::from_hundredths(3_000).unwrap());
    let changed = apply(&mut deal, &Change::Restore);
    assert_eq!((changed.effect, &deal.state), (Effect::Reopen, &State::Open));
    let end = LossEnd { at: NOW, by: Some(PersonId::new(3)), how: EndedHow::Restored };
    assert_eq!(changed.ended, Some(end));
    assert_eq!(deal.probability().hundredths(), 3_000, "the one set by hand comes back");
    assert_eq!(deal.state.closed_at(), None);
}

#[test]
fn restoring_in_a_won_stage_wins_and_keeps_when_it_was_closed() {
    let mut from_lost = lost(3);
    apply(&mut from_lost, &Change::Restore);
    assert_eq!(from_lost.state, State::Won { closed_at: BEFORE });
    let mut from_archive = archived(3);
    let changed = apply(&mut from_archive, &Change::Restore);
    assert_eq!(from_archive.state, State::Won { closed_at: BEFORE });
    assert_eq!(changed.ended, None, "an archived record has no loss");
}

#[test]
fn archiving_keeps_the_probability_and_writes_no_loss() {
    let mut open = record(2, State::Open);
    assert_eq!(apply(&mut open, &Change::Archive).effect, Effect::Archive);
    assert_eq!(open.state, State::Archived { at: NOW, probability: Probability::EVEN });
    let mut won = record(3, State::Won { closed_at: BEFORE });
    apply(&mut won, &Change::Archive);
    assert_eq!(won.state, State::Archived { at: NOW, probability: Probability::CERTAIN });
    let mut already = archived(2);
    assert_eq!(apply(&mut already, &Change::Archive).effect, Effect::Nothing);
    assert_eq!((already.revision, already.state.closed_at()), (Revision::FIRST, Some(BEFORE)));
}

#[test]
fn archiving_an_open_record_at_zero_loses_it() {
    let mut deal = record(2, State::Open);
    deal.deal.hand_probability = Some(Probability::ZERO);
    assert_eq!(apply(&mut deal, &Change::Archive).effect, Effect::Lose);
    assert_eq!(deal.loss().unwrap().details, LossDetails::default());
}

#[test]
fn winning_enters_the_next_won_stage_and_ends_a_loss_as_won() {
    let mut deal = lost(2);
    let changed = apply(&mut deal, &Change::MarkWon);
    assert_eq!(deal.state, State::Won { closed_at: NOW });
    assert_eq!((deal.deal.stage, deal.stage_changed_at), (Some(StageId::new(3)), Some(NOW)));
    assert_eq!(changed.ended.unwrap().how, EndedHow::Won);
    assert_eq!(deal.probability(), Probability::CERTAIN);
    let mut won = record(4, State::Won { closed_at: BEFORE });
    assert_eq!(apply(&mut won, &Change::MarkWon).effect, Effect::Nothing);
}

#[test]
fn winning_without_a_won_stage_is_refused_and_changes_nothing() {
    let mut deal = lost(2);
    deal.deal.team = Some(TeamId::new(1));
    let before = deal.clone();
    let refused =
        deal.apply(&Change::MarkWon, &Pipeline::default(), STAMP, LossId::new(7)).unwrap_err();
    assert_eq!(refused.refusal, Refusal::NoWonStage);
    assert_eq!(deal, before);
}

#[test]
fn moving_opens_or_wins_by_the_stage() {
    let mut deal = record(1, State::Open);
    apply(&mut deal, &Change::MoveStage(StageId::new(3)));
    assert_eq!(deal.state, State::Won { closed_at: NOW });
    let mut won = record(3, State::Won { closed_at: BEFORE });
    apply(&mut won, &Change::MoveStage(StageId::new(4)));
    assert_eq!(won.state, State::Won { closed_at: BEFORE }, "it was won before");
    let changed = apply(&mut won, &Change::MoveStage(StageId::new(1)));
    assert_eq!((&won.state, won.probability()), (&State::Open, Probability::EVEN));
    let fields: Vec<_> = changed.changes.iter().map(|change| change.field).collect();
    let (state, stage) = (TrackedField::State, TrackedField::Stage);
    let rest = [TrackedField::Probability, stage, TrackedField::ClosedAt];
    assert_eq!(fields, [[state].as_slice(), &rest].concat());
    let again = apply(&mut won, &Change::MoveStage(StageId::new(1)));
    assert_eq!((again.effect, won.revision.get()), (Effect::Nothing, 3));
}

#[test]
fn assigning_keeps_state_stage_and_what_the_loss_says() {
    let mut record = lost(2);
    let before = record.clone();
    let to = Handover::Both(Some(PersonId::new(9)), Some(TeamId::new(5)));
    let changed = record.apply(&Change::Assign(to), &pipeline(), STAMP, LossId::new(7)).unwrap();
    assert_eq!(changed.effect, Effect::Assign);
    let fields: Vec<&str> = changed.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["salesperson", "assigned_at", "team"]);
    assert_eq!((&record.state, record.deal.stage), (&before.state, before.deal.stage));
    assert_eq!(
        (record.deal.salesperson, record.deal.team),
        (Some(PersonId::new(9)), Some(TeamId::new(5)))
    );
    assert_eq!((record.assigned_at, record.updated_at), (Some(NOW), NOW));
    assert_eq!(record.revision, before.revision.next());
}

#[test]
fn who_has_a_record_already_is_not_given_it_again() {
    let mut record = record(1, State::Open);
    let before = record.clone();
    let to = Change::Assign(Handover::Both(before.deal.salesperson, None));
    let changed = record.apply(&to, &pipeline(), STAMP, LossId::new(7)).unwrap();
    assert_eq!((changed.effect, changed.changes), (Effect::Nothing, Vec::new()));
    assert_eq!(record, before);
}

#[test]
fn taking_a_record_from_everybody_is_no_assignment() {
    let mut record = record(1, State::Open);
    record.assigned_at = Some(BEFORE);
    let from = Change::Assign(Handover::Salesperson(None));
    let changed = record.apply(&from, &pipeline(), STAMP, LossId::new(7)).unwrap();
    let fields: Vec<&str> = changed.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["salesperson"]);
    assert_eq!((record.deal.salesperson, record.assigned_at), (None, Some(BEFORE)));
}

#[test]
fn a_handover_to_neither_is_none() {
    assert_eq!(Handover::new(None, None), None);
    assert_eq!(Handover::new(None, Some(None)), Some(Handover::Team(None)));
}
