//! The policy on losses, as rows are held to it. Rule: behaviour 2.6.

use std::collections::HashMap;

use winback_domain::{LossPolicy, LostReason, LostReasonId, PolicyViolation};
use winback_filter::fold;
use winback_store::ImportRevision;

/// The policy by names, since the reasons of rows have no ids yet.
pub(super) struct NamedPolicy {
    policy: LossPolicy,
    /// The reasons that there are, by folded name.
    reasons: HashMap<String, LostReasonId>,
}

impl NamedPolicy {
    pub(super) fn new(policy: LossPolicy, reasons: &[LostReason]) -> Self {
        let key = |reason: &LostReason| (fold(reason.name.trim()), reason.id);
        Self { policy, reasons: reasons.iter().map(key).collect() }
    }

    /// Checks what is said of the current loss of a row. A new reason cannot ask for a note.
    ///
    /// # Errors
    /// [`PolicyViolation`]: the first thing that is missing.
    pub(super) fn check(&self, said: &ImportRevision) -> Result<(), PolicyViolation> {
        let has_note = said.note.is_some();
        match &said.reason {
            None => self.policy.check(None, has_note),
            Some(reason) => {
                let known = self.reasons.get(&fold(reason.profile.name.trim())).copied();
                let excused = LossPolicy { require_reason: false, ..self.policy.clone() };
                excused.check(known, has_note)
            }
        }
    }
}
