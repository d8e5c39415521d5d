//! The use cases of Winback: who may do what, what policy demands, and what follows.
//!
//! This is the one place for rules. Command line, API, web page and import only translate: they
//! turn what a person gave into a call here, and show what comes back. An [`App`] holds a storage, a
//! clock and [plugins](plugin); a [`Desk`] is the app as one person uses it: a method a use case.
//! ```no_run
//! # async fn example(storage: winback_store::Storage) -> Result<(), winback_app::AppError> {
//! use winback_app::{Action, App, LossRequest, Target};
//!
//! let app = App::builder(storage).build();
//! let desk = app.desk(Some("admin")).await?;
//! let dead = Target::Where("stage = New and created_at < 2025-01-01".into());
//! let lose = Action::Lose(LossRequest { competitor: Some("Acme".into()), ..LossRequest::default() });
//! println!("{} would be lost", desk.preview(&dead, &lose).await?.changing());
//! desk.perform(&dead, &lose).await?;
//! # Ok(()) }
//! ```
//! Reading order: [`Desk`], [`Action`], [`Target`], [`AppError`], and for the rules [`behaviour`].

mod account;
mod action;
mod app;
mod clock;
mod configure;
mod convert;
mod create;
pub mod customer;
mod demo;
mod desk;
mod dice;
mod documents;
mod edit;
mod error;
mod export;
mod facets;
mod field;
mod group;
mod hint;
mod import;
mod install;
mod integrity;
mod list;
mod merge;
mod note;
pub mod plugin;
mod policy;
mod preview;
mod reason;
mod report;
mod sample;
mod scoring;
mod search;
mod settings;
mod show;
mod stale;
mod target;
mod undo;

pub use account::{OneTimeLink, Secret, SignedIn, TokenRequest};
pub use action::{Action, AmendRequest, AssignRequest, LossRequest, Performed};
pub use app::{App, AppBuilder};
pub use clock::{Clock, FixedClock, SystemClock};
pub use configure::{ArchivedPerson, LabelChange, StageChange, StageFlag, StageRequest};
pub use convert::{ConversionPreview, ConversionRequest, MergingPreview, Pair};
pub use create::Created;
pub use demo::{DemoSummary, generate_demo};
pub use desk::{Actor, Desk, Mandate};
pub use documents::{behaviour, export_format};
pub use edit::Edited;
pub use error::{AppError, ErrorClass, Misuse, NoUndo, Refusal, ValueProblem};
pub use export::{
    EXPORT_COLUMNS, Export, ExportColumn, ExportFile, ExportRequest, ExportRow, ExportValue,
    Reading,
};
pub use facets::{Facets, SearchedIn};
pub use field::{Assignment, SETTABLE};
pub use group::{GroupRequest, Grouped};
pub use import::{
    ImportError, ImportMap, ImportProblem, ImportRequest, ImportSummary, MAPS, MapInfo,
};
pub use install::fresh_install;
pub use list::{Asked, ListRequest};
pub use merge::{MergePreview, MergeRequest, UnmergePlan};
pub use note::NoteInput;
pub use preview::{Preview, PreviewRow};
pub use reason::{ReasonChoice, ReasonMerge, ReasonRequest, ShownReason};
pub use report::{LossReport, LossReportRow, ReportPeriod};
pub use sample::{SampleProgress, SampleRequest, SampleSummary, generate_sample};
pub use scoring::{Explained, Frequency, Rebuilt, ValueNames};
pub use search::{FacetGroup, READY_FILTERS, ReadyFilter, SearchRequest, ShownSearch};
pub use settings::{PreferenceRequest, Setting};
pub use show::{Evidence, Shown, Similar};
pub use stale::Idle;
pub use target::Target;
pub use undo::ShownOperation;
pub use winback_store as store;
