//! The pages as browsers ask for them, over the in-memory backend; what a browser makes of them is told
//! by the stories.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod afterwards;
mod configuration;
mod customers;
mod doors;
mod escaping;
mod flows;
mod listing;
mod refusals;
mod site;
