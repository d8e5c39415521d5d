//! Estimates of many records: what is scored of them is read, estimated and written, some thousand
//! at a time.

use std::borrow::Cow;

use diesel::RunQueryDsl;
use winback_store::Estimated;
use winback_store::domain::{
    Estimator, OpportunityId, Probability, Scored, StageId, TeamId, Variable,
};

use super::estimator;
use super::scored::{CHUNK, ScoredRow, read};
use crate::connection::Conn;
use crate::dialect::List;
use crate::error::Attempt;
use crate::pipeline::stages;
use crate::rows::count;
use crate::sql::{Sql, sql};

/// An id and an estimate travel as one number: there is one list of numbers in both databases.
const PACKED: i64 = 1 << 14;

/// One record, with what is scored of it and its present estimate.
type Candidate = (i64, i64, Scored);

/// Estimates open records after one, at most so many.
pub(crate) fn estimate_records(
    conn: &mut Conn,
    after: Option<OpportunityId>,
    limit: usize,
) -> Attempt<Estimated> {
    let pipeline = stages(conn)?;
    let estimator = estimator(conn, &pipeline)?;
    let after = after.map_or(i64::MIN, OpportunityId::get);
    let which = sql("opportunities.state = 'open'");
    let found = candidates(conn, &which, after, limit.saturating_add(1))?;
    let more = found.len() > limit;
    let found: Vec<Candidate> = found.into_iter().take(limit).collect();
    let last = found.last().map(|(id, ..)| OpportunityId::new(*id)).filter(|_| more);
    let changed = write(
        conn,
        &found,
        &estimator,
        Place::Own,
        ", probability = COALESCE(hand_probability, estimated.value % 16384)",
    )?;
    Ok(Estimated { records: count(i64::try_from(found.len()).unwrap_or(i64::MAX)), changed, last })
}

/// Where records are estimated: what moves them writes that afterwards.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// Where they are.
    Own,
    /// In this stage.
    Stage(StageId),
    /// In this team, or in none.
    Team(Option<TeamId>),
}

impl Place {
    /// Returns what is scored of a record that is there.
    fn of(self, scored: &Scored) -> Cow<'_, Scored> {
        match self {
            Self::Own => Cow::Borrowed(scored),
            Self::Stage(stage) => Cow::Owned(Scored { stage: Some(stage), ..scored.clone() }),
            Self::Team(team) => Cow::Owned(Scored { team, ..scored.clone() }),
        }
    }
}

/// Estimates all records that fulfil a condition, as if they were in a place. Their probabilities
/// stay: whoever changes the records sets them.
pub(crate) fn estimate_anew(
    conn: &mut Conn,
    which: &Sql,
    place: Place,
    estimator: &Estimator,
) -> Attempt<()> {
    let mut after = i64::MIN;
    loop {
        let found = candidates(conn, which, after, CHUNK)?;
        write(conn, &found, estimator, place, "")?;
        match found.last() {
            Some((last, ..)) if found.len() == CHUNK => after = *last,
            Some(_) | None => return Ok(()),
        }
    }
}

/// Writes the estimates that differ, and returns how many do.
fn write(
    conn: &mut Conn,
    found: &[Candidate],
    estimator: &Estimator,
    place: Place,
    also: &'static str,
) -> Attempt<u64> {
    let mut packed = Vec::with_capacity(found.len());
    for (id, present, scored) in found {
        let Some(estimate) = estimator.estimate(&place.of(scored)) else { continue };
        // As `Opportunity::re_estimate` does: that of a won stage is nobody's while open.
        let is_open_one = estimate != Probability::CERTAIN;
        let estimate = i64::from(estimate.hundredths());
        if is_open_one && estimate != *present {
            packed.push(id * PACKED + estimate);
        }
    }
    if packed.is_empty() {
        return Ok(0);
    }
    let written = sql("UPDATE opportunities SET estimate = estimated.value % 16384")
        .text(also)
        .text(" FROM ")
        .list_table(List::Ints(packed))
        .text(" AS estimated WHERE opportunities.id = estimated.value / 16384")
        .execute(conn)?;
    Ok(count(i64::try_from(written).unwrap_or(i64::MAX)))
}

/// Reads what is scored of the records that fulfil a condition, by id, after one.
fn candidates(conn: &mut Conn, which: &Sql, after: i64, limit: usize) -> Attempt<Vec<Candidate>> {
    let (rows, tags) = read(conn, which, after, limit)?;
    let candidate = |row: ScoredRow| {
        let number = |id: Option<i64>| id.map(|id| id.to_string());
        let one = [
            (Variable::Country, number(row.country)),
            (Variable::Region, row.region),
            (Variable::EmailQuality, Some(row.email_quality)),
            (Variable::PhoneQuality, Some(row.phone_quality)),
            (Variable::Source, number(row.source)),
            (Variable::Language, row.language),
        ];
        let one = one.into_iter().filter_map(|(variable, value)| Some((variable, value?)));
        let tags = tags.of(row.id).map(|tag| (Variable::Tag, tag.to_string()));
        let values = one.chain(tags).collect();
        let (team, stage) = (row.team.map(TeamId::new), row.stage.map(StageId::new));
        (row.id, row.estimate, Scored { team, stage, values })
    };
    Ok(rows.into_iter().map(candidate).collect())
}
