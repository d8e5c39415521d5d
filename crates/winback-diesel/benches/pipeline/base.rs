//! The databases that the benchmark works on: one is generated, the others are copies of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use winback_diesel::SqliteBackend;
use winback_store::{BackendFactory, Storage};
use winback_testkit::fresh;

use crate::by_hand;

/// A generated database in a folder that is removed at the end.
pub(crate) struct Base {
    folder: TempDir,
    runtime: Arc<Runtime>,
}

/// The two ways to one database, or to two that are alike.
pub(crate) struct Doors {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) ours: Storage,
    pub(crate) by_hand: Connection,
}

impl Base {
    /// Generates a database with so many records, in the folder that cargo has for such.
    pub(crate) fn generate(records: usize) -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_time().worker_threads(2).build()?;
        let folder = TempDir::with_prefix_in("pipeline-", env!("CARGO_TARGET_TMPDIR"))?;
        let base = Self { folder, runtime: Arc::new(runtime) };
        let storage = base.open(&base.path("base"))?;
        base.runtime.block_on(storage.settings.install(&fresh()))?;
        drop(storage);
        let conn = Connection::open(base.path("base"))?;
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TEMP TABLE seed (n INTEGER PRIMARY KEY)",
        )?;
        conn.execute(
            "INSERT INTO seed WITH RECURSIVE counted (n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1) SELECT n FROM counted",
            [i64::try_from(records)?],
        )?;
        conn.execute_batch(include_str!("base.sql"))?;
        Ok(base)
    }

    /// Opens both doors to the generated database itself, for what only reads.
    pub(crate) fn doors(&self) -> Result<Doors> {
        self.both(&self.path("base"), &self.path("base"))
    }

    /// Opens each door to a copy of its own.
    pub(crate) fn copies(&self) -> Result<Doors> {
        let [ours, by_hand] = ["ours", "by-hand"].map(|name| self.path(name));
        for copy in [&ours, &by_hand] {
            for beside in ["-wal", "-shm"] {
                let beside = PathBuf::from(format!("{}{beside}", copy.display()));
                if beside.exists() {
                    fs::remove_file(beside)?;
                }
            }
            fs::copy(self.path("base"), copy)?;
            // What the copy has yet to write must not disturb what is measured on it.
            fs::File::open(copy)?.sync_all()?;
        }
        self.both(&ours, &by_hand)
    }

    /// Opens the copy that our door wrote to, to look at what it wrote.
    pub(crate) fn read_ours(&self) -> Result<Connection> {
        by_hand::open(&self.path("ours"))
    }

    fn both(&self, ours: &Path, by_hand: &Path) -> Result<Doors> {
        let runtime = Arc::clone(&self.runtime);
        Ok(Doors { runtime, ours: self.open(ours)?, by_hand: by_hand::open(by_hand)? })
    }

    fn open(&self, path: &Path) -> Result<Storage> {
        let url = format!("sqlite:{}", path.display());
        Ok(self.runtime.block_on(SqliteBackend.open(&url))?)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }
}
