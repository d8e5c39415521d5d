//! New records, and changes of single fields of one record.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, insert_into, update};
use winback_store::domain::{
    Edit, EntryKind, OperationKind, Opportunity, OpportunityId, Revision, Stamp, State, TagId,
};
use winback_store::filter::Predicate;
use winback_store::{
    NameList, Named, NewNames, NewOpportunity, StoreError, is_estimated_anew, scored,
};

use crate::connection::Conn;
use crate::customers::ensure_company;
use crate::dialect::List;
use crate::error::{Attempt, Failure};
use crate::operation::{Deed, begin, log};
use crate::pipeline::{ensure, stages};
use crate::reference::{check_deals, check_edit, check_external_id};
use crate::rows::OpportunityColumns;
use crate::schema::opportunities;
use crate::scoring::{estimator_for, observe, put_together_after, retract};
use crate::search::find;
use crate::selection::hold;
use crate::sql::{Sql, sql};

/// Stores a new record.
pub(crate) fn create(
    conn: &mut Conn,
    new: &NewOpportunity,
    names: &NewNames,
    barred: &[Predicate],
    stamp: Stamp,
) -> Attempt<Opportunity> {
    let deal = named(conn, names)?.deal(&new.deal);
    check_deals(conn, &[&deal])?;
    check_external_id(conn, None, deal.external_id.as_deref())?;
    let pipeline = stages(conn)?;
    let state = if pipeline.is_won(deal.stage) {
        State::Won { closed_at: new.created_at }
    } else {
        State::Open
    };
    let mut record = Opportunity {
        id: OpportunityId::new(0),
        revision: Revision::FIRST,
        assigned_at: deal.salesperson.map(|_| new.created_at),
        deal,
        state,
        estimate: new.estimate,
        created_at: new.created_at,
        updated_at: stamp.at,
        converted_at: None,
        stage_changed_at: None,
    };
    if record.state == State::Open {
        let estimator = estimator_for(conn, record.deal.team, &pipeline)?;
        record.estimate = estimator.estimate(&scored(&record)).unwrap_or(record.estimate);
    }
    let id: i64 = insert_into(opportunities::table)
        .values(OpportunityColumns::of(&record))
        .returning(opportunities::id)
        .get_result(conn)?;
    add_tags(conn, id, &record.deal.tags)?;
    let id = OpportunityId::new(id);
    hold(conn, &only(id), barred)?;
    let operation = begin(conn, Deed::plain(OperationKind::Create, 1), stamp)?;
    if record.state != State::Open {
        observe(conn, only(id))?;
    }
    log(conn, &Opportunity { id, ..record }, &operation, EntryKind::Created, &[])?;
    put_together_after(conn, &operation)?;
    stored(conn, id)
}

/// Finds names, or adds them.
fn named(conn: &mut Conn, names: &NewNames) -> Attempt<Named> {
    names.resolve(|list, name| match list {
        NameList::Customers => Ok(ensure_company(conn, name)?.get()),
        NameList::Labels(kind) => Ok(ensure(conn, kind, name)?.id),
    })
}

/// Returns a record as it is kept, to the microsecond.
fn stored(conn: &mut Conn, id: OpportunityId) -> Attempt<Opportunity> {
    find(conn, id, &Predicate::everything())?.ok_or_else(|| not_found(id))
}

fn not_found(id: OpportunityId) -> Failure {
    Failure::Store(StoreError::NotFound(vec![id]))
}

fn add_tags(conn: &mut Conn, id: i64, tags: &BTreeSet<TagId>) -> Attempt<()> {
    if tags.is_empty() {
        return Ok(());
    }
    let ids = tags.iter().map(|tag| tag.get()).collect();
    sql("INSERT INTO opportunity_tags (opportunity_id, tag_id) SELECT ")
        .int(id)
        .text(", value FROM ")
        .list_table(List::Ints(ids))
        .text(" AS wanted")
        .execute(conn)?;
    Ok(())
}

/// Tells whether scoring counts a record.
pub(crate) const fn is_counted(record: &Opportunity) -> bool {
    matches!(record.state, State::Won { .. } | State::Lost(_))
}

fn only(id: OpportunityId) -> Sql {
    sql("opportunities.id = ").int(id.get())
}

/// Edits one record.
pub(crate) fn edit(
    conn: &mut Conn,
    id: OpportunityId,
    expected: Option<Revision>,
    visible: &Predicate,
    edits: &[Edit],
    names: &NewNames,
    stamp: Stamp,
) -> Attempt<Opportunity> {
    let mut record = find(conn, id, visible)?.ok_or_else(|| not_found(id))?;
    let current = record.revision;
    if let Some(expected) = expected.filter(|expected| *expected != current) {
        return Err(Failure::Store(StoreError::Stale { id, expected, current }));
    }
    let edits = named(conn, names)?.edits(edits);
    edits.iter().try_for_each(|edit| check_edit(conn, id, edit))?;
    let before = record.clone();
    let mut changes = record.edit(&edits, stamp).map_err(StoreError::Edit)?;
    if changes.is_empty() {
        return Ok(record);
    }
    if is_estimated_anew(&before, &record) {
        let pipeline = stages(conn)?;
        let estimator = estimator_for(conn, record.deal.team, &pipeline)?;
        if let Some(estimate) = estimator.estimate(&scored(&record)) {
            record.re_estimate(estimate, &mut changes);
        }
    }
    let is_told = is_counted(&before) && scored(&before) != scored(&record);
    if is_told {
        retract(conn, only(id))?;
    }
    update(opportunities::table.filter(opportunities::id.eq(id.get())))
        .set(OpportunityColumns::of(&record))
        .execute(conn)?;
    if before.deal.tags != record.deal.tags {
        sql("DELETE FROM opportunity_tags WHERE opportunity_id = ").int(id.get()).execute(conn)?;
        add_tags(conn, id.get(), &record.deal.tags)?;
    }
    if is_told {
        observe(conn, only(id))?;
    }
    let operation = begin(conn, Deed::plain(OperationKind::Edit, 1), stamp)?;
    log(conn, &record, &operation, EntryKind::Changed, &changes)?;
    put_together_after(conn, &operation)?;
    stored(conn, id)
}
