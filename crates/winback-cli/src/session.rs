//! One run of the program: the database that was asked for, opened when a command needs it.

use std::{path::Path, sync::Arc};

use winback_app::{
    App, Clock, Desk, FixedClock, SystemClock,
    store::{Backends, Storage, without_password},
};

use crate::{
    arguments::Options, environment, error::CliError, interrupt::Interrupt, output::Output,
    xlsx::Xlsx,
};

/// What every command works with.
pub(crate) struct Session {
    backends: Backends,
    options: Options,
    /// Where results and talk go.
    pub(crate) output: Output,
    interrupt: Interrupt,
    /// The desk that was taken last.
    desk: Option<Desk>,
}

impl Session {
    /// Puts a session together.
    pub(crate) const fn new(
        backends: Backends,
        options: Options,
        output: Output,
        interrupt: Interrupt,
    ) -> Self {
        Self { backends, options, output, interrupt, desk: None }
    }

    /// Returns the backends there are.
    pub(crate) const fn backends(&self) -> &Backends {
        &self.backends
    }

    /// Tells whether to go on without a question.
    pub(crate) const fn yes(&self) -> bool {
        self.options.yes
    }

    /// Returns the clock: the machine's, unless a time was given.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        match self.options.now {
            Some(now) => Arc::new(FixedClock::at(now)),
            None => Arc::new(SystemClock),
        }
    }

    /// Returns who acts, if somebody was named.
    pub(crate) fn person(&self) -> Option<&str> {
        self.options.person.as_deref()
    }

    /// Returns the URL that was given, on the command line or in `WINBACK_DATABASE`.
    pub(crate) fn given_url(&self) -> Option<&str> {
        self.options.database.as_deref()
    }

    /// Uses this database from now on.
    pub(crate) fn use_database(&mut self, url: &str) {
        self.options.database = Some(url.to_owned());
    }

    /// Returns the URL of the database; the folder of the default one is made.
    ///
    /// # Errors
    /// [`CliError::Environment`] if there is no default or its folder cannot be made.
    pub(crate) fn url(&self) -> Result<String, CliError> {
        if let Some(url) = self.given_url() {
            return Ok(url.to_owned());
        }
        let path = environment::default_database().ok_or_else(|| {
            CliError::environment("no home directory is known: name the database with --database")
        })?;
        make_folder(&path)?;
        Ok(format!("sqlite:{}", path.display()))
    }

    /// Opens a database, so that a signal to stop knows of it, and says what is to be known of it.
    ///
    /// # Errors
    /// What the backend says.
    pub(crate) async fn open(&mut self, url: &str) -> Result<Storage, CliError> {
        let storage = self.backends.for_url(url)?.open(url).await?;
        self.interrupt.watch(&storage.gate);
        for notice in &storage.notices {
            self.output.say(&format!("note: {notice}"))?;
        }
        Ok(storage)
    }

    /// Lets a signal to stop remove a file that is not finished.
    pub(crate) fn watch_file(&self, path: &Path) {
        self.interrupt.watch_file(path);
    }

    /// Returns what is ready when the program is told to stop, which it then does by itself.
    pub(crate) fn asked_to_stop(&self) -> impl Future<Output = ()> + Send + use<> {
        self.interrupt.asked_to_stop()
    }

    /// Opens the database, and fills it if it is new.
    ///
    /// # Errors
    /// What the backend says.
    pub(crate) async fn app(&mut self) -> Result<App, CliError> {
        let url = self.url()?;
        let storage = self.open(&url).await?;
        let (app, new) = self.installed(storage).await?;
        if new {
            let admin = app.desk(None).await?;
            let name = admin.actor().name.as_str();
            let shown = without_password(&url);
            self.output.say(&format!("New database {shown}; you act as its manager, {name}."))?;
        }
        Ok(app)
    }

    /// Fills a storage if it is new, and tells whether it was.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn installed(&self, storage: Storage) -> Result<(App, bool), CliError> {
        let app = App::builder(storage).clock(self.clock()).exporter(Xlsx).build();
        // Asking first spares every later command a write.
        let new = !app.is_installed().await? && app.install().await?;
        Ok((app, new))
    }

    /// Opens the database and seats who acts.
    ///
    /// # Errors
    /// What the backend says, or that nobody has the name.
    pub(crate) async fn desk(&mut self) -> Result<Desk, CliError> {
        let app = self.app().await?;
        let desk = app.desk(self.person()).await?;
        self.desk = Some(desk.clone());
        Ok(desk)
    }

    /// Says more of an error, where the database knows more.
    pub(crate) async fn explained(&self, error: CliError) -> CliError {
        match (error, &self.desk) {
            (CliError::App(error), Some(desk)) => desk.with_survivors(error).await.into(),
            (error, _) => error,
        }
    }

    /// Says which names in a filter that matched nothing are nobody's and nothing's.
    ///
    /// # Errors
    /// What the app says.
    pub(crate) async fn hint_at(&mut self, desk: &Desk, filter: &str) -> Result<(), CliError> {
        for hint in desk.filter_hints(filter).await? {
            self.output.say(&format!("note: {hint}"))?;
        }
        Ok(())
    }
}

fn make_folder(file: &Path) -> Result<(), CliError> {
    let Some(folder) = file.parent() else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|source| CliError::Environment {
        problem: format!("the folder `{}` cannot be made", folder.display()),
        source: Some(Box::new(source)),
    })
}
