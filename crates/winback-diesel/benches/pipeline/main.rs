//! How long the pipeline takes on a file or on a PostgreSQL server, beside hand-written SQL that does
//! the same work through the same driver: `cargo xtask bench`.
//!
//! Started by `cargo test` it measures nothing: on 2,000 records it checks, on a file and on the
//! server of the tests, that both ways find the same and leave the same rows behind.
//!
//! Reading order: `reads`, `writes`, `clients`, `load`, `by_hand`, `client`, `base`, `measure`, `table`.
#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::indexing_slicing, reason = "columns and rows are arrays of known lengths")]

mod base;
mod by_hand;
mod client;
mod clients;
mod deals;
mod growth;
mod load;
mod measure;
mod reads;
mod same;
mod scale;
mod server;
mod sizes;
mod table;
mod writes;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use winback_testkit::TempPostgres;

use crate::base::{Base, Place};
use crate::scale::Scale;

/// How many records are looked at if nobody says.
const RECORDS: usize = 200_000;

/// How many records are enough to see that both ways do the same.
const FEW: usize = 2_000;

/// What is asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    scale: Scale,
    /// The URL of a database of the server to measure on; a file without one.
    server: Option<String>,
    /// How many records: each number is measured, and lists are compared between two.
    records: Vec<usize>,
    /// Only what has this in its name.
    filter: String,
    /// The program whose server is loaded, instead of all else.
    load: Option<PathBuf>,
    /// How many load it at the same time.
    clients: usize,
}

fn main() -> Result<()> {
    let asked = asked(std::env::args().skip(1))?;
    match asked.scale {
        Scale::Check => {
            run(Place::folder()?, FEW, &asked)?;
            let database = TempPostgres::new()?;
            run(Place::Server { url: database.url(), stays: false }, FEW, &asked)
        }
        Scale::Full => {
            if let Some(binary) = &asked.load {
                return asked.records.iter().try_for_each(|records| {
                    let base = Base::fill(asked.place()?, *records, asked.scale)?;
                    println!("{records} records on {}:", base.kind());
                    load::measure(&base, binary, asked.clients)
                });
            }
            for records in &asked.records {
                run(asked.place()?, *records, &asked)?;
            }
            match asked.records.as_slice() {
                [few, many]
                    if "list".contains(&asked.filter) || asked.filter.starts_with("list") =>
                {
                    growth::measure(
                        &Base::fill(asked.place()?, *few, asked.scale)?,
                        &Base::fill(asked.place()?, *many, asked.scale)?,
                    )
                }
                _ => Ok(()),
            }
        }
    }
}

impl Asked {
    fn place(&self) -> Result<Place> {
        match &self.server {
            None => Place::folder(),
            Some(url) => Ok(Place::Server { url: url.clone(), stays: true }),
        }
    }
}

/// Does everything in one place.
fn run(place: Place, records: usize, asked: &Asked) -> Result<()> {
    let wanted = |name: &str| name.contains(&asked.filter);
    let base = Base::fill(place, records, asked.scale)?;
    let mut doors = base.doors()?;
    let hop = measure::hop(&doors)?;
    let mut lines = reads::measure(&mut doors, asked.scale, wanted)?;
    drop(doors);
    let rates = match base.is_file() || !wanted("clients") {
        true => None,
        false => Some(clients::measure(&base, asked.scale)?),
    };
    if writes::NAMES.iter().any(|name| wanted(name)) {
        let mut doors = base.copies()?;
        lines.extend(writes::measure(&mut doors, asked.scale, wanted)?);
        if let Scale::Check = asked.scale {
            same::check(&mut base.read_ours()?, &mut doors.by_hand)?;
        }
    }
    let growth = match wanted("growth") {
        true => Some(sizes::measure(&base.copies()?, &mut base.read_ours()?)?),
        false => None,
    };
    match asked.scale {
        Scale::Full => {
            println!("{records} records on {}:", base.kind());
            if !lines.is_empty() {
                table::print(&lines, &hop);
            }
            if let Some(rates) = rates {
                clients::print(rates);
            }
            if let Some(growth) = growth {
                sizes::print(&growth);
            }
        }
        Scale::Check => {
            println!("Both ways do the same on {}: {} lines.", base.kind(), lines.len());
        }
    }
    Ok(())
}

/// Reads the command line: `cargo bench` gives `--bench`, `cargo test` whatever is meant for tests.
fn asked(mut arguments: impl Iterator<Item = String>) -> Result<Asked> {
    let mut asked = Asked {
        scale: Scale::Check,
        server: None,
        records: Vec::new(),
        filter: String::new(),
        load: None,
        clients: load::CLIENTS,
    };
    let mut unknown = None;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("`{argument}` needs a value"));
        match argument.as_str() {
            "--bench" => asked.scale = Scale::Full,
            "--filter" => asked.filter = value()?,
            "--server" => asked.server = Some(value()?),
            "--load" => asked.load = Some(value()?.into()),
            "--clients" => {
                asked.clients = value()?.parse().context("`--clients` needs a number")?;
            }
            "--records" => {
                for number in value()?.split(',') {
                    asked.records.push(number.parse().context("`--records` needs numbers")?);
                }
            }
            _ => unknown = Some(argument),
        }
    }
    if asked.records.is_empty() {
        asked.records.push(RECORDS);
    }
    match (asked.scale, unknown) {
        (Scale::Full, Some(unknown)) => bail!(
            "unknown argument `{unknown}`: give `--filter NAME`, `--records N`, `--server URL`, `--load PROGRAM`, \
             `--clients N`, or nothing"
        ),
        (Scale::Full, None) => Ok(asked),
        (Scale::Check, _) => Ok(Asked { filter: String::new(), ..asked }),
    }
}
