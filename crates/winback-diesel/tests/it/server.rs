//! Databases on the server of the tests.

use tokio::sync::OnceCell;
use winback_diesel::PostgresBackend;
use winback_store::{BackendFactory, Storage};
use winback_testkit::TempPostgres;

/// A database with all migrations, which the others are copied from; the server throws it away.
static TEMPLATE: OnceCell<TempPostgres> = OnceCell::const_new();

async fn template() -> &'static TempPostgres {
    let make = async || {
        let template = TempPostgres::new().unwrap();
        PostgresBackend.migrate(&template.url()).await.unwrap();
        template
    };
    TEMPLATE.get_or_init(make).await
}

/// Returns a database with all migrations.
pub(crate) async fn migrated() -> TempPostgres {
    TempPostgres::copy_of(template().await).unwrap()
}

/// Returns a storage that holds nothing, and its database.
pub(crate) async fn fresh_storage() -> (Storage, TempPostgres) {
    let database = migrated().await;
    let storage = PostgresBackend.open(&database.url()).await.unwrap();
    (storage, database)
}
