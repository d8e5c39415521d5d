//! A backend that wraps another one and counts the calls of each method, held to the suite.
//!
//! `cargo run -p winback-memory --example counting` shows what a few calls come to, and its tests are
//! where a backend of one's own begins: a factory for a URL scheme, and the suite in one line.

#![expect(clippy::print_stdout, reason = "an example talks")]

mod counted;

use std::sync::Arc;

use async_trait::async_trait;
use winback_memory::MemoryBackend;
use winback_store::filter::Predicate;
use winback_store::{
    BackendFactory, Backends, Migrated, OpenError, Selection, Storage, without_password,
};

use self::counted::{Calls, counted};

/// Opens `counting:URL`: the database of that URL, with every call counted.
struct CountingBackend {
    inner: Backends,
    calls: Arc<Calls>,
}

impl CountingBackend {
    fn inner_url<'u>(&self, url: &'u str) -> Result<&'u str, OpenError> {
        url.strip_prefix("counting:").ok_or_else(|| OpenError::Unusable {
            url: without_password(url),
            problem: "give `counting:` and the URL of a database, such as `counting:memory:`"
                .into(),
            source: None,
        })
    }
}

#[async_trait]
impl BackendFactory for CountingBackend {
    fn scheme(&self) -> &'static str {
        "counting"
    }

    async fn open(&self, url: &str) -> Result<Storage, OpenError> {
        let url = self.inner_url(url)?;
        let inner = self.inner.for_url(url)?.open(url).await?;
        Ok(counted(&inner, &self.calls))
    }

    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError> {
        let url = self.inner_url(url)?;
        self.inner.for_url(url)?.migrate(url).await
    }
}

/// Returns the backends that a program with this one knows, and the calls that are counted.
fn backends() -> (Backends, Arc<Calls>) {
    let (inner, calls) = (Backends::default().with(Arc::new(MemoryBackend)), Arc::default());
    let counting = CountingBackend { inner: inner.clone(), calls: Arc::clone(&calls) };
    (inner.with(Arc::new(counting)), calls)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = "counting:memory:";
    let (backends, calls) = backends();
    let storage = backends.for_url(url)?.open(url).await?;
    storage.settings.install(&winback_testkit::fresh()).await?;
    for _ in 0..3 {
        storage.opportunities.tally(&Selection::matching(Predicate::everything())).await?;
    }
    for (method, count) in calls.counted() {
        println!("{count} {method}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fresh_storage() -> (Storage, ()) {
        let (backends, _) = backends();
        let backend = backends.for_url("counting:memory:").unwrap();
        (backend.open("counting:memory:").await.unwrap(), ())
    }

    winback_conformance::suite!(crate::tests::fresh_storage().await);

    #[tokio::test]
    async fn every_call_is_counted() {
        let (backends, calls) = backends();
        let backend = backends.for_url("counting:memory:").unwrap();
        assert_eq!(backend.migrate("counting:memory:").await.unwrap(), Migrated::default());
        let storage = backend.open("counting:memory:").await.unwrap();
        assert_eq!(calls.counted(), []);
        storage.settings.install(&winback_testkit::fresh()).await.unwrap();
        for _ in 0..2 {
            assert_eq!(storage.people.list().await.unwrap().len(), 1);
        }
        let counted =
            [("PersonStore::list".to_owned(), 2), ("SettingsStore::install".to_owned(), 1)];
        assert_eq!(calls.counted(), counted);
    }

    #[tokio::test]
    async fn the_url_inside_is_read_by_the_backends_that_are_known() {
        let (backends, _) = backends();
        let backend = backends.for_url("counting:x").unwrap();
        for (url, told) in [
            ("counting:paper:x", "no backend for `paper:x`: give a URL that begins with `memory:`"),
            (
                "counting",
                "counting: give `counting:` and the URL of a database, such as `counting:memory:`",
            ),
        ] {
            assert_eq!(backend.open(url).await.unwrap_err().to_string(), told);
        }
    }
}
