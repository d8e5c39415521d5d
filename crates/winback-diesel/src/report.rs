//! Loss reports.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable};
use winback_store::domain::LostReasonId;
use winback_store::filter::Predicate;
use winback_store::{LossPeriod, ReasonLosses};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::rows::{count, micros};
use crate::search::OWN;
use crate::selection::{HALVES, whole};
use crate::sql::sql;
use crate::trigrams::{COUNTED, narrowed};

/// Counts the losses of a period by reason, over the records that match a filter.
pub(crate) fn losses_by_reason(
    conn: &mut Conn,
    filter: &Predicate,
    period: LossPeriod,
) -> Attempt<Vec<ReasonLosses>> {
    type Row = (Nullable<BigInt>, BigInt, BigInt, BigInt, BigInt, BigInt);
    let mut statement = sql("SELECT reason_id, COUNT(*), ")
        .text(HALVES)
        .text(", COUNT(CASE WHEN ended_at IS NULL THEN 1 END), ")
        .text("COUNT(CASE WHEN ended_how IN ('restored', 'won') THEN 1 END) ")
        .text("FROM losses WHERE 1 = 1");
    if *filter != Predicate::everything() {
        // A period is the shorter way in, by the index on `lost_at`; the sign keeps the other away.
        let own = if period == LossPeriod::default() { "" } else { "+" };
        statement = statement
            .text(" AND ")
            .text(own)
            .text("opportunity_id IN (SELECT opportunities.id FROM opportunities WHERE ")
            .then(narrowed(conn, filter, OWN, COUNTED)?)
            .text(")");
    }
    if let Some(from) = period.from {
        statement = statement.text(" AND lost_at >= ").int(micros(from));
    }
    if let Some(until) = period.until {
        statement = statement.text(" AND lost_at < ").int(micros(until));
    }
    let statement =
        statement.text(" GROUP BY reason_id ORDER BY COUNT(*) DESC, reason_id IS NULL, reason_id");
    let rows: Vec<(Option<i64>, i64, i64, i64, i64, i64)> = statement.rows::<Row>().load(conn)?;
    let row = |(reason, losses, high, low, still_lost, won_back): (Option<i64>, _, _, _, _, _)| {
        ReasonLosses {
            reason: reason.map(LostReasonId::new),
            losses: count(losses),
            revenue_minor: whole(high, low),
            still_lost: count(still_lost),
            won_back: count(won_back),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
