//! One lost reason with all that is known of it.

use std::collections::BTreeMap;

use winback_domain::{LostReasonId, PersonId, ReasonEntry};
use winback_store::ReasonCounts;

use crate::{AppError, Desk};

/// One lost reason with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownReason {
    /// The reason, and how many records that this person sees carry it.
    pub counts: ReasonCounts,
    /// Whether the policy asks for a closing note with it. Rule: behaviour 2.6.
    pub note_required: bool,
    /// What happened to it, the newest entry first.
    pub history: Vec<ReasonEntry>,
    /// The names of the people in its history.
    pub people: BTreeMap<PersonId, String>,
    /// The names of the other reasons in its history.
    pub reasons: BTreeMap<LostReasonId, String>,
}

impl Desk {
    /// Returns one reason, by its name, with its history.
    ///
    /// # Errors
    /// [`AppError::Unknown`], or [`AppError::Renamed`] if it has another name now;
    /// [`AppError::Store`].
    pub async fn show_reason(&self, name: &str) -> Result<ShownReason, AppError> {
        let id = self.reason_named(name).await?.id;
        let all = self.reasons().await?;
        let reasons = all.iter().map(|it| (it.reason.id, it.reason.name.clone())).collect();
        let found = all.into_iter().find(|counts| counts.reason.id == id);
        let counts = found.ok_or_else(|| AppError::unknown("lost reason", name, []))?;
        let mut history = self.storage.reasons.history(id).await?;
        history.reverse();
        let people = self.storage.people.list().await?;
        Ok(ShownReason {
            counts,
            note_required: self.settings.policy.require_note_for.contains(&id),
            history,
            people: people.into_iter().map(|person| (person.id, person.name)).collect(),
            reasons,
        })
    }
}
