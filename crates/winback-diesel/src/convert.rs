//! Leads that become opportunities, some hundred at a time: what becomes of each is asked of the
//! domain, and written for all of a chunk in a few statements.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use winback_store::domain::{
    Conversion, CustomerId, EntryKind, Kind, Operation, OperationKind, OpportunityId, PersonId,
    Refusal, Stamp, State, StateKind, TeamId, TransitionError,
};
use winback_store::{Selection, StoreError, is_estimated_anew, scored};

use crate::connection::Conn;
use crate::customers::{OwnCustomers, ensure_company};
use crate::error::{Attempt, Failure, unknown};
use crate::import::log;
use crate::operation::{Deed, begin};
use crate::pipeline::stages;
use crate::reference::{CUSTOMERS, PEOPLE, TEAMS};
use crate::rows::{count, overwrite};
use crate::scoring::{estimator, observe, put_together_after};
use crate::search::load;
use crate::selection::{missing, selected};
use crate::sql::{Sql, sql};

/// How many records are in memory at a time.
const CHUNK: usize = 1_000;

/// Converts the selected leads, all or nothing, with the customer of a name if there is one.
pub(crate) fn convert(
    conn: &mut Conn,
    selection: &Selection,
    conversion: &Conversion,
    customer: Option<&str>,
    stamp: Stamp,
) -> Attempt<Option<Operation>> {
    CUSTOMERS.check(conn, conversion.customer.map(CustomerId::get))?;
    PEOPLE.check(conn, conversion.salesperson.map(PersonId::get))?;
    TEAMS.check(conn, conversion.team.map(TeamId::get))?;
    let absent = missing(conn, selection)?;
    if !absent.is_empty() {
        return Err(Failure::Store(StoreError::NotFound(absent)));
    }
    let which = selected(conn, selection)?;
    refuse(conn, &which)?;
    let found: i64 = sql("SELECT COUNT(*) FROM opportunities WHERE ")
        .then(which.clone())
        .rows::<BigInt>()
        .get_result(conn)?;
    let found = count(found);
    if let Some(confirmed) = selection.confirmed.filter(|confirmed| *confirmed != found) {
        return Err(Failure::Store(StoreError::Moved { confirmed, found }));
    }
    if found == 0 {
        return Ok(None);
    }
    let named = customer.map(|name| ensure_company(conn, name)).transpose()?;
    let conversion = Conversion { customer: named.or(conversion.customer), ..*conversion };
    let operation = begin(conn, Deed::plain(OperationKind::Convert, found), stamp)?;
    carry_out(conn, &which, &conversion, &operation, stamp)?;
    put_together_after(conn, &operation)?;
    Ok(Some(operation))
}

fn carry_out(
    conn: &mut Conn,
    which: &Sql,
    conversion: &Conversion,
    operation: &Operation,
    stamp: Stamp,
) -> Attempt<()> {
    let pipeline = stages(conn)?;
    let estimator = estimator(conn, &pipeline)?;
    let mut after = i64::MIN;
    let each = conversion.customer_of_each && conversion.customer.is_none();
    let mut own = each.then(OwnCustomers::default);
    loop {
        // Those that were converted already stand before: whether they match still does not count.
        let next = sql("opportunities.id > ").int(after).text(" AND ").then(which.clone());
        let mut records = load(conn, next, sql("opportunities.id"), CHUNK)?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.id.get();
        if let Some(own) = &mut own {
            own.find(conn, &records)?;
            own.add(conn)?;
        }
        let (mut entries, mut won) = (Vec::with_capacity(records.len()), Vec::new());
        for record in &mut records {
            let before = record.clone();
            let customer = own.as_ref().and_then(|own| own.of(&before.deal));
            let customer = conversion.customer.or(customer);
            let conversion = Conversion { customer, ..*conversion };
            let mut changes = record.convert(&conversion, &pipeline, stamp).map_err(|error| {
                Failure::Store(StoreError::Refused { refused: vec![error], total: 1 })
            })?;
            if is_estimated_anew(&before, record)
                && let Some(estimate) = estimator.estimate(&scored(record))
            {
                record.re_estimate(estimate, &mut changes);
            }
            let (id, revision) = (record.id.get(), record.revision.get());
            entries.push((id, revision, EntryKind::Converted, changes));
            if record.state != State::Open {
                won.push(id);
            }
        }
        overwrite(conn, &records)?;
        log(conn, operation, &entries)?;
        if !won.is_empty() {
            observe(conn, sql("opportunities.id").in_ids(won))?;
        }
    }
}

/// Returns the error that lists the first records that are no open leads and counts them all.
fn refuse(conn: &mut Conn, which: &Sql) -> Attempt<()> {
    let refused = || {
        sql(" FROM opportunities WHERE ")
            .then(which.clone())
            .text(" AND NOT (opportunities.kind = ")
            .str(Kind::Lead.as_str())
            .text(" AND opportunities.state = ")
            .str(StateKind::Open.as_str())
            .text(")")
    };
    let rows: Vec<(i64, String, String, String)> = sql("SELECT id, name, kind, state")
        .then(refused())
        .text(" ORDER BY id LIMIT ")
        .int(i64::try_from(StoreError::LISTED).unwrap_or(i64::MAX))
        .rows::<(BigInt, Text, Text, Text)>()
        .load(conn)?;
    if rows.is_empty() {
        return Ok(());
    }
    let total: i64 = sql("SELECT COUNT(*)").then(refused()).rows::<BigInt>().get_result(conn)?;
    let mut errors = Vec::with_capacity(rows.len());
    for (id, name, kind, state) in rows {
        let kind = Kind::from_word(&kind).ok_or_else(|| unknown("the kind", &kind))?;
        let state = StateKind::from_word(&state).ok_or_else(|| unknown("the state", &state))?;
        let refusal = Conversion::allows(kind, state).err().unwrap_or(Refusal::NoLead);
        errors.push(TransitionError { opportunity: OpportunityId::new(id), name, state, refusal });
    }
    Err(Failure::Store(StoreError::Refused { refused: errors, total: count(total) }))
}
