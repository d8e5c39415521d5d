//! `cargo xtask setup`: installs what the tests need and this machine lacks.
//!
//! What is needed of the system stands in [`NEEDS`], what is needed from npm in the files of
//! [`FROM_NPM`]; nothing else is ever installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::{postgres, program};

/// Something the tests need besides Rust.
struct Need {
    /// What it is, as a person would call it.
    what: &'static str,
    /// Tells whether this machine has it; called on every run, so it must be fast.
    is_here: fn() -> bool,
    /// The Debian package that brings it.
    package: &'static str,
}

/// All that the tests need besides Rust.
///
/// The package `gcc` alone would come without the headers of the C library.
const NEEDS: &[Need] = &[
    Need { what: "a C compiler (`cc`)", is_here: || starts("cc"), package: "build-essential" },
    Need {
        what: "a PostgreSQL server (`postgres`, `initdb`)",
        is_here: postgres::is_here,
        package: "postgresql",
    },
    Need {
        what: "the client of PostgreSQL (`psql`)",
        is_here: || starts("psql"),
        package: "postgresql-client",
    },
    Need { what: "a browser (`chromium`)", is_here: || starts("chromium"), package: "chromium" },
    Need {
        what: "the driver of the browser (`chromedriver`)",
        is_here: || starts("chromedriver"),
        package: "chromium-driver",
    },
    Need { what: "a font with Chinese", is_here: has_chinese, package: "fonts-noto-cjk" },
    Need { what: "npm, with Node.js", is_here: || starts("npm"), package: "npm" },
];

/// The folders with `package.json` and the lock file that names exact versions with their hashes.
const FROM_NPM: &[&str] = &["tests/browser", "tests/client"];

/// What is to be done about the missing things.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    Nothing,
    Install(Vec<&'static str>),
    /// Told to the person, who has to do it.
    Ask(String),
}

/// Installs what is missing if it may, otherwise says what to install.
///
/// Returns 0 when all is there at the end, 1 when something is still missing. Says nothing when
/// nothing was missing.
///
/// # Errors
///
/// A program that installs cannot be started.
pub(crate) fn run(root: &Path) -> Result<u8> {
    let code = match plan(&missing(NEEDS), may_install()) {
        Plan::Nothing => 0,
        Plan::Install(packages) => install(&packages)?,
        Plan::Ask(request) => {
            eprintln!("{request}");
            1
        }
    };
    if code != 0 {
        return Ok(code);
    }
    for folder in FROM_NPM {
        let code = from_npm(&root.join(folder))?;
        if code != 0 {
            return Ok(code);
        }
    }
    Ok(0)
}

/// Installs into the folder itself what its lock file names, if it is not there.
fn from_npm(folder: &Path) -> Result<u8> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read `{}`", lock.display()))?;
    // Goes with what was installed, as `npm ci` begins by removing all of it.
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|lock| lock == wanted) {
        return Ok(0);
    }
    println!("Installing what `{}` names.", lock.display());
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    let code = program::run(&mut npm)?;
    if code == 0 {
        fs::write(&installed, wanted)
            .with_context(|| format!("cannot write `{}`", installed.display()))?;
    }
    Ok(code)
}

/// Tells whether this machine can show Chinese.
fn has_chinese() -> bool {
    program::output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.is_empty())
}

/// Tells whether this machine has OpenSSL to build with; one is built for the tests where it has not.
pub(crate) fn has_openssl() -> bool {
    let found = Command::new("pkg-config").args(["--exists", "openssl"]).status();
    found.is_ok_and(|status| status.success())
}

fn missing(needs: &[Need]) -> Vec<&Need> {
    needs.iter().filter(|need| !(need.is_here)()).collect()
}

fn plan(missing: &[&Need], may_install: bool) -> Plan {
    if missing.is_empty() {
        return Plan::Nothing;
    }
    let packages: Vec<_> = missing.iter().map(|need| need.package).collect();
    if may_install {
        return Plan::Install(packages);
    }
    let things: Vec<_> = missing.iter().map(|need| need.what).collect();
    Plan::Ask(format!(
        "The tests need {}, which this machine lacks. On Debian:\n\n    apt-get install --no-install-recommends {}\n",
        things.join(", "),
        packages.join(" ")
    ))
}

fn install(packages: &[&str]) -> Result<u8> {
    println!("Installing {}.", packages.join(", "));
    let mut code = program::run(&mut apt_get(&["update"]))?;
    if code == 0 {
        let arguments = ["install", "--yes", "--no-install-recommends"];
        code = program::run(apt_get(&arguments).args(packages))?;
    }
    let still_missing = missing(NEEDS);
    if code == 0 && still_missing.is_empty() {
        return Ok(0);
    }
    for need in still_missing {
        eprintln!("Still missing: {}, package `{}`.", need.what, need.package);
    }
    Ok(1)
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn may_install() -> bool {
    is_root() && starts("apt-get")
}

/// Tells whether this program may do everything.
pub(crate) fn is_root() -> bool {
    let user = program::output(Command::new("id").arg("-u"));
    user.is_ok_and(|user| user.trim() == "0")
}

/// Tells whether `program --version` can be started and succeeds.
fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Need = Need { what: "a shell", is_here: || true, package: "dash" };
    const GONE: Need = Need { what: "a server", is_here: || false, package: "postgresql" };
    const ALSO_GONE: Need = Need { what: "a browser", is_here: || false, package: "chromium" };

    #[test]
    fn nothing_is_done_when_nothing_is_missing() {
        assert_eq!(plan(&missing(&[HERE]), true), Plan::Nothing);
        assert_eq!(plan(&missing(&[HERE]), false), Plan::Nothing);
    }

    #[test]
    fn only_the_missing_packages_are_installed() {
        let needs = [HERE, GONE, ALSO_GONE];
        assert_eq!(plan(&missing(&needs), true), Plan::Install(vec!["postgresql", "chromium"]));
    }

    #[test]
    fn who_may_not_install_is_told_the_exact_command() {
        let needs = [GONE, HERE, ALSO_GONE];
        let request = "The tests need a server, a browser, which this machine lacks. On Debian:\n\n    \
                       apt-get install --no-install-recommends postgresql chromium\n";
        assert_eq!(plan(&missing(&needs), false), Plan::Ask(request.to_owned()));
    }

    #[test]
    fn what_was_installed_from_npm_is_not_installed_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("package-lock.json"), "a lock").unwrap();
        // There is no package to install, so npm would fail.
        assert_ne!(from_npm(folder.path()).unwrap(), 0);
        let modules = folder.path().join("node_modules");
        fs::create_dir_all(&modules).unwrap();
        fs::write(modules.join(".installed-lock.json"), "an older lock").unwrap();
        assert_ne!(from_npm(folder.path()).unwrap(), 0);
        fs::write(modules.join(".installed-lock.json"), "a lock").unwrap();
        assert_eq!(from_npm(folder.path()).unwrap(), 0);
    }

    #[test]
    fn a_program_that_is_not_installed_does_not_start() {
        assert!(starts("cargo"));
        assert!(!starts("no-such-program"));
    }
}
