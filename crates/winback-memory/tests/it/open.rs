//! Opening by URL.

use std::sync::Arc;

use winback_memory::MemoryBackend;
use winback_store::{BackendFactory, Backends, Migrated};

fn backends() -> Backends {
    Backends::default().with(Arc::new(MemoryBackend))
}

#[tokio::test]
async fn each_opening_is_a_store_of_its_own() {
    let backends = backends();
    let backend = backends.for_url("memory:").unwrap();
    let (first, second) =
        (backend.open("memory:").await.unwrap(), backend.open("memory:").await.unwrap());
    assert!(first.settings.install(&winback_testkit::fresh()).await.unwrap());
    assert_eq!(first.settings.get().await.unwrap(), Some(winback_testkit::fresh().settings));
    assert_eq!(second.settings.get().await.unwrap(), None);
}

#[tokio::test]
async fn a_clone_of_the_storage_is_the_same_store() {
    let first = winback_memory::open();
    let second = first.clone();
    assert!(first.settings.install(&winback_testkit::fresh()).await.unwrap());
    assert_eq!(second.people.list().await.unwrap()[0].login, "admin");
}

#[tokio::test]
async fn there_is_nothing_to_migrate() {
    assert_eq!(MemoryBackend.migrate("memory:").await.unwrap(), Migrated::default());
}

#[tokio::test]
async fn a_url_with_a_name_is_refused() {
    for url in ["memory:crm", "memory", "sqlite:x"] {
        let refused = MemoryBackend.open(url).await.unwrap_err().to_string();
        let hint = "a store in memory has no name and no place: give `memory:` alone";
        assert_eq!(refused, format!("{url}: {hint}"));
        assert_eq!(MemoryBackend.migrate(url).await.unwrap_err().to_string(), refused);
    }
}
