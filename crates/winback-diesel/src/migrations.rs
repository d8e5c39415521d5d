//! Migrations: which a database has, which it lacks, and applying those.

use diesel::connection::LoadConnection;
use diesel::deserialize::FromSql;
use diesel::expression::QueryMetadata;
use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel::{Connection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::dialect::Dialect;
use crate::error::{Attempt, Failure};
use crate::sql::sql;

/// The migrations that this version has for SQLite.
pub(crate) const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// The migrations that this version has for PostgreSQL: the same steps.
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The table in which the migrations of a database are noted.
pub(crate) const TABLE: &str = "__diesel_schema_migrations";

/// How the migrations of a database compare with those of this version.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The names of those that it lacks, in order.
    pub(crate) pending: Vec<String>,
    /// The first that this version does not know.
    pub(crate) unknown: Option<String>,
}

/// Returns versions and names, in order.
fn known(migrations: &EmbeddedMigrations) -> Attempt<Vec<(String, String)>> {
    // Names and versions do not depend on the database that is asked for here.
    let known: Vec<Box<dyn Migration<Sqlite>>> = migrations.migrations().map_err(Failure::Lost)?;
    let names = known.iter().map(|migration| migration.name());
    let mut known: Vec<(String, String)> =
        names.map(|name| (name.version().to_string(), name.to_string())).collect();
    known.sort_unstable();
    Ok(known)
}

/// Compares the migrations of a database, none of a new one, with those of this version.
pub(crate) fn standing(migrations: &EmbeddedMigrations, applied: &[String]) -> Attempt<Standing> {
    let known = known(migrations)?;
    let is_known = |version: &String| known.iter().any(|(known, _)| known == version);
    let unknown = applied.iter().find(|version| !is_known(version)).cloned();
    let pending = known.iter().filter(|(version, _)| !applied.contains(version));
    Ok(Standing { pending: pending.map(|(_, name)| name.clone()).collect(), unknown })
}

/// Returns the versions of the migrations that a database of ours has, in order.
pub(crate) fn applied<C>(conn: &mut C) -> Attempt<Vec<String>>
where
    C: LoadConnection,
    C::Backend: Dialect + QueryMetadata<Text> + 'static,
    String: FromSql<Text, C::Backend>,
{
    let versions = sql("SELECT version FROM ").text(TABLE).text(" ORDER BY version");
    Ok(versions.rows::<Text>().load(conn)?)
}

/// Applies the migrations that a database lacks, and returns how many they were.
pub(crate) fn run<C>(migrations: EmbeddedMigrations, conn: &mut C) -> Attempt<usize>
where
    C: Connection + MigrationHarness<C::Backend>,
    C::Backend: 'static,
{
    Ok(conn.run_pending_migrations(migrations).map_err(Failure::Lost)?.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{PgConnection, SqliteConnection};

    #[test]
    fn each_migration_goes_down_to_the_schema_before_it_and_up_again() {
        let schema = |conn: &mut SqliteConnection| -> Vec<String> {
            let all = sql("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
            let all: Vec<String> = all.rows::<Text>().load(conn).unwrap();
            let ours = |it: &String| !it.contains(TABLE) && !it.contains("sqlite_sequence");
            all.into_iter().filter(ours).collect()
        };
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        let mut standing = vec![schema(&mut conn)];
        while conn.has_pending_migration(SQLITE).unwrap() {
            conn.run_next_migration(SQLITE).unwrap();
            standing.push(schema(&mut conn));
        }
        assert!(standing[1].iter().any(|table| table.starts_with("CREATE TABLE opportunities")));
        assert_eq!(standing[0], Vec::<String>::new());
        for before in standing.iter().rev().skip(1) {
            conn.revert_last_migration(SQLITE).unwrap();
            assert_eq!(schema(&mut conn), *before);
        }
        run(SQLITE, &mut conn).unwrap();
        assert_eq!(Some(&schema(&mut conn)), standing.last());
    }

    /// Columns, constraints and indexes.
    const ALL_OF_IT: &str = "SELECT line FROM (
        SELECT concat_ws(' ', 'column', table_name, ordinal_position, column_name, data_type,
            collation_name, is_nullable, column_default, identity_generation,
            generation_expression) AS line
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', 'constraint', CAST(conrelid AS regclass), conname,
            pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = CAST('public' AS regnamespace)
    ) AS schema WHERE line NOT LIKE '%__diesel%' ORDER BY line COLLATE \"C\"";

    #[test]
    fn each_migration_of_postgres_goes_down_to_the_schema_before_it_and_up_again() {
        let schema = |conn: &mut PgConnection| -> Vec<String> {
            sql(ALL_OF_IT).rows::<Text>().load(conn).unwrap()
        };
        let database = winback_testkit::TempPostgres::new().unwrap();
        let mut conn = PgConnection::establish(&database.url()).unwrap();
        let mut standing = vec![schema(&mut conn)];
        while conn.has_pending_migration(POSTGRES).unwrap() {
            conn.run_next_migration(POSTGRES).unwrap();
            standing.push(schema(&mut conn));
        }
        assert!(
            standing[1].iter().any(|line| line.starts_with("column opportunities 1 id bigint"))
        );
        for before in standing.iter().rev().skip(1) {
            conn.revert_last_migration(POSTGRES).unwrap();
            assert_eq!(schema(&mut conn), *before);
        }
        run(POSTGRES, &mut conn).unwrap();
        assert_eq!(Some(&schema(&mut conn)), standing.last());
    }

    #[test]
    fn both_databases_take_the_same_steps() {
        assert_eq!(known(&SQLITE).unwrap(), known(&POSTGRES).unwrap());
    }

    #[test]
    fn a_database_of_another_version_is_told_from_one_of_this() {
        let all: Vec<String> =
            known(&SQLITE).unwrap().into_iter().map(|(version, _)| version).collect();
        let up_to_date = Standing { pending: Vec::new(), unknown: None };
        assert_eq!(standing(&SQLITE, &all).unwrap(), up_to_date);
        assert_eq!(
            standing(&SQLITE, &[]).unwrap().pending.first().unwrap(),
            "0001_create_pipeline"
        );
        let newer = standing(&SQLITE, &[all, vec!["9999".to_owned()]].concat()).unwrap();
        assert_eq!(newer.unknown.as_deref(), Some("9999"));
    }
}
