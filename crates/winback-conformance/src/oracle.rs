//! Random comparison with a second backend, the oracle: the same numbers in every run.

use winback_store::domain::{LabelKind, NewCustomer, Opportunity};
use winback_store::filter::{Predicate, Sort, SortKey};
use winback_store::{GroupFill, LossPeriod, OPPORTUNITY, Query, Selection, Storage};

use crate::groups;
use crate::scene::{all, entity, person, schema, stamp_by};

mod coverage;
pub(crate) mod dice;
mod predicate;
mod shrink;
mod step;
pub(crate) mod sweep;

use dice::Dice;
use predicate::random_predicate;
use step::{Step, random_create, random_step};
pub(crate) use step::{random_change_of_state, random_handover};
use sweep::Sweep;

/// How many records the lists are about.
const RECORDS: usize = 60;

/// How many records there are at first where very many filters are asked; each answer is read whole.
const SWEPT: usize = 24;

/// Fills a store with what random records refer to.
async fn set_up(storage: &Storage) {
    for (name, login) in [("Ann Éclair", "ann"), ("bob", "Bob"), ("it's %", "_x\\")] {
        person(storage, name, login).await;
    }
    for kind in LabelKind::ALL {
        for name in ["a", "É%", "ß_", "中"] {
            storage.pipeline.ensure_label(kind, name).await.unwrap();
        }
    }
    let mut parent = None;
    for name in ["Acme", "bÉ", "中%", "it's"] {
        let email = parent.map(|_| "A@b.c".to_owned());
        let new = NewCustomer { parent, email, ..NewCustomer::company(name) };
        parent = Some(storage.customers.create(&new).await.unwrap().id);
    }
}

/// Makes the same random history in both stores; after each step both say the same.
async fn same_history(
    storage: &Storage,
    oracle: &Storage,
    dice: &mut Dice,
    records: usize,
    steps: usize,
) {
    for store in [storage, oracle] {
        set_up(store).await;
    }
    for number in 0..records + steps {
        let step = if number < records { random_create(dice) } else { random_step(dice) };
        check_step(storage, oracle, &step, number, dice).await;
    }
}

async fn check_step(
    storage: &Storage,
    oracle: &Storage,
    step: &Step,
    number: usize,
    dice: &mut Dice,
) {
    let by = winback_store::domain::PersonId::new(1 + dice.below(4));
    let stamp = stamp_by(by, i64::try_from(number).unwrap());
    let found = step.perform(storage, stamp).await;
    let expected = step.perform(oracle, stamp).await;
    assert_eq!(found, expected, "step {number}: {step:#?}");
}

/// A few hundred random changes: the same answers on the way, and the same records, losses and
/// entries at the end.
pub async fn random_histories_agree(storage: &Storage, oracle: &Storage) {
    let mut dice = Dice::new(1);
    same_history(storage, oracle, &mut dice, RECORDS, 500).await;
    let (found, expected) = (all(storage).await, all(oracle).await);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(summary(storage).await, summary(oracle).await);
}

/// Says everything that is not kept with one record.
async fn summary(storage: &Storage) -> String {
    let everything = Predicate::everything();
    let period = LossPeriod::default();
    let mut labels = Vec::new();
    for kind in LabelKind::ALL {
        labels.push(storage.pipeline.labels(kind).await.unwrap());
    }
    format!(
        "{:#?}",
        (
            storage.reasons.counts(&everything).await.unwrap(),
            storage.people.list().await.unwrap(),
            labels,
            storage.opportunities.tally(&Selection::matching(everything.clone())).await.unwrap(),
            storage.opportunities.losses_by_reason(&everything, period).await.unwrap(),
            storage.scoring.frequencies().await.unwrap(),
        )
    )
}

/// Random filters of every condition, nested, over random records: the same records in the same
/// random order, with the same names, tallies and reports.
pub async fn random_predicates_agree(storage: &Storage, oracle: &Storage) {
    let mut dice = Dice::new(2);
    same_history(storage, oracle, &mut dice, RECORDS, 150).await;
    let schema = schema();
    let (mut some, mut all) = (0, 0);
    for number in 0..1_500 {
        let filter = random_predicate(&mut dice, &schema, OPPORTUNITY, 3);
        let sort = random_sort(&mut dice);
        let query = Query { filter, sort, after: None, limit: 1 + dice.index(RECORDS) };
        let matched = check_query(storage, oracle, query, number).await;
        some += usize::from(matched > 0);
        all += usize::from(matched > RECORDS / 2);
    }
    // Filters that find nothing, or everything, would compare nothing.
    assert!(some > 700 && all < 1_200, "{some} filters found a record, {all} most of them");
}

/// Many more random filters over records that go on changing: the same records. Every field is asked
/// every condition that it can be asked, and most filters tell records apart.
///
/// `WINBACK_SEED` throws other dice, and `WINBACK_PAIRS` asks for another number of filters than
/// 20,000 (rounded up to whole rounds), for longer runs.
pub async fn many_random_predicates_agree(storage: &Storage, oracle: &Storage) {
    let seed = sweep::number_from("WINBACK_SEED").unwrap_or(3);
    let pairs = sweep::number_from("WINBACK_PAIRS").unwrap_or(20_000);
    let mut dice = Dice::new(seed);
    same_history(storage, oracle, &mut dice, SWEPT, 100).await;
    let mut sweep = Sweep::new(schema());
    for round in 0..pairs.div_ceil(sweep::ROUND) {
        for number in 0..5 {
            let number = SWEPT + 100 + usize::try_from(round).unwrap() * 5 + number;
            let step = random_step(&mut dice);
            check_step(storage, oracle, &step, number, &mut dice).await;
        }
        sweep.count(oracle).await;
        for _ in 0..sweep::ROUND {
            sweep.check(storage, oracle, &mut dice, seed).await;
        }
    }
    sweep.assert_not_vacuous();
}

/// Random keys, aggregates and zones over random records: the same groups in the same order, each with
/// the rows that it counts.
pub async fn random_groups_agree(storage: &Storage, oracle: &Storage) {
    const KEYS: [&str; 16] = [
        "lost_reason",
        "stage",
        "salesperson",
        "team",
        "customer",
        "tags",
        "city",
        "state",
        "priority",
        "created_at:day",
        "created_at:week",
        "closed_at:month",
        "lost_at:quarter",
        "losses.reason",
        "created_at:hour_number",
        "expected_closing:iso_week",
    ];
    const AGGREGATES: [&str; 6] = [
        "",
        "sum(expected_revenue)",
        "average(probability)",
        "count distinct salesperson",
        "min(created_at), max(expected_closing)",
        "count(city), max(expected_revenue)",
    ];
    const ZONES: [&str; 5] =
        ["Europe/Brussels", "America/New_York", "Asia/Kathmandu", "Asia/Shanghai", "Pacific/Apia"];
    let mut dice = Dice::new(8);
    same_history(storage, oracle, &mut dice, RECORDS, 150).await;
    let schema = schema();
    let mut several = 0;
    for _ in 0..280 {
        let mut keys: Vec<&str> = Vec::new();
        for _ in 0..dice.below(4) {
            let key = dice.pick(&KEYS);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let (keys, aggregates) = (keys.join(", "), dice.pick(&AGGREGATES));
        let by_key = keys.split(", ").next().unwrap_or_default();
        let by_key = format!("count desc, {by_key} desc");
        let orders = ["", "count desc", "count", &by_key];
        let orders = if keys.is_empty() { &orders[..3] } else { &orders };
        let order = dice.pick(orders);
        let mut query = groups::query(&keys, aggregates, order, dice.pick(&ZONES));
        query.filter = random_predicate(&mut dice, &schema, OPPORTUNITY, 2);
        query.fill = dice.maybe(20, GroupFill::default());
        let limit = dice.index(5);
        query.limit = dice.maybe(30, limit);
        query.offset = if dice.chance(30) { dice.index(4) } else { 0 };
        let expected = oracle.opportunities.group(&query).await;
        let found = storage.opportunities.group(&query).await;
        match (found, expected) {
            (Ok(found), Ok(expected)) => {
                several += usize::from(found.groups.len() > 1);
                assert_eq!(found, expected, "{keys}; {aggregates}: {:#?}", query.filter);
            }
            (found, expected) => {
                assert_eq!(found.unwrap_err().to_string(), expected.unwrap_err().to_string());
            }
        }
    }
    assert!(several > 80, "{several} groupings had several groups");
}

fn random_sort(dice: &mut Dice) -> Sort {
    let schema = schema();
    let entity = entity(&schema, OPPORTUNITY);
    let sortable: Vec<&str> =
        entity.fields.iter().filter(|field| field.sortable).map(|field| field.name).collect();
    let keys = (0..dice.below(3)).map(|_| SortKey {
        field: entity.field_ref(dice.pick(&sortable)).unwrap(),
        descending: dice.chance(50),
        empty_first: dice.chance(50),
    });
    Sort { keys: keys.collect() }
}

/// Walks through all pages of both, and returns how many records matched.
async fn check_query(storage: &Storage, oracle: &Storage, query: Query, number: i32) -> usize {
    let filter = &query.filter;
    let (found, expected) = (pages(storage, &query).await, pages(oracle, &query).await);
    let ids = |records: &[Opportunity]| records.iter().map(|it| it.id.get()).collect::<Vec<_>>();
    assert_eq!(ids(&found), ids(&expected), "filter {number} by {}: {filter:#?}", query.sort);
    assert_eq!(found, expected, "filter {number}");
    let selection = Selection::matching(filter.clone());
    let tally = storage.opportunities.tally(&selection).await.unwrap();
    assert_eq!(tally, oracle.opportunities.tally(&selection).await.unwrap(), "{filter:#?}");
    if number % 10 == 0 {
        let period = LossPeriod::default();
        let found = storage.opportunities.losses_by_reason(filter, period).await.unwrap();
        let expected = oracle.opportunities.losses_by_reason(filter, period).await.unwrap();
        assert_eq!(found, expected, "{filter:#?}");
        let found = storage.reasons.counts(filter).await.unwrap();
        assert_eq!(found, oracle.reasons.counts(filter).await.unwrap(), "{filter:#?}");
    }
    expected.len()
}

async fn pages(storage: &Storage, query: &Query) -> Vec<Opportunity> {
    let mut records = Vec::new();
    let mut query = query.clone();
    loop {
        let page = storage.opportunities.search(&query).await.unwrap();
        records.extend(page.records);
        query.after = page.next;
        if query.after.is_none() {
            return records;
        }
        assert!(records.len() < 10_000, "the pages go round in circles");
    }
}
