//! Actions: changes of state, and of who works on it, on one or many records.

use winback_domain::{
    AmendLoss, Change, Effect, Handover, LabelKind, LossInput, LostReasonId, Operation,
    PolicyViolation, TeamId,
};
use winback_store::Selection;

use crate::plugin::Intent;
use crate::{AppError, Desk, Misuse, NoteInput, ReasonChoice, Target, policy, reason::Chosen};

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

/// Who records are given to; what is absent stays as it is. Rule: behaviour 1.12.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssignRequest {
    /// The salesperson, by login or name; an empty text takes records from everybody.
    pub salesperson: Option<String>,
    /// The sales team, by name; an empty text takes records out of their teams.
    pub team: Option<String>,
}

/// A change of state, or of who works on it. Rule: behaviour 1.4, 1.12.
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
    /// Gives records to another salesperson or team, in whatever state they are.
    Assign(AssignRequest),
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
    /// not allow it; [`AppError::Policy`] and [`AppError::Vetoed`]; [`AppError::NotAllowed`] for a new reason;
    /// [`AppError::Unknown`] for a reason, a stage, a person or a team; [`AppError::Refused`] for an
    /// archived team; [`AppError::Usage`] for an assignment to neither; [`AppError::Filter`].
    pub async fn perform(&self, target: &Target, action: &Action) -> Result<Performed, AppError> {
        self.perform_confirmed(target, action, None).await
    }

    /// Does an action if it is about as many records as a person was shown
    /// ([`Preview::selected`](crate::Preview::selected)); rights, visibility and
    /// policy are those of this moment, not of the preview.
    ///
    /// # Errors
    /// As [`perform`](Self::perform); [`AppError::Store`] if it is another number.
    pub async fn perform_confirmed(
        &self,
        target: &Target,
        action: &Action,
        confirmed: Option<u64>,
    ) -> Result<Performed, AppError> {
        self.refreshed().await?.perform_now(target, action, confirmed).await
    }

    async fn perform_now(
        &self,
        target: &Target,
        action: &Action,
        confirmed: Option<u64>,
    ) -> Result<Performed, AppError> {
        let selection = Selection { confirmed, ..self.selection(target, action).await? };
        let reason = self.chosen(action).await?;
        let change = self.change(action, reason.as_ref().and_then(Chosen::id)).await?;
        let selection = self.hold_to_policy(selection, action, &change).await?;
        let selection = self.hold_to_policies(selection, Intent::Act(action)).await?;
        let store = &self.storage.opportunities;
        let applied = match &reason {
            Some(Chosen::Offered(new, _)) => {
                store.apply_with_reason(&selection, &change, new, self.stamp()).await?
            }
            Some(Chosen::Known(_)) | None => store.apply(&selection, &change, self.stamp()).await?,
        };
        Ok(Performed { operation: applied.operation, effects: applied.effects })
    }

    /// Looks up the reason that an action carries.
    pub(crate) async fn chosen(&self, action: &Action) -> Result<Option<Chosen>, AppError> {
        match action.reason() {
            Some(choice) => Ok(Some(self.chosen_reason(choice).await?)),
            None => Ok(None),
        }
    }

    /// Refuses what would break the policy, and narrows the selection to what cannot, so that
    /// nothing slips by between this check and the change.
    async fn hold_to_policy(
        &self,
        selection: Selection,
        action: &Action,
        change: &Change,
    ) -> Result<Selection, AppError> {
        let Some(breach) = policy::breach(self, change, action.reason().is_some())? else {
            return Ok(selection);
        };
        if let Some(refusal) = self.policy_refusal(&selection, change, &breach).await? {
            return Err(refusal);
        }
        Ok(selection.narrowed(selection.filter.clone().and(breach.breaking.not())))
    }

    /// Returns the refusal if any selected record would break the policy.
    pub(crate) async fn policy_refusal(
        &self,
        selection: &Selection,
        change: &Change,
        breach: &policy::Breach,
    ) -> Result<Option<AppError>, AppError> {
        let breaking = selection.filter.clone().and(breach.breaking.clone());
        let tally = self.storage.opportunities.tally(&selection.narrowed(breaking)).await?;
        if tally.count() == 0 {
            return Ok(None);
        }
        let reason = match breach.violation {
            PolicyViolation::NoteRequiredForReason(id) => {
                let reasons = self.storage.reasons.list().await?;
                reasons.into_iter().find(|reason| reason.id == id).map(|reason| reason.name)
            }
            PolicyViolation::ReasonRequired | PolicyViolation::NoteRequired => None,
        };
        Ok(Some(AppError::Policy {
            violation: breach.violation,
            reason,
            records: tally.count(),
            archiving: matches!(change, Change::Archive),
        }))
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
            Action::Assign(request) => Change::Assign(self.handover(request).await?),
        })
    }

    /// Finds who records are given to, as an edit does: active people, and teams that are offered.
    async fn handover(&self, request: &AssignRequest) -> Result<Handover, AppError> {
        let salesperson = match &request.salesperson {
            Some(name) => Some(self.salesperson(name).await?),
            None => None,
        };
        let team = match &request.team {
            Some(name) => Some(self.offered_label(LabelKind::Team, "team", name).await?),
            None => None,
        };
        Handover::new(salesperson, team.map(|team| team.map(TeamId::new)))
            .ok_or_else(|| AppError::from(Misuse::NoReceiver))
    }
}

impl Action {
    pub(crate) const fn reason(&self) -> Option<&ReasonChoice> {
        match self {
            Self::Lose(request) => request.reason.as_ref(),
            Self::Amend(AmendRequest { reason: Some(reason), .. }) => reason.as_ref(),
            Self::Amend(_) | Self::Restore | Self::Archive | Self::Win => None,
            Self::Move(_) | Self::Assign(_) => None,
        }
    }
}

fn competitor(name: Option<&str>) -> Result<Option<String>, AppError> {
    crate::field::text("competitor", name.unwrap_or_default())
}
