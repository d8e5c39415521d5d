//! The customers that deals without one speak of.

use std::collections::{BTreeMap, BTreeSet};

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl, insert_into};
use winback_store::Selection;
use winback_store::domain::{CustomerId, Deal, NewCustomer, Opportunity};

use crate::connection::{Conn, on_either};
use crate::dialect::List;
use crate::error::Attempt;
use crate::ids::Ids;
use crate::rows::{NumberedCustomer, name_key};
use crate::schema::customers;
use crate::search::load;
use crate::selection::selected;
use crate::sql::sql;

/// How many records are looked at together.
const CHUNK: usize = 1_000;

/// Customers by the keys of their names, those that are to be added included: one statement for some
/// hundred deals finds them, and another one adds those that lack.
#[derive(Debug, Default)]
pub(crate) struct OwnCustomers {
    known: BTreeMap<String, CustomerId>,
    /// What deals speak of and nobody has, or several have, by the keys of their names.
    lacking: BTreeMap<String, NewCustomer>,
}

impl OwnCustomers {
    /// Looks for the customers of deals that were not met yet.
    pub(crate) fn find(&mut self, conn: &mut Conn, records: &[Opportunity]) -> Attempt<()> {
        let mut wanted: BTreeMap<String, NewCustomer> = BTreeMap::new();
        for profile in records.iter().filter_map(|record| record.deal.own_customer()) {
            let key = name_key(&profile.name);
            if !self.known.contains_key(&key) && !self.lacking.contains_key(&key) {
                wanted.entry(key).or_insert(profile);
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let names = || List::Texts(wanted.keys().cloned().collect());
        let found: Vec<(i64, String, String)> =
            sql("SELECT id, name_key, full_name_key FROM customers WHERE name_key")
                .within(names())
                .text(" OR full_name_key")
                .within(names())
                .rows::<(BigInt, Text, Text)>()
                .load(conn)?;
        let mut having: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for (id, name, full_name) in found {
            for key in [name, full_name] {
                having.entry(key).or_default().insert(id);
            }
        }
        for (key, profile) in wanted {
            let ids = having.get(&key).filter(|ids| ids.len() == 1);
            match ids.and_then(BTreeSet::first) {
                Some(id) => drop(self.known.insert(key, CustomerId::new(*id))),
                None => drop(self.lacking.insert(key, profile)),
            }
        }
        Ok(())
    }

    /// Adds those that lack.
    pub(crate) fn add(&mut self, conn: &mut Conn) -> Attempt<()> {
        let lacking = std::mem::take(&mut self.lacking);
        if lacking.is_empty() {
            return Ok(());
        }
        let mut ids = Ids::of("customers");
        ids.reserve(conn, lacking.len())?;
        let mut rows = Vec::with_capacity(lacking.len());
        for (key, profile) in lacking {
            let id = ids.take();
            rows.push(NumberedCustomer::of(id, &profile));
            self.known.insert(key, CustomerId::new(id));
        }
        on_either!(conn, |conn| insert_into(customers::table).values(&rows).execute(conn))?;
        Ok(())
    }

    /// Returns the customer of a deal, if it has none and speaks of one.
    pub(crate) fn of(&self, deal: &Deal) -> Option<CustomerId> {
        self.known.get(&name_key(&deal.own_customer()?.name)).copied()
    }
}

/// Counts the customers that converting records would add.
pub(super) fn lacking(conn: &mut Conn, selection: &Selection) -> Attempt<u64> {
    let which = selected(conn, selection)?;
    let (mut own, mut after) = (OwnCustomers::default(), i64::MIN);
    loop {
        let next = sql("opportunities.id > ").int(after).text(" AND ").then(which.clone());
        let records = load(conn, next, sql("opportunities.id"), CHUNK)?;
        let Some(last) = records.last() else { break };
        after = last.id.get();
        own.find(conn, &records)?;
    }
    Ok(u64::try_from(own.lacking.len()).unwrap_or(u64::MAX))
}
