//! `winback restore`.

use clap::Args;
use winback_app::Action;

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Takes lost records back into the pipeline, and archived ones out of the archive
#[derive(Debug, Args)]
#[command(after_help = "Example: winback restore 12")]
pub(crate) struct Restore {
    #[command(flatten)]
    targets: Targets,
}

impl Restore {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        bulk::act(session, self.targets, &Action::Restore).await
    }
}
