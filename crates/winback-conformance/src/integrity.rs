//! What must be so in every store; the suite asks for it after each other check, too.

use winback_store::{Checkup, Invariant, Storage, Verdict};
use winback_testkit::deal;

use crate::scene::{all, ask, contains, create, names};

/// No invariant is broken.
pub async fn everything_holds(storage: &Storage) {
    let broken: Vec<Checkup> = storage.integrity.check().await.unwrap();
    let broken: Vec<_> = broken.into_iter().filter(|it| it.verdict != Verdict::Holds).collect();
    assert_eq!(broken, Vec::new());
}

/// Each invariant is told once, in the order of all; what follows from behaviour, by every store.
pub async fn what_is_checked_is_told_in_its_order(storage: &Storage) {
    let told = storage.integrity.check().await.unwrap();
    let told: Vec<Invariant> = told.iter().map(|checkup| checkup.invariant).collect();
    let listed = Invariant::ALL.iter().copied().filter(|invariant| told.contains(invariant));
    assert_eq!(told, listed.collect::<Vec<_>>());
    for invariant in [
        Invariant::References,
        Invariant::Unique,
        Invariant::CurrentLoss,
        Invariant::LostReason,
        Invariant::WonStage,
        Invariant::LossRevisions,
        Invariant::LogRevisions,
        Invariant::LogState,
        Invariant::Operations,
        Invariant::ReasonHistory,
        Invariant::DefaultSearch,
    ] {
        assert!(told.contains(&invariant), "{invariant} is not checked");
    }
}

/// What people wrote stays, and is found as before.
pub async fn a_search_that_is_rebuilt_finds_the_same(storage: &Storage) {
    create(storage, deal("Éclair pumps").email("ann@acme.example")).await;
    let before = all(storage).await;
    storage.integrity.rebuild_search().await.unwrap();
    assert_eq!(all(storage).await, before);
    let found = names(storage, ask("name", contains("clair")).and(ask("email", contains("acme"))));
    assert_eq!(found.await, "Éclair pumps");
    everything_holds(storage).await;
}
