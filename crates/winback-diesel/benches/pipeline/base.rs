//! The databases that the benchmark works on: one is filled with sample data, the others are copies of
//! it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use jiff::civil::date;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use winback_app::{SampleProgress, SampleRequest, generate_sample};
use winback_diesel::{PostgresBackend, SqliteBackend};
use winback_store::domain::LabelKind;
use winback_store::{BackendFactory, OpenError, Storage};
use winback_testkit::fresh;

use crate::client::Client;
use crate::deals::{PEOPLE, SOURCES, TAGS, TEAMS, person};
use crate::scale::Scale;

/// Where databases are made.
pub(crate) enum Place {
    /// In a folder that is removed at the end.
    Folder(TempDir),
    /// On a server, beside the database of this URL. The filled one stays there for the next time.
    Server { url: String, stays: bool },
}

/// A filled database.
pub(crate) struct Base {
    place: Place,
    records: usize,
    runtime: Arc<Runtime>,
}

/// The two ways to one database, or to two that are alike.
pub(crate) struct Doors {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) ours: Storage,
    pub(crate) by_hand: Client,
}

const FILLED: &str = "base";
const OURS: &str = "ours";
const BY_HAND: &str = "by_hand";

impl Place {
    /// Returns a new folder, where cargo has some for such.
    pub(crate) fn folder() -> Result<Self> {
        Ok(Self::Folder(TempDir::with_prefix_in("pipeline-", env!("CARGO_TARGET_TMPDIR"))?))
    }
}

impl Base {
    /// Fills a database with so many records, unless it is there already.
    pub(crate) fn fill(place: Place, records: usize, scale: Scale) -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_time().worker_threads(2).build()?;
        let base = Self { place, records, runtime: Arc::new(runtime) };
        base.runtime.block_on(base.tell(scale))?;
        Ok(base)
    }

    async fn tell(&self, scale: Scale) -> Result<()> {
        if let Place::Server { .. } = self.place {
            // If it is there it is taken as it is.
            drop(
                self.maintain(&format!("CREATE DATABASE {} TEMPLATE template0", self.name(FILLED))),
            );
        }
        let storage = self.open(FILLED).await?;
        if storage.settings.get().await?.is_some() {
            let mut client = self.client(FILLED)?;
            let found = client.number("SELECT COUNT(*) FROM opportunities", &[])?;
            let name = self.name(FILLED);
            ensure!(
                usize::try_from(found)? == self.records,
                "`{name}` has {found} records: drop it"
            );
            return Ok(());
        }
        let mut fresh = fresh();
        if scale == Scale::Check {
            // The SQL by hand estimates nothing, so nothing is learned where both are compared.
            fresh.settings.scoring.since = Some("2100-01-01T00:00:00Z".parse()?);
        }
        storage.settings.install(&fresh).await?;
        add_names(&storage).await?;
        let records = self.records.try_into()?;
        let request = SampleRequest { records, seed: 1, as_of: date(2026, 3, 1), append: false };
        generate_sample(&storage, None, &request, &SampleProgress::default()).await?;
        if let Place::Server { .. } = self.place {
            // What a server does by itself some time later.
            self.client(FILLED)?.run("VACUUM (ANALYZE)")?;
        }
        Ok(())
    }

    /// Opens both doors to the filled database itself, for what only reads.
    pub(crate) fn doors(&self) -> Result<Doors> {
        self.both(FILLED, FILLED)
    }

    /// Opens each door to a new copy of its own. The filled database must not be in use.
    pub(crate) fn copies(&self) -> Result<Doors> {
        self.copy_both()?;
        self.both(OURS, BY_HAND)
    }

    /// Makes the copies, and opens neither.
    pub(crate) fn copy_both(&self) -> Result<()> {
        [OURS, BY_HAND].into_iter().try_for_each(|name| self.copy(name))
    }

    /// Opens the copy that is ours.
    pub(crate) fn open_ours(&self) -> Result<Storage> {
        self.runtime.block_on(self.open(OURS))
    }

    /// Returns the URL by which a program opens the copy that is ours.
    pub(crate) fn ours_url(&self) -> Result<String> {
        let url = self.url(OURS)?;
        Ok(if self.is_file() { format!("sqlite:{url}") } else { url })
    }

    /// Connects by hand to the other copy.
    pub(crate) fn by_hand(&self) -> Result<Client> {
        self.client(BY_HAND)
    }

    fn copy(&self, name: &str) -> Result<()> {
        if let Place::Server { .. } = self.place {
            let (copy, filled) = (self.name(name), self.name(FILLED));
            self.maintain(&format!("DROP DATABASE IF EXISTS {copy} WITH (FORCE)"))?;
            self.maintain(&format!("CREATE DATABASE {copy} TEMPLATE {filled}"))?;
            // What the copies have yet to write must not disturb what is measured on them.
            return self.maintain("CHECKPOINT");
        }
        let copy = self.url(name)?;
        for beside in ["-wal", "-shm"] {
            let beside = PathBuf::from(format!("{copy}{beside}"));
            if beside.exists() {
                fs::remove_file(beside)?;
            }
        }
        fs::copy(self.url(FILLED)?, &copy)?;
        Ok(fs::File::open(copy)?.sync_all()?)
    }

    /// Opens the filled database, with so many connections, or as many as it has by itself.
    pub(crate) fn storage(&self, connections: Option<usize>) -> Result<Storage> {
        let url = self.url(FILLED)?;
        let url = match connections {
            Some(number) => {
                let mark = if url.contains('?') { '&' } else { '?' };
                format!("{url}{mark}connections={number}")
            }
            None => url,
        };
        Ok(self.runtime.block_on(self.open_url(&url))?)
    }

    /// Connects to the filled database, to read.
    pub(crate) fn reader(&self) -> Result<Client> {
        self.client(FILLED)
    }

    /// Returns what everything asynchronous runs on.
    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Tells whether this is a file.
    pub(crate) const fn is_file(&self) -> bool {
        matches!(self.place, Place::Folder(_))
    }

    /// Returns what the database is.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.place {
            Place::Folder(_) => "SQLite",
            Place::Server { .. } => "PostgreSQL",
        }
    }

    /// Connects to the copy that our door wrote to, to look at what it wrote.
    pub(crate) fn read_ours(&self) -> Result<Client> {
        self.client(OURS)
    }

    fn both(&self, ours: &str, by_hand: &str) -> Result<Doors> {
        let runtime = Arc::clone(&self.runtime);
        let ours = runtime.block_on(self.open(ours))?;
        Ok(Doors { runtime, ours, by_hand: self.client(by_hand)? })
    }

    async fn open(&self, name: &str) -> Result<Storage> {
        Ok(self.open_url(&self.url(name)?).await?)
    }

    async fn open_url(&self, url: &str) -> Result<Storage, OpenError> {
        match self.place {
            Place::Folder(_) => SqliteBackend.open(&format!("sqlite:{url}")).await,
            Place::Server { .. } => PostgresBackend.open(url).await,
        }
    }

    /// Connects to a database by hand.
    fn client(&self, name: &str) -> Result<Client> {
        let url = self.url(name)?;
        match self.place {
            Place::Folder(_) => Client::file(url.as_ref()),
            Place::Server { .. } => Client::server(&url),
        }
    }

    fn name(&self, name: &str) -> String {
        match &self.place {
            Place::Folder(_) => format!("{name}.db"),
            Place::Server { url, .. } => {
                let beside = parts(url).map_or("", |(_, beside, _)| beside);
                format!("{beside}_{}_{name}", self.records)
            }
        }
    }

    /// Returns the URL of a database of a server, or the path of a file.
    fn url(&self, name: &str) -> Result<String> {
        let name = self.name(name);
        Ok(match &self.place {
            Place::Folder(folder) => folder.path().join(name).display().to_string(),
            Place::Server { url, .. } => {
                let (server, _, options) = parts(url)?;
                format!("{server}/{name}{options}")
            }
        })
    }

    fn maintain(&self, statement: &str) -> Result<()> {
        let Place::Server { url, .. } = &self.place else { return Ok(()) };
        let done = PgConnection::establish(url)?.batch_execute(statement);
        done.with_context(|| format!("`{statement}` failed"))
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        let Place::Server { stays, .. } = self.place else { return };
        let filled = (!stays).then_some(FILLED);
        for name in [OURS, BY_HAND].into_iter().chain(filled) {
            let name = self.name(name);
            let dropped = self.maintain(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            if let Err(error) = dropped {
                println!("warning: {error:#}");
            }
        }
    }
}

/// Splits a URL into the server, the database and the options.
fn parts(url: &str) -> Result<(&str, &str, &str)> {
    let (place, options) = url.split_at(url.find('?').unwrap_or(url.len()));
    let (server, database) = place.rsplit_once('/').context("the URL names no database")?;
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    ensure!(
        !database.is_empty() && database.chars().all(is_plain),
        "the URL names no database of lower-case letters and digits: `{database}`"
    );
    Ok((server, database, options))
}

/// Adds what the records that are added later refer to.
async fn add_names(storage: &Storage) -> Result<()> {
    for number in 1..=PEOPLE {
        storage.people.create(&person(number)).await?;
    }
    let labels = [(LabelKind::Team, "Team", TEAMS), (LabelKind::Tag, "Tag", TAGS)];
    for (kind, name, count) in labels.into_iter().chain([(LabelKind::Source, "Source", SOURCES)]) {
        for number in 1..=count {
            storage.pipeline.ensure_label(kind, &format!("{name} {number}")).await?;
        }
    }
    Ok(())
}
