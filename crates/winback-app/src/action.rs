//! Actions: changes of state on one or many records, with preview.

use winback_domain::{
    AmendLoss, Change, Effect, LossInput, LostReasonId, Operation, OpportunityId, StageId,
    StateKind,
};
use winback_filter::{Condition, Relation, Value};
use winback_store::{Selection, Tally, TallyRow};

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

/// What an action would do. Rule: behaviour 2.7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would happen to records from which state, those to which nothing would happen included.
    pub rows: Vec<PreviewRow>,
    /// Records whose state does not allow it, by state. With any, the action is refused.
    pub refused: Vec<(StateKind, u64)>,
    /// Ids that do not exist or may not be seen. With any, the action is refused.
    pub missing: Vec<OpportunityId>,
}

/// Records of one state to which the same would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewRow {
    /// What would happen.
    pub effect: Effect,
    /// The state that they are in.
    pub from: StateKind,
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues in minor units.
    pub revenue_minor: i128,
}

impl Preview {
    /// Returns how many records would change.
    pub fn changing(&self) -> u64 {
        self.change_rows().map(|row| row.count).sum()
    }

    /// Returns the sum of the expected revenues of those that would change, in minor units.
    pub fn revenue_minor(&self) -> i128 {
        self.change_rows().map(|row| row.revenue_minor).sum()
    }

    /// Tells whether the action would be refused.
    pub const fn is_refused(&self) -> bool {
        !self.refused.is_empty() || !self.missing.is_empty()
    }

    fn change_rows(&self) -> impl Iterator<Item = &PreviewRow> {
        self.rows.iter().filter(|row| row.effect != Effect::Nothing)
    }
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
    /// Says what an action would do, without doing it. Rule: behaviour 2.7.
    ///
    /// # Errors
    /// As [`perform`](Self::perform), but for what the preview itself tells.
    pub async fn preview(&self, target: &Target, action: &Action) -> Result<Preview, AppError> {
        let selection = self.selection(target, action)?;
        let change = self.previewed(action).await?;
        let (there, elsewhere) = self.split_by_stage(selection, &change)?;
        let mut preview = Preview { rows: Vec::new(), refused: Vec::new(), missing: Vec::new() };
        let tally = self.storage.opportunities.tally(&elsewhere).await?;
        preview.add(&tally, |row| change.effect(row.state, row.at_zero).ok());
        preview.missing = tally.missing;
        if let Some(there) = there {
            let tally = self.storage.opportunities.tally(&there).await?;
            preview.missing.retain(|id| tally.missing.contains(id));
            let effect = |row: &TallyRow| change.effect(row.state, row.at_zero).ok();
            preview.add(&tally, |row| effect(row).map(|_| Effect::Nothing));
        }
        Ok(preview)
    }

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
    async fn known_reason(&self, action: &Action) -> Result<Option<LostReasonId>, AppError> {
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

    async fn change(
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

    /// The change as far as a preview needs it: a reason has no part in what would happen.
    async fn previewed(&self, action: &Action) -> Result<Change, AppError> {
        self.known_reason(action).await?;
        self.change(action, None).await
    }

    /// A move does nothing to records that are in the stage already: those are told apart.
    fn split_by_stage(
        &self,
        selection: Selection,
        change: &Change,
    ) -> Result<(Option<Selection>, Selection), AppError> {
        let Change::MoveStage(stage) = change else {
            return Ok((None, selection));
        };
        let value = Value::Reference(stage.get());
        let condition = Condition::Compare { relation: Relation::Equal, value };
        let there = self.test("stage", condition)?;
        let within = |filter| Selection { ids: selection.ids.clone(), filter };
        Ok((
            Some(within(selection.filter.clone().and(there.clone()))),
            within(selection.filter.clone().and(there.not())),
        ))
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

impl Preview {
    fn add(&mut self, tally: &Tally, effect: impl Fn(&TallyRow) -> Option<Effect>) {
        for row in &tally.rows {
            let Some(effect) = effect(row) else {
                match self.refused.iter_mut().find(|(state, _)| *state == row.state) {
                    Some((_, count)) => *count += row.count,
                    None => self.refused.push((row.state, row.count)),
                }
                continue;
            };
            let same = |known: &&mut PreviewRow| known.effect == effect && known.from == row.state;
            match self.rows.iter_mut().find(same) {
                Some(known) => {
                    known.count += row.count;
                    known.revenue_minor += row.revenue_minor;
                }
                None => self.rows.push(PreviewRow {
                    effect,
                    from: row.state,
                    count: row.count,
                    revenue_minor: row.revenue_minor,
                }),
            }
        }
    }
}

fn competitor(name: Option<&str>) -> Result<Option<String>, AppError> {
    crate::field::text("competitor", name.unwrap_or_default())
}
