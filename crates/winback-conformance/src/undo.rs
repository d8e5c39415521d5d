//! Undoing operations. Rule: behaviour 2.8.

use winback_store::domain::{
    AmendLoss, Change, Edit, Handover, LabelKind, LostReasonId, OperationId, OperationKind,
    Opportunity, PersonId, Probability, StageId, State, TagId, TeamId,
};
use winback_store::filter::{Condition, Predicate, Value};
use winback_store::{Selection, Storage, StoreError};
use winback_testkit::deal;

use crate::oracle::dice::Dice;
use crate::oracle::random_change_of_state;
use crate::scene::{
    Shown, all, apply, ask, change, create, details, get, label, line, losses, lost, newest, note,
    operation, person, said, stamp, stamp_by, these,
};

async fn undo(storage: &Storage, id: OperationId, minutes: i64) -> winback_store::Undone {
    let everything = Predicate::everything();
    storage.operations.undo(id, &everything, None, &[], stamp(minutes)).await.unwrap()
}

/// Everything of records but what goes on with every change: revision, time and log; and but for an
/// estimate that no probability follows, as no log tells of it.
pub(crate) fn standing(
    shown: Vec<Shown>,
) -> Vec<(Opportunity, Vec<winback_store::domain::LossRecord>)> {
    let still = |(record, losses, _): Shown| {
        let record = Opportunity {
            revision: winback_store::domain::Revision::FIRST,
            updated_at: stamp(0).at,
            estimate: match record.state {
                State::Open if record.deal.hand_probability.is_none() => record.estimate,
                _ => Probability::ZERO,
            },
            ..record
        };
        (record, losses)
    };
    shown.into_iter().map(still).collect()
}

/// A record that was lost, amended, restored and lost again.
async fn eventful(storage: &Storage, name: &str) -> Opportunity {
    let record = create(storage, deal(name).stage(2).revenue(900)).await;
    change(storage, &record, &lost(Some(1), Some("<p>a</p>")), 1).await;
    change(storage, &record, &lost(Some(2), Some("<p>b</p>")), 2).await;
    change(storage, &record, &Change::Restore, 3).await;
    change(storage, &record, &lost(Some(3), None), 4).await
}

/// Every kind of change, on a record in every state.
pub async fn an_undone_change_leaves_nothing_but_its_log(storage: &Storage) {
    let open = create(storage, deal("open").stage(2).revenue(5)).await;
    let by_hand = create(storage, deal("by hand").stage(3).by_hand(7_000)).await;
    let won = create(storage, deal("won").stage(4)).await;
    let eventful = eventful(storage, "eventful").await;
    let archived = create(storage, deal("archived").stage(1)).await;
    change(storage, &archived, &Change::Archive, 5).await;
    let ann = person(storage, "Ann", "ann").await;
    let north = TeamId::new(label(storage, LabelKind::Team, "North").await);
    let amend = Change::AmendLoss(AmendLoss {
        reason: Some(None),
        note: Some(note(Some("<p>Ünd</p>"))),
        competitor: Some(Some("Rival".into())),
    });
    let to = |stage: i64| Change::MoveStage(StageId::new(stage));
    let mut undone = 0;
    for record in [&open, &by_hand, &won, &eventful, &archived] {
        for verb in [
            lost(Some(2), Some("<p>why</p>")),
            lost(None, None),
            amend.clone(),
            Change::Restore,
            Change::Archive,
            Change::MarkWon,
            to(1),
            to(4),
            Change::Assign(Handover::Both(Some(ann), Some(north))),
        ] {
            let before = standing(all(storage).await);
            let Ok(applied) = apply(storage, record, &verb, 10).await else { continue };
            let Some(done) = applied.operation else { continue };
            let told = newest(storage, record).await;
            let found = undo(storage, done.id, 20).await;
            assert_eq!((found.operation.unwrap().records, found.left_total), (1, 0), "{verb:?}");
            assert_eq!(standing(all(storage).await), before, "{verb:?}");
            let entry = newest(storage, record).await;
            assert_eq!(entry.kind.as_str(), "undone");
            assert_eq!(entry.changes.len(), told.changes.len());
            undone += 1;
        }
    }
    assert_eq!(undone, 29);
}

/// The log tells what was undone, from what to what.
pub async fn the_log_tells_what_was_undone(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(2).estimate(4_000)).await;
    let done = operation(apply(storage, &record, &lost(Some(1), None), 1).await.unwrap());
    undo(storage, done.id, 2).await;
    assert_eq!(
        said(&newest(storage, &record).await),
        "undone: state lost→open, probability 0%→40%, lost_reason #1→-, closed_at +1→-"
    );
    let now = get(storage, record.id).await;
    assert_eq!(line(&now), "open 40% auto 40% in 2 closed - moved - rev 3");
    assert_eq!(losses(storage, &record).await, []);
    let again = change(storage, &record, &lost(Some(2), None), 3).await;
    let loss = losses(storage, &record).await.swap_remove(0).loss;
    assert_eq!((Some(&loss), loss.id.get()), (again.loss(), 2), "an id is never given twice");
}

/// Single fields come back, of every type.
pub async fn an_undone_edit_gives_the_old_values_back(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let tag = label(storage, LabelKind::Tag, "Hot").await;
    let record = create(storage, deal("Pumps").revenue(700).city("Ghent").tag(tag)).await;
    let before = standing(all(storage).await);
    let edits = [
        Edit::Name("Valves".into()),
        Edit::Salesperson(Some(ann)),
        Edit::Tags([].into()),
        Edit::City(None),
        Edit::ExpectedRevenue(None),
        Edit::Priority(winback_store::domain::Priority::new(3)),
        Edit::Probability(Some("12.5".parse().unwrap())),
        Edit::ExpectedClosing(Some(jiff::civil::date(2026, 5, 1))),
    ];
    let everything = Predicate::everything();
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp(1)).await.unwrap();
    let done = newest(storage, &record).await.operation;
    undo(storage, done, 2).await;
    assert_eq!(standing(all(storage).await), before);
    assert_eq!(get(storage, record.id).await.deal.tags, [TagId::new(tag)].into());
}

/// What has changed since, and what one may not see, stays and is listed.
pub async fn what_has_changed_since_is_left_alone(storage: &Storage) {
    let mut records = Vec::new();
    for name in ["A", "B", "C", "D"] {
        records.push(create(storage, deal(name).stage(1)).await);
    }
    let all_of_them = these(&records.iter().collect::<Vec<_>>());
    let applied =
        storage.opportunities.apply(&all_of_them, &lost(Some(1), None), stamp(1)).await.unwrap();
    let done = operation(applied);
    change(storage, &records[1], &lost(Some(2), None), 2).await;
    let visible = ask("id", Condition::OneOf(vec![Value::Number(4)])).not();
    let plan = storage.operations.plan_undo(done.id, &visible, &[]).await.unwrap();
    assert_eq!((plan.undoable, plan.left_total, &plan.operation), (2, 2, &done));
    assert_eq!(plan.left, [records[1].id, records[3].id]);
    let moved = storage.operations.undo(done.id, &visible, Some(3), &[], stamp(3)).await;
    assert!(matches!(moved, Err(StoreError::Moved { confirmed: 3, found: 2 })), "{moved:?}");
    let undone = storage.operations.undo(done.id, &visible, Some(2), &[], stamp(3)).await.unwrap();
    assert_eq!((undone.left, undone.left_total), (plan.left, 2));
    let undone = undone.operation.unwrap();
    assert_eq!((undone.kind, undone.records), (OperationKind::Undo, 2));
    let mut states = Vec::new();
    for record in &records {
        states.push(get(storage, record.id).await.state.kind().as_str());
    }
    assert_eq!(states, ["open", "lost", "open", "lost"]);
    let again = storage.operations.undo(done.id, &visible, None, &[], stamp(4)).await.unwrap();
    assert_eq!((again.operation, again.left_total), (None, 4), "all have changed since");
}

/// Nothing is half done.
pub async fn what_cannot_be_undone_stays(storage: &Storage) {
    let record = create(storage, deal("first").external_id("X")).await;
    let created = newest(storage, &record).await.operation;
    let undone = undo(storage, created, 1).await;
    assert_eq!((undone.operation, undone.left_total), (None, 1), "a creation");
    let everything = Predicate::everything();
    let missing = storage.operations.plan_undo(OperationId::new(99), &everything, &[]).await;
    assert!(matches!(missing, Err(StoreError::Missing { what: "operation", id: 99 })));
    let edits = [Edit::ExternalId(None)];
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp(1)).await.unwrap();
    let done = newest(storage, &record).await.operation;
    create(storage, deal("second").external_id("X")).await;
    let taken = storage.operations.undo(done, &everything, None, &[], stamp(2)).await;
    assert!(matches!(taken, Err(StoreError::Taken { .. })), "{taken:?}");
    assert_eq!(newest(storage, &record).await.operation, done);
}

/// A loss that ended has no entry of a merge of its reason; current again, it is lost for the other
/// one, and the log says so.
pub async fn a_reason_that_was_merged_since_comes_back_as_the_other(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(2)).await;
    change(storage, &record, &lost(Some(1), None), 1).await;
    let done = operation(apply(storage, &record, &Change::Restore, 2).await.unwrap());
    let (from, into) = (LostReasonId::new(1), LostReasonId::new(2));
    storage.reasons.merge(from, into, stamp(3)).await.unwrap();
    undo(storage, done.id, 4).await;
    let now = get(storage, record.id).await;
    assert_eq!(now.loss().unwrap().details.reason, Some(into));
    let told = said(&newest(storage, &record).await);
    assert!(told.contains("lost_reason -→#2"), "{told}");
}

/// Many records, by filter, back as they were.
pub async fn thousands_of_records_are_undone_at_once(storage: &Storage) {
    let rows = (0..1_200).map(|n| Some(crate::imports::row(deal(&format!("D{n}")).stage(2))));
    crate::imports::import(storage, rows.collect()).await;
    let before = storage.scoring.frequencies().await.unwrap();
    let selection = Selection::matching(Predicate::everything());
    let applied = storage.opportunities.apply(&selection, &lost(Some(1), None), stamp(1)).await;
    let done = operation(applied.unwrap());
    assert_eq!(undo(storage, done.id, 2).await.operation.unwrap().records, 1_200);
    let tally = storage.opportunities.tally(&selection).await.unwrap();
    assert_eq!((tally.rows.len(), tally.rows[0].state.as_str()), (1, "open"));
    assert_eq!(storage.scoring.frequencies().await.unwrap(), before);
    let everything = Predicate::everything();
    let counted = storage
        .opportunities
        .losses_by_reason(&everything, winback_store::LossPeriod::default())
        .await
        .unwrap();
    assert_eq!(counted, [], "a loss that was undone never was");
}

/// Pages of what was done, and of what one person did.
pub async fn operations_are_listed_from_the_newest(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let record = create(storage, deal("Pumps")).await;
    let selection = these(&[&record]);
    let note = details(Some(1), Some("<p>why</p>"), None);
    let lose = Change::MarkLost(note.clone());
    storage.opportunities.apply(&selection, &lose, stamp_by(ann, 1)).await.unwrap();
    change(storage, &record, &Change::Restore, 2).await;
    let list = async |before, by: Option<PersonId>, limit| {
        let found = storage.operations.list(before, by, limit).await.unwrap();
        let words = found.iter().map(|it| format!("{} {}", it.kind.as_str(), it.records));
        (words.collect::<Vec<_>>().join(", "), found.last().map(|it| it.id))
    };
    let (first, last) = list(None, None, 2).await;
    assert_eq!(first, "restore 1, mark_lost 1");
    assert_eq!(list(last, None, 2).await.0, "create 1");
    assert_eq!(list(None, Some(ann), 9).await.0, "mark_lost 1");
    let found = storage.operations.list(None, Some(ann), 1).await.unwrap();
    assert_eq!(found[0].note, note.note);
}

/// Random changes on random records, each undone: the records, losses and frequencies are what they
/// were.
pub async fn random_changes_and_their_undoing_are_the_identity(storage: &Storage) {
    let mut dice = Dice::new(7);
    for name in ["North", "South", "East", "West"] {
        person(storage, name, name).await;
        label(storage, LabelKind::Team, name).await;
    }
    let mut records = Vec::new();
    for number in 0..12 {
        let new = deal(&format!("D{number}")).stage(1 + number % 3);
        records.push(create(storage, new).await);
    }
    let mut undone = 0;
    for number in 0..200 {
        let verb = random_change_of_state(&mut dice);
        let some: Vec<&Opportunity> = records.iter().filter(|_| dice.chance(30)).collect();
        let (before, counted) =
            (standing(all(storage).await), storage.scoring.frequencies().await.unwrap());
        let applied = storage.opportunities.apply(&these(&some), &verb, stamp(number)).await;
        let Some(done) = applied.ok().and_then(|applied| applied.operation) else { continue };
        if dice.chance(40) {
            continue;
        }
        undo(storage, done.id, number).await;
        assert_eq!(standing(all(storage).await), before, "{number}: {verb:?}");
        assert_eq!(storage.scoring.frequencies().await.unwrap(), counted);
        undone += 1;
    }
    assert!(undone > 30, "{undone}");
}
