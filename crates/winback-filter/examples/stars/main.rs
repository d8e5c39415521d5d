//! A catalogue of stars that can be filtered in memory and in SQLite, with the same answer.
//!
//! `cargo run -p winback-filter --example stars -- 'magnitude < 1 and not constellation = Orion'`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it found")]

mod sql;
mod star;

use std::process::ExitCode;

use jiff::tz::TimeZone;
use rusqlite::Connection;
use winback_filter::{Context, Schema};

use crate::star::{Star, stars};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let schema = star::schema()?;
    let database = star::database(&stars())?;
    let text = std::env::args().nth(1).unwrap_or_else(|| "magnitude < 0.5".to_owned());
    let (in_memory, in_sql) = names(&schema, &database, &text)?;
    assert_eq!(in_memory, in_sql, "both give the same answer");
    println!("{}", in_memory.join("\n"));
    Ok(())
}

/// Returns the names of the stars that pass, found in memory and by SQL.
fn names(
    schema: &Schema,
    database: &Connection,
    text: &str,
) -> Result<(Vec<String>, Vec<String>), Box<dyn std::error::Error>> {
    let context = Context::new("2026-05-01T20:00:00Z".parse()?, TimeZone::UTC);
    let predicate = schema.parse("star", text, &context)?;

    let passing = |star: &&Star| predicate.matches(*star);
    let in_memory = stars().iter().filter(passing).map(|star| star.name.clone()).collect();

    let (condition, values) = sql::translate(&predicate)?;
    let query = format!("SELECT t0.name FROM star t0 WHERE {condition} ORDER BY t0.id");
    let mut statement = database.prepare(&query)?;
    let found = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
    Ok((in_memory, found.collect::<Result<_, _>>()?))
}

#[test]
fn memory_and_sql_give_the_same_answer() {
    let schema = star::schema().unwrap();
    let database = star::database(&stars()).unwrap();
    let mut found = 0;
    for (text, expected) in [
        ("", "Rigel, Betelgeuse, Sirius, Polaris, Strauß, Unnamed"),
        ("name contains EL", "Rigel, Betelgeuse"),
        ("name contains exactly EL", ""),
        ("name equals STRAUSS or name starts with pol", "Polaris, Strauß"),
        ("name like '%e_'", "Rigel, Unnamed"),
        ("name ends with 'S' and magnitude between -1.5 and 2", "Sirius, Polaris"),
        ("magnitude != -1.46", "Rigel, Betelgeuse, Polaris, Strauß, Unnamed"),
        ("not magnitude > 0", "Sirius, Unnamed"),
        ("class in (M, A) or class is not set", "Betelgeuse, Sirius, Unnamed"),
        ("variable is true", "Betelgeuse, Polaris"),
        ("catalogued < 1900-01-01 and not (name = Rigel)", "Betelgeuse, Sirius, Polaris"),
        ("catalogued older than 100 years", "Rigel, Betelgeuse, Sirius, Polaris"),
        ("catalogued:month_number = 1", "Rigel, Betelgeuse"),
        ("constellation = orion", "Rigel, Betelgeuse"),
        ("constellation != 1", "Sirius, Polaris, Strauß, Unnamed"),
        ("constellation.name != Orion", "Sirius, Polaris"),
        ("constellation in (2, 'Ursa Minor')", "Sirius, Polaris"),
        ("constellation is not set", "Strauß, Unnamed"),
        ("spectra is set", "Rigel, Polaris"),
        ("spectra at least 2 matching (quality >= 0.5)", "Polaris"),
        ("spectra matches none (quality < 0.3)", "Betelgeuse, Sirius, Polaris, Strauß, Unnamed"),
        ("spectra in (11, 13)", "Polaris"),
        ("nothing", ""),
    ] {
        let (in_memory, in_sql) = names(&schema, &database, text).unwrap();
        assert_eq!(in_memory, in_sql, "{text}");
        assert_eq!(in_memory.join(", "), expected, "{text}");
        found += in_memory.len();
    }
    assert!(found > 50, "{found}");
}
