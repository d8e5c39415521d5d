//! `winback import`.

use std::{
    io::sink,
    path::{Path, PathBuf},
};

use clap::Args;
use winback_app::{Desk, ImportMap, ImportRequest, ImportSummary, MAPS, MapInfo};

use crate::{
    error::CliError,
    new_file::NewFile,
    output::{Cell, Units, count, counted, write_object},
    session::Session,
};

/// Imports opportunities from a file; importing it again changes nothing
#[derive(Debug, Args)]
#[command(
    override_usage = "winback import [OPTIONS] --map <NAME|FILE.toml> <FILE>\n       \
                      winback import --list-maps\n       \
                      winback import --print-map <NAME>",
    after_help = after_help()
)]
pub(crate) struct Import {
    /// What of the file goes where: a built-in mapping by its name, or a mapping file by its path
    #[arg(
        long,
        value_name = "NAME|FILE.toml",
        required_unless_present_any = ["list_maps", "print_map"]
    )]
    map: Option<ImportMap>,
    /// The file; the mapping's side files are looked for beside it
    #[arg(required_unless_present_any = ["list_maps", "print_map"])]
    file: Option<PathBuf>,
    /// Gives records that are there already what the file says of them
    #[arg(long)]
    update: bool,
    /// Says what would happen, and keeps nothing of it
    #[arg(long)]
    dry_run: bool,
    /// Imports the rest if there are bad rows, and writes those to a file, with what is wrong
    #[arg(long, value_name = "FILE")]
    skip_bad_rows: Option<PathBuf>,
    /// Lists the built-in mappings
    #[arg(long, conflicts_with_all = ["map", "file", "update", "dry_run", "skip_bad_rows", "print_map"])]
    list_maps: bool,
    /// Prints a built-in mapping, to be saved and changed
    #[arg(long, value_name = "NAME", conflicts_with_all = ["map", "file", "update", "dry_run", "skip_bad_rows"])]
    print_map: Option<String>,
}

fn after_help() -> String {
    let maps: Vec<String> =
        MAPS.iter().map(|map| format!("  {}  {}", map.name, map.help)).collect();
    format!(
        "Built-in mappings:\n{}\n\nHow to write one of your own: crates/winback-app/MAPPING.md\n\n\
         Example: winback import --map crm-sales-opportunities sales_pipeline.csv\n\
         With a mapping of your own, and bad rows left out:\n  \
         winback import --map deals.toml --skip-bad-rows bad.csv deals.csv\n\
         To begin one with that of another file:\n  \
         winback import --print-map crm-sales-opportunities > deals.toml",
        maps.join("\n")
    )
}

impl Import {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        if self.list_maps {
            return list_maps(session);
        }
        if let Some(name) = &self.print_map {
            return print_map(session, name);
        }
        // Without either, the command line was refused.
        let (Some(map), Some(file)) = (self.map, self.file) else { return Ok(()) };
        let desk = session.desk().await?;
        let (update, dry_run) = (self.update, self.dry_run);
        let bad_rows = match &self.skip_bad_rows {
            Some(path) if !dry_run => match NewFile::begin(session, path)? {
                None => return Ok(()),
                Some(mut begun) => {
                    let out = begun
                        .file()
                        .try_clone()
                        .map_err(|error| begun.cannot_be_written(CliError::Output(error)))?;
                    Some((begun, out, path.as_path()))
                }
            },
            Some(_) | None => None,
        };
        let nowhere = (self.skip_bad_rows.is_some() && dry_run).then(|| Box::new(sink()) as _);
        let (begun, out) = match bad_rows {
            Some((begun, out, path)) => (Some((begun, path)), Some(Box::new(out) as _)),
            None => (None, nowhere),
        };
        let working = session.output.waiting(&format!("Importing {}", file.display()));
        let summary = desk
            .import(ImportRequest { map, file, called: None, update, dry_run, bad_rows: out })
            .await;
        drop(working);
        let summary = summary?;
        let bad_rows = match begun {
            Some((begun, path)) if summary.refused > 0 => begun.finish().map(|()| Some(path))?,
            Some(_) | None => None,
        };
        if session.output.is_for_people() {
            session.output.print(&sentence(summary, dry_run))?;
        } else {
            write_summary(session, &desk, summary)?;
        }
        bad_rows.map_or(Ok(()), |path| Err(told_of_bad_rows(summary.refused, path)))
    }
}

/// Says what an import did, or would do.
fn sentence(summary: ImportSummary, dry_run: bool) -> String {
    let ImportSummary { created, changed, unchanged, refused } = summary;
    let created = counted(created, "opportunity", "opportunities");
    let mut said = match dry_run {
        true => format!("Would import {created}"),
        false => format!("Imported {created}"),
    };
    if changed > 0 {
        let changed = counted(changed, "opportunity", "opportunities");
        said += &match dry_run {
            true => format!("; would change {changed}"),
            false => format!("; changed {changed}"),
        };
    }
    if unchanged > 0 {
        let (is, was, stays) = match unchanged {
            1 => ("is", "was", "stays as it is"),
            _ => ("are", "were", "stay as they are"),
        };
        let unchanged = count(unchanged);
        said += &match dry_run {
            true => format!("; {unchanged} {is} there already, and {stays}"),
            false => format!("; {unchanged} {was} there already, and {stays}"),
        };
    }
    if dry_run && refused > 0 {
        said += &format!("; {} cannot be imported", counted(refused, "row", "rows"));
    }
    said + "."
}

fn write_summary(
    session: &mut Session,
    desk: &Desk,
    summary: ImportSummary,
) -> Result<(), CliError> {
    let ImportSummary { created, changed, unchanged, refused } = summary;
    let members = [
        ("created", Cell::Count(created)),
        ("changed", Cell::Count(changed)),
        ("unchanged", Cell::Count(unchanged)),
        ("refused", Cell::Count(refused)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn told_of_bad_rows(refused: u64, path: &Path) -> CliError {
    let (rows, shown) = (counted(refused, "row", "rows"), path.display());
    let them = if refused == 1 { "it" } else { "them" };
    CliError::Refused(format!(
        "{rows} cannot be imported: mend {them} in `{shown}`, then import that file"
    ))
}

fn list_maps(session: &mut Session) -> Result<(), CliError> {
    let width = MAPS.iter().map(|map| map.name.len()).max().unwrap_or_default();
    for map in MAPS {
        session.output.print(&format!("{:width$}  {}", map.name, map.help))?;
    }
    Ok(())
}

fn print_map(session: &mut Session, name: &str) -> Result<(), CliError> {
    match MapInfo::named(name)?.text {
        Some(text) => Ok(session.output.results().write_all(text.as_bytes())?),
        None => {
            let said = format!(
                "# `{name}` is no mapping of columns: it reads what `winback export` writes, as\n\
                 # crates/winback-app/EXPORT.md describes it."
            );
            Ok(writeln!(session.output.results(), "{said}")?)
        }
    }
}
