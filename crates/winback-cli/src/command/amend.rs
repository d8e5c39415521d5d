//! `winback amend`.

use clap::{ArgGroup, Args};
use winback_app::{Action, AmendRequest};

use super::lose::Details;
use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Amends the losses of lost records: what is given replaces what is there
#[derive(Debug, Args)]
#[command(
    after_help = "Example: winback amend 12 --reason 'Not enough stock' --no-competitor",
    group = ArgGroup::new("amendment").required(true).multiple(true).args([
        "reason", "new_reason", "note", "note_html", "competitor",
        "no_reason", "no_note", "no_competitor",
    ])
)]
pub(crate) struct Amend {
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    details: Details,
    /// Takes the reason away
    #[arg(long, conflicts_with_all = ["reason", "new_reason"])]
    no_reason: bool,
    /// Takes the note away
    #[arg(long, conflicts_with_all = ["note", "note_html"])]
    no_note: bool,
    /// Takes the competitor away
    #[arg(long, conflicts_with = "competitor")]
    no_competitor: bool,
}

impl Amend {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let given = self.details.request();
        let request = AmendRequest {
            reason: replacement(given.reason, self.no_reason),
            note: replacement(given.note, self.no_note),
            competitor: replacement(given.competitor, self.no_competitor),
        };
        bulk::act(session, self.targets, &Action::Amend(request)).await
    }
}

/// Nothing leaves the part as it is, `Some(None)` takes it away.
fn replacement<T>(given: Option<T>, taken_away: bool) -> Option<Option<T>> {
    if taken_away { Some(None) } else { given.map(Some) }
}
