//! The customers of imported rows: companies found by their name, or customers added.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Text};
use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::ImportRow;
use winback_store::domain::{CustomerId, CustomerKind, NewCustomer};

use super::name::Names;
use crate::connection::Conn;
use crate::customers::parent_name;
use crate::dialect::List;
use crate::error::Attempt;
use crate::rows::{CustomerColumns, name_key};
use crate::schema::customers;
use crate::sql::sql;

/// How many companies are remembered.
const REMEMBERED: usize = 50_000;

/// Companies that were met already, by what their names are compared by.
#[derive(Debug, Default)]
pub(super) struct Companies {
    known: HashMap<String, CustomerId>,
}

impl Companies {
    /// Gives the rows of a chunk their customers: one statement to find, one to add.
    pub(super) fn resolve(
        &mut self,
        conn: &mut Conn,
        names: &mut Names,
        chunk: &mut [ImportRow],
    ) -> Attempt<()> {
        self.find(conn, chunk)?;
        let mut id = last_id(conn)?;
        let mut added: Vec<(i64, NewCustomer)> = Vec::new();
        for row in chunk {
            let Some(customer) = &row.customer else { continue };
            let key = name_key(&customer.profile.name);
            let known = self.known.get(&key).copied();
            row.deal.customer = Some(match known {
                Some(known) => known,
                None => {
                    id += 1;
                    let mut profile = customer.profile.clone();
                    if let Some(country) = &customer.country {
                        profile.country = names.country(conn, country)?;
                    }
                    if profile.kind == CustomerKind::Company {
                        self.known.insert(key, CustomerId::new(id));
                    }
                    added.push((id, profile));
                    CustomerId::new(id)
                }
            });
        }
        add(conn, &added)
    }

    /// Finds the companies that the rows name and that are not remembered.
    fn find(&mut self, conn: &mut Conn, chunk: &[ImportRow]) -> Attempt<()> {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let names = chunk.iter().filter_map(|row| row.customer.as_ref());
        let mut keys: Vec<String> = names.map(|it| name_key(&it.profile.name)).collect();
        keys.retain(|key| !self.known.contains_key(key));
        keys.sort_unstable();
        keys.dedup();
        let found: Vec<(String, i64)> =
            sql("SELECT name_key, MIN(id) FROM customers WHERE name_key")
                .within(List::Texts(keys))
                .text(" AND kind = 'company' GROUP BY name_key")
                .rows::<(Text, BigInt)>()
                .load(conn)?;
        self.known.extend(found.into_iter().map(|(key, id)| (key, CustomerId::new(id))));
        Ok(())
    }
}

fn last_id(conn: &mut Conn) -> Attempt<i64> {
    let last = sql("SELECT COALESCE(MAX(id), 0) FROM customers").rows::<BigInt>();
    Ok(last.get_result(conn)?)
}

fn add(conn: &mut Conn, added: &[(i64, NewCustomer)]) -> Attempt<()> {
    let mut rows = Vec::with_capacity(added.len());
    for (id, new) in added {
        let parent = parent_name(conn, new)?;
        rows.push((customers::id.eq(id), CustomerColumns::of(new, parent.as_deref())));
    }
    insert_into(customers::table).values(&rows).execute(conn)?;
    Ok(())
}
