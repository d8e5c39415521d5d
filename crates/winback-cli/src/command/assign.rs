//! `winback assign`.

use clap::Args;
use winback_app::{Action, AssignRequest};

use crate::{
    bulk::{self, Targets},
    error::CliError,
    session::Session,
};

/// Gives records of any state to another salesperson or sales team
#[derive(Debug, Args)]
#[command(after_help = "Example: winback assign 12 15 --salesperson anna --team Europe\n\
    The stage stays, and a loss goes on telling whose it was. Records of another team are estimated \
    anew by what that team won and lost.")]
pub(crate) struct Assign {
    #[command(flatten)]
    targets: Targets,
    /// Who works on them, by login or name; `none` takes them from everybody
    #[arg(long, value_name = "PERSON")]
    salesperson: Option<String>,
    /// The sales team that works on them, by name; `none` takes them out of their teams
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
}

impl Assign {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let request = AssignRequest {
            salesperson: named("--salesperson", self.salesperson)?,
            team: named("--team", self.team)?,
        };
        bulk::act(session, self.targets, &Action::Assign(request)).await
    }
}

/// Returns the name as the app takes it, which knows nobody by an empty one. Here that is `none`: an
/// empty name is one that somebody forgot, such as a variable that is not set.
fn named(option: &str, name: Option<String>) -> Result<Option<String>, CliError> {
    match name {
        Some(name) if name.trim().is_empty() => {
            let problem = format!("`{option}` is empty: give a name, or `none` for nobody");
            Err(CliError::Usage(problem))
        }
        Some(name) if name.trim().eq_ignore_ascii_case("none") => Ok(Some(String::new())),
        name => Ok(name),
    }
}
