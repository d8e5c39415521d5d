//! `winback reasons`.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, ReasonRequest,
    store::{
        ReasonCounts,
        domain::{LostReason, NewLostReason, OutcomeClass, ReasonEdit},
    },
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, counted, write_object, write_rows},
    question,
    session::Session,
};

mod show;

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
    /// Shows a reason with all that happened to it
    #[command(after_help = "Example: winback reasons show 'Too expensive'")]
    Show {
        /// The reason
        name: String,
    },
    /// Changes a reason; losses and records stay as they are
    #[command(
        arg_required_else_help = true,
        after_help = "Example: winback reasons edit 'Too expensive' --category Price --outcome competitive"
    )]
    Edit(Edit),
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

#[derive(Debug, Args)]
struct Edit {
    /// The reason
    reason: String,
    /// Its new name, everywhere
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The group it belongs to
    #[arg(long)]
    category: Option<String>,
    /// Takes it out of its group
    #[arg(long, conflicts_with = "category")]
    no_category: bool,
    /// What kind of ending it stands for
    #[arg(long, value_name = "CLASS", value_parser = OutcomeClass::ALL.map(OutcomeClass::as_str))]
    outcome: Option<String>,
    /// When to use it, in a line
    #[arg(long, value_name = "TEXT")]
    guidance: Option<String>,
    /// Takes the line of guidance away
    #[arg(long, conflicts_with = "guidance")]
    no_guidance: bool,
    /// Its place in the list, from 1
    #[arg(long, value_name = "N")]
    position: Option<i64>,
}

impl Edit {
    fn edits(&self) -> Vec<ReasonEdit> {
        let set = |text: &Option<String>, none: bool| match text {
            Some(text) => Some(Some(text.clone())),
            None => none.then_some(None),
        };
        let outcome = self.outcome.as_deref().and_then(OutcomeClass::from_word);
        [
            self.name.clone().map(ReasonEdit::Name),
            set(&self.category, self.no_category).map(ReasonEdit::Category),
            outcome.map(ReasonEdit::Outcome),
            set(&self.guidance, self.no_guidance).map(ReasonEdit::Guidance),
            self.position.map(ReasonEdit::Position),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
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
            Verb::Show { name } => show::show(session, &desk, &name).await,
            Verb::Edit(edit) => {
                let edits = edit.edits();
                if edits.is_empty() {
                    let nothing = "nothing to change is given: add an option, such as `--category`";
                    return Err(CliError::Usage(nothing.to_owned()));
                }
                let edited = desk.edit_reason(&edit.reason, &edits).await?;
                let sentence = format!("Changed the lost reason `{}`.", edited.name);
                told(session, &desk, &edited, &sentence)
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

/// Returns what stands in the columns for a reason.
fn cells(counted: &ReasonCounts) -> Vec<Cell> {
    let reason = &counted.reason;
    vec![
        Cell::Id(reason.id.get()),
        Cell::Text(reason.name.clone()),
        Cell::Count(counted.lost),
        Cell::Count(counted.ever_lost),
        Cell::Text(reason.outcome.as_str().into()),
        Cell::text(reason.category.as_deref()),
        Cell::YesNo(reason.archived),
        Cell::text(reason.guidance.as_deref()),
    ]
}

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    let rows: Vec<Vec<Cell>> = desk.reasons().await?.iter().map(cells).collect();
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
    let revenue = match preview.lost {
        0 => String::new(),
        _ => format!(", {}", Units::of(desk).money(preview.revenue_minor)),
    };
    session.output.say(&format!(
        "This merges `{from}` into `{into}` and archives it: {lost} lost because of it now{revenue}, {ever} ever."
    ))?;
    if preview.into.archived {
        session.output.say(&format!("`{into}` is archived, and stays so."))?;
    }
    if preview.brings_note {
        session.output.say(&format!(
            "A closing note is required with `{from}`, and will be with `{into}` from then on."
        ))?;
    }
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
