//! Lists of opportunities, a page at a time.

use std::collections::{BTreeMap, BTreeSet};

use diesel::query_builder::QueryFragment;
use diesel::query_dsl::LoadQuery;
use diesel::sql_types::BigInt;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, RunQueryDsl, SelectableHelper,
};
use winback_store::domain::{Opportunity, OpportunityId, TagId};
use winback_store::filter::Predicate;
use winback_store::{Page, Query};

use crate::connection::{Conn, MultiBackend};
use crate::error::Attempt;
use crate::names::names;
use crate::order::Order;
use crate::predicate::condition;
use crate::rows::{LossRow, OpportunityRow};
use crate::schema::{losses, opportunities};
use crate::sql::{Fragment, Sql, Table, sql};
use crate::trigrams::{listed, narrowed};

/// The table of the list itself.
pub(crate) const OWN: Table = Table::Named("opportunities");

/// Finds one page.
pub(crate) fn search(conn: &mut Conn, query: &Query) -> Attempt<Page> {
    let order = Order::of(&query.sort)?;
    let limit = query.limit.max(1);
    let filter = narrowed(conn, &query.filter, OWN, listed(limit))?;
    let wanted = limit.saturating_add(1);
    let mut records = Vec::new();
    match query.after.as_ref().and_then(|cursor| order.after(cursor)) {
        None => records = load(conn, filter, order.list(), wanted)?,
        Some(parts) => {
            for part in parts {
                let filter = filter.clone().text(" AND ").then(part);
                // A few more than are left are rare and cheaper than a statement of its own for each
                // number that can be left.
                records.extend(load(conn, filter, order.list(), wanted)?);
                if records.len() >= wanted {
                    break;
                }
            }
        }
    }
    let more = records.len() > limit;
    records.truncate(limit);
    let last = records.last().filter(|_| more).map(|record| record.id);
    let place = last.map(|id| {
        sql("SELECT ").then(order.values()).text(" FROM opportunities WHERE id = ").int(id.get())
    });
    let (names, values) = names(conn, &records, place)?;
    let next = last.zip(values).map(|(id, values)| order.cursor(&values, id)).transpose()?;
    Ok(Page { names, records, next })
}

/// Loads one record that matches a filter.
pub(crate) fn find(
    conn: &mut Conn,
    id: OpportunityId,
    visible: &Predicate,
) -> Attempt<Option<Opportunity>> {
    let filter = sql("opportunities.id = ").int(id.get()).text(" AND ");
    let filter = filter.then(condition(visible, OWN)?);
    Ok(load(conn, filter, sql("opportunities.id"), 1)?.pop())
}

/// Returns the statement for records that fulfil a condition, with their current losses.
pub(crate) fn listing(
    filter: Sql,
    order: Sql,
    limit: usize,
) -> impl LoadQuery<'static, Conn, (OpportunityRow, Option<LossRow>)> + QueryFragment<MultiBackend>
{
    let current = losses::opportunity_id.eq(opportunities::id).and(losses::ended_at.is_null());
    opportunities::table
        .left_join(losses::table.on(current))
        .filter(Fragment(filter))
        .order(Fragment(order.at_most(limit)))
        .select((OpportunityRow::as_select(), Option::<LossRow>::as_select()))
}

/// Loads records that fulfil a condition.
pub(crate) fn load(
    conn: &mut Conn,
    filter: Sql,
    order: Sql,
    limit: usize,
) -> Attempt<Vec<Opportunity>> {
    let rows: Vec<(OpportunityRow, Option<LossRow>)> = listing(filter, order, limit).load(conn)?;
    let mut tags = tags(conn, rows.iter().map(|(row, _)| row.id))?;
    rows.into_iter()
        .map(|(row, loss)| {
            let tags = tags.remove(&row.id).unwrap_or_default();
            row.into_opportunity(loss, tags)
        })
        .collect()
}

fn tags(
    conn: &mut Conn,
    ids: impl Iterator<Item = i64>,
) -> Attempt<BTreeMap<i64, BTreeSet<TagId>>> {
    let found = sql("SELECT opportunity_id, tag_id FROM opportunity_tags WHERE opportunity_id");
    let found: Vec<(i64, i64)> = found.in_ids(ids).rows::<(BigInt, BigInt)>().load(conn)?;
    let mut tags: BTreeMap<i64, BTreeSet<TagId>> = BTreeMap::new();
    for (opportunity, tag) in found {
        tags.entry(opportunity).or_default().insert(TagId::new(tag));
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::{Integer, Text};
    use diesel::{Connection, SqliteConnection};
    use winback_store::filter::{Context, Sort, parse};
    use winback_store::{Cursor, CursorValue, OPPORTUNITY, default_sort, opportunity_schema};

    use super::*;
    use crate::migrations;

    /// Returns how SQLite would find a list, line by line.
    ///
    /// A list that goes on after a cursor is found part by part: then it is the first part's plan.
    fn plan(filter: &str, sort: Option<&str>, after: Option<Cursor>) -> String {
        let schema = opportunity_schema(2);
        let entity = schema.entity(OPPORTUNITY).unwrap();
        let utc = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let filter = parse(filter).unwrap().check(&schema, OPPORTUNITY, &utc).unwrap();
        let sort = sort.map_or(default_sort(&schema), |text| Sort::parse(entity, text).unwrap());
        let order = Order::of(&sort).unwrap();
        let mut condition = condition(&filter, OWN).unwrap();
        if let Some(after) = after {
            let first = order.after(&after).unwrap().swap_remove(0);
            condition = condition.text(" AND ").then(first);
        }
        let statement = sql("EXPLAIN QUERY PLAN SELECT opportunities.name, losses.note ")
            .text(
                "FROM opportunities LEFT JOIN losses ON losses.opportunity_id = opportunities.id ",
            )
            .text("AND losses.ended_at IS NULL WHERE ")
            .then(condition)
            .text(" ORDER BY ")
            .then(order.list())
            .text(" LIMIT 81");
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        migrations::run(migrations::SQLITE, &mut conn).unwrap();
        let rows: Vec<(i32, i32, i32, String)> =
            statement.rows::<(Integer, Integer, Integer, Text)>().load(&mut conn).unwrap();
        rows.into_iter().map(|(_, _, _, line)| line).collect::<Vec<_>>().join("\n")
    }

    const CURRENT_LOSS: &str =
        "SEARCH losses USING INDEX losses_current (opportunity_id=?) LEFT-JOIN";

    #[test]
    fn the_lost_list_reads_its_index_in_order() {
        let plan = plan("state = lost", None, None);
        let scan = "SCAN opportunities USING INDEX opportunities_lost";
        assert_eq!(plan, format!("{scan}\n{CURRENT_LOSS}"));
    }

    #[test]
    fn the_next_page_of_the_lost_list_begins_where_the_last_one_ended() {
        let values = vec![CursorValue::Number(2), CursorValue::Number(7)];
        let plan = plan("state = lost", None, Some(Cursor { values, id: OpportunityId::new(7) }));
        let search = "SEARCH opportunities USING INDEX opportunities_lost (priority=? AND id<?)";
        assert_eq!(plan, format!("{search}\n{CURRENT_LOSS}"));
    }

    #[test]
    fn the_pipeline_reads_its_index_in_order() {
        let plan = plan("active is true", None, None);
        let scan = "SCAN opportunities USING INDEX opportunities_active";
        assert_eq!(plan, format!("{scan}\n{CURRENT_LOSS}"));
    }

    #[test]
    fn a_filter_without_an_index_of_its_own_reads_the_default_order() {
        let plan = plan("name contains pump and state in (lost, open)", None, None);
        let scan = "SCAN opportunities USING INDEX opportunities_default";
        assert!(plan.starts_with(scan) && !plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn records_of_one_reason_are_found_in_order() {
        let plan = plan("lost_reason = 3", None, None);
        let search =
            "SEARCH opportunities USING INDEX opportunities_lost_reason (lost_reason_id=?)";
        assert_eq!(plan, format!("{search}\n{CURRENT_LOSS}"));
    }

    #[test]
    fn records_of_several_reasons_are_found_along_the_lost_list() {
        for filter in ["lost_reason in (3, 4)", "lost_reason in (\"Too small\", \"Too big\")"] {
            let plan = plan(filter, None, None);
            let scan = "SCAN opportunities USING INDEX opportunities_lost\n";
            assert!(plan.starts_with(scan) && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }

    #[test]
    fn losses_are_searched_once_and_not_once_for_each_record() {
        let plan = plan("losses matches (reason = 2)", None, None);
        assert!(plan.contains("SEARCH t1 USING INDEX losses_reason (reason_id=?)"), "{plan}");
        assert!(!plan.contains("CORRELATED"), "{plan}");
    }

    #[test]
    fn losses_are_counted_once_and_not_once_for_each_record() {
        let plan = plan("losses at least 2 matching (reason = 2)", None, None);
        assert!(plan.contains("SEARCH t1 USING INDEX losses_reason (reason_id=?)"), "{plan}");
        assert!(!plan.contains("CORRELATED"), "{plan}");
    }
}
