//! Lost reasons: chosen or created while losing, and kept by managers. Rule: behaviour 2.2, 4, 7.2.

use winback_domain::{LostReason, LostReasonId, NewLostReason, Operation, ReasonEdit};
use winback_filter::{Condition, Predicate, Relation, Value};
use winback_store::{ReasonCounts, Selection};

use crate::plugin::Intent;
use crate::{AppError, Desk, Refusal, ValueProblem, field};

mod named;
mod shown;

pub use shown::ShownReason;

/// A lost reason as a person names it while losing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReasonChoice {
    /// One that exists, by its name, ignoring case and surrounding space.
    Existing(String),
    /// One to create, unless the name exists already: then that one. Rule: behaviour 2.2.
    New(String),
}

/// The lost reason of an action.
#[derive(Debug, Clone)]
pub(crate) enum Chosen {
    /// One that is offered already.
    Known(LostReasonId),
    /// One to add, or an archived one, with its id, to offer again.
    Offered(NewLostReason, Option<LostReasonId>),
}

impl Chosen {
    /// Returns the id of the reason, if it has one yet.
    pub(crate) const fn id(&self) -> Option<LostReasonId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Offered(_, id) => *id,
        }
    }
}

/// A lost reason as a manager adds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonRequest {
    /// The reason.
    pub reason: NewLostReason,
}

/// What merging one lost reason into another does, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonMerge {
    /// The reason that is merged away, and archived.
    pub from: LostReason,
    /// The reason that its losses go to.
    pub into: LostReason,
    /// How many records are lost because of it now.
    pub lost: u64,
    /// The sum of their expected revenues in minor units.
    pub revenue_minor: i128,
    /// How many records were ever lost because of it.
    pub ever_lost: u64,
    /// Whether the policy's closing note is asked for with the other one from then on, as it is with
    /// this. Rule: behaviour 2.6.
    pub brings_note: bool,
    /// The operation; nothing in a preview.
    pub operation: Option<Operation>,
}

impl Desk {
    /// Returns all reasons in their order, archived ones too, without counts: counting looks at every
    /// loss.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn lost_reasons(&self) -> Result<Vec<LostReason>, AppError> {
        Ok(self.storage.reasons.list().await?)
    }

    /// Returns all reasons with their counts over the records that this person sees.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn reasons(&self) -> Result<Vec<ReasonCounts>, AppError> {
        Ok(self.storage.reasons.counts(&self.visible()?).await?)
    }

    /// Adds a reason. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Value`]; [`AppError::Store`] if the name is taken.
    pub async fn add_reason(&self, request: &ReasonRequest) -> Result<LostReason, AppError> {
        self.must_configure("add lost reasons")?;
        let NewLostReason { name, guidance, category, outcome } = &request.reason;
        let optional = |field: &str, text: &Option<String>| -> Result<_, AppError> {
            text.as_deref().map_or(Ok(None), |text| field::line(field, text))
        };
        let new = NewLostReason {
            name: reason_name(name)?,
            guidance: optional("guidance", guidance)?,
            category: optional("category", category)?,
            outcome: *outcome,
        };
        Ok(self.storage.reasons.create(&new, self.stamp()).await?)
    }

    /// Changes a reason, named by its name: rename, archive, guidance and the like. Only managers
    /// may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`], or [`AppError::Renamed`] if it has another
    /// name now; [`AppError::Value`]; [`AppError::Store`] if a new name is taken.
    pub async fn edit_reason(
        &self,
        name: &str,
        edits: &[ReasonEdit],
    ) -> Result<LostReason, AppError> {
        self.must_configure("change lost reasons")?;
        let edits = edits.iter().map(cleaned).collect::<Result<Vec<_>, _>>()?;
        let reason = self.reason_named(name).await?;
        Ok(self.storage.reasons.edit(reason.id, &edits, self.stamp()).await?)
    }

    /// Says what a merge of reasons would do. Only managers may merge.
    ///
    /// # Errors
    /// As [`merge_reasons`](Self::merge_reasons).
    pub async fn preview_reason_merge(
        &self,
        from: &str,
        into: &str,
    ) -> Result<ReasonMerge, AppError> {
        self.must_configure("merge lost reasons")?;
        let from = self.reason_named(from).await?;
        let into = self.reason_named(into).await?;
        if from.id == into.id {
            return Err(Refusal::ReasonIntoItself(into.name).into());
        }
        let counts = self.storage.reasons.counts(&Predicate::everything()).await?;
        let count = counts.iter().find(|count| count.reason.id == from.id);
        let ever_lost = count.map_or(0, |count| count.ever_lost);
        let (relation, value) = (Relation::Equal, Value::Reference(from.id.get()));
        let carrying = self.test("lost_reason", Condition::Compare { relation, value })?;
        let carrying = Selection::matching(carrying);
        let tally = self.storage.opportunities.tally(&carrying).await?;
        let (lost, revenue_minor) = (tally.count(), tally.revenue_minor());
        if !self.policies().is_empty() {
            // Losses that have ended follow, too.
            let told = self.parse_filter(&format!("losses matches (reason = {})", from.id)).await?;
            let told = Selection::matching(told);
            let tally = self.storage.opportunities.tally(&told).await?;
            let intent = Intent::MergeReasons { from: &from, into: &into };
            let vetoes = self.vetoes(intent, tally.count(), tally.revenue_minor()).await?;
            self.hold_to(&vetoes, &told).await?;
        }
        let asked = &self.settings.policy.require_note_for;
        let brings_note = asked.contains(&from.id) && !asked.contains(&into.id);
        let operation = None;
        Ok(ReasonMerge { from, into, lost, revenue_minor, ever_lost, brings_note, operation })
    }

    /// Merges a reason into another: its losses follow, and it is archived. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Refused`] into itself;
    /// [`AppError::Vetoed`].
    pub async fn merge_reasons(&self, from: &str, into: &str) -> Result<ReasonMerge, AppError> {
        let preview = self.preview_reason_merge(from, into).await?;
        let (from, into) = (preview.from.id, preview.into.id);
        let merged = self.storage.reasons.merge(from, into, self.stamp()).await?;
        Ok(ReasonMerge { operation: Some(merged.operation), ..preview })
    }

    /// Finds the reason that a person chose. One that is archived or new needs the right to manage
    /// reasons, and is offered by the change that uses it. Rule: behaviour 2.2.
    pub(crate) async fn chosen_reason(&self, choice: &ReasonChoice) -> Result<Chosen, AppError> {
        let reasons = self.storage.reasons.list().await?;
        let (ReasonChoice::Existing(name) | ReasonChoice::New(name)) = choice;
        let name = reason_name(name)?;
        match (named::named(&reasons, &name), choice) {
            (Some(reason), _) if !reason.archived => Ok(Chosen::Known(reason.id)),
            (Some(reason), _) => {
                self.must_configure(format!(
                    "bring back the archived lost reason `{}`",
                    reason.name
                ))?;
                Ok(Chosen::Offered(NewLostReason::named(reason.name.clone()), Some(reason.id)))
            }
            (None, ReasonChoice::New(_)) => {
                self.must_configure(format!("create the lost reason `{name}`"))?;
                Ok(Chosen::Offered(NewLostReason::named(name), None))
            }
            (None, ReasonChoice::Existing(_)) => {
                let offered = reasons.iter().filter(|reason| !reason.archived);
                Err(self.no_reason(&name, &reasons, offered).await?)
            }
        }
    }
}

/// Reads the name of a reason: one line, not empty, trimmed.
fn reason_name(name: &str) -> Result<String, AppError> {
    field::line("name", name)?.ok_or_else(|| AppError::value("name", name, ValueProblem::Empty))
}

fn cleaned(edit: &ReasonEdit) -> Result<ReasonEdit, AppError> {
    let optional = |field: &str, text: &Option<String>| -> Result<_, AppError> {
        text.as_deref().map_or(Ok(None), |text| field::line(field, text))
    };
    Ok(match edit {
        ReasonEdit::Name(name) => ReasonEdit::Name(reason_name(name)?),
        ReasonEdit::Guidance(text) => ReasonEdit::Guidance(optional("guidance", text)?),
        ReasonEdit::Category(text) => ReasonEdit::Category(optional("category", text)?),
        ReasonEdit::Outcome(outcome) => ReasonEdit::Outcome(*outcome),
        ReasonEdit::Position(position) if *position < 1 => {
            return Err(AppError::value("position", position.to_string(), ValueProblem::NotAPlace));
        }
        ReasonEdit::Position(position) => ReasonEdit::Position(*position),
        ReasonEdit::Archived(archived) => ReasonEdit::Archived(*archived),
    })
}
