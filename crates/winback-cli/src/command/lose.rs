//! `winback lose`.

use clap::Args;
use winback_app::{Action, LossRequest, NoteInput, ReasonChoice};

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Marks records lost, with the reason and what happened
#[derive(Debug, Args)]
#[command(after_help = "Example: winback lose 12 15 --reason 'Too expensive' --competitor Acme\n\
    A record that is lost already has its loss amended: the note is added to the one it has.")]
pub(crate) struct Lose {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    details: Details,
}

/// What people say about a loss.
#[derive(Debug, Args)]
pub(crate) struct Details {
    /// The lost reason, by its name
    #[arg(long, value_name = "NAME", conflicts_with = "new_reason")]
    reason: Option<String>,
    /// A lost reason to create; the one that has the name already, if there is one
    #[arg(long, value_name = "NAME")]
    new_reason: Option<String>,
    /// What happened, as plain text
    #[arg(long, value_name = "TEXT", conflicts_with = "note_html")]
    note: Option<String>,
    /// What happened, as HTML
    #[arg(long, value_name = "HTML")]
    note_html: Option<String>,
    /// The competitor who won
    #[arg(long, value_name = "NAME")]
    competitor: Option<String>,
}

impl Details {
    /// Returns what was given.
    pub(crate) fn request(self) -> LossRequest {
        LossRequest {
            reason: self
                .reason
                .map(ReasonChoice::Existing)
                .or(self.new_reason.map(ReasonChoice::New)),
            note: self.note.map(NoteInput::Text).or(self.note_html.map(NoteInput::Html)),
            competitor: self.competitor,
        }
    }
}

impl Lose {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        bulk::act(session, self.targets, &Action::Lose(self.details.request())).await
    }
}
