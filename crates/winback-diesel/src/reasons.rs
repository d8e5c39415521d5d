//! The store of lost reasons.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
    update,
};
use winback_store::domain::{
    FormerName, LostReason, LostReasonId, NewLostReason, ReasonDeed, ReasonEdit, ReasonEntry, Stamp,
};
use winback_store::filter::Predicate;
use winback_store::{LostReasonStore, MergedReasons, ReasonCounts, StoreResult};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, missing, taken};
use crate::predicate::condition;
use crate::rows::{ReasonColumns, ReasonRow, count, name_key};
use crate::schema::lost_reasons;
use crate::search::OWN;
use crate::sql::sql;

pub(crate) mod history;
mod merge;

/// Lost reasons in the database.
#[derive(Debug)]
pub(crate) struct ReasonsInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl LostReasonStore for ReasonsInDatabase {
    async fn list(&self) -> StoreResult<Vec<LostReason>> {
        self.0.read("reading the lost reasons", list).await
    }

    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<ReasonCounts>> {
        let visible = visible.clone();
        self.0.read("counting by lost reason", move |conn| counts(conn, &visible)).await
    }

    async fn history(&self, id: LostReasonId) -> StoreResult<Vec<ReasonEntry>> {
        self.0.read("reading the history of a lost reason", move |conn| history::of(conn, id)).await
    }

    async fn former_names(&self) -> StoreResult<Vec<FormerName>> {
        self.0.read("reading former names of lost reasons", history::former_names).await
    }

    async fn create(&self, new: &NewLostReason, stamp: Stamp) -> StoreResult<LostReason> {
        let new = new.clone();
        self.0
            .write("adding a lost reason", move |conn| {
                check_name(conn, None, &new.name)?;
                add(conn, &new, stamp)
            })
            .await
    }

    async fn edit(
        &self,
        id: LostReasonId,
        edits: &[ReasonEdit],
        stamp: Stamp,
    ) -> StoreResult<LostReason> {
        let edits = edits.to_vec();
        self.0.write("changing a lost reason", move |conn| edit(conn, id, &edits, stamp)).await
    }

    async fn merge(
        &self,
        from: LostReasonId,
        into: LostReasonId,
        stamp: Stamp,
    ) -> StoreResult<MergedReasons> {
        self.0
            .write("merging lost reasons", move |conn| merge::merge(conn, from, into, stamp))
            .await
    }
}

/// Loads all reasons, in their order.
pub(crate) fn list(conn: &mut Conn) -> Attempt<Vec<LostReason>> {
    let rows: Vec<ReasonRow> = lost_reasons::table
        .order((lost_reasons::position, lost_reasons::id))
        .select(ReasonRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ReasonRow::into_reason).collect()
}

fn counts(conn: &mut Conn, visible: &Predicate) -> Attempt<Vec<ReasonCounts>> {
    type Row = (Nullable<BigInt>, BigInt);
    let lost = sql("SELECT lost_reason_id, COUNT(*) FROM opportunities WHERE state = 'lost' AND ")
        .then(condition(visible, OWN)?)
        .text(" GROUP BY lost_reason_id");
    let lost: Vec<(Option<i64>, i64)> = lost.rows::<Row>().load(conn)?;
    let ever = sql("SELECT reason_id, COUNT(DISTINCT opportunity_id) FROM losses ")
        .text("WHERE opportunity_id IN (SELECT opportunities.id FROM opportunities WHERE ")
        .then(condition(visible, OWN)?)
        .text(") GROUP BY reason_id");
    let ever: Vec<(Option<i64>, i64)> = ever.rows::<Row>().load(conn)?;
    let (lost, ever): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (lost.into_iter().collect(), ever.into_iter().collect());
    let number = |counts: &BTreeMap<Option<i64>, i64>, reason: &LostReason| {
        counts.get(&Some(reason.id.get())).copied().map_or(0, count)
    };
    let reasons = list(conn)?.into_iter();
    Ok(reasons
        .map(|reason| ReasonCounts {
            lost: number(&lost, &reason),
            ever_lost: number(&ever, &reason),
            reason,
        })
        .collect())
}

/// Finds a reason by its name.
pub(crate) fn named(conn: &mut Conn, name: &str) -> Attempt<Option<LostReasonId>> {
    let ids = sql("SELECT id FROM lost_reasons WHERE name_key = ").str(name_key(name));
    let ids: Vec<i64> = ids.rows::<BigInt>().load(conn)?;
    Ok(ids.first().copied().map(LostReasonId::new))
}

/// Finds a reason by its name and offers it again if it was archived, or adds it.
pub(crate) fn offered(conn: &mut Conn, new: &NewLostReason, stamp: Stamp) -> Attempt<LostReasonId> {
    let Some(id) = named(conn, &new.name)? else { return Ok(add(conn, new, stamp)?.id) };
    edit(conn, id, &[ReasonEdit::Archived(false)], stamp)?;
    Ok(id)
}

fn check_name(conn: &mut Conn, own: Option<LostReasonId>, name: &str) -> Attempt<()> {
    match named(conn, name)? {
        Some(holder) if Some(holder) != own => Err(taken("lost reason", name)),
        Some(_) | None => Ok(()),
    }
}

/// Adds a reason, whose name is free, at the end of the list.
pub(crate) fn add(conn: &mut Conn, new: &NewLostReason, stamp: Stamp) -> Attempt<LostReason> {
    let last: Option<i64> = sql("SELECT MAX(position) FROM lost_reasons")
        .rows::<Nullable<BigInt>>()
        .get_result(conn)?;
    let NewLostReason { name, guidance, category, outcome } = new.clone();
    let position = last.map_or(1, |last| last.saturating_add(1));
    let id = LostReasonId::new(0);
    let mut reason =
        LostReason { id, name, guidance, category, outcome, position, archived: false };
    let id: i64 = insert_into(lost_reasons::table)
        .values(ReasonColumns::of(&reason, stamp))
        .returning(lost_reasons::id)
        .get_result(conn)?;
    reason.id = LostReasonId::new(id);
    history::note(conn, reason.id, ReasonDeed::Added, &[], stamp)?;
    Ok(reason)
}

/// Tells whether a loss has or had a reason.
pub(crate) fn is_used(conn: &mut Conn, id: LostReasonId) -> Attempt<bool> {
    let used = sql("SELECT EXISTS (SELECT 1 FROM losses WHERE reason_id = ").int(id.get());
    let used = used.text(") OR EXISTS (SELECT 1 FROM loss_revisions WHERE reason_id = ");
    Ok(used.int(id.get()).text(")").rows::<Bool>().get_result(conn)?)
}

/// Changes a reason that exists, and notes it.
pub(crate) fn edit(
    conn: &mut Conn,
    id: LostReasonId,
    edits: &[ReasonEdit],
    stamp: Stamp,
) -> Attempt<LostReason> {
    for edit in edits {
        if let ReasonEdit::Name(name) = edit {
            check_name(conn, Some(id), name)?;
        }
    }
    change(conn, id, ReasonDeed::Changed, edits, stamp)
}

/// Changes a reason that exists, whose name may be that, and notes it.
fn change(
    conn: &mut Conn,
    id: LostReasonId,
    deed: ReasonDeed,
    edits: &[ReasonEdit],
    stamp: Stamp,
) -> Attempt<LostReason> {
    let own = lost_reasons::table.filter(lost_reasons::id.eq(id.get()));
    let row: Option<ReasonRow> = own.select(ReasonRow::as_select()).first(conn).optional()?;
    let mut reason = row.ok_or_else(|| missing("lost reason", id.get()))?.into_reason()?;
    let changes = reason.edit(edits);
    if !changes.is_empty() {
        update(own).set(ReasonColumns::of(&reason, stamp)).execute(conn)?;
    }
    history::note(conn, id, deed, &changes, stamp)?;
    Ok(reason)
}
