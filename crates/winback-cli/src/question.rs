//! Questions before a change of many records.

use std::io::{self, BufRead, IsTerminal};

use crate::{error::CliError, session::Session};

/// Asks whether to go on; yes without a question where `--yes` was given.
///
/// # Errors
/// [`CliError::Refused`] without a terminal to ask on, and without `--yes`.
pub(crate) fn go_on(session: &mut Session) -> Result<bool, CliError> {
    if session.yes() {
        return Ok(true);
    }
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Err(CliError::Refused(
            "nobody can be asked, as the input is no terminal: add `--yes` to go on".into(),
        ));
    }
    session.output.ask("Go on? [y/N] ")?;
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    Ok(is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_yes_goes_on() {
        for yes in ["y\n", " YES \r\n"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "\n", "n\n", "no\n", "yy\n", "maybe\n"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}
