//! `winback completions`.

use clap::Args;
use clap_complete::Shell;

use crate::{arguments::Arguments, error::CliError, session::Session};

/// Prints what a shell needs to complete commands and options
#[derive(Debug, Args)]
#[command(after_help = "\
Example: winback completions bash > ~/.local/share/bash-completion/completions/winback
  zsh         winback completions zsh > ~/.zfunc/_winback, with ~/.zfunc in $fpath
  fish        winback completions fish > ~/.config/fish/completions/winback.fish
  powershell  winback completions powershell >> $PROFILE
  elvish      winback completions elvish >> ~/.config/elvish/rc.elv")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, session: &mut Session) -> Result<(), CliError> {
        let mut command = Arguments::definition();
        let name = command.get_name().to_owned();
        // The generator panics where it cannot write, and into memory it always can.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        Ok(session.output.results().write_all(&script)?)
    }
}
