//! What stands aside while an empty database is filled: its indexes, in a file the triggers that keep
//! its trigrams, and on a server its foreign keys.
//!
//! An index is made of all rows at once in a fraction of the time that it takes to add them one by
//! one, and a foreign key is likewise checked by one statement. Both come back in the same
//! transaction, from the definitions that the database itself gives of them, and nothing is kept if
//! they do not hold.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Bool, Text};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::sql;
use crate::trigrams::REBUILD;

/// The tables that chapters are written into.
const TABLES: &str = "('customers', 'opportunities', 'opportunity_tags', 'losses', \
     'loss_revisions', 'operations', 'activity_entries')";

/// No limit to how long an index takes to make, and memory to sort in.
const AT_LENGTH: &str = "SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'";

/// The statements that bring back what stands aside, in order.
#[derive(Debug, Default)]
pub(super) struct Aside {
    statements: Vec<String>,
}

impl Aside {
    /// Puts aside what can be, if there is no record yet.
    pub(super) fn of_empty(conn: &mut Conn) -> Attempt<Self> {
        let has_records = sql("SELECT EXISTS (SELECT 1 FROM opportunities)").rows::<Bool>();
        let has_records: bool = has_records.get_result(conn)?;
        if has_records {
            return Ok(Self::default());
        }
        let found = match conn {
            Conn::Sqlite(_) => indexes_of_file(conn)?,
            Conn::Postgres(_) => {
                let mut found = foreign_keys_of_server(conn)?;
                found.extend(indexes_of_server(conn)?);
                found
            }
        };
        let mut statements = Vec::with_capacity(found.len());
        for (away, back) in found {
            conn.batch_execute(&away)?;
            statements.push(back);
        }
        // What was put aside last comes back first: foreign keys are checked by means of indexes.
        statements.reverse();
        Ok(Self { statements })
    }

    /// Brings back what stands aside, and tells the planner of a server what there is now.
    pub(super) fn put_back(self, conn: &mut Conn) -> Attempt<()> {
        if let Conn::Postgres(_) = conn {
            conn.batch_execute(AT_LENGTH)?;
        }
        for statement in self.statements {
            conn.batch_execute(&statement)?;
        }
        if let Conn::Postgres(_) = conn {
            conn.batch_execute("ANALYZE")?;
        }
        Ok(())
    }
}

/// Pairs of statements: what puts a thing aside, and what brings it back.
type Found = Vec<(String, String)>;

fn indexes_of_file(conn: &mut Conn) -> Attempt<Found> {
    let found = sql("SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_schema ")
        .text("WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ")
        .text(TABLES)
        .text(" ORDER BY name");
    let mut found: Found = found.rows::<(Text, Text)>().load(conn)?;
    found.push((String::new(), REBUILD.to_owned()));
    Ok(found)
}

fn indexes_of_server(conn: &mut Conn) -> Attempt<Found> {
    let found = sql("SELECT format('DROP INDEX %s', CAST(indexrelid AS regclass)), ")
        .text("pg_get_indexdef(indexrelid) FROM pg_index ")
        .text("JOIN pg_class ON pg_class.oid = indrelid ")
        .text("WHERE relnamespace = CAST(current_schema() AS regnamespace) ")
        .text("AND NOT indisprimary AND relname IN ")
        .text(TABLES)
        .text(" ORDER BY 1");
    Ok(found.rows::<(Text, Text)>().load(conn)?)
}

fn foreign_keys_of_server(conn: &mut Conn) -> Attempt<Found> {
    let found = sql("SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', ")
        .text("CAST(conrelid AS regclass), conname), ")
        .text("format('ALTER TABLE %s ADD CONSTRAINT %I %s', ")
        .text("CAST(conrelid AS regclass), conname, pg_get_constraintdef(pg_constraint.oid)) ")
        .text("FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid ")
        .text("WHERE contype = 'f' ")
        .text("AND relnamespace = CAST(current_schema() AS regnamespace) AND relname IN ")
        .text(TABLES)
        .text(" ORDER BY 1");
    Ok(found.rows::<(Text, Text)>().load(conn)?)
}
