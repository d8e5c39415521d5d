//! `winback show`.

use clap::Args;
use serde_json::Value;
use winback_app::store::domain::OpportunityId;

use crate::{
    arguments::Format,
    column,
    error::CliError,
    output::{self, Units, write_rows},
    session::Session,
};

mod document;
mod history;

pub(crate) use self::history::tracked;
mod page;

/// Shows one record with its losses, its activity log and similar records
#[derive(Debug, Args)]
#[command(after_help = "Example: winback show 12 --activity 5")]
pub(crate) struct Show {
    /// The id of the opportunity
    id: i64,
    /// How many entries of the activity log to show, from the newest
    #[arg(long, value_name = "N", default_value_t = 50)]
    activity: usize,
}

impl Show {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let shown = desk.show(OpportunityId::new(self.id), self.activity).await?;
        let units = Units::of(&desk);
        let columns = column::all(&desk);
        let cells = column::cells(&columns, &shown.opportunity, &shown.names);
        match session.output.format() {
            Format::Table => {
                for line in page::lines(&columns, &cells, &shown, &units) {
                    line.print(&mut session.output)?;
                }
                Ok(())
            }
            Format::Csv => {
                Ok(write_rows(&mut session.output, &units, "records", &columns, &[cells])?)
            }
            Format::Json => {
                let document: Value = document::of(&columns, &cells, &shown, &units);
                Ok(output::pretty(session.output.results(), &document)?)
            }
            Format::Jsonl => {
                let document: Value = document::of(&columns, &cells, &shown, &units);
                Ok(output::compact_line(session.output.results(), &document)?)
            }
        }
    }
}
