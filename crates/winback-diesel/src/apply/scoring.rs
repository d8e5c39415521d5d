//! What a change of state does to the frequencies, and to the estimates of records that are open
//! afterwards. Rule: behaviour 3.1, 6.1, 6.2.

use winback_store::domain::{Change, Effect, Operation, TeamId};

use super::plan::Plan;
use super::{Doing, changed_by};
use crate::connection::Conn;
use crate::error::Attempt;
use crate::scoring::{Place, estimate_anew, estimator, observe, put_together_after, retract};
use crate::sql::{Sql, sql};

/// Tells whether some records are estimated: those that are open again, or of another stage or team.
pub(super) fn is_estimated(plan: &Plan, doing: Doing<'_>) -> bool {
    plan.effects.iter().any(|effect| match effect {
        Effect::Reopen => true,
        Effect::MoveStage => match doing.change {
            Change::MoveStage(stage) => !doing.pipeline.is_won(Some(*stage)),
            _ => false,
        },
        Effect::Assign => gives_team(doing.change),
        Effect::Nothing | Effect::Lose | Effect::AmendLoss | Effect::Archive | Effect::Win => false,
    })
}

/// Tells whether a change gives records to a team.
const fn gives_team(change: &Change) -> bool {
    match change {
        Change::Assign(handover) => handover.team().is_some(),
        _ => false,
    }
}

/// Tells whether records leave their state or their team; to amend losses alone does neither.
fn is_counted(plan: &Plan, doing: Doing<'_>) -> bool {
    plan.effects.iter().any(|effect| match effect {
        Effect::Lose | Effect::Archive | Effect::Reopen | Effect::Win | Effect::MoveStage => true,
        Effect::Assign => gives_team(doing.change),
        Effect::Nothing | Effect::AmendLoss => false,
    })
}

/// Takes away what records told that are about to change.
pub(super) fn leave(
    conn: &mut Conn,
    plan: &Plan,
    doing: Doing<'_>,
    operation: &Operation,
) -> Attempt<()> {
    match plan.has_closed && is_counted(plan, doing) {
        true => retract(conn, changed(operation)),
        false => Ok(()),
    }
}

/// Adds what records tell that have changed: also those of which only the loss was amended, as they
/// were taken away with the others.
pub(super) fn enter(
    conn: &mut Conn,
    plan: &Plan,
    doing: Doing<'_>,
    operation: &Operation,
) -> Attempt<()> {
    let is_archived = |effect: &Effect| *effect == Effect::Archive;
    if is_counted(plan, doing) && !plan.effects.iter().all(is_archived) {
        observe(conn, changed(operation))?;
    }
    put_together_after(conn, operation)
}

/// Estimates the records that will be open, by the frequencies without all that change.
pub(super) fn estimate(conn: &mut Conn, doing: Doing<'_>, operation: &Operation) -> Attempt<()> {
    let estimator = estimator(conn, doing.pipeline)?;
    let place = match doing.change {
        Change::MoveStage(stage) => Place::Stage(*stage),
        Change::Assign(handover) => handover.team().map_or(Place::Own, Place::Team),
        _ => Place::Own,
    };
    // One that is restored into a won stage is won, and keeps its estimate for when it is open.
    let won = doing.pipeline.stages().iter().filter(|stage| stage.won);
    let won = won.map(|stage| stage.id.get());
    let open = match place {
        Place::Stage(_) => changed(operation),
        Place::Team(team) => changed(operation)
            .text(" AND opportunities.state IN ('open', 'archived')")
            .text(" AND opportunities.team_id IS DISTINCT FROM ")
            .int(team.map(TeamId::get)),
        Place::Own => changed(operation)
            .text(" AND (opportunities.stage_id IS NULL OR NOT (opportunities.stage_id")
            .in_ids(won)
            .text("))"),
    };
    estimate_anew(conn, &open, place, &estimator)
}

fn changed(operation: &Operation) -> Sql {
    sql("opportunities.id").then(changed_by(operation))
}
