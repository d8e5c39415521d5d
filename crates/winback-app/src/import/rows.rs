//! The rows of a file on their way to the store, one at a time.

use winback_store::{ImportRefusal, ImportRow, ImportRows, ImportState};

use super::{
    ImportError,
    findings::{Findings, SharedFindings},
    policy::NamedPolicy,
};

/// What the rows of a file mean.
pub(super) trait Mapping: Send {
    /// Returns what was wrong before the first row, once.
    fn take_findings(&mut self) -> Findings;

    /// Returns the next row that can be read; others are problems.
    ///
    /// # Errors
    /// If the file cannot be read any further.
    fn next_row(&mut self, findings: &mut Findings) -> Result<Option<ImportRow>, ImportError>;
}

/// Hands the rows of a mapping to the store, until one is refused: the rest of the file is then
/// read only to find what else is wrong.
pub(super) struct Rows {
    mapping: Box<dyn Mapping>,
    policy: NamedPolicy,
    findings: Findings,
    shared: SharedFindings,
}

impl Rows {
    pub(super) fn new(mut mapping: Box<dyn Mapping>, policy: NamedPolicy) -> Self {
        let findings = mapping.take_findings();
        Self { mapping, policy, findings, shared: SharedFindings::default() }
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

    /// Holds a row to the policy: what is said of its current loss.
    fn hold_to_policy(&mut self, row: &ImportRow) {
        if let ImportState::Lost(loss) = &row.state
            && let Err(violation) = self.policy.check(&loss.said)
        {
            self.findings.lacking(violation);
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
