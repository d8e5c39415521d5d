//! How the databases find what people look at, on 200,000 records of sample data.

use std::marker::PhantomData;

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{QueryResult, RunQueryDsl};
use jiff::civil::date;
use winback_app::{SampleProgress, SampleRequest, generate_sample};
use winback_store::domain::{CountryId, CustomerId};
use winback_store::filter::{Context, Sort, parse};
use winback_store::{
    BackendFactory, CUSTOMER, CustomerCursor, Likeness, OPPORTUNITY, PhoneForms, Sign,
    default_sort, opportunity_schema,
};
use winback_testkit::{TempDatabase, TempPostgres};

use crate::connection::{Conn, MultiBackend};
use crate::customers;
use crate::order::Order;
use crate::search::{OWN, listing};
use crate::similar::{ORDER, in_common};
use crate::sql::sql;
use crate::trigrams::{listed, narrowed};
use crate::{PostgresBackend, SqliteBackend, postgres, sqlite};

const RECORDS: u64 = 200_000;

/// A statement that asks how another one would be run, by the type of its rows.
struct Explain<Q, Row> {
    how: &'static str,
    statement: Q,
    row: PhantomData<Row>,
}

impl<Q, Row> Query for Explain<Q, Row> {
    type SqlType = Row;
}

impl<Q, Row> QueryId for Explain<Q, Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<MultiBackend>, Row> QueryFragment<MultiBackend> for Explain<Q, Row> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(self.how);
        self.statement.walk_ast(out)
    }
}

impl<Q, Row> RunQueryDsl<Conn> for Explain<Q, Row> {}

/// Returns the plan of a list, line by line.
fn plan(conn: &mut Conn, filter: &str, sort: Option<&str>) -> String {
    let schema = opportunity_schema(2);
    let entity = schema.entity(OPPORTUNITY).unwrap();
    let now = "2026-03-02T10:00:00Z".parse().unwrap();
    let context = Context::new(now, jiff::tz::TimeZone::UTC).read_by(3);
    let filter = parse(filter).unwrap().check(&schema, OPPORTUNITY, &context).unwrap();
    let sort = sort.map_or(default_sort(&schema), |text| Sort::parse(entity, text).unwrap());
    let order = Order::of(&sort).unwrap();
    let narrowed = narrowed(conn, &filter, OWN, listed(80)).unwrap();
    explained(conn, listing(narrowed, order.list(), 81))
}

/// Returns the plan of a statement, line by line.
fn explained(conn: &mut Conn, statement: impl QueryFragment<MultiBackend>) -> String {
    match conn {
        Conn::Sqlite(_) => {
            let (how, row) = ("EXPLAIN QUERY PLAN ", PhantomData);
            let asked: Explain<_, (Integer, Integer, Integer, Text)> =
                Explain { how, statement, row };
            let lines: Vec<(i32, i32, i32, String)> = asked.load(conn).unwrap();
            lines.into_iter().map(|(.., line)| line).collect::<Vec<_>>().join("\n")
        }
        Conn::Postgres(_) => {
            let (how, row) = ("EXPLAIN (COSTS OFF) ", PhantomData);
            let asked: Explain<_, Text> = Explain { how, statement, row };
            asked.load::<String>(conn).unwrap().join("\n")
        }
    }
}

fn fill(backend: &dyn BackendFactory, url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let storage = runtime.block_on(backend.open(url)).unwrap();
    let request =
        SampleRequest { records: RECORDS, seed: 1, as_of: date(2026, 3, 2), append: false };
    let progress = SampleProgress::default();
    runtime.block_on(generate_sample(&storage, None, &request, &progress)).unwrap();
}

/// What the app looks for, with the indexes that serve it.
struct Ready {
    filter: &'static str,
    sort: Option<&'static str>,
    /// Either serves it; which one does may depend on what is in the database.
    indexes: &'static [&'static str],
    /// Whether what was found is then put in order: records of a period, by their priority.
    sorted: bool,
}

const fn ready(filter: &'static str, indexes: &'static [&'static str]) -> Ready {
    Ready { filter, sort: None, indexes, sorted: false }
}

const fn period(filter: &'static str, indexes: &'static [&'static str]) -> Ready {
    Ready { filter, sort: None, indexes, sorted: true }
}

const fn by(sort: &'static str, indexes: &'static [&'static str]) -> Ready {
    Ready { filter: "state = lost", sort: Some(sort), indexes, sorted: false }
}

/// The ready filters of behaviour 8.2, and whose records one may see (7.1).
const READY: &[Ready] = &[
    ready("salesperson = me and active is true", &["salesperson"]),
    ready("salesperson is not set and active is true", &["unassigned", "salesperson"]),
    ready("(salesperson = me or salesperson is not set) and active is true", &["active"]),
    ready("(salesperson = me or salesperson is not set) and state = lost", &["lost"]),
    ready("active is true", &["active"]),
    ready("state = open", &["open"]),
    ready("state = won", &["won"]),
    ready("state = lost", &["lost"]),
    ready("state = archived", &["archived"]),
    ready("lost_reason = 3", &["lost_reason"]),
    ready("lost_reason in (3, 4)", &["lost"]),
    ready("state = lost and lost_reason is not set", &["lost"]),
    ready("state = lost and salesperson = me", &["salesperson"]),
    ready("state = won and salesperson = me", &["salesperson"]),
    ready("team = 2 and active is true", &["team"]),
    ready("state = lost and team = 2", &["team"]),
    ready("stage = 2 and active is true", &["stage", "active"]),
    ready("state = lost and stage = 2", &["stage", "lost"]),
    period("closed_at is this month and active is true", &["closed_at"]),
    period("state = lost and closed_at is this month", &["closed_at"]),
    period("state = won and closed_at is this month", &["closed_at"]),
    period("created_at is this month and active is true", &["created_at"]),
    by("closed_at desc", &["closed_at"]),
    by("created_at desc", &["created_at"]),
    Ready {
        filter: "state = open and updated_at <= 2025-12-02T10:00:00Z",
        sort: Some("updated_at, id"),
        indexes: &["idle"],
        sorted: false,
    },
];

/// Returns the plan of finding records that have a sign in common with a deal.
fn plan_of_sign(conn: &mut Conn, likeness: &Likeness, sign: Sign) -> String {
    explained(conn, listing(in_common(likeness, sign).unwrap(), sql(ORDER), 20))
}

/// Finds signs that no index of theirs finds.
fn look_for_signs(conn: &mut Conn) {
    let likeness = Likeness {
        email: Some("ann@example.com".into()),
        phone: Some(PhoneForms {
            anywhere: vec!["+3225550102".into()],
            at_home: vec!["025550102".into(), "25550102".into()],
            countries: vec![CountryId::new(1)],
        }),
        customer: Some(CustomerId::new(7)),
        domain: Some("example.com".into()),
    };
    let indexes = ["email", "phone", "customer", "email_domain"];
    for (sign, index) in Sign::ALL.into_iter().zip(indexes) {
        let plan = plan_of_sign(conn, &likeness, sign);
        assert!(plan.contains(&format!("opportunities_{index}")), "{sign:?}:\n{plan}");
        assert!(!plan.contains("Seq Scan on opp") && !plan.contains("SCAN opp"), "{plan}");
    }
}

/// Returns the plans of a list of customers, part by part.
fn plans_of_customers(conn: &mut Conn, filter: &str, after: Option<&str>) -> Vec<String> {
    let context = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
    let filter = parse(filter).unwrap().check(&opportunity_schema(2), CUSTOMER, &context).unwrap();
    let filter = narrowed(conn, &filter, customers::OWN, listed(80)).unwrap();
    let after = after.map(|key| CustomerCursor { key: key.into(), id: CustomerId::new(7) });
    let parts = customers::parts(filter, after.as_ref());
    parts
        .into_iter()
        .map(|(part, order)| explained(conn, customers::page(part, order, 81)))
        .collect()
}

/// Finds lists of customers that are not read in the order of their index.
fn look_at_customers(conn: &mut Conn) {
    let every = "id is set";
    for filter in [every, "active is true", "active is true and kind = company"] {
        for after in [None, Some("m")] {
            for plan in plans_of_customers(conn, filter, after) {
                let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                assert!(
                    plan.contains("customers_listed") && !sorts,
                    "`{filter}` {after:?}:\n{plan}"
                );
                let seeks = plan.contains("SEARCH") || plan.contains("Index Cond");
                assert!(after.is_none() || seeks, "`{filter}` {after:?}:\n{plan}");
            }
        }
    }
    let ids: Vec<CustomerId> = (1..=20).map(CustomerId::new).collect();
    let alone = explained(conn, customers::named_alone(&ids).rows::<BigInt>());
    let indexes = ["customers_name_key", "customers_full_name_key"];
    assert!(indexes.iter().all(|index| alone.contains(index)), "{alone}");
    assert!(!alone.contains("Seq Scan") && !alone.contains("SCAN others"), "{alone}");
    let members = plans_of_customers(conn, "parent = 7", None).remove(0);
    assert!(members.contains("customers_parent"), "{members}");
    let rare = "full_name contains zyxw or email contains zyxw or reference contains zyxw";
    let rare = plans_of_customers(conn, rare, None).remove(0);
    let index = match conn {
        Conn::Sqlite(_) => "SEARCH customers USING INTEGER PRIMARY KEY (rowid=?)",
        Conn::Postgres(_) => "Bitmap Index Scan on customers_name_parts",
    };
    assert!(rare.contains(index), "{rare}");
}

/// Returns what is wrong with a plan: no index of those expected, all records read, or sorted.
fn wrong(ready: &Ready, plan: &str) -> Option<&'static str> {
    let of_file = |name: &&str| plan.contains(&format!("USING INDEX opportunities_{name}"));
    let of_server =
        |name: &&str| plan.contains(&format!(" using opportunities_{name} on opportunities"));
    if !ready.indexes.iter().any(|name| of_file(name) || of_server(name)) {
        return Some("has no index of its own");
    }
    if plan.contains("Seq Scan on") || plan.contains("MULTI-INDEX") {
        return Some("reads more than it finds");
    }
    let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
    (sorts && !ready.sorted).then_some("is sorted")
}

/// Finds everything that is not found by its index.
fn look(conn: &mut Conn) {
    let mut found = String::new();
    for ready in READY {
        // People see opportunities alone unless leads are in use.
        let filter = format!("{} and kind in (opportunity)", ready.filter);
        let plan = plan(conn, &filter, ready.sort);
        if let Some(wrong) = wrong(ready, &plan) {
            found += &format!("`{}` {:?} {wrong}:\n{plan}\n\n", ready.filter, ready.sort);
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn every_ready_filter_is_found_by_its_index_in_a_file() {
    let database = TempDatabase::new().unwrap();
    fill(&SqliteBackend, &database.url());
    let path = database.url().strip_prefix("sqlite:").unwrap().to_owned();
    let mut conn = Conn::Sqlite(sqlite::connect(path.as_ref()).unwrap());
    look(&mut conn);
    look_for_signs(&mut conn);
    look_at_customers(&mut conn);
    let common = plan(&mut conn, "name contains software", None);
    assert!(common.starts_with("SCAN opportunities USING INDEX opportunities_default"), "{common}");
    for rare in RARE {
        let plan = plan(&mut conn, rare, None);
        let by_id = "SEARCH opportunities USING INTEGER PRIMARY KEY (rowid=?)";
        assert!(plan.starts_with(by_id) && !plan.contains("SCAN opp"), "`{rare}`:\n{plan}");
    }
}

/// Filters on parts of texts that hardly any record has.
const RARE: &[&str] = &[
    "name contains zyxw",
    "customer contains zyxw",
    "name contains \"packing tables – nordwind cold\" and state = lost",
    "active is true and (name contains zyxw or contact_name contains zyxw or email contains zyxw)",
];

#[test]
fn every_ready_filter_is_found_by_its_index_on_a_server() {
    let database = TempPostgres::new().unwrap();
    fill(&PostgresBackend, &database.url());
    let location = postgres::Location::parse(&database.url()).unwrap();
    let mut conn = Conn::Postgres(postgres::connect(&location).unwrap());
    look(&mut conn);
    look_for_signs(&mut conn);
    look_at_customers(&mut conn);
    for (part, index) in [
        ("name contains zyxw", "opportunities_name_parts"),
        ("customer contains zyxw", "customers_name_parts"),
    ] {
        let plan = plan(&mut conn, part, None);
        assert!(plan.contains(index), "`{part}`:\n{plan}");
    }
}
