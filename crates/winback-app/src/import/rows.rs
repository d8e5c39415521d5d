//! The rows of a file on their way to the store, one at a time.

use winback_domain::LossPolicy;
use winback_store::{ImportRefusal, ImportRow, ImportRows, ImportState};

use super::{
    findings::{Findings, SharedFindings},
    sales_opportunities::SalesOpportunities,
};

/// Hands the rows of a mapping to the store, until one is refused: the rest of the file is then
/// read only to find what else is wrong.
pub(super) struct Rows {
    mapping: SalesOpportunities,
    policy: LossPolicy,
    findings: Findings,
    shared: SharedFindings,
}

impl Rows {
    pub(super) fn new(mut mapping: SalesOpportunities, policy: &LossPolicy) -> Self {
        let findings = mapping.take_findings();
        let shared = SharedFindings::default();
        Self { mapping, policy: policy.clone(), findings, shared }
    }

    /// Returns what will be known of a refusal.
    pub(super) fn findings(&self) -> SharedFindings {
        self.shared.clone()
    }

    /// Returns the next row that can be read; nothing at the end of the file.
    fn readable_row(&mut self) -> Option<ImportRow> {
        match self.mapping.next_row(&mut self.findings) {
            Ok(row) => row,
            Err(error) => {
                self.findings.broken(error);
                None
            }
        }
    }

    /// Holds a row to the policy. A new reason has no id, so none can ask for a note by itself.
    fn hold_to_policy(&mut self, row: &ImportRow) {
        if let ImportState::Lost { details, reason, .. } = &row.state {
            let policy = LossPolicy {
                require_reason: self.policy.require_reason && reason.is_none(),
                ..self.policy.clone()
            };
            if let Err(violation) = policy.check(details.reason, details.note.is_some()) {
                self.findings.lacking(violation);
            }
        }
    }
}

impl ImportRows for Rows {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        while let Some(row) = self.readable_row() {
            self.hold_to_policy(&row);
            if self.findings.is_empty() {
                return Ok(Some(row));
            }
        }
        if self.findings.is_empty() {
            return Ok(None);
        }
        self.shared.put(std::mem::take(&mut self.findings));
        Err(ImportRefusal)
    }
}
