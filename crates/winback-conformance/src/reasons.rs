//! Lost reasons. Rule: behaviour 4.

use winback_store::Storage;
use winback_store::domain::{
    Change, LostReason, LostReasonId, NewLostReason, OutcomeClass, ReasonEdit,
};
use winback_store::filter::{Predicate, Value};
use winback_testkit::deal;

use crate::scene::{
    all, ask, at, change, create, entries, get, is, kind_of, line, list, losses, lost, newest,
    next_operation, said, stamp,
};

const fn id(id: i64) -> LostReasonId {
    LostReasonId::new(id)
}

async fn edit(storage: &Storage, reason: i64, edits: &[ReasonEdit]) -> LostReason {
    storage.reasons.edit(id(reason), edits, stamp(1)).await.unwrap()
}

/// Says how many records are lost and were ever lost because of each reason, in their order.
async fn counts(storage: &Storage, visible: Predicate) -> Vec<(i64, u64, u64)> {
    let counts = storage.reasons.counts(&visible).await.unwrap();
    counts.iter().map(|row| (row.reason.id.get(), row.lost, row.ever_lost)).collect()
}

/// With every part; then every part changed.
pub async fn a_reason_is_added_at_the_end_and_every_part_can_be_edited(storage: &Storage) {
    let new = NewLostReason {
        name: "Went silent".into(),
        guidance: Some("after three calls".into()),
        category: Some("Timing".into()),
        outcome: OutcomeClass::NoDecision,
    };
    let added = storage.reasons.create(&new, stamp(1)).await.unwrap();
    let expected = LostReason {
        id: id(4),
        name: new.name,
        guidance: new.guidance,
        category: new.category,
        outcome: new.outcome,
        position: 4,
        archived: false,
    };
    assert_eq!(added, expected);
    let edits = [
        ReasonEdit::Name("Gone".into()),
        ReasonEdit::Guidance(None),
        ReasonEdit::Category(Some("".into())),
        ReasonEdit::Outcome(OutcomeClass::Disqualified),
        ReasonEdit::Position(-1),
        ReasonEdit::Archived(true),
    ];
    let expected = LostReason {
        id: id(4),
        name: "Gone".into(),
        guidance: None,
        category: Some("".into()),
        outcome: OutcomeClass::Disqualified,
        position: -1,
        archived: true,
    };
    assert_eq!(edit(storage, 4, &edits).await, expected);
    assert_eq!(storage.reasons.list().await.unwrap()[0], expected);
}

/// By position, then by id; archived ones, too.
pub async fn reasons_are_listed_by_their_place(storage: &Storage) {
    edit(storage, 3, &[ReasonEdit::Position(1)]).await;
    edit(storage, 2, &[ReasonEdit::Archived(true)]).await;
    let order = |list: Vec<LostReason>| list.iter().map(|it| it.id.get()).collect::<Vec<_>>();
    assert_eq!(order(storage.reasons.list().await.unwrap()), [1, 3, 2]);
    edit(storage, 2, &[ReasonEdit::Position(0)]).await;
    assert_eq!(order(storage.reasons.list().await.unwrap()), [2, 1, 3]);
    assert_eq!(counts(storage, Predicate::everything()).await, [(2, 0, 0), (1, 0, 0), (3, 0, 0)]);
}

/// Rule: behaviour 4.2.
pub async fn a_name_belongs_to_one_reason_ignoring_case_and_space(storage: &Storage) {
    storage.reasons.create(&NewLostReason::named("Größe"), stamp(1)).await.unwrap();
    for name in ["Größe", " GRÖSSE\t", "too EXPENSIVE"] {
        let refused = storage.reasons.create(&NewLostReason::named(name), stamp(1)).await;
        assert_eq!(kind_of(&refused), format!("taken: lost reason `{name}`"));
        let edits = [ReasonEdit::Archived(true), ReasonEdit::Name(name.into())];
        let refused = storage.reasons.edit(id(2), &edits, stamp(1)).await;
        assert_eq!(kind_of(&refused), format!("taken: lost reason `{name}`"));
    }
    let reasons = storage.reasons.list().await.unwrap();
    assert_eq!((reasons.len(), reasons[1].archived), (4, false));
    let own = edit(storage, 1, &[ReasonEdit::Name("TOO expensive".into())]).await;
    assert_eq!(own.name, "TOO expensive");
    let missing = storage.reasons.edit(id(99), &[], stamp(1)).await;
    assert_eq!(kind_of(&missing), "missing: lost reason 99");
}

/// On records, in filters and on pages. Rule: behaviour 4.2.
pub async fn a_new_name_shows_everywhere(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    change(storage, &record, &lost(Some(1), None), 1).await;
    edit(storage, 1, &[ReasonEdit::Name("Dear".into())]).await;
    let named = |name: &str| {
        let named = crate::scene::ask_of("lost_reason", "name", is(Value::Text(name.into())));
        ask("lost_reason", winback_store::filter::Condition::Matches(Box::new(named)))
    };
    let page = list(storage, named("Dear")).await;
    assert_eq!(page.names.reasons, [(id(1), "Dear".into())].into());
    assert_eq!(page.records.len(), 1);
    assert_eq!(list(storage, named("Too expensive")).await.records, []);
}

/// Rule: behaviour 4.3.
pub async fn counts_tell_lost_now_and_ever_lost(storage: &Storage) {
    let mine = create(storage, deal("mine").salesperson(1)).await;
    change(storage, &mine, &lost(Some(1), None), 1).await;
    change(storage, &mine, &Change::Restore, 2).await;
    change(storage, &mine, &lost(Some(1), None), 3).await;
    change(storage, &mine, &Change::Restore, 4).await;
    change(storage, &mine, &lost(Some(2), None), 5).await;
    let other = create(storage, deal("other")).await;
    change(storage, &other, &lost(Some(1), None), 1).await;
    let amended = create(storage, deal("amended")).await;
    change(storage, &amended, &lost(Some(3), None), 1).await;
    change(storage, &amended, &lost(Some(1), None), 2).await;
    let everything = Predicate::everything();
    assert_eq!(counts(storage, everything).await, [(1, 2, 3), (2, 1, 1), (3, 0, 0)]);
    let visible = ask("salesperson", is(Value::Reference(1)));
    assert_eq!(counts(storage, visible).await, [(1, 0, 1), (2, 1, 1), (3, 0, 0)]);
}

/// Losses, current and ended, and their revisions follow; lost records get an entry. Rule:
/// behaviour 4.2.
pub async fn merging_takes_losses_revisions_and_records_over(storage: &Storage) {
    let ended = create(storage, deal("ended")).await;
    change(storage, &ended, &lost(Some(1), None), 1).await;
    let ended = change(storage, &ended, &Change::Restore, 2).await;
    let current = create(storage, deal("current")).await;
    let current = change(storage, &current, &lost(Some(1), None), 1).await;
    let amended = create(storage, deal("amended")).await;
    change(storage, &amended, &lost(Some(1), None), 1).await;
    let amended = change(storage, &amended, &lost(Some(2), None), 2).await;

    let merged = storage.reasons.merge(id(1), id(3), stamp(9)).await.unwrap();
    assert_eq!((merged.losses, merged.operation.records), (2, 1));
    assert_eq!((merged.operation.kind.as_str(), merged.operation.at), ("merge_reasons", at(9)));

    let after = get(storage, current.id).await;
    assert_eq!(after.loss().unwrap().details.reason, Some(id(3)));
    assert_eq!(line(&after), "lost 0% auto 0% in 1 closed +1 moved - rev 3");
    assert_eq!(after.updated_at, at(9));
    let entry = newest(storage, &current).await;
    assert_eq!(said(&entry), "loss_amended: lost_reason #1→#3");
    assert_eq!((entry.operation, entry.revision.get()), (merged.operation.id, 3));

    assert_eq!(get(storage, ended.id).await, ended);
    assert_eq!(get(storage, amended.id).await, amended);
    assert_eq!(entries(storage, &ended).await.len(), 3);
    for (record, reasons) in [(&ended, vec![3]), (&current, vec![3]), (&amended, vec![3, 2])] {
        let loss = losses(storage, record).await.swap_remove(0);
        let revisions = loss.revisions.iter().map(|it| it.details.reason.unwrap().get());
        assert_eq!(revisions.collect::<Vec<_>>(), reasons);
        assert_eq!(loss.loss.details.reason.map(LostReasonId::get), reasons.last().copied());
    }
    let archived: Vec<bool> =
        storage.reasons.list().await.unwrap().iter().map(|reason| reason.archived).collect();
    assert_eq!(archived, [true, false, false]);
    let everything = Predicate::everything();
    assert_eq!(counts(storage, everything).await, [(1, 0, 0), (2, 1, 1), (3, 1, 2)]);
}

/// Even if it takes nothing over, a merge is recorded.
pub async fn merging_an_unused_reason_archives_it(storage: &Storage) {
    let merged = storage.reasons.merge(id(2), id(1), stamp(9)).await.unwrap();
    assert_eq!((merged.losses, merged.operation.records), (0, 0));
    assert_eq!((merged.operation.id.get(), next_operation(storage).await), (1, 2));
    assert!(storage.reasons.list().await.unwrap()[1].archived);
}

/// Either of the two.
pub async fn a_reason_that_does_not_exist_cannot_be_merged(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    change(storage, &record, &lost(Some(1), None), 1).await;
    let before = (all(storage).await, storage.reasons.list().await.unwrap());
    for (from, into) in [(1, 99), (99, 1)] {
        let refused = storage.reasons.merge(id(from), id(into), stamp(9)).await;
        assert_eq!(kind_of(&refused), "missing: lost reason 99");
    }
    assert_eq!((all(storage).await, storage.reasons.list().await.unwrap()), before);
}
