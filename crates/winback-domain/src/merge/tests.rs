//! Tests of merging.

use super::*;
use crate::{Amount, Loss, LossDetails, Priority, Probability, Revision, Stage, TagId};

/// Shared stages 1, 2 and 4, which is won; stage 3 is team 7's.
fn pipeline() -> Pipeline {
    let stage = |id, team: Option<i64>| Stage {
        id: StageId::new(id),
        name: format!("S{id}"),
        position: id * 10,
        won: id == 4,
        folded: false,
        team: team.map(TeamId::new),
        archived: false,
    };
    Pipeline::new(vec![stage(1, None), stage(2, None), stage(3, Some(7)), stage(4, None)])
}

fn stamp() -> Stamp {
    Stamp { by: PersonId::new(1), at: jiff::Timestamp::from_second(60).unwrap() }
}

fn record(id: i64, stage: i64) -> Opportunity {
    Opportunity {
        id: OpportunityId::new(id),
        revision: Revision::FIRST,
        deal: Deal::named(format!("D{id}"), Some(StageId::new(stage))),
        state: if stage == 4 { State::Won { closed_at: stamp().at } } else { State::Open },
        estimate: Probability::EVEN,
        created_at: jiff::Timestamp::UNIX_EPOCH,
        updated_at: jiff::Timestamp::UNIX_EPOCH,
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}

fn lost(id: i64, stage: i64, reason: Option<i64>) -> Opportunity {
    let details = LossDetails { reason: reason.map(LostReasonId::new), ..LossDetails::default() };
    let loss = Loss {
        id: LossId::new(id),
        details,
        lost_at: stamp().at,
        lost_by: None,
        stage: None,
        probability: Probability::EVEN,
        expected_revenue: None,
        salesperson: None,
    };
    Opportunity { state: State::Lost(Box::new(loss)), ..record(id, stage) }
}

fn archived(id: i64, stage: i64) -> Opportunity {
    let state = State::Archived { at: stamp().at, probability: Probability::EVEN };
    Opportunity { state, ..record(id, stage) }
}

fn merge(records: Vec<Opportunity>) -> Merge {
    Merge::of(records, &MergeWish::default(), &pipeline(), stamp()).unwrap()
}

/// Rule: behaviour 5.2.
#[test]
fn the_record_of_most_confidence_stays() {
    let lead = |mut record: Opportunity| {
        record.deal.kind = Kind::Lead;
        record
    };
    let likely = |mut record: Opportunity| {
        record.deal.hand_probability = Probability::from_hundredths(9_000).ok();
        record
    };
    let young = |mut record: Opportunity| {
        record.created_at = stamp().at;
        record
    };
    for (first, second, why) in [
        (record(9, 1), lost(1, 2, None), "active ones come before lost ones"),
        (lead(record(9, 1)), archived(1, 2), "and before archived ones, whatever their kind"),
        (record(9, 1), lead(record(1, 2)), "opportunities come before leads"),
        (record(9, 2), record(1, 1), "later stages come first"),
        (likely(record(9, 1)), record(1, 1), "more likely ones come first"),
        (record(9, 1), young(record(1, 1)), "older ones come first"),
        (record(1, 1), record(9, 1), "lower ids come first"),
        (archived(9, 2), lost(1, 1, None), "lost and archived ones are alike"),
    ] {
        let expected = first.id;
        assert_eq!(merge(vec![second, first]).survivor.id, expected, "{why}");
    }
}

/// Rule: behaviour 5.3.
#[test]
fn the_result_is_open_if_any_is_and_else_won_lost_or_archived() {
    for (records, state, stage) in [
        (vec![record(1, 4), record(2, 2)], StateKind::Open, 2),
        (vec![record(1, 4), lost(2, 2, None)], StateKind::Won, 4),
        (vec![record(1, 1), lost(2, 2, None)], StateKind::Open, 1),
        (vec![archived(1, 2), lost(2, 1, Some(5))], StateKind::Lost, 1),
        (vec![archived(1, 2), archived(2, 1)], StateKind::Archived, 2),
    ] {
        let merged = merge(records).survivor;
        assert_eq!((merged.state.kind(), merged.deal.stage), (state, Some(StageId::new(stage))));
    }
    let merged = merge(vec![lost(1, 2, None), lost(2, 1, Some(5))]);
    let loss = merged.survivor.loss().unwrap();
    assert_eq!((loss.id, loss.details.reason), (LossId::new(1), Some(LostReasonId::new(5))));
}

/// Rule: behaviour 5.4.
#[test]
fn the_first_value_wins_and_some_fields_take_from_all() {
    let (mut one, mut two, mut three) = (record(1, 3), record(2, 2), record(3, 1));
    one.deal.team = Some(TeamId::new(7));
    one.deal.priority = Priority::new(1);
    one.deal.tags = [TagId::new(1)].into();
    one.deal.notes = Some("call".into());
    one.deal.email = Some("  ".into());
    one.deal.address.city = Some("Ghent".into());
    two.deal.priority = Priority::new(3);
    two.deal.expected_revenue = Some(Amount::from_minor(5));
    two.deal.email = Some("a@b.example".into());
    three.deal.expected_revenue = Some(Amount::from_minor(9));
    three.deal.tags = [TagId::new(2)].into();
    three.deal.notes = Some("write".into());
    three.deal.address.city = Some("Bonn".into());
    three.deal.address.zip = Some("53113".into());
    let merged = merge(vec![three.clone(), two.clone(), one.clone()]);
    let deal = &merged.survivor.deal;
    assert_eq!(deal.priority, Priority::new(3));
    assert_eq!(deal.tags, [TagId::new(1), TagId::new(2)].into());
    assert_eq!(deal.notes.as_deref(), Some("call\n\nwrite"));
    assert_eq!(deal.email.as_deref(), Some("a@b.example"));
    assert_eq!(deal.expected_revenue, Some(Amount::from_minor(5)));
    assert_eq!(deal.address, three.deal.address, "whole, from the record that says most of it");
    let field = |field| merged.fields.iter().find(|it| it.field == field).unwrap().clone();
    let revenue = field(TrackedField::ExpectedRevenue);
    let other = TrackedValue::Amount(Amount::from_minor(9));
    assert_eq!((revenue.from, revenue.others), (vec![two.id], vec![(three.id, other)]));
    assert_eq!(field(TrackedField::Notes).from, [one.id, three.id]);
    let wish = MergeWish { team: Some(TeamId::new(8)), ..MergeWish::default() };
    let moved = Merge::of(vec![one, two], &wish, &pipeline(), stamp()).unwrap().survivor;
    let first = Some(StageId::new(1));
    assert_eq!(moved.deal.stage, first, "a stage of another team gives way to the first");
    assert_eq!(moved.stage_changed_at, Some(stamp().at));
}

#[test]
fn an_open_lead_that_takes_over_an_opportunity_is_one() {
    let mut lead = record(1, 1);
    lead.deal.kind = Kind::Lead;
    let merged = merge(vec![lead, lost(2, 2, None)]).survivor;
    assert_eq!((merged.id.get(), merged.deal.kind), (1, Kind::Opportunity));
    assert_eq!(merged.converted_at, Some(stamp().at));
}
