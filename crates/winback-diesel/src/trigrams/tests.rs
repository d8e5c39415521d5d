//! Which records trigrams find, how they are asked for, and that answers do not depend on it.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use winback_store::filter::{Context, Predicate, fold, parse};
use winback_store::{OPPORTUNITY, opportunity_schema};

use super::{COUNTED, asked, condition, listed, narrowed};
use crate::connection::Conn;
use crate::search::OWN;
use crate::sql::{Sql, sql};
use crate::sqlite::in_memory;

#[test]
fn trigrams_cover_a_text_and_say_nothing_of_a_short_one() {
    for (text, expected) in [
        ("", None),
        ("ab", None),
        ("文字", None),
        ("\0ab", None),
        ("abc", Some("\"abc\"")),
        ("ab\0c", Some("\"abc\"")),
        ("中文字", Some("\"中文字\"")),
        ("abcd", Some("\"abc\" AND \"bcd\"")),
        ("abcdefgh", Some("\"abc\" AND \"def\" AND \"fgh\"")),
        ("a\"b'%", Some("\"a\"\"b\" AND \"b'%\"")),
    ] {
        assert_eq!(asked(text).as_deref(), expected, "{text:?}");
    }
    let long = asked(&"abc".repeat(1_000)).unwrap();
    assert_eq!(long.matches(" AND ").count(), 39);
}

#[test]
fn a_page_is_worth_fewer_records_than_all() {
    assert_eq!([listed(1), listed(80), listed(1_000_000)], [25, 2_000, COUNTED]);
}

/// Names of the records 1, 2, 3 …
const NAMES: &[&str] = &[
    "Pump for Ghent",
    "pump for \"Lyon\"",
    "PUMPS",
    "Straße 50%_\\ done",
    "中文字 文字",
    "Ünder pumps",
    "nul\0l and void",
    "half \u{ffff} read",
    "",
];

fn filled() -> Conn {
    let mut conn = in_memory();
    for name in NAMES {
        sql("INSERT INTO opportunities (revision, kind, name, name_folded, estimate, ")
            .text("probability, created_at, updated_at, state) VALUES (1, 'opportunity', ")
            .str(*name)
            .text(", ")
            .str(fold(name))
            .text(", 0, 0, 0, 0, 'open')")
            .execute(&mut conn)
            .unwrap();
    }
    conn
}

fn ids(conn: &mut Conn, condition: Sql) -> Vec<i64> {
    let found = sql("SELECT id FROM opportunities WHERE ").then(condition).text(" ORDER BY id");
    found.rows::<BigInt>().load(conn).unwrap()
}

fn checked(filter: &str) -> Predicate {
    let utc = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
    parse(filter).unwrap().check(&opportunity_schema(2), OPPORTUNITY, &utc).unwrap()
}

fn narrow(conn: &mut Conn, filter: &str, bound: usize) -> Sql {
    narrowed(conn, &checked(filter), OWN, bound).unwrap()
}

/// Says whether few records are looked at, and which are found so, and by the plain condition.
fn narrowed_by(conn: &mut Conn, filter: &str, bound: usize) -> (bool, Vec<i64>, Vec<i64>) {
    let plain = condition(&checked(filter), OWN).unwrap();
    let narrow = narrow(conn, filter, bound);
    let shown = |sql: &Sql| diesel::debug_query::<diesel::sqlite::Sqlite, _>(sql).to_string();
    let is_narrow = shown(&narrow).starts_with("opportunities.id IN ");
    (is_narrow, ids(conn, narrow), ids(conn, plain))
}

#[test]
fn few_records_are_looked_at_by_themselves_and_many_are_not() {
    let mut conn = filled();
    for (filter, bound, is_narrow, expected) in [
        ("name contains pump", 4, true, &[1, 2, 3, 6][..]),
        ("name contains pump", 3, false, &[1, 2, 3, 6]),
        ("name contains pump", 0, false, &[1, 2, 3, 6]),
        ("name contains zyx", 0, true, &[]),
        ("name contains pu", 9, false, &[1, 2, 3, 6]),
        ("name contains exactly Pump", 9, false, &[1]),
        ("name contains \"pumps\"", 9, true, &[3, 6]),
        ("name starts with pump", 9, true, &[1, 2, 3]),
        ("name ends with pumps", 9, true, &[3, 6]),
        ("name contains \"\\\"LYON\\\"\"", 1, true, &[2]),
        ("name contains \"50%_\\\\ D\"", 1, true, &[4]),
        ("name contains strasse", 1, true, &[4]),
        ("name contains \"字 文\"", 1, true, &[5]),
        ("name contains \"ünd\"", 1, true, &[6]),
        ("name contains und", 1, true, &[]),
        ("name contains \"l\u{0}l a\"", 1, true, &[7]),
        ("name contains \"l l \"", 1, true, &[]),
        ("name contains \"f \u{ffff} r\"", 1, true, &[8]),
        ("not name contains pump", 9, false, &[4, 5, 7, 8, 9]),
        ("name contains pump and name contains ghent", 1, true, &[1]),
        ("name contains pump and not name contains ghent", 4, true, &[2, 3, 6]),
        ("name contains ghent or name contains strasse", 2, true, &[1, 4]),
        ("name contains ghent or name contains strasse", 1, false, &[1, 4]),
        ("name contains ghent or name contains pu", 9, false, &[1, 2, 3, 6]),
        ("name contains ghent or state = lost", 9, false, &[1]),
        ("email contains ghent", 9, true, &[]),
        ("customer contains ghent", 9, true, &[]),
        ("notes contains ghent", 9, false, &[]),
    ] {
        let (was_narrow, narrow, plain) = narrowed_by(&mut conn, filter, bound);
        assert_eq!((was_narrow, &narrow[..]), (is_narrow, expected), "{filter} {bound}");
        assert_eq!(narrow, plain, "{filter} {bound}");
    }
}

#[test]
fn customers_that_are_few_lead_to_their_records() {
    let mut conn = filled();
    conn.batch_execute(
        "INSERT INTO customers (name, name_folded, name_key, full_name, full_name_folded, \
         full_name_key, kind, active) VALUES ('A', 'a', 'a', 'Acme', 'acme', 'acme', 'company', 1); \
         UPDATE opportunities SET customer_id = 1 WHERE id IN (2, 5, 7)",
    )
    .unwrap();
    let found = vec![2, 5, 7];
    for (bound, is_narrow) in [(3, true), (2, false)] {
        let asked = narrowed_by(&mut conn, "customer contains acm", bound);
        assert_eq!(asked, (is_narrow, found.clone(), found.clone()), "{bound}");
    }
    let others = vec![1, 3, 4, 6, 8, 9];
    let asked = narrowed_by(&mut conn, "not customer contains acm", 9);
    assert_eq!(asked, (false, others.clone(), others));
}

#[test]
fn referred_records_are_looked_for_among_the_few_that_can_match() {
    let mut conn = filled();
    for (filter, is_among) in [
        ("customer contains acm", true),
        ("not customer contains acm", true),
        ("customer contains acm or state = lost", true),
        ("customer contains ac", false),
        ("customer.name contains acm", false),
        ("salesperson contains acm", false),
    ] {
        let narrow = narrow(&mut conn, filter, 0);
        let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&narrow).to_string();
        assert_eq!(shown.contains("WHERE t1.id IN "), is_among, "{filter}: {shown}");
    }
}
