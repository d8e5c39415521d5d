//! The store of customers.

mod list;
mod own;

use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::BigInt;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
    update,
};
use winback_store::domain::{CountryId, Customer, CustomerEdit, CustomerId, NewCustomer};
use winback_store::filter::{Predicate, fold};
use winback_store::{
    CustomerPage, CustomerQuery, CustomerStore, Selection, StoreError, StoreResult,
};

#[cfg(test)]
pub(crate) use self::list::{OWN, page, parts};
pub(crate) use self::own::OwnCustomers;
use self::own::lacking;
use crate::connection::{Conn, on_either};
use crate::database::Database;
use crate::error::{Attempt, missing};
use crate::reference::{COUNTRIES, CUSTOMERS};
use crate::rows::{CustomerColumns, CustomerRow, name_key};
use crate::schema::customers;
use crate::sql::{Fragment, Sql, sql};

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

    async fn named_alone(&self, ids: &[CustomerId]) -> StoreResult<Vec<CustomerId>> {
        let ids = ids.to_vec();
        self.0
            .read("telling customers apart", move |conn| {
                let ids: Vec<i64> = named_alone(&ids).rows::<BigInt>().load(conn)?;
                Ok(ids.into_iter().map(CustomerId::new).collect())
            })
            .await
    }

    async fn list(&self, query: &CustomerQuery) -> StoreResult<CustomerPage> {
        let query = query.clone();
        self.0.read("listing customers", move |conn| list::list(conn, &query)).await
    }

    async fn count(&self, filter: &Predicate) -> StoreResult<u64> {
        let filter = filter.clone();
        self.0.read("counting customers", move |conn| list::count(conn, &filter)).await
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
        let renames =
            |edit: &CustomerEdit| matches!(edit, CustomerEdit::Name(_) | CustomerEdit::Parent(_));
        // Others would name those that they add, or move, by what is no more.
        let beside_nobody = edits.iter().any(renames);
        let work = move |conn: &mut Conn| edit(conn, id, &edits);
        match beside_nobody {
            true => self.0.write_alone("changing a customer", work).await,
            false => self.0.write("changing a customer", work).await,
        }
    }
}

fn edit(conn: &mut Conn, id: CustomerId, edits: &[CustomerEdit]) -> Attempt<Customer> {
    let before = get(conn, id)?.ok_or_else(|| missing("customer", id.get()))?;
    let mut customer = before.clone();
    customer.edit(edits);
    let parent = match customer.profile.parent {
        None => None,
        Some(parent) => Some(get(conn, parent)?.ok_or_else(|| missing("customer", parent.get()))?),
    };
    COUNTRIES.check(conn, customer.profile.country.map(CountryId::get))?;
    if let Some(parent) = &parent
        && before.profile.parent != Some(parent.id)
        && is_over(conn, id, parent.id)?
    {
        let (customer, parent) = (before.full_name, parent.full_name.clone());
        return Err(StoreError::Circle { customer, parent }.into());
    }
    let parent = parent.map(|parent| parent.full_name);
    customer.full_name = customer.profile.full_name(parent.as_deref());
    let columns = CustomerColumns::of(&customer.profile, parent.as_deref());
    let own = customers::table.filter(customers::id.eq(id.get()));
    update(own).set(columns).execute(conn)?;
    if customer.full_name != before.full_name {
        rename_members(conn, id, &before.full_name, &customer.full_name)?;
    }
    Ok(customer)
}

/// Tells whether a customer is another one, or that one belongs to it.
fn is_over(conn: &mut Conn, id: CustomerId, other: CustomerId) -> Attempt<bool> {
    let found: Vec<i64> = sql("WITH RECURSIVE line (id) AS (SELECT id FROM customers WHERE id = ")
        .int(other.get())
        .text(
            " UNION SELECT customers.parent_id FROM customers JOIN line ON customers.id = line.id",
        )
        .text(" WHERE customers.parent_id IS NOT NULL) SELECT id FROM line WHERE id = ")
        .int(id.get())
        .rows::<BigInt>()
        .load(conn)?;
    Ok(!found.is_empty())
}

/// Renames all that belong to a customer: their full names, and the forms of these, begin with its own.
/// Folding takes one character after another, so that what it makes of the rest stays.
fn rename_members(conn: &mut Conn, id: CustomerId, before: &str, after: &str) -> Attempt<()> {
    let begun_anew = |column: &'static str, before: &str, after: String| {
        let behind = i64::try_from(before.chars().count()).unwrap_or(i64::MAX).saturating_add(1);
        let new = sql(column).text(" = ").str(after).text(" || substr(").text(column);
        new.text(", CAST(").int(behind).text(" AS INTEGER))")
    };
    // A key is without the space around it.
    let key = |name: &str| fold(name.trim_start());
    let names = [
        begun_anew("full_name", before, after.to_owned()),
        begun_anew("full_name_folded", &fold(before), fold(after)),
        begun_anew("full_name_key", &key(before), key(after)),
    ];
    sql("UPDATE customers SET ")
        .then(Sql::listed(names))
        .text(" WHERE id IN (WITH RECURSIVE members (id) AS (")
        .text("SELECT id FROM customers WHERE parent_id = ")
        .int(id.get())
        .text(" UNION SELECT customers.id FROM customers JOIN members")
        .text(" ON customers.parent_id = members.id) SELECT id FROM members)")
        .execute(conn)?;
    Ok(())
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

/// Returns the statement for those whose full names are neither name nor full name of somebody else.
pub(crate) fn named_alone(ids: &[CustomerId]) -> Sql {
    let nobody_has = |column: &'static str| {
        sql(" AND NOT EXISTS (SELECT 1 FROM customers AS others WHERE others.")
            .text(column)
            .text(" = customers.full_name_key AND others.id <> customers.id)")
    };
    sql("SELECT customers.id FROM customers WHERE customers.id")
        .in_ids(ids.iter().map(|id| id.get()))
        .then(nobody_has("name_key"))
        .then(nobody_has("full_name_key"))
        .text(" ORDER BY customers.id")
}

/// Finds the customer of a name, if it is one, or else adds a company of this name.
pub(crate) fn ensure_company(conn: &mut Conn, name: &str) -> Attempt<CustomerId> {
    match named(conn, name_key(name), 2)?.as_slice() {
        [known] => Ok(known.id),
        [] | [_, ..] => Ok(add(conn, &NewCustomer::company(name.trim()))?.id),
    }
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
