//! Opening files: what is refused, and with which advice.

use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use winback_diesel::SqliteBackend;
use winback_store::domain::{NewPerson, Role};
use winback_store::{BackendFactory, Backends, Migrated, OpenError, StoreError};
use winback_testkit::{TempDatabase, fresh};

fn database() -> TempDatabase {
    TempDatabase::new().unwrap()
}

fn run(path: &Path, statements: &str) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(statements).unwrap();
    conn
}

async fn refusal(url: &str) -> String {
    let error = SqliteBackend.open(url).await.unwrap_err();
    let message = error.to_string();
    message.strip_prefix(url).map_or(message.clone(), str::to_owned)
}

#[tokio::test]
async fn a_new_file_is_migrated_by_itself_and_keeps_what_is_written() {
    let database = database();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    assert!(storage.settings.install(&fresh()).await.unwrap());
    drop(storage);
    let again = SqliteBackend.open(&database.url()).await.unwrap();
    assert_eq!(again.settings.get().await.unwrap(), Some(fresh().settings));
    assert_eq!(again.backend, "sqlite");
}

/// The names of all migrations, in order.
fn migrations() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite");
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn migrating_tells_what_it_applied_and_then_nothing() {
    let database = database();
    let migrated = SqliteBackend.migrate(&database.url()).await.unwrap();
    assert_eq!(migrated.applied, migrations());
    let again = SqliteBackend.migrate(&database.url()).await.unwrap();
    assert_eq!(again, Migrated::default());
}

#[tokio::test]
async fn a_folder_is_refused() {
    let database = database();
    let folder = database.path().parent().unwrap().to_owned();
    let url = format!("sqlite:{}", folder.display());
    assert_eq!(refusal(&url).await, ": this is a folder: give the path of a file");
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_named() {
    let database = database();
    let folder = database.path().parent().unwrap().join("nowhere");
    let url = format!("sqlite:{}/deals.db", folder.display());
    let expected = format!(": there is no folder `{}`: create it", folder.display());
    assert_eq!(refusal(&url).await, expected);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let database = database();
    let text = "name;city\n".repeat(100);
    fs::write(database.path(), &text).unwrap();
    let message = refusal(&database.url()).await;
    assert_eq!(message, ": this file is no SQLite database: give another path");
    assert_eq!(fs::read_to_string(database.path()).unwrap(), text);
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let database = database();
    drop(run(&database.path(), "CREATE TABLE bookmarks (id INTEGER)"));
    let before = fs::read(database.path()).unwrap();
    let message = refusal(&database.url()).await;
    assert_eq!(message, ": this SQLite database is not Winback's: give another path");
    let migration = SqliteBackend.migrate(&database.url()).await.unwrap_err().to_string();
    assert!(migration.ends_with("is not Winback's: give another path"), "{migration}");
    assert_eq!(fs::read(database.path()).unwrap(), before);
}

#[tokio::test]
async fn a_read_only_file_is_refused() {
    let database = database();
    drop(SqliteBackend.open(&database.url()).await.unwrap());
    let mut rights = fs::metadata(database.path()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(database.path(), rights).unwrap();
    assert_eq!(refusal(&database.url()).await, ": the file is read-only: make it writable");
}

#[tokio::test]
async fn a_damaged_file_is_refused_with_what_to_do() {
    let database = database();
    drop(SqliteBackend.open(&database.url()).await.unwrap());
    let mut bytes = fs::read(database.path()).unwrap();
    bytes[100..].fill(0xA5);
    fs::write(database.path(), bytes).unwrap();
    let error = SqliteBackend.open(&database.url()).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "the database file is damaged: restore it from a backup");
}

#[tokio::test]
async fn a_database_that_lacks_migrations_is_refused_until_it_is_migrated() {
    let database = database();
    drop(SqliteBackend.open(&database.url()).await.unwrap());
    drop(run(&database.path(), "DELETE FROM __diesel_schema_migrations"));
    let error = SqliteBackend.open(&database.url()).await.unwrap_err();
    let OpenError::Pending { pending, first, .. } = &error else { panic!("{error}") };
    assert_eq!((*pending, first.as_str()), (migrations().len(), "0001_create_pipeline"));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let database = database();
    drop(SqliteBackend.open(&database.url()).await.unwrap());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
    drop(run(&database.path(), newer));
    for error in [
        SqliteBackend.open(&database.url()).await.unwrap_err(),
        SqliteBackend.migrate(&database.url()).await.unwrap_err(),
    ] {
        let OpenError::Newer { unknown, .. } = &error else { panic!("{error}") };
        assert_eq!(unknown, "9999");
    }
}

#[tokio::test]
async fn a_new_file_may_be_opened_by_many_at_once() {
    let database = database();
    let url = database.url();
    let all = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { SqliteBackend.open(&url).await.map(|it| it.backend) })
    });
    for opened in all.collect::<Vec<_>>() {
        assert_eq!(opened.await.unwrap().unwrap(), "sqlite");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_process_keeps_locked_is_busy() {
    let (written, unread) = (database(), database());
    let storage = SqliteBackend.open(&written.url()).await.unwrap();
    let writing = run(&written.path(), "BEGIN IMMEDIATE");
    let making = run(&unread.path(), "BEGIN EXCLUSIVE");
    let ann =
        NewPerson { name: "Ann".into(), login: "ann".into(), email: None, role: Role::Salesperson };
    let url = unread.url();
    let (created, opened) = tokio::join!(storage.people.create(&ann), SqliteBackend.open(&url));
    assert!(matches!(created, Err(StoreError::Busy)), "{created:?}");
    assert!(matches!(opened, Err(OpenError::Store(StoreError::Busy))), "{opened:?}");
    drop((writing, making));
    assert_eq!(storage.people.create(&ann).await.unwrap().login, "ann");
    assert_eq!(storage.people.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_backend_is_found_by_its_scheme() {
    let backends = Backends::default().with(std::sync::Arc::new(SqliteBackend));
    assert_eq!(backends.for_url("sqlite:deals.db").unwrap().scheme(), "sqlite");
    let message = backends.for_url("postgres://server").err().unwrap().to_string();
    assert!(message.ends_with("give a URL that begins with `sqlite:`"), "{message}");
}

#[test]
fn a_runtime_without_timers_is_refused_with_what_to_call() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("deals.db").display());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let error = runtime.block_on(SqliteBackend.open(&url)).unwrap_err().to_string();
    let told = "the Tokio runtime has no timers: call `enable_time` or `enable_all` on its builder";
    assert_eq!(error, format!("{url}: {told}"));
}

#[test]
fn to_open_a_database_outside_of_a_runtime_is_refused() {
    let mut opening = SqliteBackend.open("sqlite:deals.db");
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = opening.as_mut().poll(&mut context) else {
        panic!("it opens");
    };
    let told = "there is no Tokio runtime here: open it inside of one";
    assert_eq!(error.to_string(), format!("sqlite:deals.db: {told}"));
}
