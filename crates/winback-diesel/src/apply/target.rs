//! The stages into which *mark won* puts records, by their team and their own stage.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable};
use winback_store::domain::{Effect, StageId, TeamId};

use super::Doing;
use super::plan::has_effect;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::{Sql, sql};

/// Where records of one team and one stage go.
#[derive(Debug)]
struct Target {
    team: Option<i64>,
    stage: Option<i64>,
    /// None if the team has no won stage.
    goes_to: Option<i64>,
}

/// The stages into which the selected records go.
#[derive(Debug, Default)]
pub(super) struct Targets(Vec<Target>);

impl Targets {
    /// Asks the pipeline for every team and stage that occurs among the records.
    pub(super) fn find(conn: &mut Conn, selected: &Sql, doing: Doing<'_>) -> Attempt<Self> {
        let pairs = sql("SELECT DISTINCT team_id, stage_id FROM opportunities WHERE ")
            .then(selected.clone())
            .text(" AND ")
            .then(has_effect(doing.change, Effect::Win))
            .rows::<(Nullable<BigInt>, Nullable<BigInt>)>();
        let pairs: Vec<(Option<i64>, Option<i64>)> = pairs.load(conn)?;
        let target = |(team, stage): (Option<i64>, Option<i64>)| {
            let (its_team, own) = (team.map(TeamId::new), stage.map(StageId::new));
            let won = doing.pipeline.won_stage_for(its_team, own);
            Target { team, stage, goes_to: won.map(|stage| stage.id.get()) }
        };
        Ok(Self(pairs.into_iter().map(target).collect()))
    }

    /// Tells whether some records have no won stage to go to.
    pub(super) fn is_lacking(&self) -> bool {
        self.0.iter().any(|target| target.goes_to.is_none())
    }

    /// Returns the condition that a record has no won stage to go to.
    pub(super) fn lacking(&self) -> Sql {
        let lacking = self.0.iter().filter(|target| target.goes_to.is_none());
        Sql::joined(lacking.map(Target::is_here).collect(), " OR ", "(1 = 0)")
    }

    /// Returns the stage into which a record goes.
    pub(super) fn stage(&self) -> Sql {
        let first = self.0.first().and_then(|target| target.goes_to);
        if self.0.iter().all(|target| target.goes_to == first) {
            return Sql::default().int(first);
        }
        let cases = self.0.iter().fold(sql("CASE"), |cases, target| {
            cases.text(" WHEN ").then(target.is_here()).text(" THEN ").int(target.goes_to)
        });
        cases.text(" END")
    }
}

impl Target {
    fn is_here(&self) -> Sql {
        sql("(opportunities.team_id IS NOT DISTINCT FROM ")
            .int(self.team)
            .text(" AND opportunities.stage_id IS NOT DISTINCT FROM ")
            .int(self.stage)
            .text(")")
    }
}
