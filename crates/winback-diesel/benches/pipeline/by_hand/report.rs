//! Counts and the report of losses.

use anyhow::Result;
use rusqlite::Connection;
use winback_store::ReasonLosses;
use winback_store::domain::LostReasonId;

/// Counts the lost records and sums their revenue, by whether their probability is 0.
pub(crate) fn tally(conn: &mut Connection) -> Result<Vec<(String, bool, i64, i64)>> {
    let tx = conn.transaction()?;
    let mut statement = tx.prepare_cached(
        "SELECT state, probability = 0, COUNT(*), SUM(expected_revenue) FROM opportunities \
         WHERE state = 'lost' GROUP BY state, probability = 0",
    )?;
    let rows =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Counts all losses by reason.
pub(crate) fn losses_by_reason(conn: &mut Connection) -> Result<Vec<ReasonLosses>> {
    let tx = conn.transaction()?;
    let mut statement = tx.prepare_cached(
        "SELECT reason_id, COUNT(*), SUM(expected_revenue), COUNT(*) FILTER (WHERE ended_at IS NULL), \
         COUNT(*) FILTER (WHERE ended_how IN ('restored', 'won')) FROM losses \
         GROUP BY reason_id ORDER BY COUNT(*) DESC, reason_id IS NULL, reason_id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let count = |column| row.get(column).map(i64::unsigned_abs);
        found.push(ReasonLosses {
            reason: row.get::<_, Option<i64>>(0)?.map(LostReasonId::new),
            losses: count(1)?,
            revenue_minor: row.get::<_, i64>(2)?.into(),
            still_lost: count(3)?,
            won_back: count(4)?,
        });
    }
    Ok(found)
}
