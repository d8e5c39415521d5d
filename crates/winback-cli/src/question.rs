//! Questions before a change of many records.

use std::io::{self, BufRead, IsTerminal};

use winback_app::Secret;

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

/// Asks for a new password, twice and without showing it; without a terminal, reads one line.
///
/// # Errors
/// [`CliError::Refused`] if the two are not the same, or nothing comes.
pub(crate) fn password() -> Result<Secret, CliError> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        let first = Secret::new(rpassword::prompt_password("New password: ")?);
        let again = Secret::new(rpassword::prompt_password("The same again: ")?);
        if first.expose() == again.expose() {
            return Ok(first);
        }
        let problem = "the two passwords are not the same; nothing was changed";
        return Err(CliError::Refused(problem.into()));
    }
    let mut line = String::new();
    if stdin.lock().read_line(&mut line)? == 0 {
        let problem = "no password came: give it on standard input, in one line";
        return Err(CliError::Refused(problem.into()));
    }
    let password = Secret::new(line.trim_end_matches(['\n', '\r']));
    drop(Secret::new(line));
    Ok(password)
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
