//! What stands beside the code, as pages of its documentation.

#[doc = include_str!("../BEHAVIOUR.md")]
pub mod behaviour {}

#[doc = include_str!("../EXPORT.md")]
pub mod export_format {}
