//! `winback scoring`.

mod explain;

use clap::{Args, Subcommand};
use serde_json::json;
use winback_app::Frequency;
use winback_app::store::domain::OpportunityId;

use crate::{
    error::CliError,
    output::{Cell, Column, Units, counted, pretty, write_rows},
    session::Session,
};

/// Shows what probabilities are estimated from, and estimates them anew
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = "Example: winback scoring explain 12")]
pub(crate) struct Scoring {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Counts all won and lost records again, and estimates all open ones by that
    #[command(after_help = "Example: winback scoring rebuild\n\
        Every change keeps the counts right by itself; estimates of open records follow when their\n\
        own values change, and for all of them here. Probabilities set by hand stay.")]
    Rebuild,
    /// How often each value was won and lost, by team
    #[command(after_help = "Example: winback scoring show --format csv")]
    Show,
    /// Why a record has its probability, value by value
    #[command(after_help = "Example: winback scoring explain 12")]
    Explain {
        /// The record
        id: i64,
    },
}

const COLUMNS: [Column; 5] = [
    Column::words("team", "Sales team"),
    Column::words("variable", "Variable"),
    Column::words("value", "Value"),
    Column::numbers("won", "Won"),
    Column::numbers("lost", "Lost"),
];

impl Scoring {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        match self.verb {
            Verb::Rebuild => {
                let working = session.output.waiting("Estimating probabilities");
                let rebuilt = desk.rebuild_scoring().await?;
                drop(working);
                if !session.output.is_for_people() {
                    let document =
                        json!({ "records": rebuilt.records, "changed": rebuilt.changed });
                    return Ok(pretty(session.output.results(), &document)?);
                }
                let records = counted(rebuilt.records, "open record", "open records");
                let changed = counted(rebuilt.changed, "probability", "probabilities");
                Ok(session.output.print(&format!("Estimated {records}: {changed} changed."))?)
            }
            Verb::Show => {
                let frequencies = desk.frequencies().await?;
                if frequencies.is_empty() && session.output.is_for_people() {
                    return Ok(session.output.print("Nothing was won or lost yet.")?);
                }
                let rows: Vec<Vec<Cell>> = frequencies.into_iter().map(row).collect();
                let units = Units::of(&desk);
                Ok(write_rows(&mut session.output, &units, "frequencies", &COLUMNS, &rows)?)
            }
            Verb::Explain { id } => {
                let explained = desk.explain(OpportunityId::new(id)).await?;
                explain::write(session, &Units::of(&desk), &explained)
            }
        }
    }
}

fn row(frequency: Frequency) -> Vec<Cell> {
    let count = |number: i64| Cell::Count(u64::try_from(number).unwrap_or(0));
    vec![
        frequency.team.map_or(Cell::Empty, Cell::Text),
        Cell::Text(frequency.variable.as_str().to_owned()),
        Cell::Text(frequency.value),
        count(frequency.count.won),
        count(frequency.count.lost),
    ]
}
