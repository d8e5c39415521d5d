//! Customers: lists of them, one with what its opportunities and leads come to, adding and changing.
//!
//! Everybody who works here sees all of them, adds and changes them, as everybody may name one on an
//! opportunity of their own; what opportunities a customer has is told as far as one sees these. Rule:
//! behaviour 1.11.

mod edit;
mod list;

pub use edit::{AddedCustomer, CUSTOMER_FIELDS, ChangedCustomer};
pub use list::{CustomerRequest, Customers, ShownCustomer};
