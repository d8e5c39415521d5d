//! That both ways leave the same rows behind: otherwise their times say nothing.

use anyhow::{Result, ensure};
use rusqlite::types::Value;

use crate::client::Client;

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
pub(crate) fn check(ours: &mut Client, by_hand: &mut Client) -> Result<()> {
    for table in TABLES {
        let (ours, by_hand) = (rows(ours, table)?, rows(by_hand, table)?);
        ensure!(
            ours.len() == by_hand.len(),
            "`{table}`: {} and {} rows",
            ours.len(),
            by_hand.len()
        );
        for (ours, by_hand) in ours.iter().zip(&by_hand) {
            ensure!(ours == by_hand, "`{table}`:\n{ours}\nby hand:\n{by_hand}");
        }
    }
    Ok(())
}

fn rows(client: &mut Client, table: &str) -> Result<Vec<String>> {
    match client {
        Client::File(conn) => {
            let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let values = (0..columns).map(|column| row.get(column));
                Ok(format!("{:?}", values.collect::<rusqlite::Result<Vec<Value>>>()?))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        }
        Client::Server(_) => {
            let statement = format!("SELECT CAST(it AS TEXT) FROM {table} AS it ORDER BY it");
            let rows: Vec<(String,)> = client.query(&statement, &[])?;
            Ok(rows.into_iter().map(|(row,)| row).collect())
        }
    }
}
