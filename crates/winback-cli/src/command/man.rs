//! `winback man`.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Command, builder::Resettable};
use clap_mangen::{
    Man as Page,
    roff::{Roff, roman},
};
use serde_json::json;

use crate::{
    arguments::{Arguments, Format},
    error::CliError,
    output::{counted, pretty},
    session::Session,
};

/// Writes the manual pages, one for each command
#[derive(Debug, Args)]
#[command(after_help = "Example: winback man ~/.local/share/man/man1\n\
    Then `man winback-lose` shows a page. The folder is made if it is not there; pages of an older\n\
    version are replaced.")]
pub(crate) struct Man {
    /// The folder for the pages
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Man {
    pub(crate) fn run(self, session: &mut Session) -> Result<(), CliError> {
        let folder = &self.folder;
        let pages = write_pages(folder).map_err(|source| CliError::Environment {
            problem: format!("the pages cannot be written to `{}`", folder.display()),
            source: Some(Box::new(source)),
        })?;
        if session.output.format() != Format::Table {
            let document = json!({ "folder": folder.display().to_string(), "pages": pages });
            return Ok(pretty(session.output.results(), &document)?);
        }
        let pages = counted(pages, "manual page", "manual pages");
        Ok(session.output.print(&format!("Wrote {pages} to {}.", folder.display()))?)
    }
}

/// Writes all pages, and tells how many.
fn write_pages(folder: &Path) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let mut program = Arguments::definition().disable_help_subcommand(true);
    program.build();
    let source = program.render_version().trim().to_owned();
    write_page(&program, &source, folder)
}

/// Writes the pages of a command and of those below it.
fn write_page(command: &Command, source: &str, folder: &Path) -> io::Result<u64> {
    let without_notes =
        command.clone().after_help(Resettable::Reset).after_long_help(Resettable::Reset);
    // An empty date would be left out, and the source take its place.
    let page = Page::new(without_notes).date(" ").source(source).manual("Winback manual");
    let mut text = Vec::new();
    page.render(&mut text)?;
    if let Some(notes) = command.get_after_long_help().or_else(|| command.get_after_help()) {
        text.write_all(section(&notes.to_string()).as_bytes())?;
    }
    fs::write(folder.join(page.get_filename()), text)?;
    let below = command.get_subcommands().map(|below| write_page(below, source, folder));
    below.sum::<io::Result<u64>>().map(|below| below + 1)
}

/// Renders what follows the options, line by line, as it is laid out already.
fn section(notes: &str) -> String {
    let mut section = Roff::new();
    section.control("SH", ["NOTES"]).control("nf", []);
    for line in notes.lines() {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    section.render()
}
