//! Opening: every URL of the scheme is a new, empty store.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use winback_store::{BackendFactory, Migrated, OpenError, Storage, StoreResult};

use crate::world::World;

/// The name of the backend, and the scheme of its URL.
const NAME: &str = "memory";

/// Opens empty stores in memory, by the URL `memory:`.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemoryBackend;

#[async_trait]
impl BackendFactory for MemoryBackend {
    fn scheme(&self) -> &'static str {
        NAME
    }

    async fn open(&self, url: &str) -> Result<Storage, OpenError> {
        check_url(url)?;
        Ok(open())
    }

    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError> {
        check_url(url)?;
        Ok(Migrated::default())
    }
}

/// Returns a new, empty store; it lives as long as the storage or a clone of it.
pub fn open() -> Storage {
    storage(&Arc::new(Memory::default()))
}

/// Returns a storage over a store.
pub(crate) fn storage(memory: &Arc<Memory>) -> Storage {
    Storage {
        backend: NAME,
        opportunities: memory.clone(),
        operations: memory.clone(),
        outbox: memory.clone(),
        merges: memory.clone(),
        reasons: memory.clone(),
        people: memory.clone(),
        stages: memory.clone(),
        labels: memory.clone(),
        pipeline: memory.clone(),
        customers: memory.clone(),
        exports: memory.clone(),
        chapters: memory.clone(),
        searches: memory.clone(),
        scoring: memory.clone(),
        accounts: memory.clone(),
        settings: memory.clone(),
        integrity: memory.clone(),
        gate: Arc::default(),
        notices: Vec::new(),
    }
}

/// A name behind the scheme would promise a store that can be found again.
fn check_url(url: &str) -> Result<(), OpenError> {
    match url.strip_prefix("memory:") {
        Some("") => Ok(()),
        Some(_) | None => Err(OpenError::Unusable {
            url: url.to_owned(),
            problem: "a store in memory has no name and no place: give `memory:` alone".into(),
            source: None,
        }),
    }
}

/// The store: the one lock, private to this crate.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    world: RwLock<World>,
}

impl Memory {
    /// Reads one state of the world.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&World) -> T) -> T {
        work(&self.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world; `work` leaves it as it is where it returns an error.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&mut World) -> StoreResult<T>,
    ) -> StoreResult<T> {
        work(&mut self.world.write().unwrap_or_else(PoisonError::into_inner))
    }
}
