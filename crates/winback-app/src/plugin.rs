//! Plugins: a [`Policy`] may refuse a change, and a [`Subscriber`] is told of one; an [`Importer`] reads
//! files of another program, and an [`Exporter`] writes exports in another format.
//!
//! All are given to the builder of an app, and worked examples stand under `examples/`.
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
mod exporter;
mod importer;
mod policy;
mod subscriber;

use std::sync::Arc;

pub use crate::export::read_part;
pub use delivery::{Delivered, Undelivered};
pub use exporter::{ExportWriter, Exporter, ExporterError};
pub use importer::{Importer, ImporterError, SourceProblem, SourceRow, SourceRows};
pub use policy::{Intent, Policy, Question, Veto};
pub(crate) use policy::{Verdict, Vetoes};
pub use subscriber::{Subscriber, SubscriberError};

/// The plugins of an app.
#[derive(Clone)]
pub(crate) struct Plugins {
    pub(crate) exporters: Vec<Arc<dyn Exporter>>,
    pub(crate) importers: Vec<Arc<dyn Importer>>,
    pub(crate) policies: Vec<Arc<dyn Policy>>,
    pub(crate) subscribers: Vec<Arc<dyn Subscriber>>,
}

impl Default for Plugins {
    fn default() -> Self {
        let (policies, subscribers, importers) = (Vec::new(), Vec::new(), Vec::new());
        Self { exporters: crate::export::built_in(), importers, policies, subscribers }
    }
}
