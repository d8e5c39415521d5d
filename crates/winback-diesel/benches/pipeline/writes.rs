//! What writes: each way on a copy of its own, both through the same states.

use anyhow::{Context, Result, ensure};
use jiff::{Timestamp, ToSpan};
use tokio::runtime::Runtime;
use winback_store::domain::{
    Amount, Change, ClosingNote, Edit, LossInput, LostReasonId, OpportunityId, PersonId, Stamp,
};
use winback_store::filter::Predicate;
use winback_store::{ImportMode, Selection, Storage};
use winback_testkit::fixed_now;

use crate::base::Doors;
use crate::by_hand::{self, Chosen};
use crate::deals::{Rows, new_opportunity};
use crate::measure::{Line, Rounds};
use crate::reads::filter;
use crate::scale::Scale;

const LOST: &str = "state = lost and closed_at >= \"2026-03-02 10:00\"";
pub(crate) const NOTE: &str = "<p>Chose another offer.</p>";

/// The changes to so many records: named by their ids, or by a filter that finds open and won ones.
struct Size {
    mark_lost: &'static str,
    restore: &'static str,
    records: usize,
    by_ids: bool,
    rounds: usize,
}

const SIZES: [Size; 3] = [
    Size { mark_lost: "mark lost 1", restore: "restore 1", records: 1, by_ids: true, rounds: 200 },
    Size {
        mark_lost: "mark lost 1,000",
        restore: "restore 1,000",
        records: 1000,
        by_ids: true,
        rounds: 20,
    },
    Size {
        mark_lost: "mark lost 100,000",
        restore: "restore 100,000",
        records: 100_000,
        by_ids: false,
        rounds: 6,
    },
];

/// What is measured here.
pub(crate) const NAMES: [&str; 9] = [
    SIZES[0].mark_lost,
    SIZES[0].restore,
    SIZES[1].mark_lost,
    SIZES[1].restore,
    SIZES[2].mark_lost,
    SIZES[2].restore,
    "edit",
    "create",
    "import 100,000",
];

/// Measures all writes whose names `wanted` lets through.
pub(crate) fn measure(
    doors: &mut Doors,
    scale: Scale,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for size in SIZES.iter().filter(|size| wanted(size.mark_lost) || wanted(size.restore)) {
        lines.extend(changes(doors, scale, size)?);
    }
    if wanted("edit") {
        lines.push(edits(doors, scale)?);
    }
    if wanted("create") {
        lines.push(creations(doors, scale)?);
    }
    if wanted("import 100,000") {
        lines.push(imports(doors, scale)?);
    }
    Ok(lines)
}

fn mark_lost() -> Change {
    Change::MarkLost(LossInput {
        reason: Some(LostReasonId::new(1)),
        note: ClosingNote::from_sanitised(NOTE),
        competitor: None,
    })
}

/// Marks all open records lost, and returns how many there were.
pub(crate) fn mark_all_lost(doors: &Doors) -> Result<usize> {
    let all = Selection::matching(filter("state = open")?);
    apply(&doors.runtime, &doors.ours, (&all, &mark_lost(), fixed_now()))
}

/// Marks records lost and restores them, round after round.
fn changes(doors: &mut Doors, scale: Scale, size: &Size) -> Result<[Line; 2]> {
    let mark_lost = mark_lost();
    let (ids, now) = (not_lost(doors)?, fixed_now().as_microsecond());
    let records = scale.share(size.records);
    let last = *ids.get(records - 1).context("there are too few records that are not lost")?;
    let (mut marked, mut restored) = (Rounds::default(), Rounds::default());
    for round in 0..scale.rounds(size.rounds) {
        // One that is won again keeps the instant at which it was closed: each round has its own.
        let at = instant(size.records + round);
        let ids = size.by_ids.then(|| chosen(&ids, records, round)).transpose()?;
        let (to_lose, to_restore) = match &ids {
            Some(ids) => (Chosen::Ids(ids), Chosen::Ids(ids)),
            None => (Chosen::NotLostUpTo(last), Chosen::LostSince(now)),
        };
        let before = format!("state in (open, won) and id <= {last}");
        let before = selection(ids.as_deref(), &before)?;
        let (changed, same) = marked.both(
            || apply(&doors.runtime, &doors.ours, (&before, &mark_lost, at)),
            || by_hand::mark_lost(&mut doors.by_hand, to_lose, NOTE, at.as_microsecond()),
        )?;
        ensure!(changed == same && same == records, "{changed} were lost, {same} by hand");
        let after = selection(ids.as_deref(), LOST)?;
        let (changed, same) = restored.both(
            || apply(&doors.runtime, &doors.ours, (&after, &Change::Restore, at)),
            || by_hand::restore(&mut doors.by_hand, to_restore, at.as_microsecond()),
        )?;
        ensure!(changed == same && same == records, "{changed} came back, {same} by hand");
    }
    Ok([marked.line(size.mark_lost), restored.line(size.restore)])
}

/// Returns the ids of all records that are open or won.
fn not_lost(doors: &mut Doors) -> Result<Vec<i64>> {
    let ids = "SELECT id FROM opportunities WHERE state IN ('open', 'won') ORDER BY id";
    let ids: Vec<(i64,)> = doors.by_hand.query(ids, &[])?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Takes so many ids for a round, from all over the table.
fn chosen(ids: &[i64], wanted: usize, round: usize) -> Result<Vec<i64>> {
    let step = ids.len() / wanted;
    ensure!(step > 0, "there are too few records");
    Ok(ids.iter().skip(round * 499 % step).step_by(step).take(wanted).copied().collect())
}

fn selection(ids: Option<&[i64]>, otherwise: &str) -> Result<Selection> {
    Ok(match ids {
        Some(ids) => {
            let ids = ids.iter().copied().map(OpportunityId::new).collect();
            Selection::ids(ids, Predicate::everything())
        }
        None => Selection::matching(filter(otherwise)?),
    })
}

fn instant(round: usize) -> Timestamp {
    fixed_now() + i64::try_from(round).unwrap_or(0).seconds()
}

const fn stamp(at: Timestamp) -> Stamp {
    Stamp { by: PersonId::new(1), at }
}

fn apply(
    runtime: &Runtime,
    ours: &Storage,
    (selection, change, at): (&Selection, &Change, Timestamp),
) -> Result<usize> {
    let applied = ours.opportunities.apply(selection, change, stamp(at));
    let operation = runtime.block_on(applied)?.operation.context("nothing was changed")?;
    Ok(usize::try_from(operation.records)?)
}

fn edits(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let ids = not_lost(doors)?;
    let Doors { runtime, ours, by_hand } = doors;
    let (mut rounds, visible) = (Rounds::default(), Predicate::everything());
    for (number, id) in ids.iter().step_by(7).take(scale.rounds(200)).enumerate() {
        // An amount that no record has yet.
        let revenue = 1 + 100 * i64::try_from(number)?;
        let (at, edits) =
            (instant(number), [Edit::ExpectedRevenue(Some(Amount::from_minor(revenue)))]);
        let (edited, _) = rounds.both(
            || {
                let id = OpportunityId::new(*id);
                let edited = ours.opportunities.edit(id, None, &visible, &edits, stamp(at));
                Ok(runtime.block_on(edited)?)
            },
            || by_hand::edit(by_hand, *id, revenue, at.as_microsecond()),
        )?;
        let found = edited.deal.expected_revenue.map(|amount| amount.minor());
        ensure!(found == Some(revenue), "the revenue is {found:?}");
    }
    Ok(rounds.line("edit"))
}

fn creations(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let mut rounds = Rounds::default();
    for number in 0..scale.rounds(300) {
        let new = new_opportunity(i64::try_from(number)?);
        let at = instant(number);
        let (created, id) = rounds.both(
            || Ok(runtime.block_on(ours.opportunities.create(&new, &[], stamp(at)))?),
            || by_hand::create(by_hand, &new, at.as_microsecond()),
        )?;
        ensure!(created.id.get() == id, "the id is {}, by hand {id}", created.id);
    }
    Ok(rounds.line("create"))
}

fn imports(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let rows = i64::try_from(scale.share(100_000))?;
    let mut rounds = Rounds::default();
    for round in 0..scale.rounds(2) {
        let at = instant(round);
        let rows = || Rows::of(i64::try_from(round).unwrap_or(0), rows);
        let (imported, same) = rounds.both(
            || {
                Ok(runtime.block_on(ours.opportunities.import(
                    Box::new(rows()),
                    ImportMode::default(),
                    stamp(at),
                ))?)
            },
            || by_hand::import(by_hand, rows(), at.as_microsecond()),
        )?;
        ensure!(usize::try_from(imported.created)? == same, "{same} were imported by hand");
    }
    Ok(rounds.line("import 100,000"))
}
