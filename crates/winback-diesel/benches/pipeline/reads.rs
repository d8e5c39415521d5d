//! What only reads: lists, counts and the report of losses, all on one database.

use anyhow::{Context as _, Result, ensure};
use jiff::civil::Weekday;
use winback_app::App;
use winback_store::domain::LabelKind;
use winback_store::filter::{Context, Grouping, Offsets, Predicate, parse};
use winback_store::{
    AggregateValue, Cursor, CursorValue, Group, GroupQuery, GroupedRecords, LossPeriod,
    OPPORTUNITY, Page, Query, Selection, TallyRow, default_sort, opportunity_schema,
};
use winback_testkit::fixed_now;

use crate::base::Doors;
use crate::by_hand::{self, ENTRIES, Found, Place, Show, Wanted};
use crate::client::Dialect;
use crate::measure::{Line, Rounds};
use crate::scale::Scale;

/// How many records a page has.
pub(crate) const PAGE: usize = 80;

/// A list: its filter, and the same as a condition by hand.
pub(crate) struct List {
    pub(crate) name: &'static str,
    filter: &'static str,
    condition: &'static str,
    /// A part of a name that `?1` in the condition stands for.
    part: Option<&'static str>,
    /// Which page is measured, from 1.
    page: usize,
    pub(crate) rounds: usize,
}

const fn list(name: &'static str, filter: &'static str, condition: &'static str) -> List {
    List { name, filter, condition, part: None, page: 1, rounds: 400 }
}

/// What people look at: all of it is lost.
pub(crate) const LOST: (&str, &str) = ("state = lost", "o.state = 'lost'");

pub(crate) const LISTS: [List; 6] = [
    list("list, first page", LOST.0, LOST.1),
    List { page: 100, ..list("list, 100th page", LOST.0, LOST.1) },
    list(
        "list, one reason",
        "state = lost and lost_reason = \"Too expensive\"",
        "o.state = 'lost' AND o.lost_reason_id = 1",
    ),
    list(
        "list, two reasons",
        "state = lost and lost_reason in (\"Too expensive\", \"Not enough stock\")",
        "o.state = 'lost' AND COALESCE(o.lost_reason_id, 0) IN (1, 3)",
    ),
    list(
        "list, one person",
        "state = lost and salesperson = 26",
        "o.state = 'lost' AND o.salesperson_id = 26",
    ),
    List {
        part: Some("forklift"),
        rounds: 100,
        ..list("list, contains", "state = lost and name contains Forklift", LOST.1)
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
    if wanted("show") {
        lines.push(shows(doors, scale)?);
    }
    if wanted("count") {
        lines.push(counts(doors, scale)?);
    }
    if wanted("group by team") {
        lines.push(groups(doors, scale)?);
    }
    if wanted("losses by reason") {
        lines.push(reports(doors, scale)?);
    }
    Ok(lines)
}

impl List {
    fn by_hand(&self, dialect: Dialect) -> by_hand::List {
        let Some(part) = self.part else {
            return by_hand::List::of(self.condition, None, PAGE, dialect);
        };
        let (holds, part) = match dialect {
            Dialect::File => ("instr(o.name_folded, ?1) > 0", part.to_owned()),
            Dialect::Server => ("o.name_folded LIKE ?1", format!("%{part}%")),
        };
        by_hand::List::of(&format!("{} AND {holds}", self.condition), Some(part), PAGE, dialect)
    }
}

fn lists(doors: &mut Doors, scale: Scale, list: &List) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let sort = default_sort(&opportunity_schema(2));
    let mut query = Query { filter: filter(list.filter)?, sort, after: None, limit: PAGE };
    let search = |query: &Query| Ok(runtime.block_on(ours.opportunities.search(query))?);
    let (hand_written, mut place) = (list.by_hand(by_hand.dialect()), None);
    let mut by_hand = |place| hand_written.page(by_hand, place);
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

/// Returns what loads the page of a list that is measured, in one database.
pub(crate) fn first_page<'a>(
    doors: &'a Doors,
    list: &List,
) -> Result<impl Fn() -> Result<Page> + use<'a>> {
    let sort = default_sort(&opportunity_schema(2));
    let mut query = Query { filter: filter(list.filter)?, sort, after: None, limit: PAGE };
    let search =
        |query: &Query| Ok(doors.runtime.block_on(doors.ours.opportunities.search(query))?);
    for _ in 1..list.page {
        let page: Page = search(&query)?;
        query.after = page.next;
    }
    Ok(move || search(&query))
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

/// Shows lost and open records, each once, as a person who sees all sees them.
fn shows(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let desk = App::builder(ours.clone()).build();
    let desk = runtime.block_on(desk.desk(Some("admin")))?;
    let countries = runtime.block_on(ours.pipeline.labels(LabelKind::Country))?;
    let sort = default_sort(&opportunity_schema(2));
    let limit = scale.share(400);
    let mut query = Query { filter: filter(LOST.0)?, sort, after: None, limit };
    let mut records = runtime.block_on(ours.opportunities.search(&query))?.records;
    query.filter = filter("state = open")?;
    records.extend(runtime.block_on(ours.opportunities.search(&query))?.records);
    let (show, mut rounds) = (Show::of(by_hand.dialect()), Rounds::default());
    for record in records {
        let wanted = Wanted::of(&record, &countries);
        let (shown, same) = rounds.both(
            || Ok(runtime.block_on(desk.show(record.id, ENTRIES))?),
            || show.run(by_hand, &wanted),
        )?;
        let similar = shown.similar.iter().map(|it| it.id.get()).collect();
        let (losses, entries) = (shown.losses.len(), shown.activity.len());
        let found = Found { losses, entries, similar };
        ensure!(found == same, "{found:?}, by hand {same:?}");
    }
    Ok(rounds.line("show"))
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

fn groups(doors: &mut Doors, scale: Scale) -> Result<Line> {
    let Doors { runtime, ours, by_hand } = doors;
    let schema = opportunity_schema(2);
    let entity = schema.entity(OPPORTUNITY).context("the schema has opportunities")?;
    let grouping = Grouping::by(&schema, entity, "team", Weekday::Monday)?;
    let query = GroupQuery {
        records: GroupedRecords::Opportunities,
        filter: filter(LOST.0)?,
        grouping: grouping.with(entity, "sum(expected_revenue)")?,
        offsets: Offsets::utc(),
        fill: None,
        offset: 0,
        limit: None,
    };
    let mut rounds = Rounds::default();
    for _ in 0..scale.rounds(60) {
        let group = || Ok(runtime.block_on(ours.opportunities.group(&query))?);
        let (groups, same) = rounds.both(group, || by_hand::by_team(by_hand))?;
        let mut found = Vec::new();
        for Group { names, count, aggregates, .. } in groups.groups {
            let revenue = match aggregates.as_slice() {
                [Some(AggregateValue::Number(sum))] => Some(i64::try_from(*sum)?),
                _ => None,
            };
            found.push((names.into_iter().next().flatten(), i64::try_from(count)?, revenue));
        }
        ensure!(found == same, "{found:?}, by hand {same:?}");
    }
    Ok(rounds.line("group by team"))
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
