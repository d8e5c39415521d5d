//! Counts, groups, and the report of losses.

use anyhow::Result;
use winback_store::ReasonLosses;
use winback_store::domain::LostReasonId;

use crate::client::Client;

/// Counts the lost records and sums their revenue, by whether their probability is 0.
pub(crate) fn tally(client: &mut Client) -> Result<Vec<(String, bool, i64, i64)>> {
    client.query(
        "SELECT state, probability = 0, COUNT(*), CAST(SUM(expected_revenue) AS BIGINT) \
         FROM opportunities WHERE state = 'lost' GROUP BY state, probability = 0",
        &[],
    )
}

/// The name of a team, how many records it has, and their revenue.
type TeamTotal = (Option<String>, i64, Option<i64>);

/// Counts the lost records of each team and sums their revenue, in the order of the teams.
pub(crate) fn by_team(client: &mut Client) -> Result<Vec<TeamTotal>> {
    client.query(
        "SELECT t.name, g.records, g.revenue FROM (SELECT team_id, COUNT(*) AS records, \
         CAST(SUM(expected_revenue) AS BIGINT) AS revenue FROM opportunities \
         WHERE state = 'lost' GROUP BY team_id) AS g LEFT JOIN teams AS t ON t.id = g.team_id \
         ORDER BY t.position IS NULL, t.position, t.id DESC",
        &[],
    )
}

/// Counts all losses by reason.
pub(crate) fn losses_by_reason(client: &mut Client) -> Result<Vec<ReasonLosses>> {
    let found: Vec<(Option<i64>, u64, i64, u64, u64)> = client.query(
        "SELECT reason_id, COUNT(*), CAST(SUM(expected_revenue) AS BIGINT), \
         COUNT(*) FILTER (WHERE ended_at IS NULL), \
         COUNT(*) FILTER (WHERE ended_how IN ('restored', 'won')) FROM losses \
         GROUP BY reason_id ORDER BY COUNT(*) DESC, reason_id IS NULL, reason_id",
        &[],
    )?;
    let row = |(reason, losses, revenue, still_lost, won_back): (_, _, i64, _, _)| ReasonLosses {
        reason: Option::map(reason, LostReasonId::new),
        losses,
        revenue_minor: revenue.into(),
        still_lost,
        won_back,
    };
    Ok(found.into_iter().map(row).collect())
}
