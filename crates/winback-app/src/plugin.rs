//! Plugins: a [`Policy`] may refuse a change, and a [`Subscriber`] is told of one.
//!
//! Both are given to the builder of an app, and worked examples stand under `examples/`.
//!
//! ```
//! use winback_app::Action;
//! use winback_app::plugin::{Intent, Policy, Question, Veto};
//!
//! /// A deal that stands in the books stays there.
//! struct Booked;
//!
//! impl Policy for Booked {
//!     fn name(&self) -> &str {
//!         "booked"
//!     }
//!
//!     fn veto(&self, question: &Question<'_>) -> Option<Veto> {
//!         match question.intent {
//!             Intent::Act(Action::Archive) => {
//!                 Some(Veto::of_those("state = won", "what was won is not archived: ask the accountant"))
//!             }
//!             _ => None,
//!         }
//!     }
//! }
//!
//! let app = winback_app::App::builder(winback_memory::open()).policy(Booked).build();
//! # drop(app);
//! ```

mod delivery;
mod policy;
mod subscriber;

use std::sync::Arc;

pub use delivery::{Delivered, Undelivered};
pub(crate) use policy::Verdict;
pub use policy::{Intent, Policy, Question, Veto};
pub use subscriber::{Subscriber, SubscriberError};

/// The plugins of an app.
#[derive(Clone, Default)]
pub(crate) struct Plugins {
    pub(crate) policies: Vec<Arc<dyn Policy>>,
    pub(crate) subscribers: Vec<Arc<dyn Subscriber>>,
}
