//! The store of customers.

use async_trait::async_trait;
use winback_domain::{Customer, CustomerEdit, CustomerId, NewCustomer};
use winback_filter::{Predicate, fold};

use crate::{Selection, StoreResult};

/// A list of customers, by the first [`LONGEST_KEY`](CustomerCursor::LONGEST_KEY) characters of their
/// folded full names, then by id.
#[derive(Debug, Clone)]
pub struct CustomerQuery {
    /// Which customers: a filter on the entity [`CUSTOMER`](crate::CUSTOMER).
    pub filter: Predicate,
    /// Where the page before ended.
    pub after: Option<CustomerCursor>,
    /// How many customers at the most; at least 1.
    pub limit: usize,
}

/// Where a page of customers ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustomerCursor {
    /// What the last customer is ordered by.
    pub key: String,
    /// The id of the last customer.
    pub id: CustomerId,
}

impl CustomerCursor {
    /// How many characters of a folded full name order a list: what an index of every database holds
    /// is bounded, and full names are not.
    pub const LONGEST_KEY: usize = 200;

    /// Returns the place of a customer in a list.
    pub fn of(customer: &Customer) -> Self {
        let key = fold(&customer.full_name).chars().take(Self::LONGEST_KEY).collect();
        Self { key, id: customer.id }
    }
}

/// One page of a list of customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerPage {
    /// The customers, in order.
    pub customers: Vec<Customer>,
    /// Where to go on; nothing if this is the last page.
    pub next: Option<CustomerCursor>,
}

impl CustomerPage {
    /// Returns the page of the customers that were found, of which one more than `limit` was looked for.
    pub fn of(mut customers: Vec<Customer>, limit: usize) -> Self {
        let has_more = customers.len() > limit;
        customers.truncate(limit);
        let next = customers.last().filter(|_| has_more).map(CustomerCursor::of);
        Self { customers, next }
    }
}

/// Stores customers.
#[async_trait]
pub trait CustomerStore: Send + Sync {
    /// Returns a customer.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn get(&self, id: CustomerId) -> StoreResult<Option<Customer>>;

    /// Returns those of these customers that exist, by id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn of_ids(&self, ids: &[CustomerId]) -> StoreResult<Vec<Customer>>;

    /// Returns the customers whose name or full name is exactly this, ignoring case and
    /// surrounding space, by id, at most `limit`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn named(&self, name: &str, limit: usize) -> StoreResult<Vec<Customer>>;

    /// Returns those of these customers who alone are meant by their full names: nobody else,
    /// archived or not, has it as name or full name, ignoring case and surrounding space. By id.
    ///
    /// # Errors
    /// `Backend` alone: ids that are not found are left out.
    async fn named_alone(&self, ids: &[CustomerId]) -> StoreResult<Vec<CustomerId>>;

    /// Finds one page of a list.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn list(&self, query: &CustomerQuery) -> StoreResult<CustomerPage>;

    /// Counts the customers that match a filter on the entity [`CUSTOMER`](crate::CUSTOMER).
    ///
    /// # Errors
    /// `Backend` alone.
    async fn count(&self, filter: &Predicate) -> StoreResult<u64>;

    /// Returns how many customers converting the selected records with
    /// [`customer_of_each`](winback_domain::Conversion::customer_of_each) would add. Rule: behaviour 5.8.
    ///
    /// # Errors
    /// `Backend` alone: ids that are not found count nothing.
    async fn lacking(&self, selection: &Selection) -> StoreResult<u64>;

    /// Adds a customer. Names need not be unique.
    ///
    /// # Errors
    /// `Missing` if its parent or country does not exist.
    async fn create(&self, new: &NewCustomer) -> StoreResult<Customer>;

    /// Changes a customer, all edits or none. A new name, and the name of a new parent, show in the
    /// full names of all that belong to it.
    ///
    /// # Errors
    /// `Missing` for the customer, its parent or its country; `Circle` if it would belong to itself.
    async fn edit(&self, id: CustomerId, edits: &[CustomerEdit]) -> StoreResult<Customer>;
}
