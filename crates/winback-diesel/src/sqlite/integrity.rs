//! The file itself, by the checks that SQLite has built in.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::connection::Conn;
use crate::error::{Attempt, Failure};
use crate::integrity::Tally;
use crate::rows::count;
use crate::sql::sql;

/// How many rows that refer to nothing are asked for; the rest is counted.
const LISTED: i64 = 20;

/// Checks every page, every index, and the constraints of every row; SQLite stops after a hundred
/// findings.
pub(crate) fn pages(conn: &mut Conn) -> Attempt<Tally> {
    let mut tally = Tally::default();
    let lines = sql("SELECT integrity_check FROM pragma_integrity_check").rows::<Text>();
    match lines.load::<String>(conn) {
        Ok(lines) => {
            for line in lines.iter().flat_map(|lines| lines.lines()).filter(|line| *line != "ok") {
                tally.find(None, || format!("SQLite finds: {line}"));
            }
        }
        Err(error) if is_damage(&error) => {
            tally.find(None, || format!("SQLite cannot even check it: {error}"));
        }
        Err(error) => return Err(Failure::Driver(error)),
    }
    Ok(tally)
}

fn is_damage(error: &diesel::result::Error) -> bool {
    let said = error.to_string();
    said.contains("malformed") || said.contains("disk I/O error")
}

/// Checks every foreign key.
pub(crate) fn references(conn: &mut Conn) -> Attempt<Tally> {
    let from = " FROM pragma_foreign_key_check";
    let total: i64 = sql("SELECT COUNT(*)").text(from).rows::<BigInt>().get_result(conn)?;
    let mut tally = Tally::default();
    if total == 0 {
        return Ok(tally);
    }
    let rows: Vec<(String, Option<i64>, String)> = sql("SELECT \"table\", rowid, parent")
        .text(from)
        .text(" LIMIT ")
        .int(LISTED)
        .rows::<(Text, Nullable<BigInt>, Text)>()
        .load(conn)?;
    for (table, row, parent) in rows {
        let record = row.filter(|_| table == "opportunities");
        tally.find(record, || match row {
            Some(row) => {
                format!("row {row} of `{table}` refers to a row of `{parent}` that does not exist")
            }
            None => format!("a row of `{table}` refers to a row of `{parent}` that does not exist"),
        });
    }
    Ok(tally.first_of(count(total)))
}
