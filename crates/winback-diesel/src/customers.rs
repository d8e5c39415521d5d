//! The store of customers.

mod own;

use std::sync::Arc;

use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
    update,
};
use winback_store::domain::{CountryId, Customer, CustomerEdit, CustomerId, NewCustomer};
use winback_store::{CustomerStore, Selection, StoreResult};

pub(crate) use self::own::OwnCustomers;
use self::own::lacking;
use crate::connection::{Conn, on_either};
use crate::database::Database;
use crate::error::{Attempt, missing};
use crate::reference::{COUNTRIES, CUSTOMERS};
use crate::rows::{CustomerColumns, CustomerRow, name_key};
use crate::schema::customers;
use crate::sql::{Fragment, sql};

/// Customers in the database.
#[derive(Debug)]
pub(crate) struct CustomersInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl CustomerStore for CustomersInDatabase {
    async fn get(&self, id: CustomerId) -> StoreResult<Option<Customer>> {
        self.0.read("reading a customer", move |conn| get(conn, id)).await
    }

    async fn of_ids(&self, ids: &[CustomerId]) -> StoreResult<Vec<Customer>> {
        let ids = ids.to_vec();
        self.0.read("reading customers", move |conn| of_ids(conn, &ids)).await
    }

    async fn named(&self, name: &str, limit: usize) -> StoreResult<Vec<Customer>> {
        let key = name_key(name);
        self.0.read("finding customers", move |conn| named(conn, key, limit)).await
    }

    async fn lacking(&self, selection: &Selection) -> StoreResult<u64> {
        let selection = selection.clone();
        self.0.read("counting customers", move |conn| lacking(conn, &selection)).await
    }

    async fn create(&self, new: &NewCustomer) -> StoreResult<Customer> {
        let new = new.clone();
        self.0
            .write("adding a customer", move |conn| {
                CUSTOMERS.check(conn, new.parent.map(CustomerId::get))?;
                COUNTRIES.check(conn, new.country.map(CountryId::get))?;
                add(conn, &new)
            })
            .await
    }

    async fn edit(&self, id: CustomerId, edits: &[CustomerEdit]) -> StoreResult<Customer> {
        let edits = edits.to_vec();
        self.0.write("changing a customer", move |conn| edit(conn, id, &edits)).await
    }
}

fn edit(conn: &mut Conn, id: CustomerId, edits: &[CustomerEdit]) -> Attempt<Customer> {
    let mut customer = get(conn, id)?.ok_or_else(|| missing("customer", id.get()))?;
    for edit in edits {
        match edit {
            CustomerEdit::Active(active) => customer.active = *active,
        }
    }
    let own = customers::table.filter(customers::id.eq(id.get()));
    update(own).set(customers::active.eq(customer.active)).execute(conn)?;
    Ok(customer)
}

fn get(conn: &mut Conn, id: CustomerId) -> Attempt<Option<Customer>> {
    let row: Option<CustomerRow> = customers::table
        .filter(customers::id.eq(id.get()))
        .select(CustomerRow::as_select())
        .first(conn)
        .optional()?;
    row.map(CustomerRow::into_customer).transpose()
}

fn of_ids(conn: &mut Conn, ids: &[CustomerId]) -> Attempt<Vec<Customer>> {
    let is_one = sql("id").in_ids(ids.iter().map(|id| id.get()));
    let rows: Vec<CustomerRow> = customers::table
        .filter(Fragment(is_one))
        .order(customers::id)
        .select(CustomerRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CustomerRow::into_customer).collect()
}

fn named(conn: &mut Conn, key: String, limit: usize) -> Attempt<Vec<Customer>> {
    let is_named =
        sql("(name_key = ").str(key.clone()).text(" OR full_name_key = ").str(key).text(")");
    let rows: Vec<CustomerRow> = customers::table
        .filter(Fragment(is_named))
        .order(customers::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(CustomerRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CustomerRow::into_customer).collect()
}

/// Adds a customer whose country exists.
pub(crate) fn add(conn: &mut Conn, new: &NewCustomer) -> Attempt<Customer> {
    let parent = parent_name(conn, new)?;
    let columns = CustomerColumns::of(new, parent.as_deref());
    let row: CustomerRow = on_either!(conn, |conn| insert_into(customers::table)
        .values(columns)
        .returning(CustomerRow::as_returning())
        .get_result(conn))?;
    row.into_customer()
}

/// Returns the full name of the company that a new customer belongs to.
pub(crate) fn parent_name(conn: &mut Conn, new: &NewCustomer) -> Attempt<Option<String>> {
    let Some(id) = new.parent else { return Ok(None) };
    let parent = get(conn, id)?.ok_or_else(|| missing("customer", id.get()))?;
    Ok(Some(parent.full_name))
}
