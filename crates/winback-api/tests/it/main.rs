//! The API as a caller meets it, over the in-memory backend: who may do what, bad input, the main story.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod bad_input;
mod caller;
mod customers;
mod description;
mod imports;
mod matrix;
mod people;
mod profile;
mod rates;
mod refusals;
mod sessions;
mod story;
