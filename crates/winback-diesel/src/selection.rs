//! Selections: which records bulk work is done on, and what they hold.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use winback_store::domain::{OpportunityId, StateKind};
use winback_store::{Selection, Tally, TallyRow};

use crate::connection::Conn;
use crate::error::{Attempt, unknown};
use crate::predicate::condition;
use crate::rows::count;
use crate::search::OWN;
use crate::sql::{Sql, sql};

/// Returns the condition of being selected.
pub(crate) fn selected(selection: &Selection) -> Attempt<Sql> {
    let filter = condition(&selection.filter, OWN)?;
    Ok(match &selection.ids {
        None => filter,
        Some(ids) => {
            sql("opportunities.id").in_ids(ids.iter().map(|id| id.get())).text(" AND ").then(filter)
        }
    })
}

/// Returns the ids that are not found or do not match, ascending.
pub(crate) fn missing(conn: &mut Conn, selection: &Selection) -> Attempt<Vec<OpportunityId>> {
    let Some(ids) = &selection.ids else { return Ok(Vec::new()) };
    let found = sql("SELECT id FROM opportunities WHERE ").then(selected(selection)?);
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
    let statement = sql("SELECT state, probability = 0, COUNT(*), ")
        .text(HALVES)
        .text(" FROM opportunities WHERE ")
        .then(selected(selection)?)
        .text(" GROUP BY state, probability = 0");
    let found: Vec<(String, bool, i64, i64, i64)> = statement.rows::<Row>().load(conn)?;
    let mut rows = Vec::with_capacity(found.len());
    for (word, at_zero, number, high, low) in found {
        let state = StateKind::from_word(&word).ok_or_else(|| unknown("the state", &word))?;
        let revenue_minor = whole(high, low);
        rows.push(TallyRow { state, at_zero, count: count(number), revenue_minor });
    }
    rows.sort_by_key(|row| (row.state, row.at_zero));
    Ok(Tally { rows, missing: missing(conn, selection)? })
}
