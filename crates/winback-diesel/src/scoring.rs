//! The frequencies of won and lost values, and the estimates made of them. Rule: behaviour 6.
//!
//! A row of `scoring_counts` is what one change added or took away, and a frequency the sum of its
//! rows: two people who close deals at the same time write no row in common. Every
//! [`TOGETHER`]th operation puts the rows together.

mod check;
mod estimate;
mod observed;
mod recount;
mod scored;

use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::domain::{
    Count, Estimator, Frequencies, FrequencyKey, Operation, OpportunityId, Pipeline,
    ScoringSettings, TeamId, Variable,
};
use winback_store::{Estimated, ScoringStore, StoreResult};

pub(crate) use self::check::wrong_frequencies;
pub(crate) use self::estimate::{Place, estimate_anew, estimate_records};
use self::observed::{Sign, observed};
pub(crate) use self::recount::recount;
use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, unknown};
use crate::rows::instant;
use crate::sql::{Sql, sql};

/// After so many operations the rows are put together.
const TOGETHER: i64 = 64;

/// Frequencies in the database.
#[derive(Debug)]
pub(crate) struct ScoringInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl ScoringStore for ScoringInDatabase {
    async fn frequencies(&self) -> StoreResult<Frequencies> {
        self.0.read("reading the frequencies", |conn| frequencies(conn, None)).await
    }

    async fn recount(&self) -> StoreResult<()> {
        self.0.write("counting what was won and lost", recount).await
    }

    async fn estimate(&self, after: Option<OpportunityId>, limit: usize) -> StoreResult<Estimated> {
        let work = move |conn: &mut _| estimate_records(conn, after, limit);
        self.0.write("estimating probabilities", work).await
    }
}

/// Adds what the won and lost records among these tell; `which` is a condition on opportunities.
pub(crate) fn observe(conn: &mut Conn, which: Sql) -> Attempt<()> {
    add(conn, which, Sign::Added)
}

/// Takes away what the won and lost records among these told.
pub(crate) fn retract(conn: &mut Conn, which: Sql) -> Attempt<()> {
    add(conn, which, Sign::Taken)
}

fn add(conn: &mut Conn, which: Sql, sign: Sign) -> Attempt<()> {
    sql("INSERT INTO scoring_counts (team_id, variable, value, won, lost) ")
        .then(observed(which, since(conn)?, sign))
        .execute(conn)?;
    Ok(())
}

/// Puts rows together, if it is time to after an operation.
pub(crate) fn put_together_after(conn: &mut Conn, operation: &Operation) -> Attempt<()> {
    match operation.id.get() % TOGETHER {
        0 => put_together(conn),
        _ => Ok(()),
    }
}

/// Makes one row of all that say something of the same value.
///
/// Rows that others add meanwhile have not been seen, and stay.
pub(crate) fn put_together(conn: &mut Conn) -> Attempt<()> {
    let last = sql("SELECT MAX(id) FROM scoring_counts").rows::<Nullable<BigInt>>();
    let Some(last) = last.get_result::<Option<i64>>(conn)? else { return Ok(()) };
    sql("INSERT INTO scoring_counts (team_id, variable, value, won, lost) ")
        .text(SUMS)
        .text("WHERE id <= ")
        .int(last)
        .text(GROUPED)
        .execute(conn)?;
    sql("DELETE FROM scoring_counts WHERE id <= ").int(last).execute(conn)?;
    Ok(())
}

const SUMS: &str = "SELECT team_id, variable, value, CAST(SUM(won) AS BIGINT), \
     CAST(SUM(lost) AS BIGINT) FROM scoring_counts ";

const GROUPED: &str = " GROUP BY team_id, variable, value HAVING SUM(won) <> 0 OR SUM(lost) <> 0";

/// Reads the frequencies: of one team, or all of them.
fn frequencies(conn: &mut Conn, team: Option<TeamId>) -> Attempt<Frequencies> {
    let which = match team {
        Some(team) => sql(SUMS).text("WHERE team_id = ").int(team.get()),
        None => sql(SUMS),
    };
    type Row = (BigInt, Text, Text, BigInt, BigInt);
    let rows: Vec<(i64, String, String, i64, i64)> =
        which.text(GROUPED).rows::<Row>().load(conn)?;
    rows.into_iter()
        .map(|(team, word, value, won, lost)| {
            let team = (team != 0).then(|| TeamId::new(team));
            let variable =
                Variable::from_word(&word).ok_or_else(|| unknown("the variable", &word))?;
            Ok((FrequencyKey { team, variable, value }, Count { won, lost }))
        })
        .collect()
}

/// Returns what records of any team are estimated by.
pub(crate) fn estimator(conn: &mut Conn, pipeline: &Pipeline) -> Attempt<Estimator> {
    let frequencies = frequencies(conn, None)?;
    Ok(Estimator::new(&frequencies, settings(conn)?, pipeline.clone()))
}

/// Returns what records of one team, or of none, are estimated by.
pub(crate) fn estimator_for(
    conn: &mut Conn,
    team: Option<TeamId>,
    pipeline: &Pipeline,
) -> Attempt<Estimator> {
    let own = team.map(|team| frequencies(conn, Some(team))).transpose()?;
    match own.filter(|own| own.rows().next().is_some()) {
        Some(own) => Ok(Estimator::new(&own, settings(conn)?, pipeline.clone())),
        None => estimator(conn, pipeline),
    }
}

/// Reads how estimates are made.
pub(crate) fn settings(conn: &mut Conn) -> Attempt<ScoringSettings> {
    let row = sql("SELECT scoring_variables, scoring_since FROM settings");
    let rows: Vec<(String, Option<i64>)> = row.rows::<(Text, Nullable<BigInt>)>().load(conn)?;
    let Some((words, since)) = rows.into_iter().next() else {
        return Ok(ScoringSettings::default());
    };
    scoring_settings(&words, since)
}

/// Reads how estimates are made, as the settings keep it.
pub(crate) fn scoring_settings(words: &str, since: Option<i64>) -> Attempt<ScoringSettings> {
    let variable =
        |word: &str| Variable::from_word(word).ok_or_else(|| unknown("the variable", &word));
    let words = words.split(',').filter(|word| !word.is_empty());
    let variables = words.map(variable).collect::<Attempt<_>>()?;
    Ok(ScoringSettings { variables, since: since.map(instant).transpose()? })
}

fn since(conn: &mut Conn) -> Attempt<Option<i64>> {
    let since = sql("SELECT scoring_since FROM settings").rows::<Nullable<BigInt>>();
    let since: Vec<Option<i64>> = since.load(conn)?;
    Ok(since.into_iter().next().flatten())
}
