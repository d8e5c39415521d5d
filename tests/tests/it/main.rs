//! Stories: what people do with `winback`, and what they see.
//!
//! Each story starts the real binary, again and again, on a database file of its own. A transcript
//! shows each command behind `$ `, what it printed, what it said on standard error behind `! `, and
//! its exit code if that is not 0. Review changed transcripts with `cargo insta review`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot go on is a failed test"
)]

mod binary;
#[cfg(unix)]
mod browser;
mod console;
mod customers;
#[cfg(unix)]
mod pseudo_terminal;
mod story;

mod archiving;
mod assigning;
mod bulk;
#[cfg(unix)]
mod client;
mod databases;
mod demo_pages;
mod domains;
mod editing;
mod errors;
mod exporting;
#[cfg(unix)]
mod failures;
mod filters;
mod formats;
mod generating;
mod grouping;
mod help;
mod importing;
mod leads;
mod losing;
mod manual;
mod merging;
mod names;
#[cfg(unix)]
mod pages;
mod people;
mod policy;
mod reasons;
mod recorded;
mod reference;
mod reports;
mod scoring;
mod servers;
#[cfg(unix)]
mod serving;
mod settings;
mod spellings;
mod stages;
mod stale;
#[cfg(unix)]
mod terminal;
mod tour;
mod undoing;
mod winning;
