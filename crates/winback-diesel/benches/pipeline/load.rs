//! A load on the server as a whole: clients who list, show and mark lost over HTTP, and as many who do
//! the same by hand on a copy of the same database.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use winback_app::{App, TokenRequest};
use winback_store::domain::{LabelKind, TokenScope};
use winback_store::{Query, Storage, default_sort, opportunity_schema};
use winback_testkit::fixed_now;

use crate::base::Base;
use crate::by_hand::{self, Chosen, List, Show, Wanted};
use crate::client::Client;
use crate::measure::Times;
use crate::reads::{LOST, PAGE, filter};
use crate::server::{Caller, Memory, Server};
use crate::table;
use crate::writes::NOTE;

/// How many ask at the same time if nobody says.
pub(crate) const CLIENTS: usize = 8;

/// How often both ways take turns; the first round, which opens connections and prepares statements,
/// is not counted.
const ROUNDS: usize = 5;

/// What is asked for, and how often in a round.
const LISTS: usize = 400;
const SHOWS: usize = 400;
const LOSSES: usize = 200;

/// One way of asking for one thing, all rounds together.
#[derive(Default)]
struct Way {
    times: Vec<Duration>,
    errors: usize,
    took: Duration,
}

impl Way {
    fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.errors += other.errors;
        self.took += other.took;
    }
}

/// A line of the table.
struct Line {
    name: &'static str,
    http: Way,
    by_hand: Way,
}

/// What is asked about: the same records both ways.
struct Subjects {
    /// Records to show.
    shown: Vec<Wanted>,
    /// Open records, each to be marked lost once.
    open: Vec<i64>,
}

/// Loads a server of this program, and prints what came of it.
pub(crate) fn measure(base: &Base, binary: &Path, clients: usize) -> Result<()> {
    base.copy_both()?;
    let storage = base.open_ours()?;
    let token = base.runtime().block_on(token(&storage))?;
    let subjects = base.runtime().block_on(subjects(&storage))?;
    drop(storage);
    let server = Server::start(binary, &base.ours_url()?)?;
    let mut callers: Vec<Caller> = (0..clients).map(|_| server.caller(&token)).collect();
    let mut by_hand = (0..clients).map(|_| base.by_hand()).collect::<Result<Vec<Client>>>()?;
    callers.first_mut().context("nobody asks")?.check(&subjects.open)?;
    let before = server.memory();
    let lines = [
        lists(&mut callers, &mut by_hand)?,
        shows(&mut callers, &mut by_hand, &subjects.shown)?,
        losses(&mut callers, &mut by_hand, base.is_file(), &subjects.open)?,
    ];
    print(&lines, clients, before, server.memory());
    Ok(())
}

async fn token(storage: &Storage) -> Result<String> {
    let app = App::builder(storage.clone()).build();
    let request = TokenRequest { name: "load".into(), scope: TokenScope::Write, days: None };
    let (_, secret) = app.desk(Some("admin")).await?.create_token(&request).await?;
    Ok(secret.expose().to_owned())
}

/// Chooses records from all over the table.
async fn subjects(storage: &Storage) -> Result<Subjects> {
    let sort = default_sort(&opportunity_schema(2));
    let wanted = LOSSES * (ROUNDS + 1);
    let query = Query { filter: filter("state = open")?, sort, after: None, limit: wanted };
    let open = storage.opportunities.search(&query).await?.records;
    ensure!(open.len() == wanted, "there are too few open records");
    let lost = Query { filter: filter(LOST.0)?, limit: SHOWS, ..query };
    let lost = storage.opportunities.search(&lost).await?.records;
    let countries = storage.pipeline.labels(LabelKind::Country).await?;
    let shown = lost.iter().chain(open.iter().take(SHOWS)).map(|it| Wanted::of(it, &countries));
    Ok(Subjects { shown: shown.collect(), open: open.iter().map(|it| it.id.get()).collect() })
}

fn lists(callers: &mut [Caller], by_hand: &mut [Client]) -> Result<Line> {
    let list = by_hand.first().map(|it| List::of(LOST.1, None, PAGE, it.dialect()));
    let list = list.context("nobody asks")?;
    in_turns(
        "list",
        |_| drive(callers, LISTS, |caller, _| caller.list()),
        |_| drive(by_hand, LISTS, |client, _| Ok(list.page(client, None)?.ids().len() == PAGE)),
    )
}

fn shows(callers: &mut [Caller], by_hand: &mut [Client], shown: &[Wanted]) -> Result<Line> {
    let show = by_hand.first().map(|it| Show::of(it.dialect())).context("nobody asks")?;
    let of = |number: usize| shown.get(number % shown.len()).context("there is no such record");
    in_turns(
        "show",
        |_| drive(callers, SHOWS, |caller, number| caller.show(of(number)?.id)),
        |_| drive(by_hand, SHOWS, |client, number| Ok(show.run(client, of(number)?)?.entries > 0)),
    )
}

fn losses(
    callers: &mut [Caller],
    by_hand: &mut [Client],
    is_file: bool,
    open: &[i64],
) -> Result<Line> {
    // A file takes one writer at a time: by hand they take turns, as waiting for its lock by trying
    // again would take much longer.
    let turn = Mutex::new(());
    let id = |round: usize, number: usize| {
        open.get(round * LOSSES + number).copied().context("there are too few open records")
    };
    in_turns(
        "mark lost",
        |round| drive(callers, LOSSES, |caller, number| caller.mark_lost(id(round, number)?)),
        |round| {
            drive(by_hand, LOSSES, |client, number| {
                let _turn = is_file.then(|| turn.lock());
                let at = fixed_now().as_microsecond() + i64::try_from(number)?;
                let ids = [id(round, number)?];
                Ok(by_hand::mark_lost(client, Chosen::Ids(&ids), NOTE, at)? == 1)
            })
        },
    )
}

fn in_turns(
    name: &'static str,
    mut http: impl FnMut(usize) -> Way,
    mut by_hand: impl FnMut(usize) -> Way,
) -> Result<Line> {
    let mut line = Line { name, http: Way::default(), by_hand: Way::default() };
    for round in 0..=ROUNDS {
        let (over_http, same) = (http(round), by_hand(round));
        ensure!(same.errors == 0, "{name}: {} failed by hand", same.errors);
        if round > 0 {
            line.http.add(over_http);
            line.by_hand.add(same);
        }
    }
    Ok(line)
}

/// Lets all ask at the same time until so much was asked, each on a thread of its own. What is answered
/// wrong, or not at all, is an error.
fn drive<Client: Send>(
    clients: &mut [Client],
    requests: usize,
    work: impl Fn(&mut Client, usize) -> Result<bool> + Sync,
) -> Way {
    let (next, begun) = (AtomicUsize::new(0), Instant::now());
    let (next, work) = (&next, &work);
    let mut all = Way::default();
    thread::scope(|scope| {
        let threads: Vec<_> = clients
            .iter_mut()
            .map(|client| scope.spawn(move || ask(client, next, requests, work)))
            .collect();
        for thread in threads {
            // A client that panicked answered nothing any more.
            let failed = Way { errors: 1, ..Way::default() };
            all.add(thread.join().unwrap_or(failed));
        }
    });
    Way { took: begun.elapsed(), ..all }
}

/// Asks one thing after another, as long as there is something left to ask.
fn ask<Client>(
    client: &mut Client,
    next: &AtomicUsize,
    requests: usize,
    work: &impl Fn(&mut Client, usize) -> Result<bool>,
) -> Way {
    let mut own = Way::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= requests {
            return own;
        }
        let begun = Instant::now();
        match work(client, number) {
            Ok(true) => own.times.push(begun.elapsed()),
            Ok(false) => own.errors += 1,
            Err(error) => {
                println!("error: {error:#}");
                own.errors += 1;
            }
        }
    }
}

const HEADS: [&str; 10] = [
    "",
    "requests",
    "errors",
    "http p50",
    "p99",
    "a second",
    "by hand p50",
    "p99",
    "a second",
    "ratio",
];

fn print(lines: &[Line], clients: usize, before: Option<Memory>, after: Option<Memory>) {
    let mut rows = vec![HEADS.map(str::to_owned)];
    for Line { name, http, by_hand } in lines {
        let (requests, errors) = (http.times.len() + http.errors, http.errors);
        let rates = [http, by_hand]
            .map(|way| format!("{:.0}", way.times.len() as f64 / way.took.as_secs_f64()));
        let [http_rate, rate_by_hand] = rates;
        let [http, by_hand] = [http, by_hand].map(|way| Times::from(way.times.clone()));
        let ratio = http.percentile(50).as_secs_f64() / by_hand.percentile(50).as_secs_f64();
        rows.push([
            (*name).to_owned(),
            requests.to_string(),
            errors.to_string(),
            table::spelled(http.percentile(50)),
            table::spelled(http.percentile(99)),
            http_rate,
            table::spelled(by_hand.percentile(50)),
            table::spelled(by_hand.percentile(99)),
            rate_by_hand,
            format!("{ratio:.2}"),
        ]);
    }
    table::aligned(&rows);
    println!();
    println!("http: {clients} at a time over loopback, each on a connection that stays open");
    println!("by hand: as many at once, on a copy of the same database, in turns with http");
    println!("ratio: http to by hand, both at the median");
    if let (Some(before), Some(after)) = (before, after) {
        println!("memory of the server: {before} before, {after} after");
    }
}
