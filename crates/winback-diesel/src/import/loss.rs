//! The losses of imported rows.

use diesel::{RunQueryDsl, insert_into};
use winback_store::domain::{
    Loss, LossDetails, LossEnd, LossId, LossRecord, LossRevision, NewPerson, OpportunityId,
    PersonId,
};
use winback_store::{ImportLoss, ImportLossEnd, ImportRevision};

use super::GROUP;
use super::name::Names;
use crate::connection::{Conn, on_either};
use crate::error::Attempt;
use crate::ids::Ids;
use crate::reference::STAGES;
use crate::rows::{LossColumns, RevisionColumns};
use crate::schema::{loss_revisions, losses};

/// How many revisions are written at a time, so that a statement has not too many binds.
const REVISIONS: usize = 4_000;

/// The losses of a chunk of rows.
#[derive(Debug, Default)]
pub(super) struct Losses {
    records: Vec<LossRecord>,
}

impl Losses {
    /// Takes a loss of a record, with ids in place of names, and returns it without its own id.
    pub(super) fn take(
        &mut self,
        conn: &mut Conn,
        names: &mut Names,
        opportunity: OpportunityId,
        from: &ImportLoss,
        end: Option<LossEnd>,
    ) -> Attempt<Loss> {
        let (loss, revisions) = Self::read(conn, names, from)?;
        self.put(LossRecord { opportunity, origin: None, loss: loss.clone(), revisions, end });
        Ok(loss)
    }

    /// Takes a loss, which gets its id when it is written.
    pub(super) fn put(&mut self, record: LossRecord) {
        self.records.push(record);
    }

    /// Returns a loss, without its own id, and what was said of it, with ids in place of names.
    pub(super) fn read(
        conn: &mut Conn,
        names: &mut Names,
        from: &ImportLoss,
    ) -> Attempt<(Loss, Vec<LossRevision>)> {
        let lost_by = person(conn, names, from.lost_by.as_deref())?;
        let salesperson = person(conn, names, from.salesperson.as_deref())?;
        let mut revisions = Vec::new();
        for said in from.revisions() {
            revisions.push(revision(conn, names, said)?);
        }
        let loss = Loss {
            id: LossId::new(0),
            details: revisions.last().map(|last| last.details.clone()).unwrap_or_default(),
            lost_at: from.lost_at,
            lost_by,
            stage: from.stage,
            probability: from.probability,
            expected_revenue: from.expected_revenue,
            salesperson,
        };
        Ok((loss, revisions))
    }

    /// Checks that the stages exist.
    pub(super) fn check(&self, conn: &mut Conn) -> Attempt<()> {
        let stages = self.records.iter().filter_map(|record| record.loss.stage);
        STAGES.check(conn, stages.map(|stage| stage.get()))
    }

    /// Writes the losses, whose records are there already.
    pub(super) fn write(&mut self, conn: &mut Conn) -> Attempt<()> {
        let mut ids = Ids::of("losses");
        ids.reserve(conn, self.records.len())?;
        for record in &mut self.records {
            record.loss.id = LossId::new(ids.take());
        }
        let (groups, rest) = self.records.as_chunks::<GROUP>();
        for group in groups {
            let rows = group.each_ref().map(LossColumns::of);
            on_either!(conn, |conn| insert_into(losses::table).values(rows).execute(conn))?;
        }
        let rest: Vec<LossColumns> = rest.iter().map(LossColumns::of).collect();
        on_either!(conn, |conn| insert_into(losses::table).values(rest).execute(conn))?;
        let earlier: Vec<RevisionColumns> =
            self.records.iter().flat_map(RevisionColumns::earlier).collect();
        for rows in earlier.chunks(REVISIONS) {
            on_either!(conn, |conn| insert_into(loss_revisions::table).values(rows).execute(conn))?;
        }
        Ok(())
    }
}

/// Returns the end of a loss, with ids in place of names.
pub(super) fn end(conn: &mut Conn, names: &mut Names, end: &ImportLossEnd) -> Attempt<LossEnd> {
    Ok(LossEnd { at: end.at, by: person(conn, names, end.by.as_deref())?, how: end.how })
}

fn revision(conn: &mut Conn, names: &mut Names, from: &ImportRevision) -> Attempt<LossRevision> {
    let ImportRevision { reason, note, competitor, at, by } = from;
    let reason = reason.as_deref().map(|reason| names.reason(conn, reason)).transpose()?;
    let details = LossDetails { reason, note: note.clone(), competitor: competitor.clone() };
    Ok(LossRevision { details, at: *at, by: person(conn, names, by.as_deref())? })
}

fn person(
    conn: &mut Conn,
    names: &mut Names,
    new: Option<&NewPerson>,
) -> Attempt<Option<PersonId>> {
    new.map(|new| names.person(conn, new)).transpose()
}
