//! Recorded answers of the reference system, and how a storage answers the same questions.
//!
//! A folder has `records.json`, what the answers are about, `domains.json`, and `groups.json`; those
//! of this crate stand in [`directory`]. [`load`](load()) brings the records into a storage through
//! the door that imports use, [`Ids`] says what is called what there and here.
//!
//! [`domains`] asks every domain, [`groups`] every grouping, and a [`Report`] tells where the answers differ.
//!
//! Reading order: `records.rs` for the file, `load.rs`, `ids.rs`, `domains.rs`,
//! `groups.rs`.

mod deliberate;
pub mod domains;
mod error;
pub mod groups;
mod ids;
mod load;
mod records;
mod report;

use std::path::{Path, PathBuf};

pub use deliberate::{DELIBERATE, Deliberate, deliberate};
pub use error::ReferenceError;
pub use ids::Ids;
pub use load::load;
pub use records::{Records, ReferenceRecord};
pub use report::{Difference, Report};

/// Returns the folder of the recorded answers that come with this crate.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference")
}

/// Reads a file of recorded answers.
fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, ReferenceError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| ReferenceError::Read { path: path.to_owned(), source })?;
    serde_json::from_str(&text)
        .map_err(|source| ReferenceError::Json { path: path.to_owned(), source })
}
