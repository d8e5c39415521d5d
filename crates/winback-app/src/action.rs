//! Actions: changes of state on one or many records.

use winback_domain::{AmendLoss, Change, Effect, LossInput, LostReasonId, Operation, StageId};
use winback_store::{Selection, TallyRow};

use crate::{AppError, Desk, NoteInput, ReasonChoice, Target, policy};

/// What a person gives when marking records lost; every part is optional. Rule: behaviour 2.1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LossRequest {
    /// Why.
    pub reason: Option<ReasonChoice>,
    /// What happened.
    pub note: Option<NoteInput>,
    /// The competitor who won.
    pub competitor: Option<String>,
}

/// What to change in current losses; what is `None` stays, `Some(None)` empties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AmendRequest {
    /// Another reason.
    pub reason: Option<Option<ReasonChoice>>,
    /// Another note, in place of the present one.
    pub note: Option<Option<NoteInput>>,
    /// Another competitor.
    pub competitor: Option<Option<String>>,
}

/// A change of state. Rule: behaviour 1.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Marks records lost; on lost ones amends the loss: reason and competitor given replace the
    /// present ones, a note given is added.
    Lose(LossRequest),
    /// Amends current losses by replacing what is given.
    Amend(AmendRequest),
    /// Restores lost records and takes archived ones out of the archive.
    Restore,
    /// Archives records.
    Archive,
    /// Marks records won.
    Win,
    /// Moves records to a stage, named by its name.
    Move(String),
}

/// What an action did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// The operation; nothing if no record changed.
    pub operation: Option<Operation>,
    /// How many records had each effect.
    pub effects: Vec<(Effect, u64)>,
}

impl Desk {
    /// Does an action: on all records or on none.
    ///
    /// # Errors
    /// [`AppError::NotFound`] with the ids; [`AppError::Store`] with the records whose state does
    /// not allow it; [`AppError::Policy`]; [`AppError::NotAllowed`] for a new reason;
    /// [`AppError::Unknown`] for a reason or a stage; [`AppError::Filter`].
    pub async fn perform(&self, target: &Target, action: &Action) -> Result<Performed, AppError> {
        let selection = self.selection(target, action)?;
        let known = self.known_reason(action).await?;
        let change = self.change(action, known).await?;
        let selection = self.hold_to_policy(selection, action, &change).await?;
        self.refuse_before_creating(&selection, action, &change, known).await?;
        let change = match (known, action.reason()) {
            (None, Some(choice)) => {
                let created = self.created_reason(choice).await?;
                self.change(action, Some(created)).await?
            }
            (Some(known), Some(_)) => {
                self.revive_reason(known).await?;
                change
            }
            _ => change,
        };
        let applied = self.storage.opportunities.apply(&selection, &change, self.stamp()).await?;
        Ok(Performed { operation: applied.operation, effects: applied.effects })
    }

    /// Looks the reason of an action up; nothing if it has none, or has one to be created.
    pub(crate) async fn known_reason(
        &self,
        action: &Action,
    ) -> Result<Option<LostReasonId>, AppError> {
        match action.reason() {
            Some(choice) => self.chosen_reason(choice).await,
            None => Ok(None),
        }
    }

    /// A new reason is created last, when nothing else can refuse the action any more.
    async fn refuse_before_creating(
        &self,
        selection: &Selection,
        action: &Action,
        change: &Change,
        known: Option<LostReasonId>,
    ) -> Result<(), AppError> {
        if known.is_some() || action.reason().is_none() {
            return Ok(());
        }
        let tally = self.storage.opportunities.tally(selection).await?;
        let refuses = |row: &TallyRow| change.effect(row.state, row.at_zero).is_err();
        if !tally.missing.is_empty() || tally.rows.is_empty() || tally.rows.iter().any(refuses) {
            // The store says who and why; it changes nothing, as the action is refused or empty.
            self.storage.opportunities.apply(selection, change, self.stamp()).await?;
            return Err(AppError::Refused(
                "no record matches, so no lost reason was created".into(),
            ));
        }
        Ok(())
    }

    async fn hold_to_policy(
        &self,
        selection: Selection,
        action: &Action,
        change: &Change,
    ) -> Result<Selection, AppError> {
        let Some(breach) = policy::breach(self, change, action.reason().is_some())? else {
            return Ok(selection);
        };
        let within = |filter| Selection { ids: selection.ids.clone(), filter };
        let breaking = within(selection.filter.clone().and(breach.breaking.clone()));
        if self.storage.opportunities.tally(&breaking).await?.count() > 0 {
            return Err(AppError::Policy { violation: breach.violation });
        }
        Ok(within(selection.filter.clone().and(breach.breaking.not())))
    }

    pub(crate) async fn change(
        &self,
        action: &Action,
        reason: Option<LostReasonId>,
    ) -> Result<Change, AppError> {
        Ok(match action {
            Action::Lose(request) => Change::MarkLost(LossInput {
                reason,
                note: request.note.as_ref().and_then(NoteInput::sanitised),
                competitor: competitor(request.competitor.as_deref())?,
            }),
            Action::Amend(request) => Change::AmendLoss(AmendLoss {
                reason: request.reason.as_ref().map(|choice| choice.as_ref().and(reason)),
                note: request
                    .note
                    .as_ref()
                    .map(|note| note.as_ref().and_then(NoteInput::sanitised)),
                competitor: match &request.competitor {
                    Some(name) => Some(competitor(name.as_deref())?),
                    None => None,
                },
            }),
            Action::Restore => Change::Restore,
            Action::Archive => Change::Archive,
            Action::Win => Change::MarkWon,
            Action::Move(stage) => Change::MoveStage(self.stage_named(stage).await?),
        })
    }

    /// Finds a stage by its name, ignoring case.
    pub(crate) async fn stage_named(&self, name: &str) -> Result<StageId, AppError> {
        let pipeline = self.storage.pipeline.stages().await?;
        let wanted = winback_filter::fold(name.trim());
        let found = pipeline.stages().iter().find(|s| winback_filter::fold(&s.name) == wanted);
        found.map(|stage| stage.id).ok_or_else(|| {
            AppError::unknown("stage", name, pipeline.stages().iter().map(|s| s.name.as_str()))
        })
    }
}

impl Action {
    pub(crate) const fn reason(&self) -> Option<&ReasonChoice> {
        match self {
            Self::Lose(request) => request.reason.as_ref(),
            Self::Amend(AmendRequest { reason: Some(reason), .. }) => reason.as_ref(),
            Self::Amend(_) | Self::Restore | Self::Archive | Self::Win | Self::Move(_) => None,
        }
    }
}

fn competitor(name: Option<&str>) -> Result<Option<String>, AppError> {
    crate::field::text("competitor", name.unwrap_or_default())
}
