//! `winback stages`.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, StageChange, StageFlag, StageRequest,
    store::{
        StageCounts,
        domain::{LabelKind, Stage, TeamId},
    },
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, counted, write_object, write_rows},
    question,
    session::Session,
};

/// Lists and keeps the stages of the pipeline
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback stages add Negotiation --place 4\n\
    Records in a won stage are won; only managers change stages."
)]
pub(crate) struct Stages {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists all stages in their order, with how many records are in them
    #[command(after_help = "Example: winback stages list --format json")]
    List,
    /// Adds a stage
    #[command(after_help = "Example: winback stages add Negotiation --place 4")]
    Add {
        /// Its name
        name: String,
        /// Its place in the order, from 1 [default: the end, but before the won stages there]
        #[arg(long, value_name = "N")]
        place: Option<usize>,
        /// Makes it a won stage: records in it are won
        #[arg(long)]
        won: bool,
        /// The team that it belongs to [default: all share it]
        #[arg(long)]
        team: Option<String>,
        /// Folds its column
        #[arg(long)]
        folded: bool,
    },
    /// Changes a stage; with `--won`, its records follow
    #[command(
        arg_required_else_help = true,
        after_help = "Example: winback stages edit Signed --won yes\n\
        Open records of a stage that becomes a won stage are won, and won ones of a stage that is none any\n\
        more are open. What changes is shown before, and `winback undo` takes it back."
    )]
    Edit(Edit),
    /// Puts a stage at another place in the order
    #[command(after_help = "Example: winback stages move Negotiation 3")]
    Move {
        /// The stage
        name: String,
        /// Its place, from 1
        #[arg(value_name = "N")]
        place: usize,
    },
    /// Archives a stage: it takes no more records, and those that are in it stay
    #[command(after_help = "Example: winback stages archive Proposition")]
    Archive {
        /// The stage
        name: String,
        /// Offers it again
        #[arg(long)]
        undo: bool,
    },
    /// Removes a stage that was never used
    #[command(after_help = "Example: winback stages remove Negotiation")]
    Remove {
        /// The stage
        name: String,
    },
}

#[derive(Debug, Args)]
struct Edit {
    /// The stage
    stage: String,
    /// Its new name, everywhere
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The team that it belongs to
    #[arg(long)]
    team: Option<String>,
    /// Lets all teams share it
    #[arg(long, conflicts_with = "team")]
    no_team: bool,
    /// Whether its column is folded
    #[arg(long, value_name = "YES/NO", value_parser = ["yes", "no"])]
    folded: Option<String>,
    /// Whether records in it are won
    #[arg(long, value_name = "YES/NO", value_parser = ["yes", "no"])]
    won: Option<String>,
}

impl Edit {
    fn changes(&self) -> Vec<StageChange> {
        let team = match &self.team {
            Some(team) => Some(Some(team.clone())),
            None => self.no_team.then_some(None),
        };
        [
            self.name.clone().map(StageChange::Name),
            team.map(StageChange::Team),
            self.folded.as_deref().map(|word| StageChange::Folded(word == "yes")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    async fn run(self, session: &mut Session, desk: &Desk) -> Result<(), CliError> {
        let (changes, won) = (self.changes(), self.won.as_deref().map(|word| word == "yes"));
        match won {
            Some(_) if !changes.is_empty() => {
                let alone =
                    "`--won` changes records and stands alone: give the other options before";
                Err(CliError::Usage(alone.to_owned()))
            }
            Some(won) => set_won(session, desk, &self.stage, won).await,
            None if changes.is_empty() => {
                let nothing = "nothing to change is given: add an option, such as `--name`";
                Err(CliError::Usage(nothing.to_owned()))
            }
            None => {
                let edited = desk.edit_stage(&self.stage, &changes).await?;
                let sentence = format!("Changed the stage `{}`.", edited.name);
                told(session, desk, &edited, &sentence).await
            }
        }
    }
}

impl Stages {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        match self.verb {
            Verb::List => list(session, &desk).await,
            Verb::Add { name, place, won, team, folded } => {
                let request = StageRequest { name, place, won, team, folded };
                let added = desk.add_stage(&request).await?;
                let sentence =
                    format!("Added the stage `{}` at place {}.", added.name, added.position);
                told(session, &desk, &added, &sentence).await
            }
            Verb::Edit(edit) => edit.run(session, &desk).await,
            Verb::Move { name, place } => {
                let pipeline = desk.place_stage(&name, place).await?;
                if !session.output.is_for_people() {
                    return list(session, &desk).await;
                }
                let names: Vec<&str> =
                    pipeline.stages().iter().map(|stage| stage.name.as_str()).collect();
                Ok(session.output.print(&format!("The order is {} now.", names.join(", ")))?)
            }
            Verb::Archive { name, undo } => {
                let edited = desk.edit_stage(&name, &[StageChange::Archived(!undo)]).await?;
                let done = if undo { "is offered again" } else { "is archived" };
                let sentence = format!("The stage `{}` {done}.", edited.name);
                told(session, &desk, &edited, &sentence).await
            }
            Verb::Remove { name } => {
                let removed = desk.remove_stage(&name).await?;
                let sentence = format!("Removed the stage `{}`.", removed.name);
                told(session, &desk, &removed, &sentence).await
            }
        }
    }
}

/// Shows what would happen, asks whether to go on if any record changes, and does it.
async fn set_won(
    session: &mut Session,
    desk: &Desk,
    name: &str,
    won: bool,
) -> Result<(), CliError> {
    let working = session.output.waiting("Counting what would change");
    let preview = desk.preview_stage_won(name, won).await?;
    drop(working);
    if preview.records > 0 {
        session.output.say(&previewed(&preview, &Units::of(desk)))?;
        if !session.yes() && !question::go_on(session)? {
            let kept = "nothing was changed, as you did not say yes";
            return Err(CliError::Refused(kept.into()));
        }
    }
    let working = session.output.waiting("Setting the won flag");
    let done = desk.set_stage_won(name, won, Some(preview.records)).await?;
    drop(working);
    if session.output.is_for_people() {
        return Ok(session.output.print(&said(&done))?);
    }
    let operation = done.operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()));
    let members = [
        ("operation", operation),
        ("stage", Cell::Reference(done.stage.id.get(), done.stage.name)),
        ("won", Cell::YesNo(won)),
        ("changed", Cell::Count(done.records)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn previewed(preview: &StageFlag, units: &Units) -> String {
    let StageFlag { stage, won, records, revenue_minor, staying, operation: _ } = preview;
    let flag = if *won { "a won stage" } else { "no won stage any more" };
    let (one, many) = match won {
        true => ("open opportunity is won by that", "open opportunities are won by that"),
        false => ("won opportunity is open by that", "won opportunities are open by that"),
    };
    let records = counted(*records, one, many);
    let revenue = units.money(*revenue_minor);
    let staying = match staying {
        0 => String::new(),
        staying => {
            let (one, many) = ("lost or archived one stays", "lost or archived ones stay");
            format!("; {} so", counted(*staying, one, many))
        }
    };
    format!("This makes `{}` {flag}: {records}, {revenue}{staying}.", stage.name)
}

fn said(done: &StageFlag) -> String {
    let flag = match (done.won, done.stage.won) {
        (true, true) => "was a won stage already",
        (false, false) => "was no won stage already",
        (true, false) => "is a won stage now",
        (false, true) => "is no won stage any more",
    };
    let state = if done.won { "won" } else { "open" };
    match done.records {
        0 => format!("`{}` {flag}; no opportunity changed.", done.stage.name),
        records => {
            let records = counted(records, "opportunity is", "opportunities are");
            format!("`{}` {flag}; {records} {state} now.", done.stage.name)
        }
    }
}

const COLUMNS: [Column; 11] = [
    Column::numbers("id", "Id"),
    Column::numbers("place", "Place"),
    Column::words("name", "Stage"),
    Column::words("won", "Won stage"),
    Column::words("team", "Sales team"),
    Column::words("folded", "Folded"),
    Column::words("archived", "Archived"),
    Column::numbers("open_records", "Open"),
    Column::numbers("won_records", "Won"),
    Column::numbers("lost_records", "Lost"),
    Column::numbers("archived_records", "Archived records"),
];

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    let rows = rows(desk).await?.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>();
    Ok(write_rows(&mut session.output, &Units::of(desk), "stages", &COLUMNS, &rows)?)
}

/// Returns what stands in the columns for each stage, with its id.
async fn rows(desk: &Desk) -> Result<Vec<(i64, Vec<Cell>)>, CliError> {
    let teams = desk.labels(LabelKind::Team).await?;
    let row = |(place, counts): (u64, StageCounts)| {
        let StageCounts { stage, open, won, lost, archived } = counts;
        let team = teams.iter().find(|team| Some(team.id) == stage.team.map(TeamId::get));
        let team = team.map_or(Cell::Empty, |team| Cell::Reference(team.id, team.name.clone()));
        let id = stage.id.get();
        let mut cells = vec![
            Cell::Id(id),
            Cell::Count(place),
            Cell::Text(stage.name),
            Cell::YesNo(stage.won),
            team,
            Cell::YesNo(stage.folded),
            Cell::YesNo(stage.archived),
        ];
        cells.extend([open, won, lost, archived].map(Cell::Count));
        (id, cells)
    };
    Ok((1..).zip(desk.stages().await?).map(row).collect())
}

async fn told(
    session: &mut Session,
    desk: &Desk,
    stage: &Stage,
    sentence: &str,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(sentence)?);
    }
    let of_stage = rows(desk).await?.into_iter().find(|(id, _)| *id == stage.id.get());
    let cells = match of_stage {
        Some((_, cells)) => cells,
        // It was removed.
        None => vec![Cell::Id(stage.id.get()), Cell::Empty, Cell::Text(stage.name.clone())],
    };
    let columns = COLUMNS;
    let members: Vec<(&str, Cell)> =
        columns.iter().map(|column| column.name.as_ref()).zip(cells).collect();
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}
