//! Merging records, and undoing that. Rule: behaviour 5.

use winback_store::domain::{
    Change, Edit, EntryKind, MergeError, MergeWish, OperationId, Opportunity, OpportunityId, Side,
    StageId, StateKind, TrackedField, UnmergeChoice,
};
use winback_store::filter::Predicate;
use winback_store::{MergeInput, Merged, Storage, StoreError, StoreResult, UndoneMerge};
use winback_testkit::{DealBuilder, deal};

use crate::oracle::dice::Dice;
use crate::oracle::random_change_of_state;
use crate::scene::{
    all, apply, change, create, get, losses, lost, names, newest, operation, person, stamp, these,
};
use crate::undo::standing;

async fn merged(storage: &Storage, records: &[&Opportunity], minutes: i64) -> StoreResult<Merged> {
    let input = |record: &&Opportunity| MergeInput { id: record.id, revision: None };
    let inputs: Vec<MergeInput> = records.iter().map(input).collect();
    let (everything, wish) = (Predicate::everything(), MergeWish::default());
    storage.merges.merge(&inputs, &everything, &wish, stamp(minutes)).await
}

async fn merge(storage: &Storage, records: &[&Opportunity], minutes: i64) -> Merged {
    merged(storage, records, minutes).await.unwrap()
}

async fn unmerged(
    storage: &Storage,
    id: OperationId,
    choice: &UnmergeChoice,
    minutes: i64,
) -> StoreResult<UndoneMerge> {
    let everything = Predicate::everything();
    storage.merges.unmerge(id, &everything, choice, None, stamp(minutes)).await
}

async fn unmerge(storage: &Storage, id: OperationId, minutes: i64) -> UndoneMerge {
    unmerged(storage, id, &UnmergeChoice::default(), minutes).await.unwrap()
}

/// Rule: behaviour 5.2, 5.3, 5.5.
pub async fn a_lost_record_that_is_merged_with_an_active_one_is_open_again(storage: &Storage) {
    let dead = create(storage, deal("dead").stage(3).revenue(500).city("Ghent")).await;
    let dead = change(storage, &dead, &lost(Some(1), Some("<p>why</p>")), 1).await;
    let losing = newest(storage, &dead).await.operation;
    let live = create(storage, deal("live").stage(1)).await;
    let Merged { operation, survivor } = merge(storage, &[&dead, &live], 2).await;
    assert_eq!((survivor.id, operation.records), (live.id, 2));
    let now = get(storage, live.id).await;
    assert_eq!(now.state.kind(), StateKind::Open);
    assert_eq!(now.deal.stage, Some(StageId::new(1)));
    assert_eq!(now.deal.expected_revenue, dead.deal.expected_revenue);
    assert_eq!(now.deal.address.city.as_deref(), Some("Ghent"));
    let losses = losses(storage, &live).await;
    assert_eq!((losses.len(), losses[0].origin), (1, Some(dead.id)));
    assert_eq!(losses[0].end.as_ref().unwrap().how.as_str(), "merged");
    // The loss is told of at the revision that the survivor has now, and is none of its own.
    assert_eq!(now.revision.get(), 2);
    let plan = storage.operations.plan_undo(losing, &Predicate::everything(), &[]).await.unwrap();
    assert_eq!((plan.undoable, plan.left), (0, vec![dead.id]));
    let log = storage.opportunities.activity(live.id, None, 99).await.unwrap();
    let told: Vec<(&str, bool)> =
        log.iter().map(|entry| (entry.kind.as_str(), entry.origin == Some(dead.id))).collect();
    let mut expected = [("created", true), ("lost", true), ("created", false)].to_vec();
    expected.extend([("merged_away", true), ("merged", false)]);
    expected.reverse();
    assert_eq!(told, expected);
}

/// Rule: behaviour 5.3.
pub async fn records_that_are_all_lost_stay_lost_with_the_first_reason(storage: &Storage) {
    let first = create(storage, deal("first").stage(3)).await;
    let first = change(storage, &first, &lost(None, Some("<p>a</p>")), 1).await;
    let second = create(storage, deal("second").stage(2)).await;
    let second = change(storage, &second, &lost(Some(2), Some("<p>b</p>")), 2).await;
    let before = standing(all(storage).await);
    let Merged { operation, survivor } = merge(storage, &[&second, &first], 3).await;
    assert_eq!(survivor.id, first.id);
    let loss = get(storage, first.id).await.loss().unwrap().clone();
    assert_eq!(loss.id, first.loss().unwrap().id);
    assert_eq!(loss.details.reason, second.loss().unwrap().details.reason);
    let told = losses(storage, &first).await;
    assert_eq!((told[0].revisions.len(), told[0].end.is_none()), (2, true));
    unmerge(storage, operation.id, 4).await;
    assert_eq!(standing(all(storage).await), before);
}

/// An archived record takes over the loss of a lost one.
pub async fn an_archived_record_takes_over_a_loss_and_gives_it_back(storage: &Storage) {
    let aside = create(storage, deal("aside").stage(3)).await;
    let aside = change(storage, &aside, &Change::Archive, 1).await;
    let gone = create(storage, deal("gone").stage(1)).await;
    let gone = change(storage, &gone, &lost(Some(1), None), 1).await;
    let before = standing(all(storage).await);
    let Merged { operation: done, survivor } = merge(storage, &[&gone, &aside], 2).await;
    assert_eq!((survivor.id, survivor.state.kind()), (aside.id, StateKind::Lost));
    let restored = apply(storage, &survivor, &Change::Restore, 3).await.unwrap();
    let undone = operation(restored);
    let everything = Predicate::everything();
    storage.operations.undo(undone.id, &everything, None, &[], stamp(4)).await.unwrap();
    assert_eq!(get(storage, aside.id).await.state, survivor.state);
    unmerge(storage, done.id, 5).await;
    assert_eq!(standing(all(storage).await), before);
}

/// Rule: behaviour 5.5.
pub async fn merged_records_are_nowhere_and_lead_to_the_one_that_stayed(storage: &Storage) {
    let named = |name: &str| deal(name).external_id(name);
    let a = create(storage, named("a").stage(1)).await;
    let b = create(storage, named("b").stage(2)).await;
    let c = create(storage, named("c").stage(3)).await;
    let first = merge(storage, &[&a, &b], 1).await;
    let second = merge(storage, &[&c, &b], 2).await;
    assert_eq!((first.survivor.id, second.survivor.id), (b.id, c.id));
    assert_eq!(names(storage, Predicate::everything()).await, "c");
    let survivor = |id: OpportunityId| storage.merges.survivor_of(id);
    assert_eq!(survivor(a.id).await.unwrap(), Some(c.id));
    assert_eq!(survivor(b.id).await.unwrap(), Some(c.id));
    assert_eq!(survivor(c.id).await.unwrap(), None);
    let absent = apply(storage, &a, &lost(None, None), 3).await;
    assert!(matches!(absent, Err(StoreError::NotFound(ids)) if ids == [a.id]));
    let taken = storage.opportunities.create(&named("a").new_opportunity(), &[], stamp(3)).await;
    assert!(matches!(taken, Err(StoreError::Taken { .. })), "{taken:?}");
    let rows = ["a", "d"].map(|name| Some(crate::imports::row(named(name).stage(1))));
    let imported = crate::imports::import(storage, rows.into()).await;
    assert_eq!(imported, "1 created, 1 unchanged");
    let everything = Predicate::everything();
    let on = storage.merges.merge_of(first.operation.id, &everything).await;
    assert!(
        matches!(on, Err(StoreError::MergedOn { survivor, into }) if (survivor, into) == (b.id, c.id))
    );
    unmerge(storage, second.operation.id, 4).await;
    unmerge(storage, first.operation.id, 5).await;
    assert_eq!(names(storage, Predicate::everything()).await, "a b c d");
    let gone = storage.merges.merge_of(first.operation.id, &everything).await;
    assert!(matches!(gone, Err(StoreError::Missing { what: "merge", .. })));
}

/// What people did since stays; where the merge changed the same field, they choose.
pub async fn what_changed_since_a_merge_is_chosen(storage: &Storage) {
    let stays = create(storage, deal("stays").stage(2)).await;
    let goes = create(storage, deal("goes").stage(1).revenue(700).city("Ghent")).await;
    let done = merge(storage, &[&stays, &goes], 1).await.operation;
    let edits = [
        Edit::ExpectedRevenue(Some(winback_store::domain::Amount::from_minor(900))),
        Edit::Phone(Some("123".into())),
    ];
    let everything = Predicate::everything();
    storage.opportunities.edit(stays.id, None, &everything, &edits, stamp(2)).await.unwrap();
    let change_since = change(storage, &stays, &lost(Some(1), None), 3).await;
    let undecided = unmerged(storage, done.id, &UnmergeChoice::default(), 4).await;
    let Err(StoreError::Undecided(fields)) = undecided else { panic!("{undecided:?}") };
    assert_eq!(fields, [TrackedField::ExpectedRevenue]);
    let chosen = [(TrackedField::ExpectedRevenue, Side::Before)].into();
    let choice = UnmergeChoice { fields: chosen, rest: None };
    let stale =
        storage.merges.unmerge(done.id, &everything, &choice, Some(stays.revision), stamp(4)).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    unmerged(storage, done.id, &choice, 5).await.unwrap();
    let now = get(storage, stays.id).await;
    assert_eq!((now.deal.expected_revenue, now.deal.phone.as_deref()), (None, Some("123")));
    assert_eq!((&now.state, now.deal.address.city), (&change_since.state, None));
    let back = get(storage, goes.id).await;
    assert_eq!((back.deal.clone(), &back.state), (goes.deal.clone(), &goes.state));
    assert_eq!(newest(storage, &back).await.kind, EntryKind::Undone);
}

/// Nothing happens.
pub async fn what_cannot_be_merged_stays(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let (a, b) = (create(storage, deal("a")).await, create(storage, deal("b")).await);
    let before = all(storage).await;
    let few = merged(storage, &[&a], 1).await;
    assert!(matches!(few, Err(StoreError::Merge(MergeError::TooFew(1)))), "{few:?}");
    let twice = merged(storage, &[&a, &b, &a], 1).await;
    assert!(matches!(twice, Err(StoreError::Merge(MergeError::Twice(id))) if id == a.id));
    let input = |id: i64, revision| MergeInput { id: OpportunityId::new(id), revision };
    let everything = Predicate::everything();
    let wish = MergeWish { salesperson: Some(ann), team: None };
    let inputs = [input(1, None), input(9, None)];
    let absent = storage.merges.merge(&inputs, &everything, &wish, stamp(1)).await;
    assert!(matches!(absent, Err(StoreError::NotFound(ids)) if ids == [OpportunityId::new(9)]));
    let inputs = [input(1, None), input(2, Some(a.revision.next()))];
    let stale = storage.merges.merge(&inputs, &everything, &wish, stamp(1)).await;
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    let nobody = MergeWish { team: Some(winback_store::domain::TeamId::new(77)), ..wish };
    let inputs = [input(1, None), input(2, None)];
    let missing = storage.merges.merge(&inputs, &everything, &nobody, stamp(1)).await;
    assert!(matches!(missing, Err(StoreError::Missing { what: "team", id: 77 })), "{missing:?}");
    assert_eq!(all(storage).await, before);
    let done = storage.merges.merge(&inputs, &everything, &wish, stamp(1)).await.unwrap();
    assert_eq!(done.survivor.deal.salesperson, Some(ann));
}

fn random_deal(dice: &mut Dice, number: i64) -> DealBuilder {
    let mut new = deal(&format!("D{number}")).stage(1 + number % 3);
    if dice.chance(50) {
        new = new.revenue(100 * number);
    }
    if dice.chance(50) {
        new = new.city("Ghent");
    }
    if dice.chance(30) {
        new = new.by_hand(4_200);
    }
    if dice.chance(40) {
        new = new.external_id(&format!("X{number}"));
    }
    new
}

/// Records of every state, merged two to four at a time and some of them more than once, and each
/// merge undone at once or after others: records, losses and frequencies are what they were.
pub async fn merges_and_their_undoing_are_the_identity(storage: &Storage) {
    let mut dice = Dice::new(11);
    let mut ids = Vec::new();
    for number in 0..10 {
        let new = random_deal(&mut dice, number);
        ids.push(create(storage, new).await.id);
    }
    let mut undone = 0;
    for round in 0..60 {
        for (record, ..) in all(storage).await {
            if dice.chance(30) {
                let verb = random_change_of_state(&mut dice);
                drop(storage.opportunities.apply(&these(&[&record]), &verb, stamp(round)).await);
            }
        }
        let mut stack = Vec::new();
        for _ in 0..2 {
            let before = standing(all(storage).await);
            let counted = storage.scoring.frequencies().await.unwrap();
            let records: Vec<Opportunity> =
                all(storage).await.into_iter().map(|(record, ..)| record).collect();
            let some: Vec<&Opportunity> =
                records.iter().filter(|_| dice.chance(30)).take(4).collect();
            if some.len() < 2 {
                continue;
            }
            let Merged { operation, survivor } = merge(storage, &some, round).await;
            assert_eq!(get(storage, survivor.id).await, survivor);
            stack.push((operation.id, before, counted));
        }
        while let Some((id, before, counted)) = stack.pop() {
            unmerge(storage, id, round).await;
            assert_eq!(standing(all(storage).await), before, "round {round}");
            assert_eq!(storage.scoring.frequencies().await.unwrap(), counted);
            undone += 1;
        }
    }
    assert!(undone > 60, "{undone}");
}
