//! Selections: which records bulk work is done on, and what they hold.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use winback_store::domain::{OpportunityId, StateKind};
use winback_store::filter::Predicate;
use winback_store::{Selection, StoreError, Tally, TallyRow};

use crate::connection::Conn;
use crate::error::{Attempt, Failure, unknown};
use crate::predicate::condition;
use crate::rows::count;
use crate::search::OWN;
use crate::sql::{Sql, sql};
use crate::trigrams::{COUNTED, narrowed};

/// Returns the condition of being selected.
pub(crate) fn selected(conn: &mut Conn, selection: &Selection) -> Attempt<Sql> {
    Ok(match &selection.ids {
        None => narrowed(conn, &selection.filter, OWN, COUNTED)?,
        Some(ids) => {
            let chosen = sql("opportunities.id").in_ids(ids.iter().map(|id| id.get()));
            chosen.text(" AND ").then(condition(&selection.filter, OWN)?)
        }
    })
}

/// Returns the ids that are not found or do not match, ascending.
pub(crate) fn missing(conn: &mut Conn, selection: &Selection) -> Attempt<Vec<OpportunityId>> {
    let Some(ids) = &selection.ids else { return Ok(Vec::new()) };
    let found = sql("SELECT id FROM opportunities WHERE ").then(selected(conn, selection)?);
    let found: Vec<i64> = found.rows::<BigInt>().load(conn)?;
    let found: BTreeSet<OpportunityId> = found.into_iter().map(OpportunityId::new).collect();
    let wanted: BTreeSet<OpportunityId> = ids.iter().copied().collect();
    Ok(wanted.difference(&found).copied().collect())
}

/// The two halves of a sum that does not fit: of what stands above 32 bits, and of what is below.
pub(crate) const HALVES: &str = "CAST(COALESCE(SUM(expected_revenue >> 32), 0) AS BIGINT), \
     CAST(COALESCE(SUM(expected_revenue & 4294967295), 0) AS BIGINT)";

/// Puts the halves of a sum together.
pub(crate) fn whole(high: i64, low: i64) -> i128 {
    (i128::from(high) << 32) + i128::from(low)
}

/// Counts what a selection holds.
pub(crate) fn tally(conn: &mut Conn, selection: &Selection) -> Attempt<Tally> {
    type Row = (Text, Bool, BigInt, BigInt, BigInt);
    let counting = counting(selected(conn, selection)?);
    let found: Vec<(String, bool, i64, i64, i64)> = counting.rows::<Row>().load(conn)?;
    let mut rows = Vec::with_capacity(found.len());
    for (word, at_zero, number, high, low) in found {
        let state = StateKind::from_word(&word).ok_or_else(|| unknown("the state", &word))?;
        let revenue_minor = whole(high, low);
        rows.push(TallyRow { state, at_zero, count: count(number), revenue_minor });
    }
    rows.sort_by_key(|row| (row.state, row.at_zero));
    Ok(Tally { rows, missing: missing(conn, selection)? })
}

/// Whether a record's probability is 0: all lost ones are there, and of the others only open ones
/// can be (behaviour 1.5), which an index of their own names.
const AT_ZERO: &str = "(opportunities.state = 'lost' OR opportunities.id IN \
     (SELECT zero.id FROM opportunities AS zero WHERE zero.open_at_zero = TRUE))";

/// Counts the records of a condition, and sums their expected revenues.
pub(crate) fn counted(conn: &mut Conn, which: Sql) -> Attempt<(u64, i128)> {
    let counting = sql("SELECT COUNT(*), ").text(HALVES).text(" FROM opportunities WHERE ");
    let (number, high, low): (i64, i64, i64) =
        counting.then(which).rows::<(BigInt, BigInt, BigInt)>().get_result(conn)?;
    Ok((count(number), whole(high, low)))
}

/// Refuses the records of a condition if one of some filters is matched by any.
pub(crate) fn hold(conn: &mut Conn, which: &Sql, barred: &[Predicate]) -> Attempt<()> {
    for (by, filter) in barred.iter().enumerate() {
        let kept = sql("SELECT COUNT(*) FROM opportunities WHERE ").then(which.clone());
        let kept = kept.text(" AND ").then(condition(filter, OWN)?);
        match count(kept.rows::<BigInt>().get_result(conn)?) {
            0 => {}
            records => return Err(Failure::Store(StoreError::Barred { by, records })),
        }
    }
    Ok(())
}

fn counting(selected: Sql) -> Sql {
    sql("SELECT state, ")
        .text(AT_ZERO)
        .text(", COUNT(*), ")
        .text(HALVES)
        .text(" FROM opportunities WHERE ")
        .then(selected)
        .text(" GROUP BY 1, 2")
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::Integer;
    use diesel::{Connection, SqliteConnection};
    use winback_store::filter::{Context, parse};
    use winback_store::{OPPORTUNITY, opportunity_schema};

    use super::*;
    use crate::migrations;

    /// Returns how SQLite would count, the first step of it.
    fn plan(filter: &str) -> String {
        let utc = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let filter = parse(filter).unwrap().check(&opportunity_schema(2), OPPORTUNITY, &utc);
        let counting = counting(condition(&filter.unwrap(), OWN).unwrap());
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        migrations::run(migrations::SQLITE, &mut conn).unwrap();
        let mut rows: Vec<(i32, i32, i32, String)> = sql("EXPLAIN QUERY PLAN ")
            .then(counting)
            .rows::<(Integer, Integer, Integer, Text)>()
            .load(&mut conn)
            .unwrap();
        rows.swap_remove(0).3
    }

    #[test]
    fn lost_and_open_records_are_counted_without_being_read() {
        let scan = "SCAN opportunities USING COVERING INDEX ";
        assert_eq!(plan("state = lost"), format!("{scan}opportunities_lost"));
        assert_eq!(plan("state = open"), format!("{scan}opportunities_open"));
    }

    #[test]
    fn lost_records_of_some_reasons_are_counted_without_being_read() {
        let plan = plan("state = lost and lost_reason in (1, 2)");
        assert_eq!(plan, "SCAN opportunities USING COVERING INDEX opportunities_lost");
    }
}
