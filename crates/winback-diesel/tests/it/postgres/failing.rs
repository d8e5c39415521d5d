//! Servers that stop, start, are killed, and rows that somebody else holds.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use winback_diesel::PostgresBackend;
use winback_store::domain::{Change, Edit, LossInput, Opportunity, OpportunityId, PersonId, Stamp};
use winback_store::filter::Predicate;
use winback_store::{
    BackendFactory, ImportMode, ImportRefusal, ImportRow, ImportRows, Query, Selection, Storage,
    StoreError, StoreResult, default_sort, opportunity_schema,
};
use winback_testkit::{TempServer, deal, fixed_now};

fn stamp() -> Stamp {
    Stamp { by: PersonId::new(1), at: fixed_now() }
}

async fn opened(server: &TempServer) -> Storage {
    let storage = PostgresBackend.open(&server.create_database("deals").unwrap()).await.unwrap();
    winback_conformance::install(&storage).await;
    storage
}

async fn rename(storage: &Storage, name: &str) -> StoreResult<Opportunity> {
    let (id, edits) = (OpportunityId::new(1), [Edit::Name(name.into())]);
    storage.opportunities.edit(id, None, &Predicate::everything(), &edits, stamp()).await
}

async fn records(storage: &Storage) -> StoreResult<Vec<Opportunity>> {
    let (filter, sort) = (Predicate::everything(), default_sort(&opportunity_schema(2)));
    let query = Query { filter, sort, after: None, limit: 5_000 };
    Ok(storage.opportunities.search(&query).await?.records)
}

/// Says what went wrong, with what lies below it.
fn told(error: &StoreError) -> String {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}: {source}")
}

#[tokio::test]
async fn while_a_server_is_down_that_is_told_at_once_and_then_all_goes_on() {
    let mut server = TempServer::start(&[]).unwrap();
    let storage = opened(&server).await;
    let new = deal("Pumps").new_opportunity();
    storage.opportunities.create(&new, &[], stamp()).await.unwrap();
    for name in ["Valves", "Gauges"] {
        server.stop().unwrap();
        let begun = Instant::now();
        for _ in 0..3 {
            let errors = [
                records(&storage).await.map(drop).unwrap_err(),
                rename(&storage, "x").await.map(drop).unwrap_err(),
            ];
            for error in errors {
                let told = told(&error);
                assert!(told.contains("no server answers there: start it"), "{told}");
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        server.start_again().unwrap();
        assert_eq!(rename(&storage, name).await.unwrap().deal.name, name);
        assert_eq!(records(&storage).await.unwrap()[0].deal.name, name);
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_in_the_middle_leaves_nothing_and_says_so() {
    struct Cut(Option<ImportRow>, TempServer);
    impl ImportRows for Cut {
        fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
            if self.0.is_none() {
                let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE pid <> pg_backend_pid() AND state = 'idle in transaction'";
                self.1.run("deals", cut).unwrap();
            }
            Ok(self.0.take())
        }
    }
    let server = TempServer::start(&[]).unwrap();
    let storage = opened(&server).await;
    let new = deal("Pumps").new_opportunity();
    let row = ImportRow::open(new.deal, new.estimate, new.created_at);
    let rows = Box::new(Cut(Some(row), server));
    let done = storage.opportunities.import(rows, ImportMode::default(), stamp()).await;
    assert_eq!(
        told(&done.unwrap_err()),
        "postgres: importing failed: the connection to the server was lost, and nothing was \
         changed: try again"
    );
}

#[tokio::test]
async fn a_record_that_somebody_else_holds_is_busy_within_the_time_limit() {
    let (storage, database) = crate::server::fresh_storage().await;
    winback_conformance::install(&storage).await;
    let new = deal("Pumps").new_opportunity();
    storage.opportunities.create(&new, &[], stamp()).await.unwrap();
    let database = Arc::new(database);
    let holding = std::thread::spawn({
        let database = Arc::clone(&database);
        move || database.run("BEGIN; SELECT id FROM opportunities FOR UPDATE; SELECT pg_sleep(60)")
    });
    // Until the other one holds it, which is soon.
    let (refused, waited) = loop {
        let begun = Instant::now();
        let name = format!("Deal {begun:?}");
        if let Err(error) = rename(&storage, &name).await {
            break (error, begun.elapsed().as_secs());
        }
    };
    assert!(matches!(refused, StoreError::Busy), "{refused:?}");
    assert!((5..15).contains(&waited), "{waited} s");
    assert_eq!(records(&storage).await.unwrap().len(), 1);
    let end =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN;%60)'";
    database.run(end).unwrap();
    holding.join().unwrap().unwrap_err();
    rename(&storage, "Valves").await.unwrap();
}

/// Throws random moments, the same in every run; later ones are further apart, for machines that are
/// slow or have other work.
fn moments() -> impl Iterator<Item = Duration> {
    (1_u64..=48).map(|number| {
        Duration::from_millis(number.wrapping_mul(0x9e37_79b9) % 400 * number.div_ceil(8))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_kept_all_that_it_acknowledged_and_nothing_by_half() {
    const RECORDS: usize = 2_000;
    let mut server = TempServer::start(&["synchronous_commit=on"]).unwrap();
    let storage = opened(&server).await;
    let rows = (0..RECORDS).map(|number| {
        let new = deal(&format!("Deal {number}")).new_opportunity();
        ImportRow::open(new.deal, new.estimate, new.created_at)
    });
    let rows = Box::new(Rows(rows.collect::<Vec<_>>().into_iter()));
    storage.opportunities.import(rows, ImportMode::default(), stamp()).await.unwrap();
    let (mut kept, mut undone) = (0, 0);
    for (tried, moment) in moments().enumerate() {
        if tried >= 8 && kept > 0 && undone > 0 {
            break;
        }
        let (before, other) = (lost(&storage).await, storage.clone());
        let changes = tokio::spawn(async move { change_until_it_fails(&other, before).await });
        tokio::time::sleep(moment).await;
        server.kill().unwrap();
        let (acknowledged, error) = changes.await.unwrap();
        let told = told(&error);
        assert!(told.contains("no server answers") || told.contains("the connection"), "{told}");
        server.start_again().unwrap();
        // What was on its way is there as a whole, or not at all.
        let after = lost(&storage).await;
        let on_its_way = RECORDS - acknowledged;
        assert!([acknowledged, on_its_way].contains(&after), "{after} of {acknowledged}");
        kept += u32::from(after != before);
        undone += u32::from(after == before);
        winback_conformance::sound(&storage).await;
    }
    assert!(kept > 0 && undone > 0, "the moments are not spread: {kept} kept, {undone} undone");
}

struct Rows(std::vec::IntoIter<ImportRow>);

impl ImportRows for Rows {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        Ok(self.0.next())
    }
}

/// Counts the lost records.
async fn lost(storage: &Storage) -> usize {
    records(storage).await.unwrap().iter().filter(|record| record.loss().is_some()).count()
}

/// Marks all records lost, restores them, and so on, and returns how many were lost by the last
/// change that was acknowledged, and why the next one was not.
async fn change_until_it_fails(storage: &Storage, mut lost: usize) -> (usize, StoreError) {
    loop {
        let change = match lost {
            0 => Change::MarkLost(LossInput::default()),
            _ => Change::Restore,
        };
        let selection = Selection::matching(Predicate::everything());
        match storage.opportunities.apply(&selection, &change, stamp()).await {
            Ok(applied) => {
                let records = applied.operation.unwrap().records;
                lost = if lost == 0 { usize::try_from(records).unwrap() } else { 0 };
            }
            Err(error) => return (lost, error),
        }
    }
}
