//! The outbox: a row for each operation that a subscriber is yet to be told of.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use jiff::Timestamp;
use winback_store::domain::OperationId;
use winback_store::{Delivery, OutboxStore, StoreResult, Subscription};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::Attempt;
use crate::rows::{count, micros};
use crate::sql::{Sql, sql};
use crate::undo::operations;

/// The outbox in the database.
#[derive(Debug)]
pub(crate) struct OutboxOfDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl OutboxStore for OutboxOfDatabase {
    async fn subscribe(&self, name: &str) -> StoreResult<bool> {
        let known = knows(name);
        // Every program subscribes when it starts; all but the first have nothing to write.
        if self.0.read("looking for a subscriber", move |conn| Ok(known.get_result(conn)?)).await? {
            return Ok(false);
        }
        let new = sql("INSERT INTO subscribers (name, deliveries) VALUES (")
            .str(name)
            .text(", 0) ON CONFLICT (name) DO NOTHING");
        self.0.write("subscribing", move |conn| Ok(new.clone().execute(conn)? > 0)).await
    }

    async fn unsubscribe(&self, name: &str) -> StoreResult<bool> {
        let waiting = sql("DELETE FROM outbox WHERE subscriber_id = ").then(id_of(name));
        let own = sql("DELETE FROM subscribers WHERE name = ").str(name);
        let forget = move |conn: &mut Conn| {
            waiting.clone().execute(conn)?;
            Ok(own.clone().execute(conn)? > 0)
        };
        self.0.write("unsubscribing", forget).await
    }

    async fn subscriptions(&self) -> StoreResult<Vec<Subscription>> {
        self.0.read("reading the subscribers", subscriptions).await
    }

    async fn take(
        &self,
        name: &str,
        limit: usize,
        at: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Option<Delivery>> {
        let waiting = sql("SELECT EXISTS (SELECT 1 FROM outbox WHERE subscriber_id = ")
            .then(id_of(name))
            .text(")")
            .rows::<Bool>();
        // Most of the time nothing waits, and then nobody has to wait for this either.
        if !self
            .0
            .read("looking into the outbox", move |conn| Ok(waiting.get_result(conn)?))
            .await?
        {
            return Ok(None);
        }
        let name = name.to_owned();
        let take = move |conn: &mut Conn| take(conn, &name, limit, at, until);
        self.0.write("taking operations out of the outbox", take).await
    }

    async fn settle(&self, name: &str, number: u64, told: &[OperationId]) -> StoreResult<()> {
        let gone = sql("DELETE FROM outbox WHERE subscriber_id = ")
            .then(id_of(name))
            .text(" AND operation_id")
            .in_ids(told.iter().map(|id| id.get()));
        let ended = sql("UPDATE subscribers SET delivered_until = NULL WHERE name = ")
            .str(name)
            .text(" AND deliveries = ")
            .int(i64::try_from(number).unwrap_or(i64::MAX));
        let settle = move |conn: &mut Conn| {
            gone.clone().execute(conn)?;
            ended.clone().execute(conn)?;
            Ok(())
        };
        self.0.write("settling a delivery", settle).await
    }
}

/// Puts an operation into the outbox of everybody who is told.
pub(crate) fn tell(conn: &mut Conn, id: OperationId) -> Attempt<()> {
    sql("INSERT INTO outbox (subscriber_id, operation_id) SELECT id, ")
        .int(id.get())
        .text(" FROM subscribers")
        .execute(conn)?;
    Ok(())
}

fn knows(name: &str) -> crate::sql::Rows<Bool> {
    sql("SELECT EXISTS (SELECT 1 FROM subscribers WHERE name = ").str(name).text(")").rows()
}

fn id_of(name: &str) -> Sql {
    sql("(SELECT id FROM subscribers WHERE name = ").str(name).text(")")
}

fn subscriptions(conn: &mut Conn) -> Attempt<Vec<Subscription>> {
    let rows: Vec<(String, i64)> = sql("SELECT name, (SELECT COUNT(*) FROM outbox ")
        .text("WHERE outbox.subscriber_id = subscribers.id) FROM subscribers ORDER BY name")
        .rows::<(Text, BigInt)>()
        .load(conn)?;
    let subscription = |(name, waiting)| Subscription { name, waiting: count(waiting) };
    Ok(rows.into_iter().map(subscription).collect())
}

fn take(
    conn: &mut Conn,
    name: &str,
    limit: usize,
    at: Timestamp,
    until: Timestamp,
) -> Attempt<Option<Delivery>> {
    let begun: Vec<(i64, i64)> = sql("UPDATE subscribers SET deliveries = deliveries + 1, ")
        .text("delivered_until = ")
        .int(micros(until))
        .text(" WHERE name = ")
        .str(name)
        .text(" AND (delivered_until IS NULL OR delivered_until <= ")
        .int(micros(at))
        .text(") AND EXISTS (SELECT 1 FROM outbox WHERE outbox.subscriber_id = subscribers.id) ")
        .text("RETURNING id, deliveries")
        .rows::<(BigInt, BigInt)>()
        .load(conn)?;
    let Some((subscriber, number)) = begun.first().copied() else { return Ok(None) };
    let which = sql("id IN (SELECT operation_id FROM outbox WHERE subscriber_id = ")
        .int(subscriber)
        .text(" ORDER BY operation_id LIMIT ")
        .int(i64::try_from(limit).unwrap_or(i64::MAX))
        .text(") ORDER BY id");
    Ok(Some(Delivery { number: count(number), operations: operations(conn, which)? }))
}
