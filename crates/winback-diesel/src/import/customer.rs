//! The customers of imported rows: found by kind and full name, or added.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{CustomerId, CustomerKind};
use winback_store::filter::fold;
use winback_store::{ImportCustomer, ImportRow};

use super::name::Names;
use crate::connection::{Conn, on_either};
use crate::dialect::List;
use crate::error::Attempt;
use crate::ids::Ids;
use crate::rows::{CustomerColumns, name_key};
use crate::schema::customers;
use crate::sql::sql;

/// How many customers are remembered.
const REMEMBERED: usize = 50_000;

/// How many customers are written at a time, so that a statement has not too many binds.
const CHUNK: usize = 1_000;

/// What a customer is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Company(String),
    /// With the folded e-mail address.
    Person(String, Option<String>),
}

impl Key {
    /// Returns the key of a customer by its full name as [`name_key`] writes it.
    fn of(kind: CustomerKind, full_name: String, email: Option<&str>) -> Self {
        match kind {
            CustomerKind::Company => Self::Company(full_name),
            CustomerKind::Person => Self::Person(full_name, email.map(fold)),
        }
    }

    const fn full_name(&self) -> &String {
        match self {
            Self::Company(name) | Self::Person(name, _) => name,
        }
    }
}

/// Customers that were met already, with their full names.
#[derive(Debug)]
pub(super) struct Customers {
    known: HashMap<Key, (CustomerId, String)>,
    ids: Ids,
}

impl Default for Customers {
    fn default() -> Self {
        Self { known: HashMap::new(), ids: Ids::of("customers") }
    }
}

/// Customers to be added, by ids that they are given here.
type Adding = Vec<(i64, Arc<ImportCustomer>, Parent)>;

/// The company that a customer belongs to.
#[derive(Debug, Clone)]
struct Parent {
    id: Option<CustomerId>,
    full_name: Option<String>,
}

impl Customers {
    /// Gives the rows of a chunk their customers: one statement to find, and one to add some.
    pub(super) fn resolve(
        &mut self,
        conn: &mut Conn,
        names: &mut Names,
        chunk: &mut [ImportRow],
    ) -> Attempt<()> {
        self.find(conn, chunk)?;
        let mut adding = Adding::new();
        for row in chunk {
            if let Some(customer) = &row.customer {
                row.deal.customer = Some(self.customer(customer, &mut adding).0);
            }
        }
        add(conn, names, adding)
    }

    /// Returns the id and the full name of a customer.
    fn customer(
        &mut self,
        customer: &Arc<ImportCustomer>,
        adding: &mut Adding,
    ) -> (CustomerId, String) {
        let parent = match &customer.parent {
            None => Parent { id: None, full_name: None },
            Some(parent) => {
                let (id, full_name) = self.customer(parent, adding);
                Parent { id: Some(id), full_name: Some(full_name) }
            }
        };
        let profile = &customer.profile;
        let full_name = profile.full_name(parent.full_name.as_deref());
        let key = Key::of(profile.kind, name_key(&full_name), profile.email.as_deref());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let id = self.ids.take();
        adding.push((id, Arc::clone(customer), parent));
        let added = (CustomerId::new(id), full_name);
        self.known.insert(key, added.clone());
        added
    }

    /// Finds the customers that the rows name and that are not remembered, and reserves ids for
    /// those that are not there.
    fn find(&mut self, conn: &mut Conn, chunk: &[ImportRow]) -> Attempt<()> {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let mut wanted = Vec::new();
        for customer in chunk.iter().filter_map(|row| row.customer.as_deref()) {
            note_keys(customer, &mut wanted);
        }
        wanted.retain(|key| !self.known.contains_key(key));
        let mut full_names: Vec<String> =
            wanted.iter().map(|key| key.full_name().clone()).collect();
        full_names.sort_unstable();
        full_names.dedup();
        type Row = (BigInt, Text, Text, Text, Nullable<Text>);
        let found: Vec<(i64, String, String, String, Option<String>)> =
            sql("SELECT id, full_name_key, full_name, kind, email FROM customers ")
                .text("WHERE full_name_key")
                .within(List::Texts(full_names))
                .text(" ORDER BY id")
                .rows::<Row>()
                .load(conn)?;
        for (id, key, full_name, kind, email) in found {
            let kind = CustomerKind::from_word(&kind).unwrap_or(CustomerKind::Company);
            let key = Key::of(kind, key, email.as_deref());
            self.known.entry(key).or_insert((CustomerId::new(id), full_name));
        }
        wanted.retain(|key| !self.known.contains_key(key));
        self.ids.reserve(conn, wanted.into_iter().collect::<HashSet<_>>().len())
    }
}

/// Notes the keys of a customer and of the companies that it belongs to; returns its full name.
fn note_keys(customer: &ImportCustomer, keys: &mut Vec<Key>) -> String {
    let profile = &customer.profile;
    let parent = customer.parent.as_deref().map(|parent| note_keys(parent, keys));
    let full_name = profile.full_name(parent.as_deref());
    keys.push(Key::of(profile.kind, name_key(&full_name), profile.email.as_deref()));
    full_name
}

fn add(conn: &mut Conn, names: &mut Names, added: Adding) -> Attempt<()> {
    let mut profiles = Vec::with_capacity(added.len());
    for (id, customer, parent) in added {
        let mut profile = customer.profile.clone();
        profile.parent = parent.id;
        if let Some(country) = &customer.country {
            profile.country = names.country(conn, country)?;
        }
        profiles.push((id, profile, parent.full_name));
    }
    for some in profiles.chunks(CHUNK) {
        let rows: Vec<_> = some
            .iter()
            .map(|(id, profile, parent)| {
                (customers::id.eq(*id), CustomerColumns::of(profile, parent.as_deref()))
            })
            .collect();
        on_either!(conn, |conn| insert_into(customers::table).values(&rows).execute(conn))?;
    }
    Ok(())
}
