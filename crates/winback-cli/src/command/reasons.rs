//! `winback reasons`.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, ReasonRequest,
    store::domain::{LostReason, NewLostReason, OutcomeClass, ReasonEdit},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, counted, write_object, write_rows},
    question,
    session::Session,
};

/// Lists and keeps the reasons why opportunities are lost
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback reasons add 'Budget cut' --category Price --outcome no-decision"
)]
pub(crate) struct Reasons {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists all reasons, with how many records are lost because of them
    #[command(after_help = "Example: winback reasons list --format json")]
    List,
    /// Adds a reason
    #[command(after_help = "Example: winback reasons add 'Budget cut' --outcome no-decision")]
    Add {
        /// Its name
        name: String,
        /// The group it belongs to
        #[arg(long)]
        category: Option<String>,
        /// What kind of ending it stands for
        #[arg(long, value_name = "CLASS", default_value = "other",
            value_parser = OutcomeClass::ALL.map(OutcomeClass::as_str))]
        outcome: String,
        /// When to use it, in a line
        #[arg(long, value_name = "TEXT")]
        guidance: Option<String>,
    },
    /// Renames a reason, everywhere
    #[command(after_help = "Example: winback reasons rename 'Too expensive' 'Price too high'")]
    Rename {
        /// The reason
        name: String,
        /// Its new name
        new_name: String,
    },
    /// Archives a reason: it is not offered any more, and stays where it is used
    #[command(after_help = "Example: winback reasons archive 'Not enough stock'")]
    Archive {
        /// The reason
        name: String,
        /// Offers it again
        #[arg(long)]
        undo: bool,
    },
    /// Merges a reason into another: its losses follow, and it is archived
    #[command(after_help = "Example: winback reasons merge 'Price' 'Too expensive'")]
    Merge {
        /// The reason to merge away
        from: String,
        /// The reason that gets its losses
        into: String,
    },
}

impl Reasons {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        match self.verb {
            Verb::List => list(session, &desk).await,
            Verb::Add { name, category, outcome, guidance } => {
                let outcome = OutcomeClass::from_word(&outcome).unwrap_or(OutcomeClass::Other);
                let reason = NewLostReason { name, guidance, category, outcome };
                let added = desk.add_reason(&ReasonRequest { reason }).await?;
                told(session, &desk, &added, &format!("Added the lost reason `{}`.", added.name))
            }
            Verb::Rename { name, new_name } => {
                let edited = desk.edit_reason(&name, &[ReasonEdit::Name(new_name)]).await?;
                let sentence = format!("The lost reason `{name}` is `{}` now.", edited.name);
                told(session, &desk, &edited, &sentence)
            }
            Verb::Archive { name, undo } => {
                let edited = desk.edit_reason(&name, &[ReasonEdit::Archived(!undo)]).await?;
                let done = if undo { "is offered again" } else { "is archived" };
                let sentence = format!("The lost reason `{}` {done}.", edited.name);
                told(session, &desk, &edited, &sentence)
            }
            Verb::Merge { from, into } => merge(session, &desk, &from, &into).await,
        }
    }
}

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    const COLUMNS: [Column; 8] = [
        Column::numbers("id", "Id"),
        Column::words("name", "Description"),
        Column::numbers("lost", "Lost"),
        Column::numbers("ever_lost", "Ever lost"),
        Column::words("outcome", "Outcome"),
        Column::words("category", "Category"),
        Column::words("archived", "Archived"),
        Column::words("guidance", "Guidance"),
    ];
    let rows: Vec<Vec<Cell>> = desk
        .reasons()
        .await?
        .into_iter()
        .map(|counted| {
            vec![
                Cell::Id(counted.reason.id.get()),
                Cell::Text(counted.reason.name),
                Cell::Count(counted.lost),
                Cell::Count(counted.ever_lost),
                Cell::Text(counted.reason.outcome.as_str().into()),
                Cell::text(counted.reason.category.as_deref()),
                Cell::YesNo(counted.reason.archived),
                Cell::text(counted.reason.guidance.as_deref()),
            ]
        })
        .collect();
    Ok(write_rows(&mut session.output, &Units::of(desk), "reasons", &COLUMNS, &rows)?)
}

fn told(
    session: &mut Session,
    desk: &Desk,
    reason: &LostReason,
    sentence: &str,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(sentence)?);
    }
    let members = [
        ("id", Cell::Id(reason.id.get())),
        ("name", Cell::Text(reason.name.clone())),
        ("outcome", Cell::Text(reason.outcome.as_str().into())),
        ("category", Cell::text(reason.category.as_deref())),
        ("archived", Cell::YesNo(reason.archived)),
        ("guidance", Cell::text(reason.guidance.as_deref())),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

async fn merge(session: &mut Session, desk: &Desk, from: &str, into: &str) -> Result<(), CliError> {
    let preview = desk.preview_reason_merge(from, into).await?;
    let (from, into) = (&preview.from.name, &preview.into.name);
    let lost = counted(preview.lost, "opportunity is", "opportunities are");
    let ever = counted(preview.ever_lost, "was", "were");
    session.output.say(&format!(
        "This merges `{from}` into `{into}` and archives it: {lost} lost because of it now, {ever} ever."
    ))?;
    if !question::go_on(session)? {
        return Ok(session.output.say("Nothing was changed.")?);
    }
    let working = session.output.waiting("Merging lost reasons");
    let merged = desk.merge_reasons(from, into).await?;
    drop(working);
    if session.output.is_for_people() {
        return Ok(session.output.print(&format!("Merged `{from}` into `{into}`."))?);
    }
    let operation = merged.operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()));
    let members = [
        ("operation", operation),
        ("from", Cell::Reference(merged.from.id.get(), merged.from.name)),
        ("into", Cell::Reference(merged.into.id.get(), merged.into.name)),
        ("lost", Cell::Count(merged.lost)),
        ("ever_lost", Cell::Count(merged.ever_lost)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}
