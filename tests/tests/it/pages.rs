//! The pages in a browser: flow by flow, as a person goes through them.

mod assigning;
mod configuring;
mod customers;
mod dragging;
mod every;
mod keyboard;
mod leads;
mod limits;
mod losing;
mod merging;
mod preferences;
mod reasons;
mod restoring;
mod scriptless;
mod searching;
