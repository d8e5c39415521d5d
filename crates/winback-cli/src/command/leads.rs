//! `winback leads`.

use clap::Args;

use super::list::{Limit, List};
use crate::{error::CliError, session::Session};

/// Lists leads, where they are in use
#[derive(Debug, Args)]
#[command(after_help = "Example: winback leads 'salesperson = me sort by created_at desc'\n\
    `winback list --help` tells how filters are written; `@my-leads` are those of who asks.")]
pub(crate) struct Leads {
    /// Which ones, and in which order; lost and archived ones are left out unless the filter speaks
    /// of them
    #[arg(default_value = "", hide_default_value = true)]
    filter: String,
    /// The order, such as `created_at desc` [default: priority desc, id desc]
    #[arg(long, value_name = "FIELDS")]
    sort: Option<String>,
    /// How many, or `all`
    #[arg(long, value_name = "N|all", default_value = "80")]
    limit: Limit,
    /// What to show of each, separated by commas
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    columns: Option<Vec<String>>,
}

impl Leads {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let asked = desk.asked_of_leads(&self.filter, self.sort).await?;
        let list = List::of(asked.filter, asked.sort, self.limit, self.columns);
        list.of_what(("lead", "leads")).show(session, &desk, None).await
    }
}
