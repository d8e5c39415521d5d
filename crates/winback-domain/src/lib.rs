//! What an opportunity, a loss, a lost reason, a stage and a person are, and how they change.
//!
//! This crate holds the words and the rules of the pipeline as plain types: no storage, no clock,
//! no serialisation, no HTTP. Instants and people are always passed in. The one central decision is
//! that a state cannot lie: only a lost opportunity has a [`Loss`], and its probability follows from
//! its state instead of being stored beside it.
//!
//! ```
//! use winback_domain::{Effect, StateKind, Verb};
//!
//! // Losing a lost opportunity again amends its loss; restoring an open one is refused.
//! assert_eq!(Verb::MarkLost.effect(StateKind::Lost, false), Ok(Effect::AmendLoss));
//! assert!(Verb::Restore.effect(StateKind::Open, false).is_err());
//! ```
//!
//! Reading order: [`Opportunity`] and [`State`], then [`Verb`] (the table of transitions), [`Change`]
//! (a transition with what it carries), [`Loss`], and [`ActivityEntry`].

mod account;
mod activity;
mod amount;
mod change;
mod contact;
mod conversion;
mod customer;
mod edit;
mod handover;
mod id;
mod label;
mod loss;
mod lost_reason;
mod merge;
mod operation;
mod opportunity;
mod person;
mod preferences;
mod probability;
mod reason_history;
mod saved_search;
mod scoring;
mod settings;
mod stage;
mod stage_edit;
mod state;
mod tracked;
mod transition;
mod undo;
mod unmerge;
mod values;

pub use account::{ApiToken, NewApiToken, TokenScope};
pub use activity::{ActivityEntry, EntryKind};
pub use amount::{Amount, AmountError, Currency};
pub use change::{AmendLoss, Change, Changed, LossInput, Stamp};
pub use contact::{PhoneNumber, company_domain, normalised_email, normalised_phone};
pub use conversion::Conversion;
pub use customer::{Customer, CustomerEdit, CustomerKind, NewCustomer};
pub use edit::{Edit, EditError};
pub use handover::Handover;
pub use id::{
    ActivityEntryId, CampaignId, CountryId, CustomerId, LossId, LostReasonId, MediumId,
    OperationId, OpportunityId, PersonId, Revision, SavedSearchId, SourceId, StageId, TagId,
    TeamId, TokenId,
};
pub use label::{Label, LabelEdit, LabelKind, TEAM_POSITION};
pub use loss::{ClosingNote, EndedHow, Loss, LossDetails, LossEnd, LossRecord, LossRevision};
pub use lost_reason::{LostReason, NewLostReason, OutcomeClass, ReasonEdit};
pub use merge::{Merge, MergeError, MergeWish, MergedField};
pub use operation::{Operation, OperationKind};
pub use opportunity::{Address, Deal, Kind, Opportunity, Priority};
pub use person::{NewPerson, Person, Role};
pub use preferences::{Language, Preferences, ZoneName};
pub use probability::{Probability, ProbabilityError};
pub use reason_history::{FormerName, ReasonChange, ReasonDeed, ReasonEntry};
pub use saved_search::{NewSavedSearch, SavedSearch, SavedSearchEdit, SearchView};
pub use scoring::{
    Contribution, Count, Estimator, Explanation, Frequencies, FrequencyKey, LeftOut, Scored,
    ScoringSettings, Variable, WhyLeftOut, quality,
};
pub use settings::{LossPolicy, PolicyViolation, SettingEdit, Settings};
pub use stage::{Pipeline, Stage};
pub use stage_edit::{NewStage, StageEdit, entry_of_flag, state_before_flag};
pub use state::{State, StateKind};
pub use tracked::{FieldChange, TrackedField, TrackedValue, ValueType};
pub use transition::{Effect, Refusal, TransitionError, Verb};
pub use undo::UndoError;
pub use unmerge::{Conflict, Side, Unmerge, UnmergeChoice, Unmerged};
