//! `winback migrate`.

use clap::Args;
use serde_json::json;

use crate::{arguments::Format, error::CliError, output::pretty, session::Session};

/// Brings a database up to date, and makes it if it does not exist
#[derive(Debug, Args)]
#[command(after_help = "Example: winback migrate --database sqlite:winback.db\n\
    A new database is filled with a manager, stages and lost reasons; every command does that too.")]
pub(crate) struct Migrate {}

impl Migrate {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let url = session.url()?;
        let migrated = session.backends().for_url(&url)?.migrate(&url).await?;
        let storage = session.open(&url).await?;
        let (app, new) = session.installed(storage).await?;
        let manager = if new { Some(app.desk(None).await?.actor().name.clone()) } else { None };
        if session.output.format() != Format::Table {
            let document = json!({ "applied": migrated.applied, "manager": manager });
            return Ok(pretty(session.output.results(), &document)?);
        }
        for name in &migrated.applied {
            session.output.print(&format!("Applied {name}."))?;
        }
        if migrated.applied.is_empty() {
            session.output.print("The database is up to date.")?;
        }
        if let Some(name) = manager {
            session.output.print(&format!(
                "You act as {name}, who manages it, unless --as or WINBACK_USER names somebody else."
            ))?;
        }
        Ok(())
    }
}
