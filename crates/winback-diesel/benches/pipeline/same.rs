//! That both ways leave the same rows behind: otherwise their times say nothing.

use anyhow::{Result, ensure};
use rusqlite::Connection;
use rusqlite::types::Value;

const TABLES: [&str; 8] = [
    "customers",
    "people",
    "lost_reasons",
    "opportunities",
    "opportunity_tags",
    "losses",
    "operations",
    "activity_entries",
];

/// Compares all tables that were written to, row by row.
pub(crate) fn check(ours: &Connection, by_hand: &Connection) -> Result<()> {
    for table in TABLES {
        let (ours, by_hand) = (rows(ours, table)?, rows(by_hand, table)?);
        ensure!(
            ours.len() == by_hand.len(),
            "`{table}`: {} and {} rows",
            ours.len(),
            by_hand.len()
        );
        for (ours, by_hand) in ours.iter().zip(&by_hand) {
            ensure!(ours == by_hand, "`{table}`:\n{ours:?}\nby hand:\n{by_hand:?}");
        }
    }
    Ok(())
}

fn rows(conn: &Connection, table: &str) -> Result<Vec<Vec<Value>>> {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let columns = statement.column_count();
    let rows =
        statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
