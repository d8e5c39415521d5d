//! `winback teams`, `tags`, `sources`, `mediums`, `campaigns`: lists of names, all kept alike.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, LabelChange,
    store::{
        LabelCounts,
        domain::{Label, LabelKind},
    },
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_object, write_rows},
    session::Session,
};

mod parts;

pub(crate) use parts::{CampaignParts, MediumParts, Parts, SourceParts, TagParts, TeamParts};

/// A list of names.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = example::<P>("list") + "\nOnly managers change them."
)]
pub(crate) struct Names<P: Parts> {
    #[command(subcommand)]
    verb: Verb<P>,
}

#[derive(Debug, Subcommand)]
enum Verb<P: Parts> {
    /// Lists all, with how many opportunities have each
    #[command(after_help = example::<P>("list --format json"))]
    List,
    /// Adds one
    #[command(after_help = example::<P>(P::ADDED))]
    Add {
        /// Its name
        name: String,
        #[command(flatten)]
        parts: P,
    },
    /// Changes one; opportunities stay as they are
    #[command(arg_required_else_help = true, after_help = example::<P>(P::EDITED))]
    Edit {
        /// The one to change
        name: String,
        /// Its new name, everywhere
        #[arg(long = "name", value_name = "NAME")]
        new_name: Option<String>,
        #[command(flatten)]
        parts: P,
    },
    /// Archives one: it is not offered any more, and stays where it is used
    #[command(after_help = example::<P>(P::ARCHIVED))]
    Archive {
        /// The one to archive
        name: String,
        /// Offers it again
        #[arg(long)]
        undo: bool,
    },
}

fn example<P: Parts>(rest: &str) -> String {
    format!("Example: winback {} {rest}", P::KIND.plural())
}

impl<P: Parts> Names<P> {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let (kind, one) = (P::KIND, P::KIND.as_str());
        let (label, sentence) = match self.verb {
            Verb::List => return list::<P>(session, &desk).await,
            Verb::Add { name, parts } => {
                let added = desk.add_label(kind, &name, &parts.changes()).await?;
                let sentence = format!("Added the {one} `{}`.", added.name);
                (added, sentence)
            }
            Verb::Edit { name, new_name, parts } => {
                let mut changes = parts.changes();
                changes.extend(new_name.map(LabelChange::Name));
                if changes.is_empty() {
                    let nothing = "nothing to change is given: add an option, such as `--name`";
                    return Err(CliError::Usage(nothing.to_owned()));
                }
                let edited = desk.edit_label(kind, &name, &changes).await?;
                let sentence = format!("Changed the {one} `{}`.", edited.name);
                (edited, sentence)
            }
            Verb::Archive { name, undo } => {
                let archived = [LabelChange::Archived(!undo)];
                let edited = desk.edit_label(kind, &name, &archived).await?;
                let done = if undo { "is offered again" } else { "is archived" };
                let sentence = format!("The {one} `{}` {done}.", edited.name);
                (edited, sentence)
            }
        };
        if session.output.is_for_people() {
            return Ok(session.output.print(&sentence)?);
        }
        let cells = cells(&desk, kind, &label).await?;
        let columns = columns(kind);
        let members: Vec<(&str, Cell)> =
            columns.iter().map(|column| column.name.as_ref()).zip(cells).collect();
        Ok(write_object(&mut session.output, &Units::of(&desk), &members)?)
    }
}

async fn list<P: Parts>(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    let kind = P::KIND;
    let mut columns = columns(kind);
    columns.push(Column::numbers("records", "Opportunities"));
    let mut rows = Vec::new();
    let mut counts = desk.label_counts(kind).await?;
    if counts.is_empty() && session.output.is_for_people() {
        return Ok(session.output.print(&format!("There are no {} yet.", kind.plural()))?);
    }
    // Teams have an order of their own; of one place the newest comes first.
    counts.sort_by_key(|it| (it.label.position, it.label.position.map(|_| -it.label.id)));
    for LabelCounts { label, records } in counts {
        let mut row = cells(desk, kind, &label).await?;
        row.push(Cell::Count(records));
        rows.push(row);
    }
    Ok(write_rows(&mut session.output, &Units::of(desk), kind.plural(), &columns, &rows)?)
}

fn columns(kind: LabelKind) -> Vec<Column> {
    let mut columns = vec![Column::numbers("id", "Id"), Column::words("name", "Name")];
    match kind {
        LabelKind::Team => {
            columns.push(Column::numbers("position", "Position"));
            columns.push(Column::words("leader", "Leader"));
        }
        LabelKind::Tag => columns.push(Column::numbers("colour", "Colour")),
        LabelKind::Source | LabelKind::Medium | LabelKind::Campaign | LabelKind::Country => {}
    }
    columns.push(Column::words("archived", "Archived"));
    columns
}

/// Returns what stands in the columns.
async fn cells(desk: &Desk, kind: LabelKind, label: &Label) -> Result<Vec<Cell>, CliError> {
    let number = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Id);
    let mut cells = vec![Cell::Id(label.id), Cell::Text(label.name.clone())];
    match kind {
        LabelKind::Team => {
            cells.push(number(label.position));
            let people = match label.leader {
                Some(_) => desk.people().await?,
                None => Vec::new(),
            };
            let leader = people.into_iter().find(|person| Some(person.id) == label.leader);
            let named = |leader: winback_app::store::domain::Person| {
                Cell::Reference(leader.id.get(), leader.name)
            };
            cells.push(leader.map_or(Cell::Empty, named));
        }
        LabelKind::Tag => cells.push(number(label.colour)),
        LabelKind::Source | LabelKind::Medium | LabelKind::Campaign | LabelKind::Country => {}
    }
    cells.push(Cell::YesNo(!label.active));
    Ok(cells)
}
