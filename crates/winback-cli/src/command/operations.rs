//! `winback operations`.

use clap::Args;
use winback_app::ShownOperation;
use winback_app::store::domain::{OperationId, OperationKind};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_rows},
    session::Session,
};

/// Lists what was done, the newest first
#[derive(Debug, Args)]
#[command(after_help = "Example: winback operations --limit 5\n\
    A manager sees what everybody did, others what they did themselves; `winback undo` undoes one.")]
pub(crate) struct Operations {
    /// The most operations
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// Only those before this one
    #[arg(long, value_name = "OPERATION")]
    before: Option<i64>,
}

const COLUMNS: [Column; 7] = [
    Column::numbers("id", "Operation"),
    Column::words("at", "When"),
    Column::words("by", "Who"),
    Column::words("kind", "What"),
    Column::numbers("records", "Records"),
    Column::words("can_be_undone", "Can be undone"),
    Column::words("note", "Note"),
];

impl Operations {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let before = self.before.map(OperationId::new);
        let operations = desk.operations(before, usize::from(self.limit)).await?;
        if operations.is_empty() && session.output.is_for_people() {
            return Ok(session.output.print("Nothing was done yet.")?);
        }
        let for_people = session.output.is_for_people();
        let rows: Vec<Vec<Cell>> = operations.into_iter().map(|it| row(it, for_people)).collect();
        let units = Units::of(&desk);
        Ok(write_rows(&mut session.output, &units, "operations", &COLUMNS, &rows)?)
    }
}

fn row(shown: ShownOperation, for_people: bool) -> Vec<Cell> {
    let ShownOperation { operation, person } = shown;
    let kind = if for_people { said(operation.kind) } else { operation.kind.as_str() };
    vec![
        Cell::Id(operation.id.get()),
        Cell::Moment(operation.at),
        Cell::Text(person),
        Cell::Text(kind.to_owned()),
        Cell::Count(operation.records),
        Cell::YesNo(operation.kind.is_undoable() || operation.kind == OperationKind::Merge),
        operation.note.map_or(Cell::Empty, |note| Cell::Note(note.html().to_owned())),
    ]
}

/// Returns what people call a kind of operation.
pub(super) const fn said(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Create => "created",
        OperationKind::Edit => "edited",
        OperationKind::MarkLost => "marked lost",
        OperationKind::AmendLoss => "amended losses",
        OperationKind::Restore => "restored",
        OperationKind::Archive => "archived",
        OperationKind::MarkWon => "marked won",
        OperationKind::MoveStage => "moved to another stage",
        OperationKind::Assign => "assigned",
        OperationKind::Convert => "converted into opportunities",
        OperationKind::Import => "imported",
        OperationKind::Merge => "merged into one",
        OperationKind::MergeReasons => "merged lost reasons",
        OperationKind::ConfigureStage => "set the won flag of a stage",
        OperationKind::Undo => "undone",
    }
}
