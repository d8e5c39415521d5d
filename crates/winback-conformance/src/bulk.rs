//! Changing many records at once. Rule: behaviour 2.7, 2.8.

use winback_store::domain::{
    AmendLoss, Change, Effect, LostReasonId, NewLostReason, Opportunity, OpportunityId, ReasonEdit,
    StageId, StateKind,
};
use winback_store::filter::{Predicate, Value};
use winback_store::{ImportMode, Selection, Storage, StoreError, TallyRow};
use winback_testkit::deal;

use crate::scene::{
    all, ask, at, change, create, get, is, kind_of, line, list, losses, lost, newest,
    next_operation, note, operation, said, stamp, these,
};

async fn many(storage: &Storage, count: usize) -> Vec<Opportunity> {
    let mut records = Vec::new();
    for number in 1..=count {
        records.push(create(storage, deal(&format!("D{number}"))).await);
    }
    records
}

/// Open, open at 0 %, won, lost and archived, in this order.
async fn one_of_each_state(storage: &Storage) -> Vec<Opportunity> {
    let open = create(storage, deal("open").revenue(1)).await;
    let zero = create(storage, deal("zero").by_hand(0).revenue(10)).await;
    let won = create(storage, deal("won").stage(4).revenue(100)).await;
    let gone = create(storage, deal("lost").revenue(1_000)).await;
    let gone = change(storage, &gone, &lost(Some(1), None), 1).await;
    let kept = create(storage, deal("archived")).await;
    let kept = change(storage, &kept, &Change::Archive, 1).await;
    vec![open, zero, won, gone, kept]
}

async fn states(storage: &Storage, records: &[Opportunity]) -> String {
    let mut states = Vec::new();
    for record in records {
        states.push(get(storage, record.id).await.state.kind().as_str());
    }
    states.join(" ")
}

/// Every record has its own effect, and the effects are counted in their order.
pub async fn each_record_has_the_effect_of_its_own_state(storage: &Storage) {
    let records = one_of_each_state(storage).await;
    let selection = these(&records.iter().collect::<Vec<_>>());
    let verb = lost(Some(2), Some("<p>n</p>"));
    let applied = storage.opportunities.apply(&selection, &verb, stamp(9)).await.unwrap();
    assert_eq!(applied.effects, [(Effect::Lose, 4), (Effect::AmendLoss, 1)]);
    let operation = operation(applied);
    assert_eq!((operation.kind.as_str(), operation.records), ("mark_lost", 5));
    assert_eq!((operation.at, operation.by.get(), operation.id.get()), (at(9), 1, 8));
    assert_eq!(operation.note, note(Some("<p>n</p>")));
    assert_eq!(states(storage, &records).await, "lost lost lost lost lost");
    for record in &records {
        let entry = newest(storage, record).await;
        let record = get(storage, record.id).await;
        assert_eq!((entry.operation, entry.revision), (operation.id, record.revision));
        assert_eq!((entry.at, entry.by, &entry.note), (at(9), operation.by, &operation.note));
        let history = losses(storage, &record).await;
        assert_eq!((history.len(), record.loss()), (1, Some(&history[0].loss)));
    }
    let amended = said(&newest(storage, &records[3]).await);
    assert_eq!(amended, "loss_amended: lost_reason #1→#2");
}

/// New losses and entries count up in the order of the records.
pub async fn losses_and_entries_are_numbered_in_the_order_of_the_records(storage: &Storage) {
    let records = many(storage, 3).await;
    let ids = vec![records[2].id, records[0].id, records[1].id];
    let selection = Selection::ids(ids, Predicate::everything());
    storage.opportunities.apply(&selection, &lost(None, None), stamp(1)).await.unwrap();
    for (record, number) in records.iter().zip(1..) {
        assert_eq!(losses(storage, record).await[0].loss.id.get(), number);
        assert_eq!(newest(storage, record).await.id.get(), 3 + number);
    }
}

/// Records to which nothing happens are counted, and left alone.
pub async fn records_that_need_no_change_are_counted_and_left_alone(storage: &Storage) {
    let records = one_of_each_state(storage).await;
    let selection = these(&[&records[0], &records[2], &records[4]]);
    let applied = storage.opportunities.apply(&selection, &Change::Archive, stamp(9)).await;
    let applied = applied.unwrap();
    assert_eq!(applied.effects, [(Effect::Nothing, 1), (Effect::Archive, 2)]);
    assert_eq!(operation(applied).records, 2);
    assert_eq!(get(storage, records[4].id).await, records[4]);
    let applied = storage.opportunities.apply(&selection, &Change::Archive, stamp(10)).await;
    let applied = applied.unwrap();
    assert_eq!((applied.operation, applied.effects), (None, vec![(Effect::Nothing, 3)]));
}

/// Only those that match change.
pub async fn a_filter_selects_all_that_match(storage: &Storage) {
    let records = one_of_each_state(storage).await;
    let open = Selection::matching(ask("state", is(Value::Choice("open"))));
    let applied = storage.opportunities.apply(&open, &Change::MarkWon, stamp(9)).await.unwrap();
    assert_eq!(applied.effects, [(Effect::Win, 2)]);
    assert_eq!(states(storage, &records).await, "won won won lost archived");
    let nobody = Selection::matching(Predicate::nothing());
    let applied = storage.opportunities.apply(&nobody, &Change::MarkWon, stamp(9)).await.unwrap();
    assert_eq!((applied.operation, applied.effects), (None, vec![]));
}

/// All ids that are not found are listed, once, in order; those not visible are among them.
pub async fn ids_that_are_not_found_are_all_listed_and_nothing_changes(storage: &Storage) {
    let records = many(storage, 3).await;
    let before = all(storage).await;
    let ids = [99, 1, 2, 98, 99, 3].map(OpportunityId::new).to_vec();
    let not_the_second = ask("name", is(Value::Text("D2".into()))).not();
    let selection = Selection::ids(ids, not_the_second);
    let refused = storage.opportunities.apply(&selection, &lost(None, None), stamp(1)).await;
    assert_eq!(kind_of(&refused), "not found [2, 98, 99]");
    let tally = storage.opportunities.tally(&selection).await.unwrap();
    assert_eq!(tally.missing, [2, 98, 99].map(OpportunityId::new));
    assert_eq!((tally.count(), all(storage).await == before), (2, true));
    assert_eq!(next_operation(storage).await, 4);
    assert_eq!(records.len(), 3);
}

/// The same id twice is once.
pub async fn an_id_named_twice_counts_once(storage: &Storage) {
    let records = many(storage, 1).await;
    let selection = these(&[&records[0], &records[0]]);
    assert_eq!(storage.opportunities.tally(&selection).await.unwrap().count(), 1);
    let applied = storage.opportunities.apply(&selection, &lost(None, None), stamp(1)).await;
    assert_eq!(applied.unwrap().effects, [(Effect::Lose, 1)]);
    assert_eq!(losses(storage, &records[0]).await.len(), 1);
}

/// One that refuses keeps all from changing: records, losses, entries, operations.
pub async fn a_refusal_names_its_records_and_nothing_changes(storage: &Storage) {
    let records = one_of_each_state(storage).await;
    let before = all(storage).await;
    let everything = Selection::matching(Predicate::everything());
    for (verb, expected) in [
        (Change::Restore, "refused 3: [1, 2, 3]"),
        (Change::Archive, "refused 1: [4]"),
        (Change::MoveStage(StageId::new(2)), "refused 2: [4, 5]"),
        (Change::AmendLoss(AmendLoss::default()), "refused 4: [1, 2, 3, 5]"),
    ] {
        let refused = storage.opportunities.apply(&everything, &verb, stamp(9)).await;
        assert_eq!(kind_of(&refused), expected);
    }
    let refused = storage.opportunities.apply(&everything, &Change::Restore, stamp(9)).await;
    let Err(StoreError::Refused { refused, .. }) = refused else { unreachable!("it was refused") };
    assert_eq!(
        refused[2].to_string(),
        "opportunity 3 `won` is won and cannot be restored; \
         allowed: mark lost, archive, mark won, move stage"
    );
    assert_eq!((all(storage).await == before, records.len()), (true, 5));
    assert_eq!(next_operation(storage).await, 8);
}

/// A hundred are listed, all are counted.
pub async fn a_refusal_lists_the_first_hundred(storage: &Storage) {
    let records = many(storage, 103).await;
    let everything = Selection::matching(Predicate::everything());
    let refused = storage.opportunities.apply(&everything, &Change::Restore, stamp(9)).await;
    let Err(StoreError::Refused { refused, total }) = refused else {
        unreachable!("open records cannot be restored")
    };
    assert_eq!((refused.len(), total), (StoreError::LISTED, 103));
    assert_eq!(refused[99].opportunity, records[99].id);
}

/// More records than a statement has parameters, at once.
pub async fn thousands_of_records_change_in_one_operation(storage: &Storage) {
    let rows = crate::imports::rows((1..=2_500).map(|n| deal(&format!("D{n}"))));
    storage.opportunities.import(rows, ImportMode::default(), stamp(0)).await.unwrap();
    let ids = (1..=2_500).map(OpportunityId::new).collect();
    let selection = Selection::ids(ids, Predicate::everything());
    let applied = storage.opportunities.apply(&selection, &lost(Some(1), None), stamp(1)).await;
    assert_eq!(applied.unwrap().effects, [(Effect::Lose, 2_500)]);
    let applied = storage.opportunities.apply(&selection, &Change::Restore, stamp(2)).await;
    assert_eq!(applied.unwrap().effects, [(Effect::Reopen, 2_500)]);
    let last = get(storage, OpportunityId::new(2_500)).await;
    assert_eq!(line(&last), "open 50% auto 50% in 1 closed - moved - rev 3");
    assert_eq!(list(storage, Predicate::everything()).await.records.len(), 2_500);
}

/// Before any record is looked at.
pub async fn a_change_cannot_name_what_does_not_exist(storage: &Storage) {
    let records = many(storage, 1).await;
    let reason = Some(Some(LostReasonId::new(99)));
    for (verb, expected) in [
        (lost(Some(99), None), "missing: lost reason 99"),
        (
            Change::AmendLoss(AmendLoss { reason, ..AmendLoss::default() }),
            "missing: lost reason 99",
        ),
        (Change::MoveStage(StageId::new(99)), "missing: stage 99"),
    ] {
        let selection = Selection::matching(Predicate::everything());
        let refused = storage.opportunities.apply(&selection, &verb, stamp(1)).await;
        assert_eq!(kind_of(&refused), expected);
    }
    assert_eq!(get(storage, records[0].id).await, records[0]);
}

/// One row for each state and each side of 0 %, in order.
pub async fn a_tally_counts_by_state_and_probability_0(storage: &Storage) {
    one_of_each_state(storage).await;
    create(storage, deal("open too").revenue(5)).await;
    let everything = Selection::matching(Predicate::everything());
    let tally = storage.opportunities.tally(&everything).await.unwrap();
    let row =
        |state, at_zero, count, revenue_minor| TallyRow { state, at_zero, count, revenue_minor };
    assert_eq!(
        tally.rows,
        [
            row(StateKind::Open, false, 2, 6),
            row(StateKind::Open, true, 1, 10),
            row(StateKind::Won, false, 1, 100),
            row(StateKind::Lost, true, 1, 1_000),
            row(StateKind::Archived, false, 1, 0),
        ]
    );
    assert_eq!((tally.count(), tally.revenue_minor(), tally.missing), (6, 1_116, vec![]));
    let nothing = Selection::ids(vec![], Predicate::everything());
    assert_eq!(storage.opportunities.tally(&nothing).await.unwrap().rows, []);
}

/// Sums go beyond what one amount can hold, both ways.
pub async fn sums_of_extreme_amounts_do_not_overflow(storage: &Storage) {
    for minor in [i64::MAX, i64::MAX, i64::MAX, -1] {
        create(storage, deal("much").revenue(minor)).await;
    }
    let everything = Selection::matching(Predicate::everything());
    let tally = storage.opportunities.tally(&everything).await.unwrap();
    assert_eq!(tally.revenue_minor(), 3 * i128::from(i64::MAX) - 1);
    let less = Selection::matching(ask("name", is(Value::Text("little".into()))));
    for minor in [i64::MIN, i64::MIN, 1] {
        create(storage, deal("little").revenue(minor)).await;
    }
    let tally = storage.opportunities.tally(&less).await.unwrap();
    assert_eq!(tally.revenue_minor(), 2 * i128::from(i64::MIN) + 1);
    storage.opportunities.apply(&less, &lost(None, None), stamp(1)).await.unwrap();
    let period = winback_store::LossPeriod::default();
    let report = storage.opportunities.losses_by_reason(&Predicate::everything(), period).await;
    assert_eq!(report.unwrap()[0].revenue_minor, 2 * i128::from(i64::MIN) + 1);
}

/// A reason given by its name comes with the change: found, offered again, or added; and not at
/// all if nothing changes or the change is refused.
pub async fn a_reason_comes_with_the_change_that_uses_it(storage: &Storage) {
    let record = create(storage, deal("a")).await;
    let reasons = async || storage.reasons.list().await.unwrap();
    let apply = async |selection: &Selection, name: &str, minutes| {
        let reason = NewLostReason::named(name);
        storage
            .opportunities
            .apply_with_reason(selection, &lost(None, None), &reason, stamp(minutes))
            .await
    };
    let nobody = Selection::ids(vec![OpportunityId::new(99)], Predicate::everything());
    assert!(matches!(apply(&nobody, "Bad timing", 1).await, Err(StoreError::NotFound(_))));
    let nothing = Selection::matching(Predicate::nothing());
    assert_eq!(apply(&nothing, "Bad timing", 1).await.unwrap().operation, None);
    assert_eq!(reasons().await.len(), 3);
    let selection = Selection::ids(vec![record.id], Predicate::everything());
    apply(&selection, " Bad TIMING ", 1).await.unwrap();
    let added = reasons().await.pop().unwrap();
    assert_eq!((added.id.get(), added.name.trim()), (4, "Bad TIMING"));
    let first = reasons().await.remove(0);
    let archive = [ReasonEdit::Archived(true)];
    storage.reasons.edit(first.id, &archive, stamp(2)).await.unwrap();
    apply(&selection, "too EXPENSIVE", 3).await.unwrap();
    assert!(!reasons().await.remove(0).archived);
    let loss = storage.opportunities.losses(record.id).await.unwrap().remove(0);
    let said: Vec<_> = loss.revisions.iter().map(|revision| revision.details.reason).collect();
    assert_eq!(said, [Some(added.id), Some(first.id)]);
}

/// A selection that holds another number of records than was shown is left alone.
pub async fn a_selection_that_moved_is_left_alone(storage: &Storage) {
    let record = create(storage, deal("a")).await;
    let everything = Selection::matching(Predicate::everything());
    let two = Selection { confirmed: Some(2), ..everything.clone() };
    let moved = storage.opportunities.apply(&two, &lost(None, None), stamp(1)).await;
    assert!(matches!(moved, Err(StoreError::Moved { confirmed: 2, found: 1 })), "{moved:?}");
    assert_eq!(storage.opportunities.losses(record.id).await.unwrap(), []);
    let one = Selection { confirmed: Some(1), ..everything };
    let applied = storage.opportunities.apply(&one, &lost(None, None), stamp(1)).await.unwrap();
    assert_eq!(applied.operation.unwrap().records, 1);
}
