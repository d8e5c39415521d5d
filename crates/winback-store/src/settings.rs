//! The store of the deployment's settings.

use async_trait::async_trait;
use winback_domain::Settings;

use crate::{Fresh, StoreResult};

/// Stores the deployment's settings.
#[async_trait]
pub trait SettingsStore: Send + Sync {
    /// Fills a new database; one that was filled already is left alone. Returns whether it was new.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn install(&self, fresh: &Fresh) -> StoreResult<bool>;

    /// Returns the settings; nothing before [`install`](Self::install).
    ///
    /// # Errors
    /// `Backend` alone.
    async fn get(&self) -> StoreResult<Option<Settings>>;

    /// Replaces the settings.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn set(&self, settings: &Settings) -> StoreResult<()>;
}
