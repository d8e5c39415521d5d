//! The outbox: subscribers are told of every operation, at least once.

use std::collections::BTreeSet;

use winback_store::domain::{Change, LostReasonId, OperationId, OperationKind, StageId};
use winback_store::filter::Predicate;
use winback_store::{Delivery, Selection, Storage, Subscription};
use winback_testkit::deal;

use crate::scene::{apply, at, change, create, get, lost, newest, stamp, these};

/// Takes at most `limit` at a minute, for ten minutes.
async fn take(storage: &Storage, name: &str, limit: usize, minute: i64) -> Option<Delivery> {
    storage.outbox.take(name, limit, at(minute), at(minute + 10)).await.unwrap()
}

fn ids(delivery: &Delivery) -> Vec<OperationId> {
    delivery.operations.iter().map(|operation| operation.id).collect()
}

async fn waiting(storage: &Storage) -> Vec<(String, u64)> {
    let subscriptions = storage.outbox.subscriptions().await.unwrap();
    subscriptions.into_iter().map(|Subscription { name, waiting }| (name, waiting)).collect()
}

/// Every kind of write, and nothing that was refused or changed nothing.
pub async fn a_subscriber_is_told_of_every_operation_from_then_on(storage: &Storage) {
    let record = create(storage, deal("before").stage(2)).await;
    assert!(storage.outbox.subscribe("mail").await.unwrap());
    assert_eq!(take(storage, "mail", 10, 0).await, None);
    let other = create(storage, deal("Pumps").stage(1).revenue(7)).await;
    change(storage, &record, &lost(Some(1), Some("<p>why</p>")), 1).await;
    apply(storage, &record, &Change::MoveStage(StageId::new(3)), 2).await.unwrap_err();
    apply(storage, &other, &Change::MoveStage(StageId::new(1)), 2).await.unwrap();
    change(storage, &record, &Change::Restore, 3).await;
    let both = these(&[&get(storage, record.id).await, &other]);
    let archived = storage.opportunities.apply(&both, &Change::Archive, stamp(4)).await.unwrap();
    let archived = archived.operation.unwrap();
    let everything = Predicate::everything();
    let undone =
        storage.operations.undo(archived.id, &everything, None, &[], stamp(5)).await.unwrap();
    storage.reasons.merge(LostReasonId::new(1), LostReasonId::new(2), stamp(6)).await.unwrap();
    let told = take(storage, "mail", 10, 7).await.unwrap();
    let mut all = storage.operations.list(None, None, 10).await.unwrap();
    all.reverse();
    assert_eq!(told.operations[..], all[1..]);
    assert_eq!(told.operations[1].note.as_ref().unwrap().html(), "<p>why</p>");
    assert_eq!(told.operations[3], archived);
    assert_eq!(told.operations[4], undone.operation.unwrap());
    let kinds: Vec<OperationKind> = told.operations.iter().map(|told| told.kind).collect();
    use OperationKind::{Archive, Create, MarkLost, MergeReasons, Restore, Undo};
    assert_eq!(kinds, [Create, MarkLost, Restore, Archive, Undo, MergeReasons]);
}

/// Each subscriber has an outbox of its own, and keeps it when it subscribes again.
pub async fn what_was_told_is_told_no_more(storage: &Storage) {
    for name in ["b", "a", "Ä"] {
        assert!(storage.outbox.subscribe(name).await.unwrap());
    }
    for name in ["x", "y", "z"] {
        create(storage, deal(name)).await;
    }
    let first = take(storage, "a", 2, 0).await.unwrap();
    assert_eq!(first.operations.len(), 2);
    storage.outbox.settle("a", first.number, &ids(&first)).await.unwrap();
    assert!(!storage.outbox.subscribe("a").await.unwrap());
    let three = |name: &str| (name.to_owned(), 3);
    assert_eq!(waiting(storage).await, [("a".to_owned(), 1), three("b"), three("Ä")]);
    let last = take(storage, "a", 2, 0).await.unwrap();
    assert_eq!(last.operations.len(), 1);
    assert!(ids(&last)[0] > ids(&first)[1] && last.number > first.number);
    storage.outbox.settle("a", last.number, &ids(&last)).await.unwrap();
    assert_eq!(take(storage, "a", 2, 0).await, None);
    assert_eq!(take(storage, "b", 9, 0).await.unwrap().operations.len(), 3);
}

/// What a subscriber could not be told of waits for the next delivery.
pub async fn what_was_not_told_is_told_again(storage: &Storage) {
    storage.outbox.subscribe("mail").await.unwrap();
    for name in ["x", "y", "z"] {
        create(storage, deal(name)).await;
    }
    let all = take(storage, "mail", 9, 0).await.unwrap();
    storage.outbox.settle("mail", all.number, &ids(&all)[..1]).await.unwrap();
    let rest = take(storage, "mail", 9, 0).await.unwrap();
    assert_eq!(ids(&rest), ids(&all)[1..]);
    storage.outbox.settle("mail", rest.number, &[]).await.unwrap();
    assert_eq!(ids(&take(storage, "mail", 9, 0).await.unwrap()), ids(&rest));
}

/// Two who tell the same subscriber do not tell it the same at the same time, unless one was gone for
/// longer than it said.
pub async fn one_at_a_time_tells_a_subscriber(storage: &Storage) {
    storage.outbox.subscribe("mail").await.unwrap();
    for name in ["x", "y"] {
        create(storage, deal(name)).await;
    }
    let first = take(storage, "mail", 1, 0).await.unwrap();
    assert_eq!(take(storage, "mail", 9, 9).await, None);
    let second = take(storage, "mail", 9, 10).await.unwrap();
    assert_eq!(second.operations.len(), 2);
    // The first one was late, and does not end the delivery of the other.
    storage.outbox.settle("mail", first.number, &ids(&first)).await.unwrap();
    assert_eq!(take(storage, "mail", 9, 11).await, None);
    storage.outbox.settle("mail", second.number, &[]).await.unwrap();
    assert_eq!(ids(&take(storage, "mail", 9, 11).await.unwrap()), ids(&second)[1..]);
}

/// Of several who want to deliver at once, one gets it.
pub async fn of_many_who_tell_at_once_one_does(storage: &Storage) {
    storage.outbox.subscribe("mail").await.unwrap();
    create(storage, deal("x")).await;
    let tellers: Vec<_> = (0..8)
        .map(|_| {
            let outbox = storage.outbox.clone();
            tokio::spawn(async move { outbox.take("mail", 9, at(0), at(10)).await.unwrap() })
        })
        .collect();
    let mut got = 0;
    for teller in tellers {
        got += usize::from(teller.await.unwrap().is_some());
    }
    assert_eq!(got, 1);
}

/// Whoever changes records while they are told of loses nothing, whichever transaction is first.
pub async fn what_many_do_at_once_is_told_once(storage: &Storage) {
    storage.outbox.subscribe("mail").await.unwrap();
    let people: Vec<_> = (0..4)
        .map(|person| {
            let storage = storage.clone();
            tokio::spawn(async move {
                for number in 0..20 {
                    create(&storage, deal(&format!("{person} {number}"))).await;
                }
            })
        })
        .collect();
    let (mut told, mut minute) = (Vec::new(), 0);
    while told.len() < 80 {
        minute += 1;
        let are_done = people.iter().all(tokio::task::JoinHandle::is_finished);
        let Some(delivery) = take(storage, "mail", 7, minute).await else {
            assert!(!are_done, "{} of 80 were told", told.len());
            tokio::task::yield_now().await;
            continue;
        };
        storage.outbox.settle("mail", delivery.number, &ids(&delivery)).await.unwrap();
        told.extend(ids(&delivery));
    }
    let once: BTreeSet<OperationId> = told.iter().copied().collect();
    assert_eq!((once.len(), told.len()), (80, 80));
}

/// Who unsubscribes is forgotten, with what waited; the operations stay.
pub async fn a_forgotten_subscriber_begins_anew(storage: &Storage) {
    storage.outbox.subscribe("mail").await.unwrap();
    let record = create(storage, deal("x")).await;
    assert!(storage.outbox.unsubscribe("mail").await.unwrap());
    assert!(!storage.outbox.unsubscribe("mail").await.unwrap());
    assert_eq!(waiting(storage).await, []);
    assert_eq!(take(storage, "mail", 9, 0).await, None);
    storage.outbox.settle("mail", 1, &[newest(storage, &record).await.operation]).await.unwrap();
    assert!(storage.outbox.subscribe("mail").await.unwrap());
    assert_eq!(take(storage, "mail", 9, 0).await, None);
    let nobody = Selection::matching(Predicate::everything().not());
    storage.opportunities.apply(&nobody, &Change::Archive, stamp(1)).await.unwrap();
    assert_eq!(waiting(storage).await, [("mail".to_owned(), 0)]);
}
