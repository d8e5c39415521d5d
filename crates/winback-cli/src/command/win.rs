//! `winback win`.

use clap::Args;
use winback_app::Action;

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Marks records won; lost and archived ones come back for it
#[derive(Debug, Args)]
#[command(after_help = "Example: winback win 12")]
pub(crate) struct Win {
    #[command(flatten)]
    targets: Targets,
}

impl Win {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        bulk::act(session, self.targets, &Action::Win).await
    }
}
