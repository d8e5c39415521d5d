//! The store of the deployment's settings.

use async_trait::async_trait;
use winback_domain::{SettingEdit, Settings};

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

    /// Changes one setting and returns them all; what others change at the same time stays.
    ///
    /// # Errors
    /// `Missing` for a lost reason that does not exist, and before [`install`](Self::install).
    async fn edit(&self, edit: &SettingEdit) -> StoreResult<Settings>;
}
