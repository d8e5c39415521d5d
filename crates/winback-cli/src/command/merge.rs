//! `winback merge`.

use clap::Args;
use winback_app::{
    Desk, MergePreview, MergeRequest,
    store::domain::{MergedField, OpportunityId, TrackedField},
};

use crate::{
    bulk::Targets,
    column,
    command::show::tracked,
    error::CliError,
    output::{Cell, Column, Units, counted, write_object},
    question,
    session::Session,
};

/// Makes one record of several
#[derive(Debug, Args)]
#[command(after_help = "Example: winback merge 12 31 --salesperson anna\n\
    The record that is furthest along stays, and open ones come before lost ones; what it lacks it gets \
    from the others. It is open if any of them is. `winback undo` brings them back.")]
pub(crate) struct Merge {
    #[command(flatten)]
    targets: Targets,
    /// Who works on the result
    #[arg(long, value_name = "PERSON")]
    salesperson: Option<String>,
    /// The sales team that works on it
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// How many records may become one; more than 5 only for managers
    #[arg(long, value_name = "N")]
    up_to: Option<usize>,
}

impl Merge {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let (salesperson, team, up_to) = (self.salesperson, self.team, self.up_to);
        let request = MergeRequest { salesperson, team, up_to };
        let desk = session.desk().await?;
        let target = self.targets.target(&desk).await?;
        let preview = desk.preview_merge(&target, &request).await?;
        carry_out(session, &desk, &preview, &request).await
    }
}

/// Shows what a merge would do, asks, and does it.
pub(super) async fn carry_out(
    session: &mut Session,
    desk: &Desk,
    preview: &MergePreview,
    request: &MergeRequest,
) -> Result<(), CliError> {
    for line in lines(desk, preview) {
        session.output.say(&line)?;
    }
    if !question::go_on(session)? {
        return Err(CliError::Refused("nothing was changed, as you did not say yes".into()));
    }
    let merged = desk.merge(&preview.inputs, request).await?;
    let (id, operation) = (merged.survivor.id, &merged.operation);
    if session.output.is_for_people() {
        return Ok(session.output.print(&format!(
            "Merged {} into opportunity {id}: `winback undo {}` brings them back.",
            counted(operation.records, "record", "records"),
            operation.id,
        ))?);
    }
    let members = [
        ("operation", Cell::Id(operation.id.get())),
        ("opportunity", Cell::Id(id.get())),
        ("merged", Cell::Count(operation.records)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

/// Says what would become of the records, and of every field in which they differ.
fn lines(desk: &Desk, preview: &MergePreview) -> Vec<String> {
    let MergePreview { merge, names, inputs: _, won_left_out } = preview;
    let (units, columns) = (Units::of(desk), column::all(desk));
    let (id, name) = (merge.survivor.id, &merge.before.deal.name);
    let others: Vec<OpportunityId> = merge.others.iter().map(|other| other.id).collect();
    let mut lines =
        vec![format!("Opportunity {id} `{name}` stays; into it goes {}.", ids(&others))];
    if *won_left_out > 0 {
        let left = counted(*won_left_out, "won opportunity is", "won opportunities are");
        lines.push(format!("{left} left out."));
    }
    let shown = |field: TrackedField, value| tracked(field, value, names).shown(&units);
    let is_told = |field: &&MergedField| {
        let is_own = field.value == merge.before.value(field.field);
        !is_own || (!field.others.is_empty() && field.field != TrackedField::Probability)
    };
    for field in merge.fields.iter().filter(is_told) {
        let value = match &field.value {
            Some(value) => shown(field.field, Some(value)),
            None => "nothing".to_owned(),
        };
        let from = if field.from.is_empty() {
            String::new()
        } else {
            format!(" (from {})", ids(&field.from))
        };
        let others = field
            .others
            .iter()
            .map(|(id, value)| format!("{} of {id}", shown(field.field, Some(value))))
            .collect::<Vec<_>>();
        let others =
            if others.is_empty() { String::new() } else { format!(", not {}", others.join(", ")) };
        lines.push(format!("  {}: {value}{from}{others}", title(&columns, field.field)));
    }
    lines
}

/// Returns what people call a field.
pub(super) fn title(columns: &[Column], field: TrackedField) -> &str {
    let column = columns.iter().find(|column| column.name == field.as_str());
    column.map_or(field.as_str(), |column| &column.title)
}

/// Lists ids.
pub(super) fn ids(ids: &[OpportunityId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
