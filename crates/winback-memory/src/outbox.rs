//! The outbox.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use winback_store::domain::{Operation, OperationId};
use winback_store::{Delivery, OutboxStore, StoreResult, Subscription};

use crate::backend::Memory;
use crate::world::World;

/// Somebody who is told of operations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    waiting: BTreeSet<OperationId>,
    /// The number of the latest delivery.
    deliveries: u64,
    /// Until when that one may be on its way.
    until: Option<Timestamp>,
}

impl World {
    /// Puts an operation into every outbox.
    pub(crate) fn tell(&mut self, id: OperationId) {
        for outbox in self.outboxes.values_mut() {
            outbox.waiting.insert(id);
        }
    }

    fn next_delivery(
        &mut self,
        name: &str,
        limit: usize,
        at: Timestamp,
        until: Timestamp,
    ) -> Option<Delivery> {
        let outbox = self.outboxes.get_mut(name)?;
        let is_on_its_way = outbox.until.is_some_and(|until| until > at);
        if is_on_its_way || outbox.waiting.is_empty() {
            return None;
        }
        outbox.deliveries += 1;
        outbox.until = Some(until);
        let first: BTreeSet<OperationId> = outbox.waiting.iter().take(limit).copied().collect();
        let number = outbox.deliveries;
        let of_these = self.operations.iter().filter(|operation| first.contains(&operation.id));
        let mut operations: Vec<Operation> = of_these.cloned().collect();
        operations.sort_by_key(|operation| operation.id);
        Some(Delivery { number, operations })
    }
}

#[async_trait]
impl OutboxStore for Memory {
    async fn subscribe(&self, name: &str) -> StoreResult<bool> {
        self.write(|world| {
            let is_new = !world.outboxes.contains_key(name);
            world.outboxes.entry(name.to_owned()).or_default();
            Ok(is_new)
        })
    }

    async fn unsubscribe(&self, name: &str) -> StoreResult<bool> {
        self.write(|world| Ok(world.outboxes.remove(name).is_some()))
    }

    async fn subscriptions(&self) -> StoreResult<Vec<Subscription>> {
        let subscription = |(name, outbox): (&String, &Outbox)| Subscription {
            name: name.clone(),
            waiting: u64::try_from(outbox.waiting.len()).unwrap_or(u64::MAX),
        };
        Ok(self.read(|world| world.outboxes.iter().map(subscription).collect()))
    }

    async fn take(
        &self,
        name: &str,
        limit: usize,
        at: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Option<Delivery>> {
        self.write(|world| Ok(world.next_delivery(name, limit, at, until)))
    }

    async fn settle(&self, name: &str, number: u64, told: &[OperationId]) -> StoreResult<()> {
        self.write(|world| {
            if let Some(outbox) = world.outboxes.get_mut(name) {
                for id in told {
                    outbox.waiting.remove(id);
                }
                if outbox.deliveries == number {
                    outbox.until = None;
                }
            }
            Ok(())
        })
    }
}
