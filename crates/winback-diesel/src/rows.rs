//! Rows of the tables, and how they become what the domain knows.

#![expect(unused_lifetimes, reason = "the derived code names lifetimes that it does not use")]

mod customer;
mod loss;
mod opportunity;
mod person;
mod reason;
mod search;
mod stage;
mod value;

pub(crate) use customer::{CustomerColumns, CustomerRow, NumberedCustomer};
pub(crate) use loss::{LossColumns, LossRow, RevisionColumns, RevisionRow, amend_losses};
pub(crate) use opportunity::{NumberedOpportunity, OpportunityColumns, OpportunityRow, overwrite};
pub(crate) use person::{PersonColumns, PersonFound, PersonRow, PreferenceColumns};
pub(crate) use reason::{ReasonColumns, ReasonRow};
pub(crate) use search::{SearchColumns, SearchRow};
pub(crate) use stage::{StageColumns, StageRow};
pub(crate) use value::{count, date, days, folded, instant, micros, name_key, probability};
