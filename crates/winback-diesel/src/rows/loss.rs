//! Rows of losses and of their earlier revisions.

use diesel::prelude::{Insertable, Queryable, Selectable};
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{
    Amount, ClosingNote, EndedHow, Loss, LossDetails, LossEnd, LossId, LossRecord, LossRevision,
    LostReasonId, OpportunityId, PersonId, StageId,
};

use super::{folded, instant, micros, probability};
use crate::connection::{Conn, on_either};
use crate::error::{Attempt, unknown};
use crate::schema::{loss_revisions, losses};

/// A loss as it is now.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = losses)]
pub(crate) struct LossRow {
    pub(crate) id: i64,
    opportunity_id: i64,
    reason_id: Option<i64>,
    note: Option<String>,
    competitor: Option<String>,
    lost_at: i64,
    lost_by: Option<i64>,
    stage_id: Option<i64>,
    probability: i64,
    expected_revenue: Option<i64>,
    salesperson_id: Option<i64>,
    revised_at: i64,
    revised_by: Option<i64>,
    ended_at: Option<i64>,
    ended_by: Option<i64>,
    ended_how: Option<String>,
    origin_id: Option<i64>,
}

fn details(reason: Option<i64>, note: Option<String>, competitor: Option<String>) -> LossDetails {
    LossDetails {
        reason: reason.map(LostReasonId::new),
        note: note.and_then(ClosingNote::from_sanitised),
        competitor,
    }
}

impl LossRow {
    /// Returns the loss without its history.
    pub(crate) fn into_loss(self) -> Attempt<Loss> {
        Ok(Loss {
            id: LossId::new(self.id),
            details: details(self.reason_id, self.note, self.competitor),
            lost_at: instant(self.lost_at)?,
            lost_by: self.lost_by.map(PersonId::new),
            stage: self.stage_id.map(StageId::new),
            probability: probability(self.probability)?,
            expected_revenue: self.expected_revenue.map(Amount::from_minor),
            salesperson: self.salesperson_id.map(PersonId::new),
        })
    }

    /// Returns the loss with its history; `earlier` are its revisions before the current one.
    pub(crate) fn into_record(self, earlier: Vec<LossRevision>) -> Attempt<LossRecord> {
        let opportunity = OpportunityId::new(self.opportunity_id);
        let origin = self.origin_id.map(OpportunityId::new);
        let end = self.end()?;
        let (at, by) = (instant(self.revised_at)?, self.revised_by.map(PersonId::new));
        let loss = self.into_loss()?;
        let mut revisions = earlier;
        revisions.push(LossRevision { details: loss.details.clone(), at, by });
        Ok(LossRecord { opportunity, origin, loss, revisions, end })
    }

    fn end(&self) -> Attempt<Option<LossEnd>> {
        let (Some(at), Some(how)) = (self.ended_at, &self.ended_how) else { return Ok(None) };
        let how = EndedHow::from_word(how).ok_or_else(|| unknown("the end", how))?;
        Ok(Some(LossEnd { at: instant(at)?, by: self.ended_by.map(PersonId::new), how }))
    }
}

/// What is written of a loss that comes with its history.
#[derive(Debug, Insertable)]
#[diesel(table_name = losses, treat_none_as_default_value = false)]
pub(crate) struct LossColumns {
    id: i64,
    opportunity_id: i64,
    reason_id: Option<i64>,
    note_folded: Option<String>,
    note: Option<String>,
    competitor_folded: Option<String>,
    competitor: Option<String>,
    lost_at: i64,
    lost_by: Option<i64>,
    stage_id: Option<i64>,
    probability: i64,
    expected_revenue: Option<i64>,
    salesperson_id: Option<i64>,
    revised_at: i64,
    revised_by: Option<i64>,
    ended_at: Option<i64>,
    ended_by: Option<i64>,
    ended_how: Option<&'static str>,
    origin_id: Option<i64>,
}

impl LossColumns {
    /// Returns the columns of a loss with all that was said, but for what goes into
    /// [`RevisionColumns`].
    pub(crate) fn of(record: &LossRecord) -> Self {
        let LossRecord { opportunity, origin, loss, revisions, end } = record;
        let LossDetails { reason, note, competitor } = &loss.details;
        let note = note.as_ref().map(ClosingNote::html);
        let last = revisions.last();
        let end = end.as_ref();
        Self {
            id: loss.id.get(),
            opportunity_id: opportunity.get(),
            reason_id: reason.map(LostReasonId::get),
            note_folded: folded(note),
            note: note.map(str::to_owned),
            competitor_folded: folded(competitor.as_deref()),
            competitor: competitor.clone(),
            lost_at: micros(loss.lost_at),
            lost_by: loss.lost_by.map(PersonId::get),
            stage_id: loss.stage.map(StageId::get),
            probability: i64::from(loss.probability.hundredths()),
            expected_revenue: loss.expected_revenue.map(Amount::minor),
            salesperson_id: loss.salesperson.map(PersonId::get),
            revised_at: micros(last.map_or(loss.lost_at, |last| last.at)),
            revised_by: last.and_then(|last| last.by).map(PersonId::get),
            ended_at: end.map(|end| micros(end.at)),
            ended_by: end.and_then(|end| end.by).map(PersonId::get),
            ended_how: end.map(|end| end.how.as_str()),
            origin_id: origin.map(OpportunityId::get),
        }
    }
}

/// Writes what is said of losses that are there already.
pub(crate) fn amend_losses(conn: &mut Conn, amended: &[LossRecord]) -> Attempt<()> {
    for some in amended.chunks(AMENDED) {
        let rows: Vec<LossColumns> = some.iter().map(LossColumns::of).collect();
        on_either!(conn, |conn| insert_into(losses::table)
            .values(&rows)
            .on_conflict(losses::id)
            .do_update()
            .set((
                losses::reason_id.eq(excluded(losses::reason_id)),
                losses::note.eq(excluded(losses::note)),
                losses::note_folded.eq(excluded(losses::note_folded)),
                losses::competitor.eq(excluded(losses::competitor)),
                losses::competitor_folded.eq(excluded(losses::competitor_folded)),
                losses::revised_at.eq(excluded(losses::revised_at)),
                losses::revised_by.eq(excluded(losses::revised_by)),
            ))
            .execute(conn))?;
    }
    Ok(())
}

/// How many losses are amended at a time, so that a statement has not too many binds.
const AMENDED: usize = 500;

/// What is written of what was said about a loss before.
#[derive(Debug, Insertable)]
#[diesel(table_name = loss_revisions, treat_none_as_default_value = false)]
pub(crate) struct RevisionColumns {
    loss_id: i64,
    number: i64,
    reason_id: Option<i64>,
    note: Option<String>,
    competitor: Option<String>,
    revised_at: i64,
    revised_by: Option<i64>,
}

impl RevisionColumns {
    /// Returns the columns of all revisions but the current one.
    pub(crate) fn earlier(record: &LossRecord) -> impl Iterator<Item = Self> {
        let earlier = record.revisions.split_last().map_or(&[][..], |(_, earlier)| earlier);
        let loss_id = record.loss.id.get();
        (1..).zip(earlier).map(move |(number, LossRevision { details, at, by })| Self {
            loss_id,
            number,
            reason_id: details.reason.map(LostReasonId::get),
            note: details.note.as_ref().map(|note| note.html().to_owned()),
            competitor: details.competitor.clone(),
            revised_at: micros(*at),
            revised_by: by.map(PersonId::get),
        })
    }
}

/// What was said about a loss before.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = loss_revisions)]
pub(crate) struct RevisionRow {
    pub(crate) loss_id: i64,
    reason_id: Option<i64>,
    note: Option<String>,
    competitor: Option<String>,
    revised_at: i64,
    revised_by: Option<i64>,
}

impl RevisionRow {
    /// Returns the revision.
    pub(crate) fn into_revision(self) -> Attempt<LossRevision> {
        Ok(LossRevision {
            details: details(self.reason_id, self.note, self.competitor),
            at: instant(self.revised_at)?,
            by: self.revised_by.map(PersonId::new),
        })
    }
}
