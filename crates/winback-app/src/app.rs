//! The app: a storage and a clock.

use std::sync::Arc;

use winback_store::Storage;

use crate::{AppError, Clock, Desk, SystemClock, fresh_install};

/// The app over one storage.
#[derive(Clone)]
pub struct App {
    pub(crate) storage: Storage,
    clock: Arc<dyn Clock>,
}

/// Puts an [`App`] together.
#[must_use]
pub struct AppBuilder {
    storage: Storage,
    clock: Arc<dyn Clock>,
}

impl App {
    /// Starts to put an app together, over a storage and with the machine's clock.
    pub fn builder(storage: Storage) -> AppBuilder {
        AppBuilder { storage, clock: Arc::new(SystemClock) }
    }

    /// Fills a new database with settings, the first manager, stages, reasons and countries; one
    /// that was filled already is left alone. Returns whether it was new.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn install(&self) -> Result<bool, AppError> {
        Ok(self.storage.settings.install(&fresh_install(self.clock.now())).await?)
    }

    /// Seats a person, named by login or by name, ignoring case; the first active manager if
    /// nobody is named.
    ///
    /// # Errors
    /// [`AppError::Unknown`], with the people there are; [`AppError::Store`].
    pub async fn desk(&self, person: Option<&str>) -> Result<Desk, AppError> {
        Desk::seat(self.storage.clone(), Arc::clone(&self.clock), person).await
    }

    /// Seats a person who is known already.
    pub(crate) async fn desk_of(&self, person: &winback_domain::Person) -> Result<Desk, AppError> {
        Desk::for_person(self.storage.clone(), Arc::clone(&self.clock), person).await
    }

    /// Returns the present instant.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Tells whether the database was filled.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn is_installed(&self) -> Result<bool, AppError> {
        Ok(self.storage.settings.get().await?.is_some())
    }
}

impl AppBuilder {
    /// Uses another clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Returns the app.
    pub fn build(self) -> App {
        App { storage: self.storage, clock: self.clock }
    }
}
