//! Many clients who list the same at the same time: through the store, and by hand each with a
//! connection of its own.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use winback_store::{Query, Storage, default_sort, opportunity_schema};

use crate::base::Base;
use crate::by_hand::List;
use crate::client::Client;
use crate::reads::{LOST, PAGE, filter};
use crate::scale::Scale;

/// How many list at the same time.
pub(crate) const CLIENTS: usize = 32;

/// How many lists a second each way gave, round by round.
pub(crate) struct Rates {
    /// The store with as many connections as there are clients.
    pub(crate) ours: Vec<f64>,
    /// The store with as few connections as it has by itself.
    pub(crate) as_it_is: Vec<f64>,
    /// By hand: what a page needs.
    pub(crate) pages: Vec<f64>,
    /// By hand: the statement of the records alone, without tags and without a transaction.
    pub(crate) alone: Vec<f64>,
}

/// Lets all list for a while, each way in turn.
pub(crate) fn measure(base: &Base, scale: Scale) -> Result<Rates> {
    let (time, rounds) = match scale {
        Scale::Full => (Duration::from_secs(3), 7),
        Scale::Check => (Duration::from_millis(20), 1),
    };
    let (many, few) = (base.storage(Some(CLIENTS))?, base.storage(None)?);
    let mut clients = (0..CLIENTS).map(|_| base.reader()).collect::<Result<Vec<Client>>>()?;
    let mut rates =
        Rates { ours: Vec::new(), as_it_is: Vec::new(), pages: Vec::new(), alone: Vec::new() };
    // The first round opens connections and prepares statements.
    for round in 0..=rounds {
        let ours = through(base, &many, time)?;
        let pages =
            by_hand(&mut clients, time, |list, client| Ok(list.page(client, None)?.ids().len()))?;
        let as_it_is = through(base, &few, time)?;
        let alone = by_hand(&mut clients, time, |list, client| Ok(list.alone(client)? - 1))?;
        if round > 0 {
            rates.ours.push(ours);
            rates.as_it_is.push(as_it_is);
            rates.pages.push(pages);
            rates.alone.push(alone);
        }
    }
    Ok(rates)
}

/// Lets all list through the store, and returns how many lists a second there were.
fn through(base: &Base, storage: &Storage, time: Duration) -> Result<f64> {
    let sort = default_sort(&opportunity_schema(2));
    let query = Arc::new(Query { filter: filter(LOST.0)?, sort, after: None, limit: PAGE });
    let begun = Instant::now();
    let lists = base.runtime().block_on(async {
        let mut all = JoinSet::new();
        for _ in 0..CLIENTS {
            let (query, store) = (Arc::clone(&query), Arc::clone(&storage.opportunities));
            all.spawn(async move {
                let mut lists = 0_u32;
                while begun.elapsed() < time {
                    let page = store.search(&query).await?;
                    anyhow::ensure!(page.records.len() == PAGE, "the page is not full");
                    lists += 1;
                }
                Ok(lists)
            });
        }
        all.join_all().await.into_iter().sum::<Result<u32>>()
    })?;
    Ok(f64::from(lists) / begun.elapsed().as_secs_f64())
}

/// Lets all list by hand, each on a thread of its own.
fn by_hand(
    clients: &mut [Client],
    time: Duration,
    work: impl Fn(&List, &mut Client) -> Result<usize> + Sync,
) -> Result<f64> {
    let begun = Instant::now();
    let lists = thread::scope(|scope| {
        let threads: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                scope.spawn(|| {
                    let list = List::of(LOST.1, None, PAGE, client.dialect());
                    let mut lists = 0_u32;
                    while begun.elapsed() < time {
                        anyhow::ensure!(work(&list, client)? == PAGE, "the page is not full");
                        lists += 1;
                    }
                    Ok(lists)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().ok().context("a client panicked")?)
            .sum::<Result<u32>>()
    })?;
    Ok(f64::from(lists) / begun.elapsed().as_secs_f64())
}

/// Prints how many lists a second each way gives, at the median.
pub(crate) fn print(mut rates: Rates) {
    let middle = |rates: &mut Vec<f64>| {
        rates.sort_unstable_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or_default()
    };
    let (ours, as_it_is) = (middle(&mut rates.ours), middle(&mut rates.as_it_is));
    let (pages, alone) = (middle(&mut rates.pages), middle(&mut rates.alone));
    println!();
    println!("{CLIENTS} clients, lists a second:");
    println!("  {ours:>8.0}  winback, {CLIENTS} connections");
    println!("  {as_it_is:>8.0}  winback, as many connections as it has by itself");
    println!("  {pages:>8.0}  by hand, pages: winback has {:.0} %", 100.0 * ours / pages);
    println!(
        "  {alone:>8.0}  by hand, the statement of the records alone: winback has {:.0} %",
        100.0 * ours / alone
    );
}
