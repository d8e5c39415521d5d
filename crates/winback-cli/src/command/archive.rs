//! `winback archive`.

use clap::Args;
use winback_app::Action;

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Puts records aside without a loss; an open one at 0 % is marked lost
#[derive(Debug, Args)]
#[command(after_help = "Example: winback archive --where 'created_at < 2024-01-01'")]
pub(crate) struct Archive {
    #[command(flatten)]
    targets: Targets,
}

impl Archive {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        bulk::act(session, self.targets, &Action::Archive).await
    }
}
