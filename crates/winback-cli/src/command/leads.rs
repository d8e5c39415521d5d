//! `winback leads`.

use clap::Args;

use super::list::{List, Listing};
use crate::{error::CliError, session::Session};

/// Lists leads, where they are in use
#[derive(Debug, Args)]
#[command(after_help = "Example: winback leads 'salesperson = me sort by created_at desc'\n\
    `winback list --help` tells how filters are written; `@my-leads` are those of who asks.")]
pub(crate) struct Leads {
    #[command(flatten)]
    listing: Listing,
}

impl Leads {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let asked = desk.asked_of_leads(&self.listing.filter, self.listing.sort).await?;
        let listing = Listing { filter: asked.filter, sort: asked.sort, ..self.listing };
        List::of(listing).of_what(("lead", "leads")).show(session, &desk, None).await
    }
}
