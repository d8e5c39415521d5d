//! Rows to import: records that refer to others by name, because those may not exist yet.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use winback_domain::{Deal, NewCustomer, NewPerson, Probability, StateKind, TrackedField};
use winback_filter::Predicate;

mod loss;
mod update;

pub use loss::{
    ImportEndedLoss, ImportLoss, ImportLossEnd, ImportReason, ImportReasonRest, ImportRevision,
};

pub use update::{ImportLossChange, ImportUpdate};

/// Where the rows of an import come from, one after another.
pub trait ImportRows: Send {
    /// Returns the next row, nothing at the end, or a refusal: then nothing is imported.
    ///
    /// # Errors
    /// Refuses the whole import; the importer itself keeps the reasons.
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal>;
}

/// How rows are imported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportMode {
    /// Whether records that are known become what their rows say; otherwise they are left alone.
    pub update: bool,
    /// Whether nothing is kept: all is done, and then undone, to tell what would happen.
    pub dry_run: bool,
    /// What the import must not do to records; rows that are left alone are asked for nothing.
    pub barred: Vec<ImportBar>,
}

/// Records that an import must not touch, or not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportBar {
    /// Known records that match this as they are, if their rows would change them.
    Known(Predicate),
    /// Records that would match this as they come, whether they are new or change.
    Written(Predicate),
}

/// Says that an import must not happen. Its reasons stay with the importer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportRefusal;

/// A customer to find, or to add.
///
/// A customer of the same kind and full name (behind its parent's, as in
/// [`Customer::full_name`](winback_domain::Customer::full_name)), ignoring case, is the same
/// customer and stays as it is. People have to have the same e-mail address, too, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportCustomer {
    /// What is known of it; its parent's id is not read.
    pub profile: NewCustomer,
    /// The company that it belongs to, found or added likewise.
    pub parent: Option<Arc<Self>>,
    /// The name of its country in the list of countries; a country that is not there is left out.
    pub country: Option<String>,
}

/// The state that an imported record comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// Open, or won at its creation if its stage is a won stage.
    Open,
    /// Won; its stage must be a won stage.
    Won {
        /// When it was won.
        closed_at: Timestamp,
    },
    /// Lost, with its current loss.
    Lost(Box<ImportLoss>),
    /// Archived.
    Archived {
        /// When.
        at: Timestamp,
        /// The probability that it keeps, above 0.
        probability: Probability,
    },
}

/// One record to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// What it says. Where one of the names below is given, it counts instead of the id in here.
    pub deal: Deal,
    /// The customer.
    pub customer: Option<Arc<ImportCustomer>>,
    /// The salesperson, found by login ignoring case, or added.
    pub salesperson: Option<Arc<NewPerson>>,
    /// The team, found by name ignoring case, or added.
    pub team: Option<Arc<str>>,
    /// Tags, found by name ignoring case, or added; beside those in the deal.
    pub tags: Vec<Arc<str>>,
    /// The source, found by name ignoring case, or added.
    pub source: Option<Arc<str>>,
    /// The medium, found by name ignoring case, or added.
    pub medium: Option<Arc<str>>,
    /// The campaign, found by name ignoring case, or added.
    pub campaign: Option<Arc<str>>,
    /// Its state.
    pub state: ImportState,
    /// Its losses that ended, the oldest first.
    pub ended_losses: Vec<ImportEndedLoss>,
    /// The estimate of its probability while open; if it is not told, the record is estimated by what
    /// was won and lost before the import.
    pub estimate: Option<Probability>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed; at the import, if not given.
    pub updated_at: Option<Timestamp>,
    /// When it was last given to its salesperson.
    pub assigned_at: Option<Timestamp>,
    /// When the lead became an opportunity.
    pub converted_at: Option<Timestamp>,
    /// When its stage last changed.
    pub stage_changed_at: Option<Timestamp>,
    /// The fields that the row tells: only these change in a record that is there already.
    pub tells: BTreeSet<TrackedField>,
}

impl ImportRow {
    /// Returns an open record of which nothing is known by name.
    pub const fn open(deal: Deal, estimate: Probability, created_at: Timestamp) -> Self {
        Self {
            deal,
            customer: None,
            salesperson: None,
            team: None,
            tags: Vec::new(),
            source: None,
            medium: None,
            campaign: None,
            state: ImportState::Open,
            ended_losses: Vec::new(),
            estimate: Some(estimate),
            created_at,
            updated_at: None,
            assigned_at: None,
            converted_at: None,
            stage_changed_at: None,
            tells: BTreeSet::new(),
        }
    }

    /// Returns the kind of its state.
    pub const fn state_kind(&self) -> StateKind {
        match self.state {
            ImportState::Open => StateKind::Open,
            ImportState::Won { .. } => StateKind::Won,
            ImportState::Lost(_) => StateKind::Lost,
            ImportState::Archived { .. } => StateKind::Archived,
        }
    }

    /// Returns all its losses, the oldest first; the current one is the last.
    pub fn losses(&self) -> impl Iterator<Item = &ImportLoss> {
        let current = match &self.state {
            ImportState::Lost(loss) => Some(loss.as_ref()),
            ImportState::Open | ImportState::Won { .. } | ImportState::Archived { .. } => None,
        };
        self.ended_losses.iter().map(|ended| &ended.loss).chain(current)
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Records that were created.
    pub created: u64,
    /// Records that were there already and became what their rows say.
    pub changed: u64,
    /// Rows whose records were there already, and are as they were.
    pub unchanged: u64,
}
