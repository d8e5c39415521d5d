//! Whether the server finds names by what they hold, which takes its extension `pg_trgm`.
//!
//! Where that is not offered, or not to this role, the migration goes without; whoever runs the
//! program is told, and `winback migrate` makes up for it once the extension is there.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Bool;
use diesel::{PgConnection, RunQueryDsl};

use crate::error::Attempt;
use crate::sql::sql;

/// Makes the extension and both indexes, or neither without complaint.
const MAKE: &str = include_str!("../../../../migrations/postgres/0009_index_parts_of_names/up.sql");

/// What whoever runs the program is told where they are missing.
pub(super) const MISSING: &str = "filters with `contains` read every name, as this database has no \
     `pg_trgm`: let an administrator run `CREATE EXTENSION pg_trgm` in it, and then run `winback migrate`";

/// Tells whether the indexes are there.
pub(super) fn are_there(conn: &mut PgConnection) -> Attempt<bool> {
    let found = sql("SELECT to_regclass('opportunities_name_parts') IS NOT NULL");
    Ok(found.rows::<Bool>().get_result(conn)?)
}

/// Makes the indexes if they are missing and the server offers what they need.
pub(super) fn make_up_for(conn: &mut PgConnection) -> Attempt<()> {
    if !are_there(conn)? {
        conn.batch_execute(MAKE)?;
    }
    Ok(())
}
