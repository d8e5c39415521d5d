//! What a change of state does to the frequencies, and to the estimates of records that are open
//! afterwards. Rule: behaviour 3.1, 6.1, 6.2.

use winback_store::domain::{Change, Effect, Operation};

use super::plan::Plan;
use super::{Doing, changed_by};
use crate::connection::Conn;
use crate::error::Attempt;
use crate::scoring::{estimate_anew, estimator, observe, put_together_after, retract};
use crate::sql::{Sql, sql};

/// Tells whether some records are estimated: those that are open again, or in another stage.
pub(super) fn is_estimated(plan: &Plan, doing: Doing<'_>) -> bool {
    plan.effects.iter().any(|effect| match effect {
        Effect::Reopen => true,
        Effect::MoveStage => match doing.change {
            Change::MoveStage(stage) => !doing.pipeline.is_won(Some(*stage)),
            _ => false,
        },
        Effect::Nothing | Effect::Lose | Effect::AmendLoss | Effect::Archive | Effect::Win => false,
    })
}

/// Tells whether records leave their state, or come to another; to amend losses alone does neither.
fn is_counted(plan: &Plan) -> bool {
    plan.effects.iter().any(|effect| match effect {
        Effect::Lose | Effect::Archive | Effect::Reopen | Effect::Win | Effect::MoveStage => true,
        Effect::Nothing | Effect::AmendLoss => false,
    })
}

/// Takes away what records told that are about to change.
pub(super) fn leave(conn: &mut Conn, plan: &Plan, operation: &Operation) -> Attempt<()> {
    match plan.has_closed && is_counted(plan) {
        true => retract(conn, changed(operation)),
        false => Ok(()),
    }
}

/// Adds what records tell that have changed: also those of which only the loss was amended, as they
/// were taken away with the others.
pub(super) fn enter(conn: &mut Conn, plan: &Plan, operation: &Operation) -> Attempt<()> {
    let is_archived = |effect: &Effect| *effect == Effect::Archive;
    if is_counted(plan) && !plan.effects.iter().all(is_archived) {
        observe(conn, changed(operation))?;
    }
    put_together_after(conn, operation)
}

/// Estimates the records that will be open, by the frequencies without all that change.
pub(super) fn estimate(conn: &mut Conn, doing: Doing<'_>, operation: &Operation) -> Attempt<()> {
    let estimator = estimator(conn, doing.pipeline)?;
    let moved_to = match doing.change {
        Change::MoveStage(stage) => Some(*stage),
        _ => None,
    };
    // One that is restored into a won stage is won, and keeps its estimate for when it is open.
    let won = doing.pipeline.stages().iter().filter(|stage| stage.won);
    let won = won.map(|stage| stage.id.get());
    let open = match moved_to {
        Some(_) => changed(operation),
        None => changed(operation)
            .text(" AND (opportunities.stage_id IS NULL OR NOT (opportunities.stage_id")
            .in_ids(won)
            .text("))"),
    };
    estimate_anew(conn, &open, moved_to, &estimator)
}

fn changed(operation: &Operation) -> Sql {
    sql("opportunities.id").then(changed_by(operation))
}
