//! How the database finds groups.

use diesel::RunQueryDsl;
use diesel::sql_types::{Integer, Text};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use winback_store::filter::{Context, Grouping, Offsets, parse};
use winback_store::{GroupQuery, GroupedRecords, OPPORTUNITY, opportunity_schema};

use super::{own, statement};
use crate::predicate::condition;
use crate::sql::sql;
use crate::sqlite::in_memory;

/// Returns how SQLite would count groups, line by line.
fn plan(filter: &str, keys: &str) -> Vec<String> {
    let schema = opportunity_schema(2);
    let entity = schema.entity(OPPORTUNITY).unwrap();
    let zone = TimeZone::get("Europe/Brussels").unwrap();
    let offsets = Offsets::of(&zone);
    let context = Context::new(jiff::Timestamp::UNIX_EPOCH, zone);
    let grouping = Grouping::by(&schema, entity, keys, Weekday::Monday).unwrap();
    let query = GroupQuery {
        records: GroupedRecords::Opportunities,
        filter: parse(filter).unwrap().check(&schema, OPPORTUNITY, &context).unwrap(),
        grouping: grouping.with(entity, "sum(expected_revenue)").unwrap(),
        offsets,
        fill: None,
        offset: 0,
        limit: None,
    };
    let filter = condition(&query.filter, own(query.records)).unwrap();
    let statement = sql("EXPLAIN QUERY PLAN ").then(statement(&query, filter).unwrap());
    let rows: Vec<(i32, i32, i32, String)> =
        statement.rows::<(Integer, Integer, Integer, Text)>().load(&mut in_memory()).unwrap();
    rows.into_iter().map(|(_, _, _, line)| line).collect()
}

#[test]
fn lost_records_are_grouped_without_being_read() {
    let expected = [
        "SCAN opportunities USING COVERING INDEX opportunities_lost",
        "USE TEMP B-TREE FOR GROUP BY",
    ];
    assert_eq!(plan("state = lost", "lost_reason"), expected);
}

#[test]
fn losses_are_found_by_their_record() {
    let plan = plan("state = lost", "lost_reason, lost_at:month");
    let found = "SEARCH led0 USING INDEX losses_opportunity (opportunity_id=?) LEFT-JOIN";
    assert!(plan.iter().any(|line| line == found), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("AUTOMATIC")), "{plan:#?}");
}
