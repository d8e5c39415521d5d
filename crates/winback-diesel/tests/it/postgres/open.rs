//! Opening databases of a server: what is refused, and with which advice.

use std::error::Error;

use winback_diesel::PostgresBackend;
use winback_store::{BackendFactory, Migrated, OpenError};
use winback_testkit::{TempPostgres, fresh};

use crate::server::migrated;

async fn refusal(url: &str) -> String {
    let error = PostgresBackend.open(url).await.unwrap_err();
    let mut told = error.to_string();
    if let Some(source) = error.source() {
        told = format!("{told}: {source}");
    }
    told
}

#[tokio::test]
async fn an_empty_database_is_migrated_by_itself_and_keeps_what_is_written() {
    let database = TempPostgres::new().unwrap();
    let storage = PostgresBackend.open(&database.url()).await.unwrap();
    assert!(storage.settings.install(&fresh()).await.unwrap());
    drop(storage);
    let url = database.url().replacen("postgres:", "postgresql:", 1);
    let again = PostgresBackend.open(&url).await.unwrap();
    assert_eq!(again.settings.get().await.unwrap(), Some(fresh().settings));
    assert_eq!(again.backend, "postgres");
}

#[tokio::test]
async fn migrating_tells_what_it_applied_and_then_nothing() {
    let database = TempPostgres::new().unwrap();
    let migrated = PostgresBackend.migrate(&database.url()).await.unwrap();
    assert_eq!(migrated.applied[0], "0001_create_pipeline");
    let again = PostgresBackend.migrate(&database.url()).await.unwrap();
    assert_eq!(again, Migrated::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_may_be_opened_by_many_at_once() {
    let database = TempPostgres::new().unwrap();
    let all = (0..4).map(|_| {
        let url = database.url();
        tokio::spawn(async move { PostgresBackend.open(&url).await.map(|it| it.backend) })
    });
    for opened in all.collect::<Vec<_>>() {
        assert_eq!(opened.await.unwrap().unwrap(), "postgres");
    }
}

#[tokio::test]
async fn a_database_that_lacks_migrations_is_refused_until_it_is_migrated() {
    let database = migrated().await;
    database.run("DELETE FROM __diesel_schema_migrations WHERE version = '0001'").unwrap();
    let error = PostgresBackend.open(&database.url()).await.unwrap_err();
    let OpenError::Pending { pending, first, .. } = &error else { panic!("{error}") };
    assert_eq!((*pending, first.as_str()), (1, "0001_create_pipeline"));
    assert!(error.to_string().ends_with("run `winback migrate`"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let database = migrated().await;
    database.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").unwrap();
    for error in [
        PostgresBackend.open(&database.url()).await.unwrap_err(),
        PostgresBackend.migrate(&database.url()).await.unwrap_err(),
    ] {
        let OpenError::Newer { unknown, .. } = &error else { panic!("{error}") };
        assert_eq!(unknown, "9999");
    }
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let database = TempPostgres::new().unwrap();
    database.run("CREATE TABLE bookmarks (id INTEGER)").unwrap();
    let message = refusal(&database.url()).await;
    assert!(message.contains("holds tables of another program"), "{message}");
    assert!(PostgresBackend.migrate(&database.url()).await.is_err());
    assert_eq!(
        database.run("SELECT COUNT(*) FROM pg_class WHERE relname = 'people'").unwrap(),
        "0"
    );
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_named_with_how_to_create_it() {
    let database = TempPostgres::new().unwrap();
    let message = refusal(&format!("{}_gone", database.url())).await;
    assert!(
        message.contains("the server has no such database: create it with `createdb"),
        "{message}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told() {
    let message = refusal("postgres://ann:s3cret@127.0.0.1:1/deals").await;
    assert!(message.starts_with("postgres://ann:…@127.0.0.1:1/deals: "), "{message}");
    assert!(message.contains("no server answers there: start it"), "{message}");
}

#[tokio::test]
async fn no_error_shows_a_password() {
    for url in [
        "postgres://ann:s3cret@host:port/deals",
        "postgres://ann:s3cret@@h:1:2/deals",
        "postgres://ann:%zzs3cret@host/deals",
        "postgres://host/deals?password=s3cret&port=x",
    ] {
        let error = PostgresBackend.open(url).await.unwrap_err();
        let (mut told, mut source) = (format!("{error} {error:?}"), error.source());
        while let Some(cause) = source {
            told = format!("{told} {cause} {cause:?}");
            source = cause.source();
        }
        assert!(!told.contains("s3cret"), "{told}");
    }
}

#[tokio::test]
async fn a_user_that_the_server_does_not_know_is_told() {
    let database = TempPostgres::new().unwrap();
    let url = database.url().replacen("winback@", "nobody@", 1);
    let message = refusal(&url).await;
    assert!(message.contains("the user is not known"), "{message}");
}

#[cfg(not(feature = "postgres-tls"))]
#[tokio::test]
async fn a_build_without_tls_refuses_a_url_that_asks_for_it() {
    let message = refusal("postgres://ann@127.0.0.1:1/deals?sslmode=verify-full").await;
    assert_eq!(
        message,
        "postgres://ann@127.0.0.1:1/deals?sslmode=verify-full: `sslmode=verify-full` asks for an \
         encrypted connection, which this build of winback cannot make: use one with the feature \
         `postgres-tls`"
    );
}

#[tokio::test]
async fn a_server_without_trigrams_is_used_without_and_gets_them_later() {
    let database = TempPostgres::new().unwrap();
    let role = format!("plain_{}", database.url().rsplit('/').next().unwrap());
    let granted = format!("CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA public TO {role}");
    database.run(&granted).unwrap();
    let url = database.url().replacen("winback@", &format!("{role}@"), 1);
    assert_eq!(PostgresBackend.migrate(&url).await.unwrap().applied[0], "0001_create_pipeline");
    let notices = PostgresBackend.open(&url).await.unwrap().notices;
    assert_eq!(
        notices,
        ["filters with `contains` read every name, as this database has no `pg_trgm`: \
             let an administrator run `CREATE EXTENSION pg_trgm` in it, and then run \
             `winback migrate`"]
    );
    database.run("CREATE EXTENSION pg_trgm").unwrap();
    assert_eq!(PostgresBackend.migrate(&url).await.unwrap(), Migrated::default());
    assert_eq!(PostgresBackend.open(&url).await.unwrap().notices, Vec::<String>::new());
    let indexes = "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%parts' ORDER BY 1";
    let made = database.run(indexes).unwrap();
    assert_eq!(made, "customers_name_parts\nopportunities_name_parts");
}
