//! The activity log: one entry for each change, in order.

use winback_store::Storage;
use winback_store::domain::{Change, Edit, StageId};
use winback_store::filter::Predicate;
use winback_testkit::deal;

use crate::scene::{at, change, create, entries, lost, note, said, stamp};

/// Rule: behaviour 2.8.
pub async fn the_log_tells_everything_from_the_newest_to_the_creation(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let everything = Predicate::everything();
    let edits = [Edit::Name("Valves".into())];
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp(1)).await.unwrap();
    for (verb, minute) in [
        (Change::MoveStage(StageId::new(2)), 2),
        (lost(None, None), 3),
        (lost(Some(1), Some("<p>n</p>")), 4),
        (Change::Restore, 5),
        (Change::Archive, 6),
        (Change::MarkWon, 7),
    ] {
        change(storage, &record, &verb, minute).await;
    }
    let log = entries(storage, &record).await;
    let kinds: Vec<&str> = log.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "won",
            "archived",
            "restored",
            "loss_amended",
            "lost",
            "stage_moved",
            "changed",
            "created"
        ]
    );
    for (entry, place) in log.iter().rev().zip(1..) {
        assert_eq!((entry.at, entry.revision.get()), (at(place - 1), place));
        assert_eq!((entry.id.get(), entry.operation.get()), (place, place));
        assert_eq!((entry.opportunity, entry.by.get()), (record.id, 1));
    }
    assert_eq!((log[3].note.clone(), log[2].note.clone()), (note(Some("<p>n</p>")), None));
    assert_eq!(said(&log[6]), "changed: name Pumps→Valves");
}

/// Pages of any size give the same log.
pub async fn the_log_is_paged_from_the_newest(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let other = create(storage, deal("Valves")).await;
    for minute in 1..=4 {
        let verb = if minute % 2 == 1 { lost(None, None) } else { Change::Restore };
        change(storage, &record, &verb, minute).await;
        change(storage, &other, &verb, minute).await;
    }
    let whole = entries(storage, &record).await;
    assert_eq!(whole.len(), 5);
    for size in 1..=6 {
        let mut paged = Vec::new();
        let mut before = None;
        loop {
            let page = storage.opportunities.activity(record.id, before, size).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            paged.extend(page);
            assert!(paged.len() <= whole.len(), "the pages go round in circles");
        }
        assert_eq!(paged, whole, "pages of {size}");
    }
}
