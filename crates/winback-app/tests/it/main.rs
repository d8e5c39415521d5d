//! The rules of the app, over the in-memory backend.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, which is its job")]

mod bulk;
mod conversion;
mod customers;
mod desk;
mod doors;
mod losing;
mod plugins;
mod policy;
mod reasons;
mod records;
mod reports;
mod searches;
