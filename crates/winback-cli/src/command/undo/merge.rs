//! Undoing a merge.

use winback_app::{
    Desk, UnmergePlan,
    store::{
        Names, StoreError,
        domain::{Conflict, OpportunityId, Side, TrackedField, UnmergeChoice},
    },
};

use super::Undo;
use crate::{
    column,
    command::{merge, show::tracked},
    error::CliError,
    output::{Cell, Units, write_object},
    question,
    session::Session,
};

/// Reads `FIELD=before` or `FIELD=now`.
pub(super) fn field_choice(text: &str) -> Result<(TrackedField, Side), String> {
    let wanted = "write a field and which value it gets, such as `expected_revenue=before`";
    let (field, side) = text.split_once('=').ok_or(wanted)?;
    let known = TrackedField::from_word(field.trim());
    let known = known.ok_or_else(|| format!("there is no field `{}`: {wanted}", field.trim()))?;
    match side.trim() {
        "before" => Ok((known, Side::Before)),
        "now" => Ok((known, Side::Now)),
        other => Err(format!("`{other}` is neither `before` nor `now`: {wanted}")),
    }
}

/// Shows what would come of it, asks, and does it.
pub(super) async fn run(
    undo: Undo,
    session: &mut Session,
    desk: &Desk,
    plan: UnmergePlan,
) -> Result<(), CliError> {
    let rest = undo.conflicts.map(Into::into);
    let choice = UnmergeChoice { fields: undo.fields.into_iter().collect(), rest };
    let UnmergePlan { operation, survivor, others, conflicts, names } = plan;
    let back: Vec<OpportunityId> = others.iter().map(|other| other.id).collect();
    session.output.say(&format!(
        "This takes {} out of opportunity {} again.",
        merge::ids(&back),
        survivor.id
    ))?;
    let open: Vec<&Conflict> = conflicts
        .iter()
        .filter(|it| choice.rest.is_none() && !choice.fields.contains_key(&it.field))
        .collect();
    for conflict in &conflicts {
        session.output.say(&sentence(desk, conflict, &names))?;
    }
    if let Some(first) = open.first() {
        let fields = open.iter().map(|it| it.field).collect();
        let id = operation.id;
        session.output.say(&format!(
            "Say which values count: `winback undo {id} --conflicts now`, or for one field \
             `winback undo {id} --field {}=before`.",
            first.field.as_str()
        ))?;
        return Err(winback_app::AppError::from(StoreError::Undecided(fields)).into());
    }
    if !session.yes() && !question::go_on(session)? {
        return Err(CliError::Refused("nothing was changed, as you did not say yes".into()));
    }
    let undone = desk.unmerge(operation.id, &choice, Some(survivor.revision)).await?;
    if session.output.is_for_people() {
        let sentence = format!(
            "Undid operation {}: {} and {} are separate again.",
            operation.id,
            merge::ids(&back),
            survivor.id
        );
        return Ok(session.output.print(&sentence)?);
    }
    let members = [
        ("operation", Cell::Id(undone.operation.id.get())),
        ("undone", Cell::Id(operation.id.get())),
        ("changed", Cell::Count(undone.operation.records)),
        ("left_alone", Cell::Count(0)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn sentence(desk: &Desk, conflict: &Conflict, names: &Names) -> String {
    let (units, columns) = (Units::of(desk), column::all(desk));
    let shown = |value: &Option<_>| match value {
        Some(value) => tracked(conflict.field, Some(value), names).shown(&units),
        None => "nothing".to_owned(),
    };
    format!(
        "  {} was {} before the merge, {} after it, and is {} now",
        merge::title(&columns, conflict.field),
        shown(&conflict.before),
        shown(&conflict.merged),
        shown(&conflict.now)
    )
}
