//! Changes that filters of whoever calls keep records from: all or nothing, and nothing is written.

use winback_store::domain::{Change, OperationId, OperationKind, StageId, StateKind, TrackedField};
use winback_store::filter::{Condition, Predicate, Relation, Value};
use winback_store::{BarredRow, ImportBar, ImportMode, ImportRow, Storage, StoreError};
use winback_testkit::deal;

use crate::imports::{known, listed, row};
use crate::scene::{
    all, apply, ask, ask_of, change, compare, contains, create, is, lost, operation, stamp, these,
};

const WON: StageId = StageId::new(4);

/// Records above an expected revenue, in minor units.
fn above(minor: i64) -> Predicate {
    ask("expected_revenue", compare(Relation::Greater, Value::Number(minor)))
}

/// Returns the latest operation.
async fn latest(storage: &Storage) -> Option<OperationId> {
    storage.operations.list(None, None, 1).await.unwrap().first().map(|operation| operation.id)
}

fn lost_ones() -> Predicate {
    ask("state", is(Value::Choice(StateKind::Lost.as_str())))
}

/// A filter sees the record as it would be, with all that it refers to.
pub async fn a_record_that_would_be_barred_is_not_created(storage: &Storage) {
    let by = |barred: Vec<Predicate>| async move {
        let new = deal("Pumps").stage(4).revenue(900).new_opportunity();
        match storage.opportunities.create(&new, &barred, stamp(0)).await {
            Ok(record) => format!("created {}", record.deal.name),
            Err(StoreError::Barred { by, records }) => format!("barred by {by}: {records}"),
            Err(other) => panic!("{other}"),
        }
    };
    let named = ask_of("stage", "name", contains("won"));
    let won = ask("stage", Condition::Matches(Box::new(named)));
    assert_eq!(by(vec![above(900), above(899)]).await, "barred by 1: 1");
    assert_eq!(by(vec![won]).await, "barred by 0: 1");
    assert_eq!(by(vec![ask("state", is(Value::Choice("won")))]).await, "barred by 0: 1");
    assert_eq!((all(storage).await.len(), latest(storage).await), (0, None));
    assert_eq!(by(vec![above(900)]).await, "created Pumps");
}

/// Its records follow a flag all together or not at all, and so they do when it is set back.
pub async fn a_flag_whose_records_are_barred_stays(storage: &Storage) {
    for (name, revenue) in [("A", 100), ("B", 200), ("C", 300)] {
        create(storage, deal(name).stage(4).revenue(revenue)).await;
    }
    create(storage, deal("elsewhere").stage(1).revenue(900)).await;
    let before = (all(storage).await, storage.pipeline.stages().await.unwrap());
    let barred = [above(400), above(100)];
    let refused = storage.stages.set_won(WON, false, None, &barred, stamp(1)).await;
    assert!(matches!(refused, Err(StoreError::Barred { by: 1, records: 2 })), "{refused:?}");
    assert_eq!((all(storage).await, storage.pipeline.stages().await.unwrap()), before);
    let done = storage.stages.set_won(WON, false, None, &[above(400)], stamp(1)).await.unwrap();
    let done = done.unwrap().id;
    create(storage, deal("came").stage(4).revenue(500)).await;
    let before = (all(storage).await, storage.pipeline.stages().await.unwrap());
    let everything = Predicate::everything();
    let plan = storage.operations.plan_undo(done, &everything, &[]).await.unwrap();
    assert_eq!((plan.undoable, plan.revenue_minor), (4, 1_100));
    let planned = storage.operations.plan_undo(done, &everything, &[above(400)]).await;
    assert!(matches!(planned, Err(StoreError::Barred { by: 0, records: 1 })), "{planned:?}");
    let refused = storage.operations.undo(done, &everything, None, &[above(400)], stamp(2)).await;
    assert!(matches!(refused, Err(StoreError::Barred { by: 0, records: 1 })), "{refused:?}");
    assert_eq!((all(storage).await, storage.pipeline.stages().await.unwrap()), before);
    let undone = storage.operations.undo(done, &everything, None, &[above(500)], stamp(2)).await;
    assert_eq!(undone.unwrap().operation.unwrap().records, 4);
}

/// Only those count that would be taken back.
pub async fn an_operation_whose_records_are_barred_is_not_undone(storage: &Storage) {
    let mut records = Vec::new();
    for (name, revenue) in [("A", 100), ("B", 200), ("changed since", 300)] {
        records.push(create(storage, deal(name).revenue(revenue)).await);
    }
    let selection = these(&records.iter().collect::<Vec<_>>());
    let done = storage.opportunities.apply(&selection, &lost(None, None), stamp(1)).await.unwrap();
    let done = operation(done).id;
    change(storage, &records[2], &Change::Restore, 2).await;
    let before = all(storage).await;
    let everything = Predicate::everything();
    let plan = storage.operations.plan_undo(done, &everything, &[above(200)]).await.unwrap();
    assert_eq!((plan.undoable, plan.revenue_minor, plan.left_total), (2, 300, 1));
    let planned = storage.operations.plan_undo(done, &everything, &[lost_ones()]).await;
    assert!(matches!(planned, Err(StoreError::Barred { by: 0, records: 2 })), "{planned:?}");
    let barred = [above(200), above(100)];
    let refused = storage.operations.undo(done, &everything, None, &barred, stamp(3)).await;
    assert!(matches!(refused, Err(StoreError::Barred { by: 1, records: 1 })), "{refused:?}");
    assert_eq!(all(storage).await, before);
    let undone = storage.operations.undo(done, &everything, None, &[above(200)], stamp(3)).await;
    assert_eq!(undone.unwrap().operation.unwrap().kind, OperationKind::Undo);
}

/// All of them are told, by their numbers, and nothing is kept. A row that changes nothing is asked
/// for nothing.
pub async fn rows_whose_records_are_barred_refuse_the_import(storage: &Storage) {
    for (id, revenue) in [("lost", 100), ("open", 200), ("same", 900)] {
        create(storage, deal(id).external_id(id).revenue(revenue)).await;
    }
    let first = all(storage).await.swap_remove(0).0;
    apply(storage, &first, &lost(None, None), 1).await.unwrap();
    let before = (all(storage).await, latest(storage).await);
    let telling = |id: &str, revenue: i64, field: TrackedField| {
        let row = row(deal(id).external_id(id).revenue(revenue));
        ImportRow { tells: [field].into(), ..row }
    };
    let rows = || {
        let new = |n: i64| row(deal(&format!("N{n}")).external_id(&n.to_string()).revenue(n));
        let mut rows: Vec<_> = (0..600).map(new).collect();
        rows.insert(0, telling("lost", 150, TrackedField::ExpectedRevenue));
        rows.insert(1, known("same", "same"));
        rows.push(telling("open", 950, TrackedField::ExpectedRevenue));
        rows.push(telling("same", 900, TrackedField::ExpectedRevenue));
        rows
    };
    let import = |barred: Vec<ImportBar>, update| async move {
        let mode = ImportMode { update, dry_run: false, barred };
        match storage.opportunities.import(listed(rows()), mode, stamp(9)).await {
            Ok(done) => format!("{} created, {} changed", done.created, done.changed),
            Err(StoreError::BarredRows(rows)) => {
                let said = rows.iter().map(|BarredRow { row, by }| format!("{row} by {by}"));
                said.collect::<Vec<_>>().join(", ")
            }
            Err(other) => panic!("{other}"),
        }
    };
    let written = || ImportBar::Written(above(597));
    assert_eq!(import(vec![written()], false).await, "600 by 0, 601 by 0");
    assert_eq!(import(vec![written()], true).await, "600 by 0, 601 by 0, 602 by 0");
    let known = || ImportBar::Known(lost_ones());
    assert_eq!(import(vec![known()], true).await, "0 by 0");
    assert_eq!(
        import(vec![written(), known()], true).await,
        "0 by 1, 600 by 0, 601 by 0, 602 by 0"
    );
    assert_eq!((all(storage).await, latest(storage).await), before);
    let neither = vec![ImportBar::Known(above(200)), ImportBar::Written(above(950))];
    assert_eq!(import(neither, true).await, "600 created, 2 changed");
}
