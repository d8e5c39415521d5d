//! Settings of a deployment, and the policy that losses must meet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use thiserror::Error;

use crate::{Currency, LostReasonId, ScoringSettings, Variable};

/// What a loss must carry, off by default. Rule: behaviour 2.6.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LossPolicy {
    /// Every loss needs a lost reason.
    pub require_reason: bool,
    /// Every loss needs a closing note.
    pub require_note: bool,
    /// Losses for these reasons need a closing note.
    pub require_note_for: BTreeSet<LostReasonId>,
}

/// What a loss lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PolicyViolation {
    /// The policy asks for a lost reason.
    #[error("a lost reason is required here: choose one")]
    ReasonRequired,
    /// The policy asks for a closing note.
    #[error("a closing note is required here: write what happened")]
    NoteRequired,
    /// The policy asks for a closing note with this reason.
    #[error("a closing note is required with this lost reason: write what happened")]
    NoteRequiredForReason(LostReasonId),
}

impl LossPolicy {
    /// Checks what a loss would carry.
    ///
    /// # Errors
    /// [`PolicyViolation`]: the first thing that is missing.
    pub fn check(
        &self,
        reason: Option<LostReasonId>,
        has_note: bool,
    ) -> Result<(), PolicyViolation> {
        if self.require_reason && reason.is_none() {
            return Err(PolicyViolation::ReasonRequired);
        }
        if has_note {
            return Ok(());
        }
        if self.require_note {
            return Err(PolicyViolation::NoteRequired);
        }
        match reason.filter(|reason| self.require_note_for.contains(reason)) {
            Some(reason) => Err(PolicyViolation::NoteRequiredForReason(reason)),
            None => Ok(()),
        }
    }
}

/// Settings of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What a loss must carry.
    pub policy: LossPolicy,
    /// Whether leads are shown and can be created. Rule: behaviour 1.1.
    pub leads: bool,
    /// The one currency of all amounts.
    pub currency: Currency,
    /// The IANA name of the time zone in which reports are cut, such as `Europe/Brussels`.
    pub time_zone: String,
    /// The BCP 47 tag of the language and country whose customs are followed, such as `en-GB`: the
    /// day that weeks begin with.
    pub locale: String,
    /// How probabilities are estimated.
    pub scoring: ScoringSettings,
}

/// One change to the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingEdit {
    /// Leads in use, or not.
    Leads(bool),
    /// Another currency.
    Currency(Currency),
    /// Another time zone.
    TimeZone(String),
    /// Another locale.
    Locale(String),
    /// A lost reason required, or not.
    RequireReason(bool),
    /// A closing note required, or not.
    RequireNote(bool),
    /// Other reasons that need a closing note.
    RequireNoteFor(BTreeSet<LostReasonId>),
    /// Other variables that estimates depend on. Rule: behaviour 6.4.
    ScoringVariables(BTreeSet<Variable>),
    /// Another creation date from which records are learned from, or none. Rule: behaviour 6.4.
    ScoringSince(Option<Timestamp>),
}

impl Settings {
    /// Applies one change, and leaves everything else as it is.
    pub fn edit(&mut self, edit: SettingEdit) {
        match edit {
            SettingEdit::Leads(on) => self.leads = on,
            SettingEdit::Currency(currency) => self.currency = currency,
            SettingEdit::TimeZone(name) => self.time_zone = name,
            SettingEdit::Locale(tag) => self.locale = tag,
            SettingEdit::RequireReason(on) => self.policy.require_reason = on,
            SettingEdit::RequireNote(on) => self.policy.require_note = on,
            SettingEdit::RequireNoteFor(reasons) => self.policy.require_note_for = reasons,
            SettingEdit::ScoringVariables(variables) => self.scoring.variables = variables,
            SettingEdit::ScoringSince(since) => self.scoring.since = since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_first_thing_that_is_missing() {
        let (cheap, dear) = (LostReasonId::new(1), LostReasonId::new(2));
        let off = LossPolicy::default();
        assert_eq!(off.check(None, false), Ok(()));
        let reason = LossPolicy { require_reason: true, ..off.clone() };
        assert_eq!(reason.check(None, true), Err(PolicyViolation::ReasonRequired));
        assert_eq!(reason.check(Some(cheap), false), Ok(()));
        let note = LossPolicy { require_note: true, ..off.clone() };
        assert_eq!(note.check(Some(cheap), false), Err(PolicyViolation::NoteRequired));
        assert_eq!(note.check(None, true), Ok(()));
        let certain = LossPolicy { require_note_for: [dear].into(), ..off };
        assert_eq!(certain.check(Some(cheap), false), Ok(()));
        let lacking = certain.check(Some(dear), false);
        assert_eq!(lacking, Err(PolicyViolation::NoteRequiredForReason(dear)));
        assert_eq!(certain.check(Some(dear), true), Ok(()));
    }
}
