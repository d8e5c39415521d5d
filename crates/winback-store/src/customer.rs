//! The store of customers.

use async_trait::async_trait;
use winback_domain::{Customer, CustomerEdit, CustomerId, NewCustomer};

use crate::{Selection, StoreResult};

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

    /// Changes a customer, all edits or none.
    ///
    /// # Errors
    /// `Missing`.
    async fn edit(&self, id: CustomerId, edits: &[CustomerEdit]) -> StoreResult<Customer>;
}
