//! `cargo xtask tidy`: the rules of this workspace that the compiler does not know.
//!
//! Each check is a function from plain data to [`Finding`]s, in a file of its own; [`workspace`]
//! reads the data from cargo, git and the files.

mod arrows;
mod homes;
mod licences;
mod migrations;
mod papers;
mod paths;
mod sources;
mod workspace;

use std::fmt;
use std::path::Path;

use anyhow::Result;

use workspace::Workspace;

pub(crate) use migrations::is_snake_case;

/// One broken rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file or folder, from the folder of the workspace.
    path: String,
    /// What is wrong.
    what: String,
    /// What to do about it.
    advice: String,
}

impl Finding {
    fn new(path: impl Into<String>, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into(), advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}, {}", self.path, self.what, self.advice)
    }
}

/// Prints every finding in this workspace, one a line; returns 1 if there is one, else 0.
///
/// # Errors
///
/// Cargo or git refuse to describe the workspace, or a file cannot be read.
pub(crate) fn run(root: &Path) -> Result<u8> {
    let findings = findings(&Workspace::read(root)?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("The workspace is tidy.");
        return Ok(0);
    }
    eprintln!("Tidy found {} broken rules.", findings.len());
    Ok(1)
}

fn findings(workspace: &Workspace) -> Vec<Finding> {
    let checks = [
        arrows::check(&workspace.members),
        homes::check(&workspace.members),
        licences::check(&workspace.packages),
        migrations::check(&workspace.files),
        papers::check(&workspace.members, &workspace.files),
        paths::check(&workspace.files),
        sources::check(&workspace.files),
    ];
    let mut findings: Vec<_> = checks.into_iter().flatten().collect();
    findings.sort();
    findings
}
