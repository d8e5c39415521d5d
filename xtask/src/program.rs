//! Running other programs, without a standard input: no chore waits for an answer.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs `command`, its output going where ours goes.
///
/// Returns its exit code, 0 for success; 1 if it was ended by a signal.
///
/// # Errors
///
/// The program cannot be started.
pub(crate) fn run(command: &mut Command) -> Result<u8> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    Ok(match status.code() {
        Some(code) => u8::try_from(code).unwrap_or(1),
        None => 1,
    })
}

/// Runs `command` and returns what it wrote to its standard output; its standard error goes into the
/// error, unless the command says where it goes.
///
/// # Errors
///
/// The program cannot be started, fails, or writes something that is not UTF-8.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed: {}", spelled(command), complaint.trim());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` did not write UTF-8", spelled(command)))
}

/// Returns the command as one would type it, to be named in messages.
pub(crate) fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_exit_code_is_passed_on() {
        assert_eq!(run(&mut shell("exit 0")).unwrap(), 0);
        assert_eq!(run(&mut shell("exit 101")).unwrap(), 101);
    }

    #[test]
    fn a_program_ended_by_a_signal_has_failed() {
        assert_eq!(run(&mut shell("kill -9 $$")).unwrap(), 1);
    }

    #[test]
    fn a_failing_program_is_named_with_its_complaint() {
        let error = output(&mut shell("echo 'no space' >&2; exit 4")).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c echo 'no space' >&2; exit 4` failed: no space");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }
}
