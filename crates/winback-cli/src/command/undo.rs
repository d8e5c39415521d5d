//! `winback undo`.

use clap::{Args, ValueEnum};
use winback_app::store::{
    UndoPlan, Undone,
    domain::{OperationId, OpportunityId, Side, TrackedField},
};

mod merge;

use super::operations::said;
use crate::{
    error::CliError,
    output::{Cell, Units, count, counted, write_object},
    question,
    session::Session,
};

/// Undoes an operation; what has changed since stays as it is
#[derive(Debug, Args)]
#[command(after_help = "Example: winback undo 12\n\
    `winback operations` lists them. Records that have changed since are listed and left alone.")]
pub(crate) struct Undo {
    /// The operation
    operation: i64,
    /// Of a merge: which value fields get that were changed since
    #[arg(long, value_enum, value_name = "WHICH")]
    conflicts: Option<Which>,
    /// Of a merge: which value one field gets that was changed since
    #[arg(long = "field", value_name = "FIELD=WHICH", value_parser = merge::field_choice)]
    fields: Vec<(TrackedField, Side)>,
}

/// Which value a field gets.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// The one from before the merge
    Before,
    /// The one that it has now
    Now,
}

impl From<Which> for Side {
    fn from(which: Which) -> Self {
        match which {
            Which::Before => Self::Before,
            Which::Now => Self::Now,
        }
    }
}

/// How many records are named in a sentence.
const NAMED: usize = 10;

impl Undo {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let id = OperationId::new(self.operation);
        if let Some(plan) = desk.plan_unmerge(id).await? {
            return merge::run(self, session, &desk, plan).await;
        }
        if self.conflicts.is_some() || !self.fields.is_empty() {
            return Err(CliError::Refused(format!(
                "operation {id} is no merge: `--conflicts` and `--field` are for merges alone"
            )));
        }
        let plan = desk.plan_undo(id).await?;
        if plan.undoable == 0 {
            return Err(CliError::Refused(format!(
                "nothing of operation {id} can be undone: {}",
                left_alone(plan.left_total, &plan.left)
            )));
        }
        let is_asked = plan.operation.records > 1 || plan.left_total > 0;
        if is_asked {
            for line in preview(&Units::of(&desk), &plan) {
                session.output.say(&line)?;
            }
            if !session.yes() && !question::go_on(session)? {
                let kept = "nothing was changed, as you did not say yes";
                return Err(CliError::Refused(kept.into()));
            }
        }
        let working = session.output.waiting("Undoing");
        let undone = desk.undo(id, Some(plan.undoable)).await?;
        drop(working);
        tell(session, &Units::of(&desk), &plan, &undone)
    }
}

fn preview(units: &Units, plan: &UndoPlan) -> Vec<String> {
    let UndoPlan { operation, undoable, revenue_minor: _, left, left_total } = plan;
    let when = Cell::Moment(operation.at).shown(units);
    let mut lines = vec![format!(
        "This undoes what operation {} of {when} did ({}): {} go back to what they were.",
        operation.id,
        said(operation.kind),
        counted(*undoable, "opportunity", "opportunities"),
    )];
    if *left_total > 0 {
        lines.push(format!("Left alone: {}.", left_alone(*left_total, left)));
    }
    lines
}

/// Says which records stay as they are.
fn left_alone(total: u64, left: &[OpportunityId]) -> String {
    let named: Vec<String> = left.iter().take(NAMED).map(ToString::to_string).collect();
    let more = total.saturating_sub(u64::try_from(named.len()).unwrap_or(u64::MAX));
    let more = if more > 0 { format!(" and {} more", count(more)) } else { String::new() };
    let have = if total == 1 { "has" } else { "have" };
    let records = counted(total, "opportunity", "opportunities");
    let them = if total == 1 { "it" } else { "them" };
    let named = named.join(", ");
    format!("{records} {have} changed since, or you may not see {them} any more ({named}{more})")
}

fn tell(
    session: &mut Session,
    units: &Units,
    plan: &UndoPlan,
    undone: &Undone,
) -> Result<(), CliError> {
    let records = undone.operation.as_ref().map_or(0, |operation| operation.records);
    if session.output.is_for_people() {
        let records = counted(records, "opportunity", "opportunities");
        let id = plan.operation.id;
        return Ok(session.output.print(&format!("Undid operation {id} on {records}."))?);
    }
    let operation = undone.operation.as_ref();
    let members = [
        ("operation", operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()))),
        ("undone", Cell::Id(plan.operation.id.get())),
        ("changed", Cell::Count(records)),
        ("left_alone", Cell::Count(undone.left_total)),
    ];
    Ok(write_object(&mut session.output, units, &members)?)
}
