//! `winback import`.

use std::path::PathBuf;

use clap::Args;
use winback_app::MAPS;

use crate::{
    error::CliError,
    output::{Cell, Units, count, counted, write_object},
    session::Session,
};

/// Imports opportunities from a file; importing it again changes nothing
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Import {
    /// What of the file goes where
    #[arg(long, value_name = "NAME")]
    map: String,
    /// The file; the mapping's side files are looked for beside it
    file: PathBuf,
}

fn after_help() -> String {
    let maps: Vec<String> =
        MAPS.iter().map(|map| format!("  {}  {}", map.name, map.help)).collect();
    format!(
        "Mappings:\n{}\n\nExample: winback import --map crm-sales-opportunities sales_pipeline.csv",
        maps.join("\n")
    )
}

impl Import {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let working = session.output.waiting(&format!("Importing {}", self.file.display()));
        let summary = desk.import(&self.map, &self.file).await?;
        drop(working);
        if session.output.is_for_people() {
            let created = counted(summary.created, "opportunity", "opportunities");
            let there = match summary.unchanged {
                0 => String::new(),
                unchanged => {
                    format!("; {} were there already, and stay as they are", count(unchanged))
                }
            };
            return Ok(session.output.print(&format!("Imported {created}{there}."))?);
        }
        let members = [
            ("created", Cell::Count(summary.created)),
            ("unchanged", Cell::Count(summary.unchanged)),
        ];
        Ok(write_object(&mut session.output, &Units::of(&desk), &members)?)
    }
}
