//! The outbox: who is told of operations, and which of them each is yet to be told of.

use async_trait::async_trait;
use jiff::Timestamp;
use winback_domain::{Operation, OperationId};

use crate::StoreResult;

/// Somebody who is told of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The name, exactly as it was given.
    pub name: String,
    /// How many operations it is yet to be told of.
    pub waiting: u64,
}

/// Operations that one caller may tell a subscriber of, and nobody else meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The number of this delivery among those of the subscriber, by which it is settled.
    pub number: u64,
    /// The operations, in the order of their ids.
    pub operations: Vec<Operation>,
}

/// Keeps for each subscriber which operations it is yet to be told of.
///
/// Every operation of any other store is put into the outbox of every subscriber in the same
/// transaction, so that none is forgotten and none is told that was not kept. Operations that came
/// with the past of their records ([`ChapterStore`](crate::ChapterStore)) are not. An operation
/// whose transaction took longer than that of a later one comes after it.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Puts every operation from now on into the outbox of a subscriber; one that is known keeps
    /// what waits for it. Returns whether it was new.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn subscribe(&self, name: &str) -> StoreResult<bool>;

    /// Forgets a subscriber and what waits for it. Returns whether it was known.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn unsubscribe(&self, name: &str) -> StoreResult<bool>;

    /// Returns all subscribers, by name.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn subscriptions(&self) -> StoreResult<Vec<Subscription>>;

    /// Takes the first operations that wait for a subscriber, at most `limit`, to tell it of them
    /// before `until`: to that instant nobody else gets any, unless the delivery is settled earlier.
    /// Nothing if none waits, if somebody else has them at `at`, or if there is no such subscriber.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn take(
        &self,
        name: &str,
        limit: usize,
        at: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Option<Delivery>>;

    /// Takes what a subscriber was told of out of its outbox, whoever has a delivery by now, and ends
    /// the delivery of this number: what of it was not told waits for the next one.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn settle(&self, name: &str, number: u64, told: &[OperationId]) -> StoreResult<()>;
}
