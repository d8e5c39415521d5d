//! How long the pipeline takes on 200,000 records, beside hand-written SQL that does the same work
//! on the same file: `cargo xtask bench`.
//!
//! Started by `cargo test` it measures nothing: on 2,000 records it checks that both ways find the
//! same and leave the same rows behind.
//!
//! Reading order: `reads`, `writes`, `by_hand`, `base`, `measure`, `table`.
#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::indexing_slicing, reason = "columns and rows are arrays of known lengths")]

mod base;
mod by_hand;
mod deals;
mod measure;
mod reads;
mod same;
mod scale;
mod sizes;
mod table;
mod writes;

use anyhow::{Result, bail};

use crate::base::Base;
use crate::scale::Scale;

/// What is asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    scale: Scale,
    /// Only what has this in its name.
    filter: String,
}

fn main() -> Result<()> {
    let asked = asked(std::env::args().skip(1))?;
    let wanted = |name: &str| name.contains(&asked.filter);
    let base = Base::generate(asked.scale.records())?;
    let mut doors = base.doors()?;
    let hop = measure::hop(&doors)?;
    let mut lines = reads::measure(&mut doors, asked.scale, wanted)?;
    drop(doors);
    let mut doors = base.copies()?;
    lines.extend(writes::measure(&mut doors, asked.scale, wanted)?);
    if let Scale::Check = asked.scale {
        same::check(&base.read_ours()?, &doors.by_hand)?;
    }
    drop(doors);
    let growth = sizes::measure(&base.copies()?, &base.read_ours()?)?;
    match asked.scale {
        Scale::Full => {
            table::print(&lines, &hop);
            sizes::print(&growth);
        }
        Scale::Check => {
            println!("Both ways do the same: {} lines.", lines.len());
        }
    }
    Ok(())
}

/// Reads the command line: `cargo bench` gives `--bench`, `cargo test` whatever is meant for tests.
fn asked(mut arguments: impl Iterator<Item = String>) -> Result<Asked> {
    let (mut scale, mut filter) = (Scale::Check, None);
    let mut unknown = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => scale = Scale::Full,
            "--filter" => filter = arguments.next(),
            _ => unknown = Some(argument),
        }
    }
    match (scale, unknown) {
        (Scale::Full, Some(unknown)) => {
            bail!("unknown argument `{unknown}`: give `--filter NAME`, or nothing")
        }
        (Scale::Full, None) => Ok(Asked { scale, filter: filter.unwrap_or_default() }),
        (Scale::Check, _) => Ok(Asked { scale, filter: String::new() }),
    }
}
