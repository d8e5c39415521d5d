//! The storage port of Winback: what backends promise, and the schema of an opportunity.
//!
//! A backend is a set of trait objects, one for each aggregate, handed out as a [`Storage`] by a
//! [`BackendFactory`] that is chosen by the scheme of a URL ([`Backends`]). The traits are
//! set-based: bulk work takes a [`Selection`] and is one call, lists page by key, and groups and
//! sums are computed by the backend. What each method must do is written at the method and tested
//! by `winback-conformance`, which a backend of one's own starts from.
//!
//! This crate decides nothing about who may do what, and knows no database.
//!
//! ```
//! use winback_store::{OPPORTUNITY, opportunity_schema};
//!
//! let schema = opportunity_schema(2);
//! let opportunity = schema.entity(OPPORTUNITY).unwrap();
//! assert_eq!(opportunity.field("user_id").unwrap().name, "salesperson");
//! ```
//!
//! Reading order: [`Storage`], [`OpportunityStore`], [`Query`] and [`Selection`],
//! [`opportunity_schema`], [`StoreError`].

mod account;
mod backend;
mod chapter;
mod counterpart;
mod customer;
mod error;
mod export;
mod fresh;
mod gate;
mod group;
mod import;
mod integrity;
mod label;
mod lost_reason;
mod merge;
mod names;
mod new_names;
mod opportunity;
mod outbox;
mod people;
mod pipeline;
mod query;
mod replay;
mod report;
mod saved_search;
mod schema;
mod scoring;
mod settings;
mod similar;
mod stage;
mod undo;

pub use account::{AccountStore, Credentials, Failures, NewSession, SecretHash, Session};
pub use backend::{BackendFactory, Backends, Migrated, OpenError, Storage, without_password};
pub use chapter::{Chapter, ChapterIds, ChapterStore, Chapters};
pub use counterpart::{Candidate, Candidates, Counterpart};
pub use customer::{CustomerCursor, CustomerPage, CustomerQuery, CustomerStore};
pub use error::{BarredRow, StoreError, StoreResult};
pub use export::ExportStore;
pub use fresh::{Fresh, FreshStage};
pub use gate::{ClosedGate, CommitGate};
pub use group::{
    AggregateValue, FoundGroup, Group, GroupFill, GroupQuery, GroupedRecords, Groups, Referred,
    ReferredRecords,
};
pub use import::{
    ImportBar, ImportCustomer, ImportEndedLoss, ImportLoss, ImportLossChange, ImportLossEnd,
    ImportMode, ImportReason, ImportReasonRest, ImportRefusal, ImportRevision, ImportRow,
    ImportRows, ImportState, ImportUpdate, Imported,
};
pub use integrity::{Checkup, Finding, IntegrityStore, Invariant, Verdict};
pub use label::{LabelCounts, LabelStore};
pub use lost_reason::{LostReasonStore, MergedReasons, ReasonCounts};
pub use merge::{Conversions, Converted, MergeInput, MergeStore, Merged, UndoneMerge};
pub use names::Names;
pub use new_names::{NameList, Named, NewNames};
pub use opportunity::{Applied, NewOpportunity, OpportunityStore};
pub use outbox::{Delivery, OutboxStore, Subscription};
pub use people::{PersonEdit, PersonStore};
pub use pipeline::PipelineStore;
pub use query::{Cursor, CursorValue, Page, Query, Selection, Tally, TallyRow};
pub use replay::{LogProblems, LogReplay, Standing};
pub use report::{LossPeriod, ReasonLosses};
pub use saved_search::SavedSearchStore;
pub use schema::{
    CUSTOMER, LOSS, OPPORTUNITY, PERSON, default_sort, lifts_archived, opportunity_schema,
};
pub use scoring::{Estimated, ScoringStore, is_estimated_anew, scored};
pub use settings::SettingsStore;
pub use similar::{LONGEST_DOMAIN, Likeness, PhoneForms, Sign, SimilarRecord};
pub use stage::{StageCounts, StageStore};
pub use undo::{OperationStore, UndoPlan, Undone, is_estimate_lost};
pub use winback_domain as domain;
pub use winback_filter as filter;
