//! Stages, which managers keep. Rule: behaviour 1.9, 7.2.

use winback_domain::{
    LabelKind, NewStage, Operation, Pipeline, Stage, StageEdit, StageId, TeamId, state_before_flag,
};
use winback_filter::{Condition, Relation, Value, fold};
use winback_store::{Selection, StageCounts};

use crate::plugin::{Intent, Vetoes};
use crate::{AppError, Desk, Refusal, ValueProblem, field};

/// A stage as a manager adds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageRequest {
    /// Its name.
    pub name: String,
    /// Its place in the order, from 1; [`Pipeline::place_of_new`] chooses one if none is given.
    pub place: Option<usize>,
    /// Whether records in it are won.
    pub won: bool,
    /// The name of the team it belongs to; none if all teams share it.
    pub team: Option<String>,
    /// Whether its column is folded.
    pub folded: bool,
}

/// What a manager changes of a stage; records stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageChange {
    /// Another name.
    Name(String),
    /// Another team, by its name, or all of them.
    Team(Option<String>),
    /// Whether its column is folded.
    Folded(bool),
    /// Whether it is not offered any more.
    Archived(bool),
}

/// What setting the won flag of a stage does, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFlag {
    /// The stage as it is.
    pub stage: Stage,
    /// What its flag becomes.
    pub won: bool,
    /// How many records become won by that, or open.
    pub records: u64,
    /// The sum of their expected revenues in minor units.
    pub revenue_minor: i128,
    /// How many lost and archived records of the stage stay as they are.
    pub staying: u64,
    /// The operation; nothing in a preview, and if no record changed.
    pub operation: Option<Operation>,
}

impl Desk {
    /// Returns all stages in their order, archived ones too, without counts: counting looks at every
    /// record.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn pipeline(&self) -> Result<Pipeline, AppError> {
        Ok(self.storage.pipeline.stages().await?)
    }

    /// Returns all stages in their order, with their counts over the records that this person sees.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn stages(&self) -> Result<Vec<StageCounts>, AppError> {
        Ok(self.storage.stages.counts(&self.visible()?).await?)
    }

    /// Adds a stage. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Value`]; [`AppError::Unknown`] for the team;
    /// [`AppError::Store`] if the name is taken.
    pub async fn add_stage(&self, request: &StageRequest) -> Result<Stage, AppError> {
        self.must_configure("add stages")?;
        let StageRequest { name, place, won, team, folded } = request;
        let new = NewStage {
            name: stage_name(name)?,
            place: place.map(checked_place).transpose()?,
            won: *won,
            team: self.team_of_stage(team.as_deref()).await?,
            folded: *folded,
        };
        Ok(self.storage.stages.create(&new).await?)
    }

    /// Changes a stage, named by its name. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`], also for a team; [`AppError::Value`];
    /// [`AppError::Store`] if a new name is taken.
    pub async fn edit_stage(&self, name: &str, changes: &[StageChange]) -> Result<Stage, AppError> {
        self.must_configure("change stages")?;
        let mut edits = Vec::with_capacity(changes.len());
        for change in changes {
            edits.push(match change {
                StageChange::Name(name) => StageEdit::Name(stage_name(name)?),
                StageChange::Team(team) => {
                    StageEdit::Team(self.team_of_stage(team.as_deref()).await?)
                }
                StageChange::Folded(folded) => StageEdit::Folded(*folded),
                StageChange::Archived(archived) => StageEdit::Archived(*archived),
            });
        }
        let stage = self.any_stage_named(name).await?;
        Ok(self.storage.stages.edit(stage.id, &edits).await?)
    }

    /// Puts a stage at a place, from 1, and returns all of them in their order. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Value`] for the place 0.
    pub async fn place_stage(&self, name: &str, place: usize) -> Result<Pipeline, AppError> {
        self.must_configure("put stages in order")?;
        let place = checked_place(place)?;
        let stage = self.any_stage_named(name).await?;
        Ok(self.storage.stages.place(stage.id, place).await?)
    }

    /// Removes a stage that was never used, and returns it. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Store`] if it is in use, with how
    /// many records.
    pub async fn remove_stage(&self, name: &str) -> Result<Stage, AppError> {
        self.must_configure("remove stages")?;
        let stage = self.any_stage_named(name).await?;
        self.storage.stages.remove(stage.id).await?;
        Ok(stage)
    }

    /// Says what setting the won flag of a stage would do. Only managers may.
    ///
    /// # Errors
    /// As [`set_stage_won`](Self::set_stage_won).
    pub async fn preview_stage_won(&self, name: &str, won: bool) -> Result<StageFlag, AppError> {
        Ok(self.flagging(name, won).await?.0)
    }

    /// Says what setting a flag would do, with what policies refuse of that.
    async fn flagging(&self, name: &str, won: bool) -> Result<(StageFlag, Vetoes), AppError> {
        self.must_configure("say which stages are won stages")?;
        let stage = self.any_stage_named(name).await?;
        // All of its records, leads too where they are hidden: none may stand against its stage.
        let (relation, value) = (Relation::Equal, Value::Reference(stage.id.get()));
        let there = self.test("stage", Condition::Compare { relation, value })?;
        let tally = self.storage.opportunities.tally(&Selection::matching(there.clone())).await?;
        let (mut records, mut revenue_minor, mut staying) = (0, 0, 0);
        for row in &tally.rows {
            if row.state == state_before_flag(won) {
                records += row.count;
                revenue_minor += row.revenue_minor;
            } else if row.state != state_before_flag(!won) {
                staying += row.count;
            }
        }
        let vetoes =
            self.vetoes(Intent::FlagStage { stage: &stage, won }, records, revenue_minor).await?;
        let state = Condition::OneOf(vec![Value::Choice(state_before_flag(won).as_str())]);
        let following = there.and(self.test("state", state)?);
        self.hold_to(&vetoes, &Selection::matching(following)).await?;
        Ok((StageFlag { stage, won, records, revenue_minor, staying, operation: None }, vetoes))
    }

    /// Makes a stage a won stage, or one that is not: its open records are won, or its won ones open.
    /// With `confirmed`, nothing is done if another number of records would change by now. Only
    /// managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Vetoed`]; [`AppError::Store`] if it
    /// is another number.
    pub async fn set_stage_won(
        &self,
        name: &str,
        won: bool,
        confirmed: Option<u64>,
    ) -> Result<StageFlag, AppError> {
        let desk = self.refreshed().await?;
        let (preview, vetoes) = desk.flagging(name, won).await?;
        let (id, filters, stamp) = (preview.stage.id, vetoes.filters(), desk.stamp());
        let set = self.storage.stages.set_won(id, won, confirmed, &filters, stamp).await;
        let operation = set.map_err(|error| vetoes.told(error))?;
        let records = operation.as_ref().map_or(0, |operation| operation.records);
        Ok(StageFlag { records, operation, ..preview })
    }

    async fn team_of_stage(&self, name: Option<&str>) -> Result<Option<TeamId>, AppError> {
        let Some(name) = name else { return Ok(None) };
        let name = field::required_text("team", name)?;
        Ok(self.offered_label(LabelKind::Team, "team", &name).await?.map(TeamId::new))
    }

    /// Finds a stage by its name, ignoring case and surrounding space, archived ones included.
    async fn any_stage_named(&self, name: &str) -> Result<Stage, AppError> {
        let pipeline = self.storage.pipeline.stages().await?;
        let wanted = fold(name.trim());
        let found = pipeline.stages().iter().find(|stage| fold(stage.name.trim()) == wanted);
        found.cloned().ok_or_else(|| {
            AppError::unknown("stage", name, pipeline.stages().iter().map(|it| it.name.as_str()))
        })
    }

    /// Finds a stage that is offered, by its name.
    pub(crate) async fn stage_named(&self, name: &str) -> Result<StageId, AppError> {
        let pipeline = self.storage.pipeline.stages().await?;
        let wanted = fold(name.trim());
        let named = |stage: &&Stage| fold(stage.name.trim()) == wanted;
        let stages = || pipeline.stages().iter();
        match stages().find(named) {
            Some(stage) if stage.archived => Err(Refusal::ArchivedStage(stage.name.clone()).into()),
            Some(stage) => Ok(stage.id),
            None => {
                let offered = stages().filter(|stage| !stage.archived);
                Err(AppError::unknown("stage", name, offered.map(|stage| stage.name.as_str())))
            }
        }
    }
}

fn stage_name(name: &str) -> Result<String, AppError> {
    field::line("name", name)?.ok_or_else(|| AppError::value("name", name, ValueProblem::Empty))
}

fn checked_place(place: usize) -> Result<usize, AppError> {
    match place {
        0 => Err(AppError::value("place", "0", ValueProblem::NotAPlace)),
        place => Ok(place),
    }
}
