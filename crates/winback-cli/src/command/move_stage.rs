//! `winback move`.

use clap::Args;
use winback_app::Action;

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Moves open and won records to a stage
#[derive(Debug, Args)]
#[command(after_help = "Example: winback move 12 15 --stage Proposition")]
pub(crate) struct Move {
    #[command(flatten)]
    targets: Targets,
    /// The stage, by its name; in a won stage records are won
    #[arg(long)]
    stage: String,
}

impl Move {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        bulk::act(session, self.targets, &Action::Move(self.stage)).await
    }
}
