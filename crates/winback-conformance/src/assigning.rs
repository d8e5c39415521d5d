//! Giving records to another salesperson or team. Rule: behaviour 1.12, 6.2.

use winback_store::domain::{
    Change, Edit, Handover, LabelKind, Opportunity, PersonId, TeamId, TrackedField,
};
use winback_store::filter::Predicate;
use winback_store::{Selection, Storage};
use winback_testkit::deal;

use crate::scene::{
    all, apply, at, change, create, get, kind_of, label, line, losses, lost, newest, operation,
    person, said, stamp, these,
};

fn assign(salesperson: Option<Option<PersonId>>, team: Option<Option<TeamId>>) -> Change {
    Change::Assign(Handover::new(salesperson, team).unwrap())
}

async fn team(storage: &Storage, name: &str) -> TeamId {
    TeamId::new(label(storage, LabelKind::Team, name).await)
}

/// Open, won, lost and archived, in this order, of a team.
async fn one_of_each_state(storage: &Storage, team: TeamId) -> Vec<Opportunity> {
    let new = |name: &str| deal(name).stage(2).team(team.get());
    let open = create(storage, new("open")).await;
    let won = create(storage, new("won")).await;
    let won = change(storage, &won, &Change::MarkWon, 1).await;
    let gone = create(storage, new("lost")).await;
    let gone = change(storage, &gone, &lost(Some(1), None), 1).await;
    let kept = create(storage, new("archived")).await;
    let kept = change(storage, &kept, &Change::Archive, 1).await;
    vec![open, won, gone, kept]
}

/// Two teams, of which the first wins more than the second.
async fn two_teams_with_history(storage: &Storage) -> (TeamId, TeamId) {
    let (north, south) = (team(storage, "North").await, team(storage, "South").await);
    for (team, fates) in [(north, "wwl"), (south, "wlll")] {
        for fate in fates.chars() {
            let record = create(storage, deal("past").stage(2).team(team.get())).await;
            let fate = if fate == 'w' { Change::MarkWon } else { lost(None, None) };
            change(storage, &record, &fate, 1).await;
        }
    }
    (north, south)
}

/// Records of every state get another salesperson and team; nothing else of them changes.
pub async fn records_of_every_state_are_given_to_somebody_else(storage: &Storage) {
    let (ann, north) = (person(storage, "Ann", "ann").await, team(storage, "North").await);
    let records = one_of_each_state(storage, north).await;
    let selection = these(&records.iter().collect::<Vec<_>>());
    let verb = assign(Some(Some(ann)), Some(None));
    let applied = storage.opportunities.apply(&selection, &verb, stamp(9)).await.unwrap();
    let effects: Vec<_> = applied.effects.iter().map(|(it, count)| (it.as_str(), *count)).collect();
    assert_eq!(effects, [("assigned", 4)]);
    let done = operation(applied);
    assert_eq!((done.kind.as_str(), done.records, &done.note), ("assign", 4, &None));
    for before in &records {
        let now = get(storage, before.id).await;
        assert_eq!((now.deal.salesperson, now.deal.team), (Some(ann), None));
        assert_eq!((now.assigned_at, now.updated_at), (Some(at(9)), at(9)));
        assert_eq!((&now.state, now.deal.stage), (&before.state, before.deal.stage));
        assert_eq!(now.revision, before.revision.next());
        let told = newest(storage, before).await;
        assert_eq!(told.operation, done.id);
        let fields: Vec<TrackedField> = told.changes.iter().map(|change| change.field).collect();
        let given = [TrackedField::Salesperson, TrackedField::AssignedAt, TrackedField::Team];
        assert_eq!(fields.get(..3), Some(given.as_slice()));
        assert!(fields.get(3..).unwrap().iter().all(|it| *it == TrackedField::Probability));
    }
    assert_eq!(
        said(&newest(storage, &records[1]).await),
        format!("assigned: salesperson -→#{ann}, assigned_at -→+9, team #{north}→-")
    );
}

/// Only those that differ change, each in what differs; if none does, there is no operation.
pub async fn who_has_a_record_already_is_not_given_it_again(storage: &Storage) {
    let (ann, north) = (person(storage, "Ann", "ann").await, team(storage, "North").await);
    let verb = assign(Some(Some(ann)), Some(Some(north)));
    let none = create(storage, deal("none")).await;
    let half = create(storage, deal("half").salesperson(ann.get())).await;
    let both = create(storage, deal("both").salesperson(ann.get()).team(north.get())).await;
    let selection = these(&[&none, &half, &both]);
    let applied = storage.opportunities.apply(&selection, &verb, stamp(9)).await.unwrap();
    let effects: Vec<_> = applied.effects.iter().map(|(it, count)| (it.as_str(), *count)).collect();
    assert_eq!(effects, [("nothing", 1), ("assigned", 2)]);
    assert_eq!(operation(applied).records, 2);
    assert_eq!(said(&newest(storage, &half).await), format!("assigned: team -→#{north}"));
    assert_eq!(get(storage, half.id).await.assigned_at, half.assigned_at);
    assert_eq!(get(storage, both.id).await, both);
    let before = all(storage).await;
    let again = storage.opportunities.apply(&selection, &verb, stamp(10)).await.unwrap();
    assert_eq!(again.operation, None);
    assert_eq!(all(storage).await, before);
}

/// Taking a record from everybody is no assignment, and keeps when it was last assigned.
pub async fn records_are_taken_from_everybody(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let record = create(storage, deal("Pumps").salesperson(ann.get())).await;
    let taken = change(storage, &record, &assign(Some(None), None), 5).await;
    assert_eq!((taken.deal.salesperson, taken.assigned_at), (None, record.assigned_at));
    assert_eq!(said(&newest(storage, &record).await), format!("assigned: salesperson #{ann}→-"));
}

/// A loss tells who had the record at that moment, whoever has it now. Rule: behaviour 2.4.
pub async fn a_loss_keeps_the_salesperson_of_its_moment(storage: &Storage) {
    let (ann, ben) = (person(storage, "Ann", "ann").await, person(storage, "Ben", "ben").await);
    let record = create(storage, deal("Pumps").stage(2).salesperson(ann.get())).await;
    let record = change(storage, &record, &lost(Some(1), None), 1).await;
    let before = losses(storage, &record).await;
    let now = change(storage, &record, &assign(Some(Some(ben)), None), 2).await;
    assert_eq!(now.deal.salesperson, Some(ben));
    assert_eq!(losses(storage, &record).await, before);
    assert_eq!(now.loss().unwrap().salesperson, Some(ann));
}

/// Nobody that there is not; nothing changes then.
pub async fn records_are_given_to_nobody_unknown(storage: &Storage) {
    create(storage, deal("Pumps")).await;
    let before = all(storage).await;
    let (nobody, nowhere) = (Some(PersonId::new(99)), Some(TeamId::new(99)));
    for (verb, expected) in [
        (assign(Some(nobody), None), "missing: person 99"),
        (assign(None, Some(nowhere)), "missing: team 99"),
        (assign(Some(None), Some(nowhere)), "missing: team 99"),
    ] {
        let selection = Selection::matching(Predicate::everything());
        let refused = storage.opportunities.apply(&selection, &verb, stamp(1)).await;
        assert_eq!(kind_of(&refused), expected);
    }
    assert_eq!(all(storage).await, before);
}

/// Whoever is given one record by an edit, or many at once, comes to the same: the same estimates,
/// and frequencies as after a rebuild.
pub async fn assigning_learns_and_estimates_as_an_edit_does(storage: &Storage) {
    let (north, south) = two_teams_with_history(storage).await;
    let (mut edited, mut assigned) = (Vec::new(), Vec::new());
    for fate in [None, Some(Change::MarkWon), Some(lost(None, None)), Some(Change::Archive)] {
        let twin = || deal("twin").stage(2).team(north.get());
        let (mut one, mut other) = (create(storage, twin()).await, create(storage, twin()).await);
        if let Some(fate) = fate {
            one = change(storage, &one, &fate, 2).await;
            other = change(storage, &other, &fate, 2).await;
        }
        edited.push(one);
        assigned.push(other);
    }
    let by_hand = create(storage, deal("by hand").stage(2).team(north.get()).by_hand(700)).await;
    // Open and archived ones first: they are learned nothing from.
    for place in [0, 3, 1, 2] {
        let (one, other) = (&edited[place], &assigned[place]);
        let (everything, edits) = (Predicate::everything(), [Edit::Team(Some(south))]);
        storage.opportunities.edit(one.id, None, &everything, &edits, stamp(5)).await.unwrap();
        change(storage, other, &assign(None, Some(Some(south))), 5).await;
        let (one, other) = (get(storage, one.id).await, get(storage, other.id).await);
        assert_eq!(line(&one), line(&other));
        assert_eq!(one.estimate, other.estimate, "{}", line(&one));
        let told = newest(storage, &other).await.changes;
        assert_eq!(told.len(), newest(storage, &one).await.changes.len(), "{}", line(&one));
    }
    assert_ne!(get(storage, assigned[0].id).await.estimate, assigned[0].estimate);
    let kept = change(storage, &by_hand, &assign(None, Some(Some(south))), 6).await;
    assert_eq!(kept.probability(), by_hand.probability());
    assert_ne!(kept.estimate, by_hand.estimate);
    let counted = storage.scoring.frequencies().await.unwrap();
    storage.scoring.recount().await.unwrap();
    assert_eq!(counted, storage.scoring.frequencies().await.unwrap());
}

/// Won and lost records of several teams at once are learned from anew, undone ones as before.
pub async fn many_records_of_several_teams_change_and_come_back(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let (north, south) = (team(storage, "North").await, team(storage, "South").await);
    let mut records = one_of_each_state(storage, north).await;
    records.extend(one_of_each_state(storage, south).await);
    let counted = storage.scoring.frequencies().await.unwrap();
    let selection = these(&records.iter().collect::<Vec<_>>());
    let verb = assign(Some(Some(ann)), Some(Some(south)));
    let applied = storage.opportunities.apply(&selection, &verb, stamp(9)).await.unwrap();
    let done = operation(applied);
    let moved = storage.scoring.frequencies().await.unwrap();
    assert_ne!(counted, moved);
    storage.scoring.recount().await.unwrap();
    assert_eq!(moved, storage.scoring.frequencies().await.unwrap());
    // One goes on meanwhile, and is left alone.
    let changed = apply(storage, &records[0], &assign(Some(None), None), 10).await.unwrap();
    assert_eq!(operation(changed).records, 1);
    let everything = Predicate::everything();
    let undone = storage.operations.undo(done.id, &everything, None, &[], stamp(11)).await.unwrap();
    assert_eq!(undone.left, [records[0].id]);
    for before in records.iter().skip(1) {
        let now = get(storage, before.id).await;
        assert_eq!((now.deal.salesperson, now.deal.team), (None, before.deal.team));
        assert_eq!((&now.state, now.assigned_at), (&before.state, before.assigned_at));
        assert_eq!(now.probability(), before.probability());
        assert_eq!(now.estimate, before.estimate, "{}", before.deal.name);
        assert_eq!(newest(storage, before).await.kind.as_str(), "undone");
    }
    let counted_now = storage.scoring.frequencies().await.unwrap();
    assert_eq!(counted_now, counted, "the open one that stays is not counted");
}

/// An archived record that comes back from another team has the estimate of its own again.
pub async fn an_archived_record_that_comes_back_is_estimated_as_before(storage: &Storage) {
    let (north, south) = two_teams_with_history(storage).await;
    let record = create(storage, deal("twin").stage(2).team(south.get())).await;
    let record = change(storage, &record, &Change::Archive, 2).await;
    let before = change(storage, &record, &assign(None, Some(Some(north))), 3).await;
    let applied = apply(storage, &before, &assign(None, Some(Some(south))), 4).await.unwrap();
    assert_ne!(get(storage, before.id).await.estimate, before.estimate);
    let (done, everything) = (operation(applied), Predicate::everything());
    storage.operations.undo(done.id, &everything, None, &[], stamp(5)).await.unwrap();
    let now = get(storage, before.id).await;
    assert_eq!((now.deal.team, now.estimate), (Some(north), before.estimate));
    assert_eq!(now.probability(), before.probability());
}
