//! How long a filter of ten terms takes to read, and how many records it is tried on in a second
//! beside a closure that asks the same: `cargo xtask bench`.
//!
//! Started by `cargo test` it measures nothing, and checks that both find the same records.
#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::hint::black_box;
use std::time::Instant;

use jiff::tz::TimeZone;
use winback_filter::{
    Context, Datum, Entity, Field, FieldKind, Predicate, Record, Schema, Tree, fold,
};

const TERMS: &str = "(state = lost or state = open) and name contains \"pump\" \
    and revenue >= 1500.50 and not city = Ghent and priority in (1, 2, 3) \
    and (city is set or revenue is not set) and name does not start with \"old\" \
    and revenue < 900000";

const STATES: &[&str] = &["open", "won", "lost"];

struct Deal {
    name: String,
    city: Option<String>,
    revenue: Option<i64>,
    priority: i64,
    state: &'static str,
}

impl Record for Deal {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "name" => Datum::Text(self.name.as_str().into()),
            "city" => self.city.as_deref().map_or(Datum::Empty, |city| Datum::Text(city.into())),
            "revenue" => self.revenue.map_or(Datum::Empty, Datum::Number),
            "priority" => Datum::Number(self.priority),
            "state" => Datum::Choice(self.state),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, _field: &str) -> Vec<Box<dyn Record + 'a>> {
        Vec::new()
    }
}

/// The same question, by hand.
fn by_hand(deal: &Deal) -> bool {
    let name = fold(&deal.name);
    matches!(deal.state, "lost" | "open")
        && name.contains("pump")
        && deal.revenue.is_some_and(|revenue| revenue >= 150_050)
        && deal.city.as_deref() != Some("Ghent")
        && [1, 2, 3].contains(&deal.priority)
        && (deal.city.is_some() || deal.revenue.is_none())
        && !name.starts_with("old")
        && deal.revenue.is_some_and(|revenue| revenue < 90_000_000)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let full = std::env::args().any(|argument| argument == "--bench");
    let schema = schema()?;
    let context = Context::new("2026-05-01T10:00:00Z".parse()?, TimeZone::UTC);
    let predicate = schema.parse("deal", TERMS, &context)?;
    let deals = deals(if full { 200_000 } else { 2_000 });
    let found = deals.iter().filter(|deal| predicate.matches(*deal)).count();
    assert_eq!(found, deals.iter().filter(|deal| by_hand(deal)).count(), "both find the same");
    assert!(found > deals.len() / 100, "{found} of {} are found", deals.len());
    if !full {
        println!("Both ways find the same: {found} of {} records.", deals.len());
        return Ok(());
    }
    let json = serde_json::to_string(&Tree::from(&winback_filter::parse(TERMS)?))?;
    println!("a filter of ten terms, {} bytes, median of {ROUNDS} rounds", TERMS.len());
    line("read (text to tree of the parser)", || {
        black_box(winback_filter::parse(black_box(TERMS))).is_ok()
    });
    line("read and check", || black_box(schema.parse("deal", black_box(TERMS), &context)).is_ok());
    line("read from a JSON tree and check", || {
        let tree = Tree::from_json(black_box(&json));
        tree.is_ok_and(|tree| black_box(schema.parse_tree("deal", &tree, &context)).is_ok())
    });
    line("print", || !black_box(black_box(&predicate).to_string()).is_empty());
    let ours = per_second(&deals, |deal| predicate_finds(&predicate, deal));
    let theirs = per_second(&deals, by_hand);
    println!(
        "{} records in memory: {:.2} M a second, by a closure {:.2} M: {:.2} times as long",
        deals.len(),
        ours / 1e6,
        theirs / 1e6,
        theirs / ours
    );
    Ok(())
}

/// How many times something is done in a round, and how many rounds there are.
const TIMES: u32 = 2_000;
const ROUNDS: usize = 21;

fn line(what: &str, mut run: impl FnMut() -> bool) {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                assert!(run(), "{what}");
            }
            start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("{what:<36} {:>8.2} µs", rounds.get(ROUNDS / 2).copied().unwrap_or_default());
}

fn predicate_finds(predicate: &Predicate, deal: &Deal) -> bool {
    predicate.matches(deal)
}

fn per_second(deals: &[Deal], finds: impl Fn(&Deal) -> bool) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(deals.iter().filter(|deal| finds(black_box(deal))).count());
            deals.len() as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(ROUNDS / 2).copied().unwrap_or_default()
}

fn schema() -> Result<Schema, winback_filter::SchemaError> {
    let field = |name, kind| Field::new(name, name, kind);
    Schema::new(vec![Entity {
        name: "deal",
        display: "name",
        search: vec![],
        fields: vec![
            field("name", FieldKind::Text).required(),
            field("city", FieldKind::Text),
            field("revenue", FieldKind::Number { scale: 2 }),
            field("priority", FieldKind::Number { scale: 0 }).required(),
            field("state", FieldKind::Choice(STATES)).required(),
        ],
    }])
}

/// Returns deals that differ, the same ones each time.
fn deals(count: usize) -> Vec<Deal> {
    let pick = |index: usize, of: &[&'static str]| of.get(index % of.len()).copied();
    (0..count)
        .map(|index| Deal {
            name: format!(
                "{} {} {index}",
                pick(index, &["New", "Old", "Big"]).unwrap_or_default(),
                pick(index / 3, &["PUMPS", "Valves", "pumps and tanks"]).unwrap_or_default()
            ),
            city: pick(index / 9, &["Ghent", "Liège", "Bruges", ""])
                .filter(|city| !city.is_empty())
                .map(str::to_owned),
            revenue: (index % 7 > 0).then(|| i64::try_from(index % 997).unwrap_or(0) * 1_000),
            priority: i64::try_from(index % 4).unwrap_or(0),
            state: pick(index / 5, STATES).unwrap_or_default(),
        })
        .collect()
}
