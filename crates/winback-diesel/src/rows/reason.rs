//! Rows of lost reasons.

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use winback_store::domain::{LostReason, LostReasonId, OutcomeClass, PersonId, Stamp};
use winback_store::filter::fold;

use super::{folded, micros, name_key};
use crate::error::{Attempt, unknown};
use crate::schema::lost_reasons;

/// What is read of a row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = lost_reasons)]
pub(crate) struct ReasonRow {
    id: i64,
    name: String,
    guidance: Option<String>,
    category: Option<String>,
    outcome: String,
    position: i64,
    active: bool,
}

impl ReasonRow {
    /// Returns the lost reason.
    pub(crate) fn into_reason(self) -> Attempt<LostReason> {
        let outcome = OutcomeClass::from_word(&self.outcome);
        let outcome = outcome.ok_or_else(|| unknown("the outcome", &self.outcome))?;
        let Self { id, name, guidance, category, outcome: _, position, active } = self;
        let id = LostReasonId::new(id);
        Ok(LostReason { id, name, guidance, category, outcome, position, archived: !active })
    }
}

/// What is written of a lost reason; the policy's mark is written with the settings.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = lost_reasons)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ReasonColumns<'a> {
    name: &'a str,
    name_folded: String,
    name_key: String,
    guidance: Option<&'a str>,
    category: Option<&'a str>,
    category_folded: Option<String>,
    outcome: &'static str,
    position: i64,
    active: bool,
    changed_at: i64,
    changed_by: i64,
}

impl<'a> ReasonColumns<'a> {
    /// Returns the columns of a reason, all but its id.
    pub(crate) fn of(reason: &'a LostReason, stamp: Stamp) -> Self {
        let LostReason { id: _, name, guidance, category, outcome, position, archived } = reason;
        Self {
            name,
            name_folded: fold(name),
            name_key: name_key(name),
            guidance: guidance.as_deref(),
            category: category.as_deref(),
            category_folded: folded(category.as_deref()),
            outcome: outcome.as_str(),
            position: *position,
            active: !archived,
            changed_at: micros(stamp.at),
            changed_by: PersonId::get(stamp.by),
        }
    }
}
