//! Whether what was counted is what there is.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

use super::observed::{Sign, observed};
use super::since;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::integrity::Tally;
use crate::sql::sql;

/// Finds the values of which something else was counted than there is.
pub(crate) fn wrong_frequencies(conn: &mut Conn) -> Attempt<Tally> {
    let differing = sql("SELECT team_id, variable, value, CAST(SUM(won) AS BIGINT), ")
        .text("CAST(SUM(lost) AS BIGINT) FROM (")
        .text("SELECT team_id, variable, value, won, lost FROM scoring_counts UNION ALL ")
        .text("SELECT team, variable, value, won, lost FROM (")
        .then(observed(sql("1 = 1"), since(conn)?, Sign::Taken))
        .text(") AS there) AS counted GROUP BY team_id, variable, value ")
        .text("HAVING SUM(won) <> 0 OR SUM(lost) <> 0 ORDER BY team_id, variable, value");
    type Row = (BigInt, Text, Text, BigInt, BigInt);
    let rows: Vec<(i64, String, String, i64, i64)> = differing.rows::<Row>().load(conn)?;
    let mut tally = Tally::default();
    for (team, variable, value, won, lost) in rows {
        tally.find(None, || {
            let of = match team {
                0 => "no team".to_owned(),
                team => format!("team {team}"),
            };
            format!(
                "the {variable} `{value}` of {of} was counted with {won} won and {lost} lost too \
                 many: run `winback scoring rebuild`"
            )
        });
    }
    Ok(tally)
}
