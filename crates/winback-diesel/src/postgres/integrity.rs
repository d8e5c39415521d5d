//! What a server keeps by itself, looked at all the same: a disk may fail, and an administrator may
//! have switched a constraint off.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::integrity::Tally;
use crate::rows::count;
use crate::sql::{Sql, sql};

/// How many rows that refer to nothing are asked for; the rest is counted.
const LISTED: i64 = 20;

/// A table, a column that refers, and the table that it refers to.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("teams", "leader_id", "people"),
    ("stages", "team_id", "teams"),
    ("lost_reasons", "changed_by", "people"),
    ("customers", "parent_id", "customers"),
    ("customers", "country_id", "countries"),
    ("opportunities", "customer_id", "customers"),
    ("opportunities", "country_id", "countries"),
    ("opportunities", "stage_id", "stages"),
    ("opportunities", "salesperson_id", "people"),
    ("opportunities", "team_id", "teams"),
    ("opportunities", "source_id", "sources"),
    ("opportunities", "medium_id", "mediums"),
    ("opportunities", "campaign_id", "campaigns"),
    ("opportunities", "lost_reason_id", "lost_reasons"),
    ("opportunity_tags", "opportunity_id", "opportunities"),
    ("opportunity_tags", "tag_id", "tags"),
    ("reason_entries", "reason_id", "lost_reasons"),
    ("reason_entries", "other_id", "lost_reasons"),
    ("reason_entries", "done_by", "people"),
    ("losses", "opportunity_id", "opportunities"),
    ("losses", "reason_id", "lost_reasons"),
    ("losses", "lost_by", "people"),
    ("losses", "stage_id", "stages"),
    ("losses", "salesperson_id", "people"),
    ("losses", "revised_by", "people"),
    ("losses", "ended_by", "people"),
    ("loss_revisions", "loss_id", "losses"),
    ("loss_revisions", "reason_id", "lost_reasons"),
    ("loss_revisions", "revised_by", "people"),
    ("operations", "done_by", "people"),
    ("activity_entries", "opportunity_id", "opportunities"),
    ("activity_entries", "operation_id", "operations"),
    ("merged_records", "operation_id", "operations"),
    ("outbox", "subscriber_id", "subscribers"),
    ("outbox", "operation_id", "operations"),
    ("saved_searches", "owner_id", "people"),
    ("passwords", "person_id", "people"),
    ("sessions", "person_id", "people"),
    ("api_tokens", "person_id", "people"),
    ("one_time_links", "person_id", "people"),
];

/// Checks every foreign key.
pub(crate) fn references(conn: &mut Conn) -> Attempt<Tally> {
    let lost = REFERENCES.iter().map(|reference| dangling(*reference));
    let lost = lost.reduce(|all, one| all.text(" UNION ALL ").then(one)).unwrap_or_default();
    let from = sql(" FROM (").then(lost).text(") AS lost");
    let total: i64 = sql("SELECT COUNT(*)").then(from.clone()).rows::<BigInt>().get_result(conn)?;
    let mut tally = Tally::default();
    if total == 0 {
        return Ok(tally);
    }
    let rows: Vec<(String, i64, String)> = sql("SELECT referring, row_id, referred")
        .then(from)
        .text(" ORDER BY referring, row_id LIMIT ")
        .int(LISTED)
        .rows::<(Text, BigInt, Text)>()
        .load(conn)?;
    for (table, row, parent) in rows {
        let record = Some(row).filter(|_| table == "opportunities");
        tally.find(record, || {
            format!("row {row} of `{table}` refers to a row of `{parent}` that does not exist")
        });
    }
    Ok(tally.first_of(count(total)))
}

/// Returns the statement that finds the rows of a table whose column refers to nothing.
fn dangling((table, column, parent): (&'static str, &'static str, &'static str)) -> Sql {
    let id = match table {
        "opportunity_tags" | "merged_records" => "opportunity_id",
        "loss_revisions" => "loss_id",
        "passwords" | "sessions" | "one_time_links" => "person_id",
        "outbox" => "operation_id",
        _ => "id",
    };
    sql("SELECT '")
        .text(table)
        .text("' AS referring, ")
        .text(id)
        .text(" AS row_id, '")
        .text(parent)
        .text("' AS referred FROM ")
        .text(table)
        .text(" WHERE ")
        .text(column)
        .text(" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ")
        .text(parent)
        .text(" AS parent WHERE parent.id = ")
        .text(table)
        .text(".")
        .text(column)
        .text(")")
}

#[cfg(test)]
mod tests {
    use diesel::{Connection, PgConnection};
    use winback_testkit::TempPostgres;

    use super::*;
    use crate::migrations;

    #[test]
    fn every_foreign_key_is_checked() {
        let database = TempPostgres::new().unwrap();
        let mut conn = PgConnection::establish(&database.url()).unwrap();
        migrations::run(migrations::POSTGRES, &mut conn).unwrap();
        let made: Vec<String> = sql("SELECT concat_ws(' ', conrelid::regclass, attname, ")
            .text("confrelid::regclass) FROM pg_constraint JOIN pg_attribute ")
            .text("ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' ORDER BY 1")
            .rows::<Text>()
            .load(&mut conn)
            .unwrap();
        let mut checked: Vec<String> = REFERENCES
            .iter()
            .map(|(table, column, parent)| format!("{table} {column} {parent}"))
            .collect();
        checked.sort();
        assert_eq!(checked, made);
    }

    #[test]
    fn a_reference_to_nothing_is_found() {
        let database = TempPostgres::new().unwrap();
        let mut conn = PgConnection::establish(&database.url()).unwrap();
        migrations::run(migrations::POSTGRES, &mut conn).unwrap();
        database
            .run(
                "ALTER TABLE stages DROP CONSTRAINT stages_team_id_fkey; \
                 INSERT INTO stages (name, name_folded, position, won, folded, team_id) \
                 VALUES ('a', 'a', 1, false, false, 77)",
            )
            .unwrap();
        let tally = references(&mut Conn::Postgres(conn)).unwrap();
        let checkup = tally.checkup(winback_store::Invariant::References);
        let found: Vec<&str> = checkup.findings().iter().map(|it| it.sentence.as_str()).collect();
        assert_eq!(found, ["row 1 of `stages` refers to a row of `teams` that does not exist"]);
    }
}
