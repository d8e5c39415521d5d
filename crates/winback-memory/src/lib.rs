//! The in-memory backend of Winback, for tests and embedding.
//!
//! It is a real backend, with every promise of `winback-store`, and it is the one that the others
//! are compared with: a change is what the domain's own functions do to each record, and a filter
//! is tried record by record. Nothing is written to disk, and what is not asked for again is gone
//! with the [`Storage`](winback_store::Storage).
//!
//! One lock guards everything. A write prepares its changes beside the stored records and puts them
//! in place only when none can fail any more, so that it is all or nothing.
//!
//! ```
//! let storage = winback_memory::open();
//! assert_eq!(storage.backend, "memory");
//! ```
//!
//! Reading order: [`MemoryBackend`], then in the source `world` (what is kept), `change` (the
//! writes), `search` and `record` (the reads).

mod accounts;
mod backend;
mod change;
mod chapters;
mod convert;
mod customers;
mod exports;
mod group;
mod import;
mod integrity;
mod labels;
mod merge;
mod names;
mod opportunities;
mod order;
mod outbox;
mod people;
mod pipeline;
mod reasons;
mod record;
mod report;
mod scoring;
mod search;
mod searches;
mod settings;
mod stages;
mod undo;
mod world;

pub use backend::{MemoryBackend, open};
