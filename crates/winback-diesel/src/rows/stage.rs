//! Rows of stages.

use diesel::prelude::{Insertable, Queryable, Selectable};
use winback_store::FreshStage;
use winback_store::domain::{Stage, StageId, TeamId};
use winback_store::filter::fold;

use crate::schema::stages;

/// What is read of a row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = stages)]
pub(crate) struct StageRow {
    id: i64,
    name: String,
    position: i64,
    won: bool,
    folded: bool,
    team_id: Option<i64>,
    active: bool,
}

impl From<StageRow> for Stage {
    fn from(row: StageRow) -> Self {
        let StageRow { id, name, position, won, folded, team_id, active } = row;
        let (id, team) = (StageId::new(id), team_id.map(TeamId::new));
        Self { id, name, position, won, folded, team, archived: !active }
    }
}

/// What is written of a new stage, which all teams share.
#[derive(Debug, Insertable)]
#[diesel(table_name = stages)]
pub(crate) struct StageColumns<'a> {
    name: &'a str,
    name_folded: String,
    position: i64,
    won: bool,
    folded: bool,
    active: bool,
}

impl<'a> StageColumns<'a> {
    /// Returns the columns of a stage.
    pub(crate) fn of(stage: &'a FreshStage) -> Self {
        let FreshStage { name, position, won } = stage;
        let (name_folded, position, won) = (fold(name), *position, *won);
        Self { name, name_folded, position, won, folded: false, active: true }
    }
}
