//! Several who write to one database of a server.

use winback_conformance::crowd::Crowd;
use winback_diesel::PostgresBackend;
use winback_store::BackendFactory;

#[tokio::test]
async fn people_at_two_programs_break_nothing() {
    let (first, database) = crate::server::fresh_storage().await;
    winback_conformance::install(&first).await;
    let second = PostgresBackend.open(&database.url()).await.unwrap();
    Crowd { people: 6, steps: 150 }.meets(&[first.clone(), second]).await;
    winback_conformance::sound(&first).await;
}
