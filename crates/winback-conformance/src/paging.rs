//! The order of lists, and pages that together are the whole list.

use std::cmp::Ordering;

use jiff::{Timestamp, civil::Date, civil::date};
use winback_store::domain::{Change, LabelEdit, LabelKind, NewCustomer, Opportunity, Priority};
use winback_store::filter::{Condition, Predicate, Sort, SortKey, TextMatch};
use winback_store::{Cursor, CursorValue, OPPORTUNITY, Query, Storage, default_sort};
use winback_testkit::deal;

use crate::scene::{ask, at, change, create, entity, label, list, lost, person, schema};

/// Records of every state, with empty values and ties in every field.
async fn fill(storage: &Storage) -> Vec<Opportunity> {
    let ann = person(storage, "ann", "z").await.get();
    let eva = person(storage, "Éva", "a").await.get();
    for name in ["b", "A", "中"] {
        storage.customers.create(&NewCustomer::company(name)).await.unwrap();
    }
    let team = label(storage, LabelKind::Team, "North").await;
    let day = date(2026, 4, 1);
    let deals = [
        deal("b").revenue(5).priority(2).salesperson(ann).customer(1).closing(day).city("Z"),
        deal("B").revenue(-5).priority(2).salesperson(eva).customer(2).city("a").email("B@x.y"),
        deal("é").no_priority().no_stage().team(team).customer(3).phone("+32 1 234 5678"),
        deal("").revenue(5).no_priority().stage(3).closing(date(2025, 1, 1)).city(""),
        deal("中").lead().stage(2).by_hand(100).salesperson(ann).notes("n").language("fr"),
        deal("a").stage(4).created_at(at(-9)).external_id("X").country(2).city("Z"),
        deal("b").priority(3).revenue(i64::MAX).company_name("C").contact_name("D").customer(1),
        deal("%").stage(2).estimate(9_999).created_at(at(-9)).salesperson(1).team(team),
        deal("b").revenue(i64::MIN).closing(day).email("a@x.y").phone("12345").external_id("x"),
    ];
    let mut records = Vec::new();
    for deal in deals {
        records.push(create(storage, deal).await);
    }
    let changes = [
        (0, lost(Some(3), None)),
        (1, lost(None, None)),
        (2, Change::Archive),
        (6, lost(Some(1), None)),
        (8, Change::MarkWon),
    ];
    for ((record, verb), minute) in changes.into_iter().zip(1..) {
        change(storage, &records[record], &verb, minute).await;
    }
    let mut records = list(storage, Predicate::everything()).await.records;
    records.sort_by_key(|record| record.id);
    records
}

fn sort(field: &str, descending: bool) -> Sort {
    Sort { keys: vec![key(field, descending)] }
}

fn key(field: &str, descending: bool) -> SortKey {
    SortKey::new(entity(&schema(), OPPORTUNITY).field_ref(field).unwrap(), descending)
}

fn query(sort: &Sort, after: Option<Cursor>, limit: usize) -> Query {
    Query { filter: Predicate::everything(), sort: sort.clone(), after, limit }
}

async fn ids(storage: &Storage, sort: &Sort, size: usize) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let page = storage.opportunities.search(&query(sort, after, size)).await.unwrap();
        assert!(page.records.len() <= size && (page.next.is_none() || page.records.len() == size));
        ids.extend(page.records.iter().map(|record| record.id.get()));
        after = page.next;
        if after.is_none() {
            return ids;
        }
        assert!(ids.len() <= 100, "the pages go round in circles");
    }
}

/// What a record is ordered by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
    Date(Date),
    Instant(Timestamp),
}

fn number(number: impl Into<i64>) -> Option<Key> {
    Some(Key::Number(number.into()))
}

fn text(text: &Option<String>) -> Option<Key> {
    text.clone().map(Key::Text)
}

/// Says what a record is ordered by, apart from the store's own schema and code.
fn key_of(record: &Opportunity, field: &str) -> Option<Key> {
    let deal = &record.deal;
    let word = |word: &str| Some(Key::Text(word.to_owned()));
    match field {
        "id" => number(record.id.get()),
        "kind" => word(deal.kind.as_str()),
        "name" => word(&deal.name),
        "company_name" => text(&deal.company_name),
        "contact_name" => text(&deal.contact_name),
        "email" => text(&deal.email),
        "email_normalised" => text(&deal.email.as_ref().map(|email| email.to_lowercase())),
        "phone" => text(&deal.phone),
        "phone_normalised" => text(&deal.phone.as_ref().map(|phone| phone.replace(' ', ""))),
        "city" => text(&deal.address.city),
        "language" => text(&deal.language),
        "notes" => text(&deal.notes),
        "priority" => deal.priority.map(Priority::stars).and_then(number),
        "expected_revenue" => deal.expected_revenue.and_then(|amount| number(amount.minor())),
        "probability" => number(record.probability().hundredths()),
        "automated_probability" => number(record.automated_probability().hundredths()),
        "hand_probability" => deal.hand_probability.and_then(|it| number(it.hundredths())),
        "expected_closing" => deal.expected_closing.map(Key::Date),
        "created_at" => Some(Key::Instant(record.created_at)),
        "updated_at" => Some(Key::Instant(record.updated_at)),
        "assigned_at" => record.assigned_at.map(Key::Instant),
        "closed_at" => record.state.closed_at().map(Key::Instant),
        "stage_changed_at" => record.stage_changed_at.map(Key::Instant),
        "active" => number(record.state.kind().is_active()),
        "state" => word(record.state.kind().as_str()),
        "external_id" => text(&deal.external_id),
        "stage" => deal.stage.and_then(|stage| number(stage.get())),
        "salesperson" => {
            deal.salesperson.and_then(|id| word(["Manager", "ann", "Éva"][at_id(id.get())]))
        }
        "customer" => deal.customer.and_then(|id| word(["b", "A", "中"][at_id(id.get())])),
        // All at one place, the newest first.
        "team" => deal.team.and_then(|team| number(-team.get())),
        "source" => deal.source.and_then(|id| number(id.get())),
        "medium" => deal.medium.and_then(|id| number(id.get())),
        "campaign" => deal.campaign.and_then(|id| number(id.get())),
        "country" => deal.address.country.and_then(|id| number(id.get())),
        "lost_reason" => record.loss()?.details.reason.and_then(|id| number(id.get())),
        // In these records always empty.
        "street" | "street2" | "region" | "zip" | "converted_at" => None,
        other => unreachable!("`{other}` has no expected order"),
    }
}

fn at_id(id: i64) -> usize {
    usize::try_from(id - 1).unwrap()
}

fn expected(records: &[Opportunity], keys: &[(&str, bool)]) -> Vec<i64> {
    let mut records: Vec<&Opportunity> = records.iter().collect();
    records.sort_by(|a, b| {
        let by_keys = keys.iter().map(|(field, descending)| {
            directed(empty_last(key_of(a, field).as_ref(), key_of(b, field).as_ref()), *descending)
        });
        let descending = keys.last().is_some_and(|(_, descending)| *descending);
        by_keys.fold(Ordering::Equal, Ordering::then).then(directed(a.id.cmp(&b.id), descending))
    });
    records.iter().map(|record| record.id.get()).collect()
}

fn empty_last(a: Option<&Key>, b: Option<&Key>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        _ => a.is_none().cmp(&b.is_none()),
    }
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// Highest priority first, those without any before all; then the newest.
pub async fn the_default_order_is_by_priority_then_newest_first(storage: &Storage) {
    fill(storage).await;
    assert_eq!(ids(storage, &default_sort(&schema()), 50).await, [4, 3, 7, 2, 1, 9, 8, 6, 5]);
}

/// Empty values come last ascending and first descending; ties follow the id in the same
/// direction; text goes by code point.
pub async fn every_sortable_field_orders_both_ways_on_pages_of_any_size(storage: &Storage) {
    let records = fill(storage).await;
    let schema = schema();
    let fields = entity(&schema, OPPORTUNITY).fields.iter().filter(|field| field.sortable);
    for field in fields {
        check(storage, &records, field.name).await;
    }
}

/// Stages and teams by their place, people and customers by name, reasons by id.
pub async fn references_order_by_what_they_refer_to(storage: &Storage) {
    let records = fill(storage).await;
    for field in ["stage", "salesperson", "customer", "team", "lost_reason"] {
        check(storage, &records, field).await;
    }
}

/// Teams by their place, and of one place from the newest; turned round with the direction.
pub async fn teams_order_by_their_place_and_from_the_newest(storage: &Storage) {
    for (name, position) in [("north", 2), ("south", 1), ("east", 2)] {
        let team = label(storage, LabelKind::Team, name).await;
        let edits = [LabelEdit::Position(position)];
        storage.labels.edit(LabelKind::Team, team, &edits).await.unwrap();
        create(storage, deal(name).team(team)).await;
    }
    create(storage, deal("none")).await;
    create(storage, deal("east too").team(3)).await;
    for size in [1, 2, 50] {
        assert_eq!(ids(storage, &sort("team", false), size).await, [2, 3, 5, 1, 4]);
        assert_eq!(ids(storage, &sort("team", true), size).await, [4, 1, 5, 3, 2]);
    }
}

/// Empty values can be put where they would not stand by themselves.
pub async fn empty_values_come_first_or_last_as_asked(storage: &Storage) {
    for (name, revenue) in [("a", Some(5)), ("b", None), ("c", Some(-5)), ("d", None)] {
        let deal = revenue.into_iter().fold(deal(name), |deal, minor| deal.revenue(minor));
        create(storage, deal).await;
    }
    for (descending, empty_first, expected) in [
        (false, true, [2, 4, 3, 1]),
        (false, false, [3, 1, 2, 4]),
        (true, true, [4, 2, 1, 3]),
        (true, false, [1, 3, 4, 2]),
    ] {
        let key = SortKey { empty_first, ..key("expected_revenue", descending) };
        let sort = Sort { keys: vec![key] };
        for size in [1, 2, 3, 50] {
            assert_eq!(ids(storage, &sort, size).await, expected, "{sort}, pages of {size}");
        }
    }
}

async fn check(storage: &Storage, records: &[Opportunity], field: &str) {
    for descending in [false, true] {
        let expected = expected(records, &[(field, descending)]);
        for size in [1, 2, 3, 50] {
            let found = ids(storage, &sort(field, descending), size).await;
            assert_eq!(found, expected, "by {field}, descending {descending}, pages of {size}");
        }
    }
}

/// The first key counts before the second, each in its own direction.
pub async fn several_keys_order_one_after_another(storage: &Storage) {
    let records = fill(storage).await;
    for keys in [
        [("priority", true), ("expected_revenue", false), ("name", true)],
        [("state", false), ("closed_at", true), ("salesperson", false)],
        [("expected_closing", false), ("city", true), ("stage", true)],
    ] {
        let expected = expected(&records, &keys);
        let sort = Sort { keys: keys.map(|(field, descending)| key(field, descending)).into() };
        for size in [1, 2, 3, 50] {
            assert_eq!(ids(storage, &sort, size).await, expected, "{sort}, pages of {size}");
        }
    }
}

/// Without keys the order is by id.
pub async fn no_order_is_by_id(storage: &Storage) {
    fill(storage).await;
    assert_eq!(ids(storage, &Sort::default(), 4).await, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

/// A page that is just full is the last one.
pub async fn the_last_page_says_so(storage: &Storage) {
    fill(storage).await;
    for (size, has_next) in [(8, true), (9, false), (10, false)] {
        let sort = sort("id", false);
        let page = storage.opportunities.search(&query(&sort, None, size)).await.unwrap();
        assert_eq!((page.records.len(), page.next.is_some()), (size.min(9), has_next));
    }
    let nothing = Query { filter: Predicate::nothing(), ..query(&sort("id", false), None, 1) };
    let page = storage.opportunities.search(&nothing).await.unwrap();
    assert_eq!((page.records.len(), page.next), (0, None));
}

/// A cursor of another order begins again.
pub async fn a_cursor_that_does_not_fit_begins_again(storage: &Storage) {
    fill(storage).await;
    let by_name = sort("name", false);
    let first = storage.opportunities.search(&query(&by_name, None, 2)).await.unwrap();
    let cursor = first.next.unwrap();
    let mut longer = cursor.clone();
    longer.values.push(CursorValue::Empty);
    let empty = Cursor { values: vec![], id: cursor.id };
    for (sort, cursor) in
        [(sort("expected_revenue", false), cursor), (by_name.clone(), longer), (by_name, empty)]
    {
        let again = storage.opportunities.search(&query(&sort, Some(cursor), 3)).await.unwrap();
        let start = storage.opportunities.search(&query(&sort, None, 3)).await.unwrap();
        assert_eq!(again.records, start.records, "{sort}");
    }
}

/// What comes in behind the cursor is seen, what comes in before it is not.
pub async fn a_page_goes_on_where_the_last_one_ended(storage: &Storage) {
    for name in ["b", "d", "f"] {
        create(storage, deal(name)).await;
    }
    let by_name = sort("name", false);
    let first = storage.opportunities.search(&query(&by_name, None, 2)).await.unwrap();
    for name in ["a", "e"] {
        create(storage, deal(name)).await;
    }
    let rest = storage.opportunities.search(&query(&by_name, first.next, 9)).await.unwrap();
    let names: Vec<&str> = rest.records.iter().map(|it| it.deal.name.as_str()).collect();
    assert_eq!(names, ["e", "f"]);
}

/// A filter and an order together.
pub async fn a_filtered_list_is_paged_alike(storage: &Storage) {
    fill(storage).await;
    let text = Condition::Text { how: TextMatch::Contains, ignore_case: true, text: "b".into() };
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let sort = sort("expected_revenue", true);
        let query = Query { filter: ask("name", text.clone()), ..query(&sort, after, 1) };
        let page = storage.opportunities.search(&query).await.unwrap();
        found.extend(page.records.iter().map(|record| record.id.get()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, [7, 1, 2, 9]);
}
