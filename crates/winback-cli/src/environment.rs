//! What the surroundings say: where people keep data, and whether they want colour.

use std::{env, path::PathBuf};

/// Returns the path of the default database: in the user's data directory.
///
/// That is `$XDG_DATA_HOME` or `~/.local/share`, and `%APPDATA%` on Windows; nothing if none of
/// them is known.
pub(crate) fn default_database() -> Option<PathBuf> {
    let directory = if cfg!(windows) {
        directory("APPDATA")
    } else {
        directory("XDG_DATA_HOME")
            .or_else(|| directory("HOME").map(|home| home.join(".local/share")))
    };
    directory.map(|directory| directory.join("winback").join("winback.db"))
}

/// Tells whether colour is unwanted whatever the terminal can do.
pub(crate) fn refuses_color() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    set("NO_COLOR") || is_dumb_terminal()
}

/// Tells whether the terminal can only print one line after another.
pub(crate) fn is_dumb_terminal() -> bool {
    env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// Returns the variable `WINBACK_…`; an empty one counts as unset.
pub(crate) fn variable(name: &str) -> Option<String> {
    let value = env::var_os(format!("WINBACK_{name}"))?;
    // A value that is no Unicode is passed on as far as it can be read, to be refused by name.
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// A relative path counts as unset, as the XDG base directory specification says.
fn directory(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}
