//! Lists of customers, a page at a time.

use diesel::query_builder::QueryFragment;
use diesel::query_dsl::LoadQuery;
use diesel::sql_types::BigInt;
use diesel::{QueryDsl, RunQueryDsl, SelectableHelper};
use winback_store::filter::Predicate;
use winback_store::{CustomerCursor, CustomerPage, CustomerQuery};

use crate::connection::{Conn, MultiBackend};
use crate::error::Attempt;
use crate::rows::{CustomerRow, count as number};
use crate::schema::customers;
use crate::sql::{Fragment, Sql, Table, sql};
use crate::trigrams::{COUNTED, listed, narrowed};

/// The table of the list itself.
pub(crate) const OWN: Table = Table::Named("customers");

/// What orders a list, as its index says it: as many characters as a
/// [`CustomerCursor`] holds.
const KEY: &str = "substr(customers.full_name_folded, 1, 200)";
const _: () = assert!(CustomerCursor::LONGEST_KEY == 200, "the index holds 200 characters");

/// Finds one page.
pub(super) fn list(conn: &mut Conn, query: &CustomerQuery) -> Attempt<CustomerPage> {
    let limit = query.limit.max(1);
    let wanted = limit.saturating_add(1);
    let filter = narrowed(conn, &query.filter, OWN, listed(limit))?;
    let parts = parts(filter, query.after.as_ref());
    let mut found = Vec::new();
    for (part, order) in parts {
        let rows: Vec<CustomerRow> = page(part, order, wanted).load(conn)?;
        for row in rows {
            found.push(row.into_customer()?);
        }
        if found.len() >= wanted {
            break;
        }
    }
    Ok(CustomerPage::of(found, limit))
}

/// Returns the conditions whose customers follow one another in a list, each with its order: behind a
/// place first those of the same name, then others. An index finds where each begins.
pub(crate) fn parts(filter: Sql, after: Option<&CustomerCursor>) -> Vec<(Sql, Sql)> {
    let by_key = sql(KEY).text(", customers.id");
    let Some(CustomerCursor { key, id }) = after else { return vec![(filter, by_key)] };
    let own = filter.text(" AND ").text(KEY);
    let same = own.clone().text(" = ").str(key.as_str());
    let same = same.text(" AND customers.id > ").int(id.get());
    // A file would sort by the key, too, though all have the same.
    vec![(same, sql("customers.id")), (own.text(" > ").str(key.as_str()), by_key)]
}

/// Returns the statement for customers that fulfil a condition, in order.
pub(crate) fn page(
    filter: Sql,
    order: Sql,
    limit: usize,
) -> impl LoadQuery<'static, Conn, CustomerRow> + QueryFragment<MultiBackend> {
    customers::table
        .filter(Fragment(filter))
        .order(Fragment(order.at_most(limit)))
        .select(CustomerRow::as_select())
}

/// Counts those that match.
pub(super) fn count(conn: &mut Conn, filter: &Predicate) -> Attempt<u64> {
    let filter = narrowed(conn, filter, OWN, COUNTED)?;
    let counted = sql("SELECT COUNT(*) FROM customers WHERE ").then(filter);
    Ok(number(counted.rows::<BigInt>().get_result(conn)?))
}
