//! Merging records, and undoing that.

mod counterparts;
mod kept;

use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use winback_store::domain::{
    EntryKind, FieldChange, LossRecord, Merge, MergeWish, Operation, OperationId, OperationKind,
    Opportunity, OpportunityId, PersonId, Revision, Stamp, TeamId, Unmerge, UnmergeChoice,
    Unmerged,
};
use winback_store::filter::Predicate;
use winback_store::{
    Conversions, Converted, Counterpart, MergeInput, MergeStore, Merged, Selection, StoreError,
    StoreResult, UndoneMerge, is_estimated_anew, scored,
};

pub(crate) use self::kept::lost_merges;
use crate::connection::Conn;
use crate::convert::convert;
use crate::database::Database;
use crate::error::{Attempt, Failure, unknown};
use crate::history::losses;
use crate::import::{log, write, write_tags};
use crate::operation::{Deed, begin};
use crate::pipeline::stages;
use crate::predicate::condition;
use crate::reference::{PEOPLE, TEAMS};
use crate::rows::{amend_losses, micros, overwrite};
use crate::scoring::{estimator, observe, put_together_after, retract};
use crate::search::{OWN, find, load};
use crate::sql::{Sql, sql};

/// Merges in the database.
#[derive(Debug)]
pub(crate) struct MergesInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl MergeStore for MergesInDatabase {
    async fn merge(
        &self,
        records: &[MergeInput],
        visible: &Predicate,
        wish: &MergeWish,
        stamp: Stamp,
    ) -> StoreResult<Merged> {
        let (records, visible, wish) = (records.to_vec(), visible.clone(), *wish);
        let work = move |conn: &mut _| merge(conn, &records, &visible, &wish, stamp);
        self.0.write("merging", work).await
    }

    async fn counterparts(
        &self,
        selection: &Selection,
        visible: &Predicate,
    ) -> StoreResult<Vec<Counterpart>> {
        let (selection, visible) = (selection.clone(), visible.clone());
        let work = move |conn: &mut _| counterparts::counterparts(conn, &selection, &visible);
        self.0.read("looking for the opportunities of leads", work).await
    }

    async fn convert_all(
        &self,
        conversions: &Conversions,
        visible: &Predicate,
        stamp: Stamp,
    ) -> StoreResult<Converted> {
        let (conversions, visible) = (conversions.clone(), visible.clone());
        let work = move |conn: &mut _| convert_all(conn, &conversions, &visible, stamp);
        self.0.write("converting and merging", work).await
    }

    async fn survivor_of(&self, id: OpportunityId) -> StoreResult<Option<OpportunityId>> {
        self.0.read("reading a merge", move |conn| kept::survivor_of(conn, id)).await
    }

    async fn merge_of(&self, id: OperationId, visible: &Predicate) -> StoreResult<Unmerge> {
        let visible = visible.clone();
        self.0.read("reading a merge", move |conn| kept::merge_of(conn, id, &visible)).await
    }

    async fn unmerge(
        &self,
        id: OperationId,
        visible: &Predicate,
        choice: &UnmergeChoice,
        expected: Option<Revision>,
        stamp: Stamp,
    ) -> StoreResult<UndoneMerge> {
        let (visible, choice) = (visible.clone(), choice.clone());
        let work = move |conn: &mut _| unmerge(conn, id, &visible, &choice, expected, stamp);
        self.0.write("undoing a merge", work).await
    }
}

fn check_revision(record: &Opportunity, expected: Option<Revision>) -> Attempt<()> {
    match expected {
        Some(expected) if expected != record.revision => {
            let (id, current) = (record.id, record.revision);
            Err(Failure::Store(StoreError::Stale { id, expected, current }))
        }
        Some(_) | None => Ok(()),
    }
}

fn these(ids: impl IntoIterator<Item = OpportunityId>) -> Sql {
    sql("opportunities.id").in_ids(ids.into_iter().map(OpportunityId::get))
}

fn convert_all(
    conn: &mut Conn,
    conversions: &Conversions,
    visible: &Predicate,
    stamp: Stamp,
) -> Attempt<Converted> {
    let Conversions { alone, conversion, merges, wish } = conversions;
    let operation = convert(conn, alone, conversion, None, stamp)?;
    let merges = merges.iter().map(|inputs| merge(conn, inputs, visible, wish, stamp));
    Ok(Converted { operation, merges: merges.collect::<Attempt<Vec<Merged>>>()? })
}

fn merge(
    conn: &mut Conn,
    inputs: &[MergeInput],
    visible: &Predicate,
    wish: &MergeWish,
    stamp: Stamp,
) -> Attempt<Merged> {
    PEOPLE.check(conn, wish.salesperson.map(PersonId::get))?;
    TEAMS.check(conn, wish.team.map(TeamId::get))?;
    let found = these(inputs.iter().map(|input| input.id));
    let found = found.text(" AND ").then(condition(visible, OWN)?);
    let found = load(conn, found, sql("opportunities.id"), inputs.len())?;
    let (mut records, mut absent) = (Vec::with_capacity(inputs.len()), Vec::new());
    for input in inputs {
        match found.iter().find(|record| record.id == input.id) {
            Some(record) => {
                check_revision(record, input.revision)?;
                records.push(record.clone());
            }
            None => absent.push(input.id),
        }
    }
    if !absent.is_empty() {
        absent.sort_unstable();
        return Err(Failure::Store(StoreError::NotFound(absent)));
    }
    let pipeline = stages(conn)?;
    let mut merge = Merge::of(records, wish, &pipeline, stamp)
        .map_err(|error| Failure::Store(StoreError::Merge(error)))?;
    retract(conn, these(inputs.iter().map(|input| input.id)))?;
    if is_estimated_anew(&merge.before, &merge.survivor)
        && let Some(estimate) = estimator(conn, &pipeline)?.estimate(&scored(&merge.survivor))
    {
        merge.survivor.re_estimate(estimate, &mut merge.changes);
    }
    let records = u64::try_from(inputs.len()).unwrap_or(u64::MAX);
    let operation = begin(conn, Deed::plain(OperationKind::Merge, records), stamp)?;
    kept::keep(conn, &merge, &operation)?;
    gather(conn, &merge, &operation)?;
    observe(conn, these([merge.survivor.id]))?;
    put_together_after(conn, &operation)?;
    Ok(Merged { operation, survivor: merge.survivor })
}

/// Brings together what belongs to the records.
fn gather(conn: &mut Conn, merge: &Merge, operation: &Operation) -> Attempt<()> {
    let survivor = &merge.survivor;
    let others = || merge.others.iter().map(|other| other.id.get());
    let before =
        losses(conn, std::iter::once(survivor.id).chain(merge.others.iter().map(|it| it.id)))?;
    let after = merge.losses(before.clone());
    let entry = |record: &Opportunity, revision: Revision, kind, changes: &[FieldChange]| {
        (record.id.get(), revision.get(), kind, changes.to_vec())
    };
    let mut entries: Vec<_> = merge
        .others
        .iter()
        .map(|other| entry(other, other.revision.next(), EntryKind::MergedAway, &[]))
        .collect();
    entries.push(entry(survivor, survivor.revision, EntryKind::Merged, &merge.changes));
    log(conn, operation, &entries)?;
    end(conn, &before, &after)?;
    for table in ["losses", "activity_entries"] {
        sql("UPDATE ")
            .text(table)
            .text(" SET origin_id = COALESCE(origin_id, opportunity_id), opportunity_id = ")
            .int(survivor.id.get())
            .text(" WHERE opportunity_id")
            .in_ids(others())
            .execute(conn)?;
    }
    for (was, is) in before.iter().zip(&after) {
        if was.revisions.len() != is.revisions.len() {
            sql("INSERT INTO loss_revisions ")
                .text("(loss_id, number, reason_id, note, competitor, revised_at, revised_by) ")
                .text("SELECT id, 1 + (SELECT COUNT(*) FROM loss_revisions WHERE loss_id = losses.id), ")
                .text("reason_id, note, competitor, revised_at, revised_by FROM losses WHERE id = ")
                .int(is.loss.id.get())
                .execute(conn)?;
            amend_losses(conn, std::slice::from_ref(is))?;
        }
    }
    sql("DELETE FROM opportunity_tags WHERE opportunity_id")
        .in_ids(others().chain([survivor.id.get()]))
        .execute(conn)?;
    sql("DELETE FROM opportunities WHERE id").in_ids(others()).execute(conn)?;
    overwrite(conn, std::slice::from_ref(survivor))?;
    write_tags(conn, std::iter::once(survivor))
}

/// Writes the ends of losses that were current.
fn end(conn: &mut Conn, before: &[LossRecord], after: &[LossRecord]) -> Attempt<()> {
    for (was, is) in before.iter().zip(after) {
        let Some(end) = is.end.as_ref().filter(|_| was.end.is_none()) else { continue };
        sql("UPDATE losses SET ended_at = ")
            .int(micros(end.at))
            .text(", ended_by = ")
            .int(end.by.map(PersonId::get))
            .text(", ended_how = ")
            .str(end.how.as_str())
            .text(" WHERE id = ")
            .int(is.loss.id.get())
            .execute(conn)?;
    }
    Ok(())
}

fn unmerge(
    conn: &mut Conn,
    id: OperationId,
    visible: &Predicate,
    choice: &UnmergeChoice,
    expected: Option<Revision>,
    stamp: Stamp,
) -> Attempt<UndoneMerge> {
    let unmerge = kept::merge_of(conn, id, visible)?;
    check_revision(&unmerge.now, expected)?;
    let pipeline = stages(conn)?;
    let mut unmerged = unmerge
        .decide(choice, &pipeline, stamp)
        .map_err(|error| unknown("a record that was merged", &error.to_string()))?;
    if !unmerged.undecided.is_empty() {
        return Err(Failure::Store(StoreError::Undecided(unmerged.undecided)));
    }
    retract(conn, these([unmerge.now.id]))?;
    let (survivor, changes) = &mut unmerged.survivor;
    if unmerge.now.estimate != unmerge.merged.estimate
        && is_estimated_anew(&unmerge.now, survivor)
        && let Some(estimate) = estimator(conn, &pipeline)?.estimate(&scored(survivor))
    {
        survivor.re_estimate(estimate, changes);
    }
    let records = u64::try_from(unmerged.others.len() + 1).unwrap_or(u64::MAX);
    let operation = begin(conn, Deed::plain(OperationKind::Undo, records), stamp)?;
    kept::forget(conn, id)?;
    part(conn, &unmerge, &unmerged, &operation)?;
    let others = unmerged.others.iter().map(|(other, _)| other.id);
    observe(conn, these(others.chain([unmerge.now.id])))?;
    put_together_after(conn, &operation)?;
    Ok(UndoneMerge { operation, unmerged })
}

/// Gives everything to the record that it belongs to.
fn part(
    conn: &mut Conn,
    unmerge: &Unmerge,
    unmerged: &Unmerged,
    operation: &Operation,
) -> Attempt<()> {
    let (survivor, _) = &unmerged.survivor;
    sql("DELETE FROM opportunity_tags WHERE opportunity_id = ")
        .int(survivor.id.get())
        .execute(conn)?;
    // Its external id may be that of another one.
    overwrite(conn, std::slice::from_ref(survivor))?;
    write_tags(conn, std::iter::once(survivor))?;
    let others: Vec<Opportunity> = unmerged.others.iter().map(|(it, _)| it.clone()).collect();
    write(conn, &others)?;
    end(conn, &unmerge.losses, &unmerged.losses)?;
    for other in &others {
        let own = unmerge.homes.iter().filter(|(_, home)| **home == other.id);
        let own: Vec<i64> = own.map(|(id, _)| id.get()).chain([other.id.get()]).collect();
        for table in ["losses", "activity_entries"] {
            sql("UPDATE ")
                .text(table)
                .text(" SET opportunity_id = ")
                .int(other.id.get())
                .text(", origin_id = CASE WHEN origin_id = ")
                .int(other.id.get())
                .text(" THEN NULL ELSE origin_id END WHERE opportunity_id = ")
                .int(survivor.id.get())
                .text(" AND origin_id")
                .in_ids(own.iter().copied())
                .execute(conn)?;
        }
    }
    let each = || unmerge.losses.iter().zip(&unmerged.losses);
    let again = each().filter(|(was, is)| was.end.is_some() && is.end.is_none());
    sql("UPDATE losses SET ended_at = NULL, ended_by = NULL, ended_how = NULL WHERE id")
        .in_ids(again.map(|(_, is)| is.loss.id.get()))
        .execute(conn)?;
    for (_, is) in each().filter(|(was, is)| was.revisions.len() != is.revisions.len()) {
        amend_losses(conn, std::slice::from_ref(is))?;
        sql("DELETE FROM loss_revisions WHERE loss_id = ")
            .int(is.loss.id.get())
            .text(" AND number >= ")
            .int(i64::try_from(is.revisions.len()).unwrap_or(i64::MAX))
            .execute(conn)?;
    }
    let entries: Vec<_> = std::iter::once(&unmerged.survivor)
        .chain(&unmerged.others)
        .map(|(it, changes)| (it.id.get(), it.revision.get(), EntryKind::Undone, changes.clone()))
        .collect();
    log(conn, operation, &entries)
}

/// Returns a record that is visible.
fn visible_record(conn: &mut Conn, id: OpportunityId, visible: &Predicate) -> Attempt<Opportunity> {
    find(conn, id, visible)?.ok_or_else(|| Failure::Store(StoreError::NotFound(vec![id])))
}
