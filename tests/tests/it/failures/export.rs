//! Exports to import: the public format, with any number of rows.

use std::{fmt::Write, fs, io, process::Command};

use crate::story::Story;

const HEADER: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,\
    close_value\n";

/// The command that imports the export of a name.
pub(super) fn import(name: &str) -> String {
    format!("winback import --map crm-sales-opportunities {name}.csv")
}

/// Writes an export with its side files, whose ids begin with its name.
pub(super) fn write(story: &Story, name: &str, rows: usize) {
    side_files(story);
    fs::write(story.path(&format!("{name}.csv")), csv(name, rows)).unwrap();
}

/// Makes a pipe in place of an export: its rows come when the test writes them.
pub(super) fn pipe(story: &Story, name: &str) -> Pipe {
    side_files(story);
    let path = story.path(&format!("{name}.csv"));
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    Pipe { path, name: name.to_owned() }
}

/// A pipe that an import reads.
pub(super) struct Pipe {
    path: std::path::PathBuf,
    name: String,
}

impl Pipe {
    /// Waits until the import reads, and returns the end to write to.
    pub(super) fn open(&self) -> fs::File {
        fs::OpenOptions::new().write(true).open(&self.path).unwrap()
    }

    /// Writes so many rows that the import must have taken some into its transaction.
    pub(super) fn write(&self, mut end: &fs::File) -> usize {
        // A pipe and the buffers of the reader hold less than half of this.
        const ROWS: usize = 6_000;
        let csv = csv(&self.name, ROWS);
        assert!(csv.len() > 300_000, "{}", csv.len());
        io::Write::write_all(&mut end, csv.as_bytes()).unwrap();
        ROWS
    }
}

fn side_files(story: &Story) {
    let files = [
        (
            "accounts.csv",
            "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n\
            Harbour Foods,retail,1996,1100.04,2822,United States,\n\
            Kwang Logistics,services,1997,8170.38,16499,Korea,Harbour Foods\n",
        ),
        ("products.csv", "product,series,sales_price\nRack X2,Rack,1200\n"),
        ("sales_teams.csv", "sales_agent,manager,regional_office\nInes Duarte,Rosa Bell,Central\n"),
    ];
    for (name, text) in files {
        fs::write(story.path(name), text).unwrap();
    }
}

/// A third of the rows is won, a third lost, a third open.
fn csv(name: &str, rows: usize) -> String {
    let mut csv = HEADER.to_owned();
    for number in 0..rows {
        let account = if number % 2 == 0 { "Harbour Foods" } else { "Kwang Logistics" };
        let rest = match number % 3 {
            0 => "Won,10/20/2016,3/1/2017,1054",
            1 => "Lost,7/5/2016,12/24/2016,0",
            _ => "Engaging,11/3/2016,,",
        };
        writeln!(csv, "{name}-{number},Ines Duarte,Rack X2,{account},{rest}").unwrap();
    }
    csv
}
