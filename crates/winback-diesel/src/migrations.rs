//! Migrations: which a database has, which it lacks, and applying those.

use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::{Attempt, Failure};
use crate::sql::sql;

/// The migrations that this version has.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

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

fn known() -> Attempt<Vec<Box<dyn Migration<Sqlite>>>> {
    let mut known: Vec<Box<dyn Migration<Sqlite>>> =
        MIGRATIONS.migrations().map_err(Failure::Lost)?;
    known.sort_by_key(|migration| migration.name().version().as_owned());
    Ok(known)
}

/// Compares the migrations of a database, none of a new one, with those of this version.
pub(crate) fn standing(applied: &[String]) -> Attempt<Standing> {
    let known: Vec<(String, String)> = known()?
        .iter()
        .map(|migration| (migration.name().version().to_string(), migration.name().to_string()))
        .collect();
    let is_known = |version: &String| known.iter().any(|(known, _)| known == version);
    let unknown = applied.iter().find(|version| !is_known(version)).cloned();
    let pending = known.iter().filter(|(version, _)| !applied.contains(version));
    Ok(Standing { pending: pending.map(|(_, name)| name.clone()).collect(), unknown })
}

/// Returns the versions of the migrations that a database of ours has, in order.
pub(crate) fn applied(conn: &mut SqliteConnection) -> Attempt<Vec<String>> {
    let versions = sql("SELECT version FROM ").text(TABLE).text(" ORDER BY version");
    Ok(versions.rows::<Text>().load(conn)?)
}

/// Applies the migrations that a database lacks, and returns their versions.
pub(crate) fn run(conn: &mut SqliteConnection) -> Attempt<usize> {
    Ok(conn.run_pending_migrations(MIGRATIONS).map_err(Failure::Lost)?.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::Connection;

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
        while conn.has_pending_migration(MIGRATIONS).unwrap() {
            conn.run_next_migration(MIGRATIONS).unwrap();
            standing.push(schema(&mut conn));
        }
        assert!(standing[1].iter().any(|table| table.starts_with("CREATE TABLE opportunities")));
        assert_eq!(standing[0], Vec::<String>::new());
        for before in standing.iter().rev().skip(1) {
            conn.revert_last_migration(MIGRATIONS).unwrap();
            assert_eq!(schema(&mut conn), *before);
        }
        run(&mut conn).unwrap();
        assert_eq!(Some(&schema(&mut conn)), standing.last());
    }

    #[test]
    fn a_database_of_another_version_is_told_from_one_of_this() {
        let all: Vec<String> =
            known().unwrap().iter().map(|it| it.name().version().to_string()).collect();
        let up_to_date = Standing { pending: Vec::new(), unknown: None };
        assert_eq!(standing(&all).unwrap(), up_to_date);
        assert_eq!(standing(&[]).unwrap().pending.first().unwrap(), "0001_create_pipeline");
        let newer = standing(&[all, vec!["9999".to_owned()]].concat()).unwrap();
        assert_eq!(newer.unknown.as_deref(), Some("9999"));
    }
}
