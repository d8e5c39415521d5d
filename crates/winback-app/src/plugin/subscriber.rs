//! Subscribers: told of what was done.

use std::error::Error;

use async_trait::async_trait;
use winback_domain::Operation;

/// What kept a subscriber from taking in what it was told.
pub type SubscriberError = Box<dyn Error + Send + Sync>;

/// Is told of every operation after it was kept, at least once.
///
/// Operations are told one after another, in the order of their ids, but for one whose transaction
/// took longer than that of a later one. The same operation may be told again, after an error or if
/// the program ended before it could note that it was told: go by its id. By how long a delivery may
/// take ([`App::DELIVERY`](crate::App::DELIVERY)), another process waits with the same subscriber.
#[async_trait]
pub trait Subscriber: Send + Sync {
    /// Returns the name under which the storage remembers what this subscriber was told; another name
    /// is another subscriber.
    fn name(&self) -> &str;

    /// Takes in an operation.
    ///
    /// # Errors
    /// Whatever kept it from doing so; it is told of this operation and of those behind it again.
    async fn told(&self, operation: &Operation) -> Result<(), SubscriberError>;
}
