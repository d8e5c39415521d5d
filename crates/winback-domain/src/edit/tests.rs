//! Tests of edits.

use super::*;
use crate::{Deal, Revision};

const NOW: Timestamp = Timestamp::constant(9_000, 0);
const STAMP: Stamp = Stamp { by: PersonId::new(3), at: NOW };

fn record(state: State) -> Opportunity {
    Opportunity {
        id: OpportunityId::new(12),
        revision: Revision::FIRST,
        deal: Deal::named("Pumps", None),
        state,
        estimate: Probability::EVEN,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}

fn percent(hundredths: i64) -> Option<Probability> {
    Some(Probability::from_hundredths(hundredths).unwrap())
}

#[test]
fn an_edit_says_what_changed_and_counts_one_revision() {
    let mut deal = record(State::Open);
    let city = Edit::City(Some("Ghent".into()));
    let changes = deal.edit(&[city.clone(), Edit::Name("Valves".into())], STAMP).unwrap();
    let text = |value: &str| Some(TrackedValue::Text(value.into()));
    let expected = [
        FieldChange { field: TrackedField::City, old: None, new: text("Ghent") },
        FieldChange { field: TrackedField::Name, old: text("Pumps"), new: text("Valves") },
    ];
    assert_eq!(changes, expected);
    assert_eq!((deal.revision.get(), deal.updated_at), (2, NOW));
    assert_eq!(deal.edit(&[city], STAMP).unwrap(), []);
    assert_eq!(deal.revision.get(), 2, "nothing changed");
}

#[test]
fn giving_a_record_to_a_salesperson_is_an_assignment() {
    let mut deal = record(State::Open);
    let fields: Vec<_> = deal
        .edit(&[Edit::Salesperson(Some(PersonId::new(5)))], STAMP)
        .unwrap()
        .into_iter()
        .map(|change| change.field)
        .collect();
    assert_eq!(fields, [TrackedField::Salesperson, TrackedField::AssignedAt]);
    assert_eq!(deal.assigned_at, Some(NOW));
    let later = Stamp { at: Timestamp::constant(10_000, 0), ..STAMP };
    deal.edit(&[Edit::Salesperson(None)], later).unwrap();
    assert_eq!(deal.assigned_at, Some(NOW), "taking it away is none");
}

#[test]
fn an_open_record_takes_a_probability_below_100_and_goes_back_to_automatic() {
    let mut deal = record(State::Open);
    deal.edit(&[Edit::Probability(percent(0))], STAMP).unwrap();
    assert_eq!(deal.probability(), Probability::ZERO);
    deal.edit(&[Edit::Probability(percent(9_999))], STAMP).unwrap();
    assert_eq!(deal.probability().hundredths(), 9_999);
    let refused = deal.edit(&[Edit::Name("x".into()), Edit::Probability(percent(10_000))], STAMP);
    assert_eq!(refused, Err(EditError::Certain(OpportunityId::new(12))));
    assert_eq!(deal.deal.name, "Pumps", "all edits or none");
    deal.edit(&[Edit::Probability(None)], STAMP).unwrap();
    assert_eq!(deal.probability(), Probability::EVEN);
}

#[test]
fn the_probability_of_a_closed_record_follows_its_state() {
    let mut won = record(State::Won { closed_at: NOW });
    let refused = won.edit(&[Edit::Probability(percent(10))], STAMP).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "opportunity 12 is won, so its probability stays as it is: \
         move it out of its won stage first"
    );
    let mut put_aside = record(State::Archived { at: NOW, probability: Probability::CERTAIN });
    put_aside.edit(&[Edit::Probability(percent(2_000))], STAMP).unwrap();
    assert_eq!(put_aside.probability().hundredths(), 2_000);
    let refused = put_aside.edit(&[Edit::Probability(percent(0))], STAMP);
    assert_eq!(refused, Err(EditError::ZeroOnArchived(OpportunityId::new(12))));
}
