//! Databases that go away with the test.

use std::{io, path::PathBuf};

use tempfile::TempDir;

/// A place for a database in a directory of its own, removed when this is dropped.
///
/// ```
/// let database = winback_testkit::TempDatabase::new()?;
/// assert!(database.url().starts_with("sqlite:"));
/// assert!(!database.path().exists());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct TempDatabase {
    directory: TempDir,
}

impl TempDatabase {
    /// Makes the directory; the database file itself is the backend's to make.
    ///
    /// # Errors
    /// What the system says if it cannot make a temporary directory.
    pub fn new() -> io::Result<Self> {
        Ok(Self { directory: TempDir::with_prefix("winback-")? })
    }

    /// Returns the path of the database file.
    pub fn path(&self) -> PathBuf {
        self.directory.path().join("winback.db")
    }

    /// Returns the URL of the database, `sqlite:` and its path.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }
}
