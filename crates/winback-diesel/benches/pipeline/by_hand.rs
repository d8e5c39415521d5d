//! The same work by hand-written SQL: what somebody would write who needs just this, with prepared
//! statements, on a connection that is set up as ours are.

mod addition;
mod change;
mod list;
mod report;
mod show;

pub(crate) use addition::{create, import};
pub(crate) use change::{Chosen, edit, mark_lost, restore};
pub(crate) use list::{List, Listed, Place};
pub(crate) use report::{by_team, losses_by_reason, tally};
pub(crate) use show::{ENTRIES, Found, Show, Wanted};
