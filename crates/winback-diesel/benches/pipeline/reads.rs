//! What only reads: lists, counts and the report of losses, all on one file.

use anyhow::{Result, ensure};
use winback_store::filter::{Context, Predicate, parse};
use winback_store::{
    Cursor, CursorValue, LossPeriod, OPPORTUNITY, Page, Query, Selection, TallyRow, default_sort,
    opportunity_schema,
};
use winback_testkit::fixed_now;

use crate::base::Doors;
use crate::by_hand::{self, Place};
use crate::measure::{Line, Rounds};
use crate::scale::Scale;

/// How many records a page has.
const PAGE: usize = 80;

/// A list: its filter, and the same as a condition by hand.
struct List {
    name: &'static str,
    filter: &'static str,
    condition: &'static str,
    bind: Option<&'static str>,
    /// Which page is measured, from 1.
    page: usize,
    rounds: usize,
}

const LISTS: [List; 4] = [
    List {
        name: "list, first page",
        filter: "state = lost",
        condition: "o.state = 'lost'",
        bind: None,
        page: 1,
        rounds: 400,
    },
    List {
        name: "list, 100th page",
        filter: "state = lost",
        condition: "o.state = 'lost'",
        bind: None,
        page: 100,
        rounds: 400,
    },
    List {
        name: "list, two reasons",
        filter: "state = lost and lost_reason in (\"Too expensive\", \"Not enough stock\")",
        condition: "o.state = 'lost' AND +o.lost_reason_id IN (1, 3)",
        bind: None,
        page: 1,
        rounds: 400,
    },
    List {
        name: "list, contains",
        filter: "state = lost and name contains Harbour",
        condition: "o.state = 'lost' AND instr(o.name_folded, :bind) > 0",
        bind: Some("harbour"),
        page: 1,
        rounds: 100,
    },
];

/// Returns the filter that a text spells.
pub(crate) fn filter(text: &str) -> Result<Predicate> {
    let context = Context::new(fixed_now(), jiff::tz::TimeZone::UTC);
    Ok(parse(text)?.check(&opportunity_schema(2), OPPORTUNITY, &context)?)
}

/// Measures all reads whose names `wanted` lets through.
pub(crate) fn measure(
    doors: &mut Doors,
    scale: Scale,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for list in LISTS.iter().filter(|list| wanted(list.name)) {
        lines.push(lists(doors, scale, list)?);
    }
    if wanted("count") {
        lines.push(counts(doors, scale)?);
    }
    if wanted("losses by reason") {
        lines.push(reports(doors, scale)?);
    }
    Ok(lines)
}

fn lists(doors: &mut Doors, scale: Scale, list: &List) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let sort = default_sort(&opportunity_schema(2));
    let mut query = Query { filter: filter(list.filter)?, sort, after: None, limit: PAGE };
    let search = |query: &Query| Ok(runtime.block_on(ours.opportunities.search(query))?);
    let (hand_written, mut place) = (by_hand::List::of(list.condition), None);
    let mut by_hand = |place| hand_written.page(by_hand, list.bind, place, PAGE);
    for _ in 1..scale.page(list.page) {
        query.after = search(&query)?.next;
        place = by_hand(place)?.next;
    }
    let mut rounds = Rounds::default();
    for _ in 0..scale.rounds(list.rounds) {
        let (page, listed) = rounds.both(|| search(&query), || by_hand(place))?;
        check_same(&page, &listed)?;
    }
    Ok(rounds.line(list.name))
}

fn check_same(page: &Page, listed: &by_hand::Listed) -> Result<()> {
    let ids: Vec<i64> = page.records.iter().map(|record| record.id.get()).collect();
    ensure!(!ids.is_empty() && ids == listed.ids(), "{ids:?}, by hand {:?}", listed.ids());
    ensure!(page.next.as_ref().and_then(place) == listed.next, "the next pages differ");
    let tags: usize = page.records.iter().map(|record| record.deal.tags.len()).sum();
    ensure!(tags == listed.tags.len(), "{tags} tags, by hand {}", listed.tags.len());
    Ok(())
}

fn place(cursor: &Cursor) -> Option<Place> {
    match cursor.values.as_slice() {
        [CursorValue::Number(priority), CursorValue::Number(id)] => {
            Some(Place { priority: *priority, id: *id })
        }
        _ => None,
    }
}

fn counts(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let selection = Selection::matching(filter("state = lost")?);
    let mut rounds = Rounds::default();
    for _ in 0..scale.rounds(60) {
        let tally = || Ok(runtime.block_on(ours.opportunities.tally(&selection))?);
        let (tally, same) = rounds.both(tally, || by_hand::tally(by_hand))?;
        let mut found = Vec::new();
        for TallyRow { state, at_zero, count, revenue_minor } in tally.rows {
            let revenue = i64::try_from(revenue_minor)?;
            found.push((state.as_str().to_owned(), at_zero, count.try_into()?, revenue));
        }
        ensure!(found == same, "{found:?}, by hand {same:?}");
    }
    Ok(rounds.line("count"))
}

fn reports(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let (filter, period) = (Predicate::everything(), LossPeriod::default());
    let mut rounds = Rounds::default();
    for _ in 0..scale.rounds(60) {
        let report = || {
            let report = ours.opportunities.losses_by_reason(&filter, period);
            Ok(runtime.block_on(report)?)
        };
        let (report, same) = rounds.both(report, || by_hand::losses_by_reason(by_hand))?;
        ensure!(report == same, "{report:?}, by hand {same:?}");
    }
    Ok(rounds.line("losses by reason"))
}
