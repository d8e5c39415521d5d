//! What managers keep: people, stages, and the lists of names that records refer to. Rule: behaviour 7.2.

mod label;
mod people;
mod stage;

pub use label::LabelChange;
pub(crate) use label::not_offered;
pub use people::ArchivedPerson;
pub(crate) use people::login_for;
pub use stage::{StageChange, StageFlag, StageRequest};
