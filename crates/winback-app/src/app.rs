//! The app: a storage, a clock and plugins.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use winback_store::Storage;

use crate::plugin::{Exporter, Importer, Plugins, Policy, Subscriber};
use crate::{AppError, Clock, Desk, SystemClock, fresh_install};

/// The app over one storage.
#[derive(Clone)]
pub struct App {
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) plugins: Arc<Plugins>,
    /// Whether the storage remembers the subscribers.
    pub(crate) subscribed: Arc<AtomicBool>,
}

/// Puts an [`App`] together.
#[must_use]
pub struct AppBuilder {
    storage: Storage,
    clock: Arc<dyn Clock>,
    plugins: Plugins,
}

impl App {
    /// Starts to put an app together, over a storage and with the machine's clock.
    pub fn builder(storage: Storage) -> AppBuilder {
        AppBuilder { storage, clock: Arc::new(SystemClock), plugins: Plugins::default() }
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
        // Before anything is changed: subscribers are told of all that is.
        self.subscribe().await?;
        let (clock, plugins) = (Arc::clone(&self.clock), Arc::clone(&self.plugins));
        Desk::seat(self.storage.clone(), clock, plugins, person).await
    }

    /// Seats a person who is known already.
    pub(crate) async fn desk_of(&self, person: &winback_domain::Person) -> Result<Desk, AppError> {
        self.subscribe().await?;
        let (clock, plugins) = (Arc::clone(&self.clock), Arc::clone(&self.plugins));
        Desk::for_person(self.storage.clone(), clock, plugins, person).await
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

    /// Asks a policy before changes, after those that were given before.
    pub fn policy(mut self, policy: impl Policy + 'static) -> Self {
        self.plugins.policies.push(Arc::new(policy));
        self
    }

    /// Tells a subscriber of all that is changed from the first time on that an app with it is used;
    /// [`App::deliver`] does the telling.
    pub fn subscriber(mut self, subscriber: impl Subscriber + 'static) -> Self {
        self.plugins.subscribers.push(Arc::new(subscriber));
        self
    }

    /// Reads files by an importer, too; one of a name that is taken is never asked.
    pub fn importer(mut self, importer: impl Importer + 'static) -> Self {
        self.plugins.importers.push(Arc::new(importer));
        self
    }

    /// Writes exports by an exporter, too; of two with the same name or ending, the first one writes.
    pub fn exporter(mut self, exporter: impl Exporter + 'static) -> Self {
        self.plugins.exporters.push(Arc::new(exporter));
        self
    }

    /// Returns the app.
    pub fn build(self) -> App {
        let Self { storage, clock, plugins } = self;
        App { storage, clock, plugins: Arc::new(plugins), subscribed: Arc::default() }
    }
}
