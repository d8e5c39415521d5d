//! Rows to import: records that refer to others by name, because those may not exist yet.

use std::sync::Arc;

use jiff::Timestamp;
use winback_domain::{Deal, LossDetails, NewCustomer, NewLostReason, NewPerson, Probability};

/// Where the rows of an import come from, one after another.
pub trait ImportRows: Send {
    /// Returns the next row, nothing at the end, or a refusal: then nothing is imported.
    ///
    /// # Errors
    /// Refuses the whole import; the importer itself keeps the reasons.
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal>;
}

/// Says that an import must not happen. Its reasons stay with the importer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportRefusal;

/// A customer to find by its name, or to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportCustomer {
    /// What is known of it. A company with the same name, ignoring case, is the same customer and
    /// stays as it is.
    pub profile: NewCustomer,
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
    /// Lost, by nobody known.
    Lost {
        /// When it was lost.
        lost_at: Timestamp,
        /// Note and competitor; the reason stands by its name in `reason`.
        details: LossDetails,
        /// The lost reason, found by its name or added.
        reason: Option<NewLostReason>,
        /// The probability just before.
        probability: Probability,
    },
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
    /// Its state.
    pub state: ImportState,
    /// The estimate of its probability while open.
    pub estimate: Probability,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last given to its salesperson.
    pub assigned_at: Option<Timestamp>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Records that were created.
    pub created: u64,
    /// Rows whose external id was known already; their records were left alone.
    pub unchanged: u64,
}
