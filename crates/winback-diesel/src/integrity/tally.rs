//! Findings, counted: the first ones are kept.

use winback_store::domain::OpportunityId;
use winback_store::{Checkup, Finding, Invariant};

/// The findings of one invariant.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: u64,
    findings: Vec<Finding>,
}

impl Tally {
    /// Returns the first of `total` findings.
    pub(crate) const fn of(total: u64, findings: Vec<Finding>) -> Self {
        Self { total, findings }
    }

    /// Returns these findings as the first of so many.
    pub(crate) fn first_of(self, total: u64) -> Self {
        Self { total, ..self }
    }

    /// Counts a finding, and keeps it if it is among the first.
    pub(crate) fn find(&mut self, record: Option<i64>, sentence: impl FnOnce() -> String) {
        self.total = self.total.saturating_add(1);
        if self.findings.len() < Checkup::LISTED {
            let record = record.map(OpportunityId::new);
            self.findings.push(Finding { record, sentence: sentence() });
        }
    }

    /// Returns these findings and others.
    pub(crate) fn with(mut self, others: Self) -> Self {
        self.total = self.total.saturating_add(others.total);
        self.findings.extend(others.findings);
        self
    }

    /// Tells whether nothing was found.
    pub(crate) const fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Returns what this says of an invariant.
    pub(crate) fn checkup(self, invariant: Invariant) -> Checkup {
        Checkup::of(invariant, self.total, self.findings)
    }
}
