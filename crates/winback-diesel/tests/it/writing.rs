//! Several who write to one file.

use std::collections::BTreeSet;

use winback_conformance::crowd::Crowd;
use winback_diesel::SqliteBackend;
use winback_store::domain::{Change, LossInput, PersonId, Stamp};
use winback_store::filter::Predicate;
use winback_store::{BackendFactory, Query, Selection, Storage, default_sort, opportunity_schema};
use winback_testkit::{TempDatabase, deal, fixed_now, fresh};

fn stamp() -> Stamp {
    Stamp { by: PersonId::new(1), at: fixed_now() }
}

async fn write_fifty(storage: Storage) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 0..50 {
        let new = deal(&format!("Deal {number}")).new_opportunity();
        let record = storage.opportunities.create(&new, &[], stamp()).await.unwrap();
        let selection = Selection::ids(vec![record.id], Predicate::everything());
        let change = Change::MarkLost(LossInput::default());
        storage.opportunities.apply(&selection, &change, stamp()).await.unwrap();
        ids.push(record.id.get());
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn two_storages_on_one_file_write_side_by_side_and_lose_nothing() {
    let database = TempDatabase::new().unwrap();
    let first = SqliteBackend.open(&database.url()).await.unwrap();
    first.settings.install(&fresh()).await.unwrap();
    let second = SqliteBackend.open(&database.url()).await.unwrap();
    let all = [
        tokio::spawn(write_fifty(first.clone())),
        tokio::spawn(write_fifty(first.clone())),
        tokio::spawn(write_fifty(second)),
    ];
    let mut ids = BTreeSet::new();
    for written in all {
        ids.extend(written.await.unwrap());
    }
    assert_eq!(ids, (1..=150).collect());
    let sort = default_sort(&opportunity_schema(2));
    let query = Query { filter: Predicate::everything(), sort, after: None, limit: 200 };
    let page = first.opportunities.search(&query).await.unwrap();
    assert_eq!(page.records.iter().filter(|record| record.loss().is_some()).count(), 150);
    assert!(page.records.iter().all(|record| record.revision.get() == 2));
}

#[tokio::test]
async fn people_at_two_programs_break_nothing() {
    let (first, database) = crate::fresh_storage().await;
    winback_conformance::install(&first).await;
    let second = SqliteBackend.open(&database.url()).await.unwrap();
    Crowd { people: 6, steps: 150 }.meets(&[first.clone(), second]).await;
    winback_conformance::sound(&first).await;
}
