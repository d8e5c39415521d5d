//! What one bulk change leaves in the database: how many rows and bytes, table by table.

use anyhow::{Result, ensure};

use crate::base::Doors;
use crate::client::Client;
use crate::writes;

/// The tables that a change of many records writes to.
const TABLES: [&str; 4] = ["activity_entries", "operations", "losses", "opportunities"];

/// How much a table holds, its indexes included.
#[derive(Debug, Clone, Copy)]
struct Size {
    rows: i64,
    bytes: i64,
}

/// What a change added to the tables.
pub(crate) struct Growth {
    records: usize,
    tables: Vec<(&'static str, Size)>,
}

/// Marks all open records lost, once, and tells by how much the tables of `read` grew, which is
/// another connection to the same database.
pub(crate) fn measure(doors: &Doors, read: &mut Client) -> Result<Growth> {
    let before = sizes(read)?;
    let records = writes::mark_all_lost(doors)?;
    let grown = sizes(read)?.into_iter().zip(before).map(|(after, before)| Size {
        rows: after.rows - before.rows,
        bytes: after.bytes - before.bytes,
    });
    let growth = Growth { records, tables: TABLES.into_iter().zip(grown).collect() };
    let rows = growth.tables.iter().map(|(_, size)| size.rows);
    let expected = [i64::try_from(records)?, 1, i64::try_from(records)?, 0];
    ensure!(rows.eq(expected), "a loss and an entry each were expected: {:?}", growth.tables);
    Ok(growth)
}

/// Prints the growth.
pub(crate) fn print(growth: &Growth) {
    println!();
    println!("marking {} records lost adds, indexes included:", growth.records);
    for (table, Size { rows, bytes }) in &growth.tables {
        let each = *bytes / i64::try_from(growth.records).unwrap_or(1).max(1);
        println!("  {table:<18}{rows:>8} rows {bytes:>12} bytes {each:>6} a record");
    }
}

fn sizes(client: &mut Client) -> Result<Vec<Size>> {
    TABLES.into_iter().map(|table| size(client, table)).collect()
}

fn size(client: &mut Client, table: &str) -> Result<Size> {
    let rows = client.number(&format!("SELECT COUNT(*) FROM {table}"), &[])?;
    let bytes = match client {
        Client::File(_) => {
            "SELECT SUM(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN \
             (SELECT name FROM sqlite_schema WHERE tbl_name = ?1)"
        }
        Client::Server(_) => "SELECT pg_total_relation_size(CAST(?1 AS regclass))",
    };
    Ok(Size { rows, bytes: client.number(bytes, &[table.into()])? })
}
