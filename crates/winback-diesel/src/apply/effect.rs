//! What each effect makes of the columns, as SQL over what they are: `Opportunity::apply`, set-based.

use std::collections::BTreeMap;

use winback_store::domain::{Change, Effect, LostReasonId, PersonId, StageId, StateKind, TeamId};

use super::Doing;
use super::amended::Amended;
use super::column::Column;
use super::plan::Plan;
use crate::rows::micros;
use crate::sql::{Sql, sql};

/// Returns the columns that an effect changes.
pub(super) fn values(effect: Effect, plan: &Plan, doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    match effect {
        Effect::Nothing => BTreeMap::new(),
        Effect::Lose => lose(doing),
        Effect::AmendLoss => amend(doing.change),
        Effect::Archive => BTreeMap::from([
            (Column::State, word(StateKind::Archived)),
            (Column::ClosedAt, now(doing)),
        ]),
        Effect::Reopen => reopen(doing),
        Effect::Win => win(plan, doing),
        Effect::MoveStage => move_stage(doing),
        Effect::Assign => assign(doing),
    }
}

fn word(state: StateKind) -> Sql {
    Sql::default().str(state.as_str())
}

fn now(doing: Doing<'_>) -> Sql {
    Sql::default().int(micros(doing.stamp.at))
}

/// Said with its type: by itself, PostgreSQL takes it for a text.
const NO_NUMBER: &str = "CAST(NULL AS BIGINT)";

const OPEN_PROBABILITY: &str = "COALESCE(opportunities.hand_probability, opportunities.estimate)";

fn lose(doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    let details = doing.change.new_loss();
    BTreeMap::from([
        (Column::State, word(StateKind::Lost)),
        (Column::Probability, sql("0")),
        (Column::LostReason, Sql::default().int(details.reason.map(LostReasonId::get))),
        (Column::Competitor, Sql::default().opt_str(details.competitor)),
        (Column::ClosedAt, now(doing)),
    ])
}

fn amend(change: &Change) -> BTreeMap<Column, Sql> {
    let Amended { reason, competitor, .. } = Amended::by(change);
    let reason = reason.map(|reason| (Column::LostReason, Sql::default().int(reason)));
    let competitor = competitor.map(|it| (Column::Competitor, Sql::default().opt_str(it)));
    [reason, competitor].into_iter().flatten().collect()
}

/// Rule: behaviour 3.1.
fn reopen(doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    let won = doing.pipeline.stages().iter().filter(|stage| stage.won).map(|stage| stage.id);
    let won: Vec<i64> = won.map(StageId::get).collect();
    let by_stage = |if_won: Sql, otherwise: &'static str| {
        sql("CASE WHEN opportunities.stage_id")
            .in_ids(won.iter().copied())
            .text(" THEN ")
            .then(if_won)
            .text(" ELSE ")
            .text(otherwise)
            .text(" END")
    };
    let closed_at = sql("COALESCE(opportunities.closed_at, ").then(now(doing)).text(")");
    BTreeMap::from([
        (Column::State, by_stage(word(StateKind::Won), "'open'")),
        (Column::Probability, by_stage(sql("10000"), OPEN_PROBABILITY)),
        (Column::LostReason, sql(NO_NUMBER)),
        (Column::Competitor, sql("CAST(NULL AS TEXT)")),
        (Column::ClosedAt, by_stage(closed_at, NO_NUMBER)),
    ])
}

fn win(plan: &Plan, doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    let changed_at = sql("CASE WHEN opportunities.stage_id IS NOT DISTINCT FROM ")
        .then(plan.targets.stage())
        .text(" THEN opportunities.stage_changed_at ELSE ")
        .then(now(doing))
        .text(" END");
    BTreeMap::from([
        (Column::State, word(StateKind::Won)),
        (Column::Probability, sql("10000")),
        (Column::LostReason, sql(NO_NUMBER)),
        (Column::Competitor, sql("CAST(NULL AS TEXT)")),
        (Column::Stage, plan.targets.stage()),
        (Column::ClosedAt, now(doing)),
        (Column::StageChangedAt, changed_at),
    ])
}

fn move_stage(doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    let Change::MoveStage(stage) = doing.change else { return BTreeMap::new() };
    let (state, probability, closed_at) = if doing.pipeline.is_won(Some(*stage)) {
        let closed_at =
            sql("CASE WHEN opportunities.state = 'won' THEN opportunities.closed_at ELSE ")
                .then(now(doing))
                .text(" END");
        (StateKind::Won, sql("10000"), closed_at)
    } else {
        (StateKind::Open, sql(OPEN_PROBABILITY), sql(NO_NUMBER))
    };
    BTreeMap::from([
        (Column::State, word(state)),
        (Column::Probability, probability),
        (Column::Stage, Sql::default().int(stage.get())),
        (Column::ClosedAt, closed_at),
        (Column::StageChangedAt, now(doing)),
    ])
}

/// The probability of an open record follows the estimate that its new team gives it.
fn assign(doing: Doing<'_>) -> BTreeMap<Column, Sql> {
    let Change::Assign(handover) = doing.change else { return BTreeMap::new() };
    let mut values = BTreeMap::new();
    if let Some(salesperson) = handover.salesperson() {
        let salesperson = salesperson.map(PersonId::get);
        values.insert(Column::Salesperson, Sql::default().int(salesperson));
        if salesperson.is_some() {
            let assigned_at = sql("CASE WHEN opportunities.salesperson_id IS NOT DISTINCT FROM ")
                .int(salesperson)
                .text(" THEN opportunities.assigned_at ELSE ")
                .then(now(doing))
                .text(" END");
            values.insert(Column::AssignedAt, assigned_at);
        }
    }
    if let Some(team) = handover.team() {
        let probability = sql("CASE WHEN opportunities.state = 'open' THEN ")
            .text(OPEN_PROBABILITY)
            .text(" ELSE opportunities.probability END");
        values.insert(Column::Team, Sql::default().int(team.map(TeamId::get)));
        values.insert(Column::Probability, probability);
    }
    values
}
