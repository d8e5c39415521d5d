//! Delivery: subscribers are told of what waits for them in the outbox.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use winback_domain::OperationId;
use winback_store::Subscription;

use super::{Subscriber, SubscriberError};
use crate::{App, AppError};

/// How many operations are told between two notes of what was told.
const BATCH: usize = 100;

/// What a delivery came to.
#[derive(Debug, Default)]
pub struct Delivered {
    /// How many operations were told, counted once for each subscriber.
    pub told: u64,
    /// The subscribers that could not be told.
    pub undelivered: Vec<Undelivered>,
}

/// A subscriber that could not be told of an operation; it is told again at the next delivery.
#[derive(Debug)]
pub struct Undelivered {
    /// The subscriber.
    pub subscriber: String,
    /// The operation.
    pub operation: OperationId,
    /// What it said.
    pub error: SubscriberError,
}

impl App {
    /// How long others wait with a subscriber while it is told of some hundred operations; then it is
    /// taken for lost with its process.
    pub const DELIVERY: SignedDuration = SignedDuration::from_mins(1);

    /// Tells every subscriber of what it was not told yet. Whoever runs the app calls this at the start,
    /// after changes, and from time to time: for what others changed.
    ///
    /// Several processes may do so at the same time; each subscriber is told by one of them.
    ///
    /// # Errors
    /// [`AppError::Store`]. What a subscriber says is part of the answer, and keeps nothing from the
    /// others.
    pub async fn deliver(&self) -> Result<Delivered, AppError> {
        self.subscribe().await?;
        let mut delivered = Delivered::default();
        for subscriber in &self.plugins.subscribers {
            self.deliver_to(subscriber.as_ref(), &mut delivered).await?;
        }
        Ok(delivered)
    }

    async fn deliver_to(
        &self,
        subscriber: &dyn Subscriber,
        delivered: &mut Delivered,
    ) -> Result<(), AppError> {
        let (outbox, name) = (&self.storage.outbox, subscriber.name());
        loop {
            let now = self.clock.now();
            let until = now.saturating_add(Self::DELIVERY).unwrap_or(now);
            let Some(delivery) = outbox.take(name, BATCH, now, until).await? else {
                return Ok(());
            };
            let (mut told, mut failure) = (Vec::new(), None);
            for operation in &delivery.operations {
                if let Err(error) = subscriber.told(operation).await {
                    failure = Some((operation.id, error));
                    break;
                }
                told.push(operation.id);
            }
            outbox.settle(name, delivery.number, &told).await?;
            delivered.told += u64::try_from(told.len()).unwrap_or(u64::MAX);
            if let Some((operation, error)) = failure {
                let subscriber = name.to_owned();
                delivered.undelivered.push(Undelivered { subscriber, operation, error });
                return Ok(());
            }
        }
    }

    /// Makes the storage remember what the subscribers are to be told of.
    pub(crate) async fn subscribe(&self) -> Result<(), AppError> {
        if self.subscribed.load(Ordering::Acquire) {
            return Ok(());
        }
        for subscriber in &self.plugins.subscribers {
            self.storage.outbox.subscribe(subscriber.name()).await?;
        }
        self.subscribed.store(true, Ordering::Release);
        Ok(())
    }

    /// Returns everybody whom the storage remembers to be told, those whom this app does not know
    /// included, with how much waits for each.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, AppError> {
        Ok(self.storage.outbox.subscriptions().await?)
    }

    /// Forgets a subscriber that is no more, with what waits for it. Returns whether it was known.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn unsubscribe(&self, name: &str) -> Result<bool, AppError> {
        Ok(self.storage.outbox.unsubscribe(name).await?)
    }
}
