//! Groupings of books as typed, and the rows behind their groups.

use jiff::civil::{Weekday, date};

use super::*;
use crate::offsets::Offsets;
use crate::sample::{self, Author, Book, Country};

fn grouping(keys: &str) -> Result<Grouping, String> {
    let schema = sample::schema();
    let book = schema.entity("book").unwrap();
    Grouping::by(&schema, book, keys, Weekday::Sunday).map_err(|error| error.to_string())
}

fn printed(grouping: &Grouping) -> String {
    let keys: Vec<_> = grouping.keys.iter().map(ToString::to_string).collect();
    keys.join(", ")
}

fn check(keys: &str, expected: &str) {
    let found = grouping(keys).map_or_else(|error| error, |grouping| printed(&grouping));
    assert_eq!(found, expected, "{keys}");
}

#[test]
fn keys_are_fields_paths_and_cuts() {
    check("", "");
    check(" state ,editor ", "state, editor");
    check("added, published", "added:month, published:month");
    check(
        "added:iso_week,added:hour,added:day_of_week",
        "added:iso_week, added:hour, added:day_of_week",
    );
    check("authors.country, born", "authors.country, born");
    check("editor.born", "editor.born");
}

/// `state` beside a key of authors is declared to be their `login`.
#[test]
fn a_key_beside_one_of_other_records_can_be_of_those() {
    check("state", "state");
    check("state, born", "state, born");
    check("authors.born, state", "authors.born, state");
    let key =
        |keys: &str, place: usize| grouping(keys).unwrap().keys[place].at_length().to_string();
    assert_eq!(key("state, born", 0), "authors.login");
    assert_eq!(key("authors.born, state", 1), "authors.login");
    assert_eq!(key("state, editor.born", 0), "state");
    let ordered = grouping("state, born").unwrap().ordered("born desc, authors.login").unwrap();
    let order: Vec<_> = ordered.order.iter().map(|it| (it.by, it.descending)).collect();
    assert_eq!(order, [(OrderBy::Key(1), true), (OrderBy::Key(0), false)]);
    check("born, state, authors.login", "born, state, authors.login");
    assert_eq!(key("born, state, authors.login", 1), "state");
    check(
        "added, isbn, added:month",
        "the records are grouped by `added:month` already at column 14",
    );
}

#[test]
fn a_wrong_key_is_named_with_its_place() {
    check("state, edtor", "unknown field `edtor` at column 8; did you mean `editor`?");
    check(
        "price",
        "`price` cannot be grouped by at column 1; expected `isbn`, `state`, `signed`, `published`, \
         `added`, `editor`, `authors` or `born`",
    );
    check("state.x", "`state` is a choice field and has no fields of its own at column 1");
    check("editor.country.code", "a key leads through one dot at the most at column 1");
    check(
        "editor.name",
        "`name` cannot be grouped by at column 8; expected `login`, `born` or `country`",
    );
    check(
        "state:month",
        "`state` is neither a date nor a time and cannot be cut by `month` at column 1",
    );
    check(
        "published:hour",
        "`hour` is no way to cut `published` at column 11; expected `day`, `week`, `iso_week`, \
         `month`, `quarter`, `year`, `day_of_week`, `day_of_month`, `day_of_year`, \
         `iso_week_number`, `month_number`, `quarter_number` or `year_number`",
    );
    check("state,", "unexpected end of the text at column 7; expected a field");
    check("state,,editor", "unexpected `,` at column 7; expected a field");
    check(
        "state, isbn, signed, editor",
        "there are too many keys; records are grouped by at most 3 at column 22",
    );
}

fn with(aggregates: &str) -> String {
    let schema = sample::schema();
    let found = Grouping::default().with(schema.entity("book").unwrap(), aggregates);
    found.map_or_else(
        |error| error.to_string(),
        |grouping| {
            let shown: Vec<_> = grouping.aggregates.iter().map(ToString::to_string).collect();
            shown.join(", ")
        },
    )
}

#[test]
fn aggregates_are_calls() {
    assert_eq!(
        with(
            "sum(price), AVG( price ),min(added), max(published), count(isbn), count distinct editor"
        ),
        "sum(price), average(price), min(added), max(published), count(isbn), count distinct editor"
    );
    assert_eq!(with("count_distinct(editor)"), "count distinct editor");
    assert_eq!(
        with("sum(title)"),
        "`title` is a text field and has no sum at column 5; expected `count` or `count distinct`"
    );
    assert_eq!(
        with("sun(price)"),
        "`sun(price)` is no aggregate at column 1; expected `count(FIELD)`, `count distinct FIELD`, \
         `sum(FIELD)`, `average(FIELD)`, `min(FIELD)` or `max(FIELD)`; did you mean `sum`?"
    );
    assert_eq!(with("sum(prise)"), "unknown field `prise` at column 5; did you mean `price`?");
}

#[test]
fn groups_are_ordered_by_keys_and_aggregates() {
    let schema = sample::schema();
    let book = schema.entity("book").unwrap();
    let grouping = grouping("state, added:year").unwrap().with(book, "sum(price), min(pages)");
    let grouping = grouping.unwrap();
    let order = |text: &str| {
        let found = grouping.clone().ordered(text).map_err(|error| error.to_string())?;
        Ok::<_, String>(found.order.iter().map(|it| (it.by, it.descending)).collect::<Vec<_>>())
    };
    let text = "count desc, -sum(price), pages asc, added, state desc";
    let expected = vec![
        (OrderBy::Count, true),
        (OrderBy::Aggregate(0), true),
        (OrderBy::Aggregate(1), false),
        (OrderBy::Key(1), false),
        (OrderBy::Key(0), true),
    ];
    assert_eq!(order(text), Ok(expected));
    assert_eq!(
        order("max(price)").unwrap_err(),
        "the groups have no `max(price)` to be ordered by at column 1; expected `count`, `state`, \
         `added:year`, `sum(price)` or `min(pages)`; did you mean `sum(price)`?"
    );
}

fn books() -> Vec<Book> {
    let norway = Country { id: 7, ..Country::default() };
    let ann = Author { id: 1, born: Some(1960), country: Some(norway), ..Author::default() };
    let bob = Author { id: 2, born: Some(1960), ..Author::default() };
    let eve = Author { id: 3, ..Author::default() };
    let book = Book {
        id: 1,
        isbn: Some("x".to_owned()),
        state: Some("new"),
        signed: Some(true),
        published: Some(date(2024, 2, 29)),
        // In Berlin, that is the first hour of April.
        added: Some("2024-03-31T22:30:00Z".parse().unwrap()),
        editor: Some(ann.clone()),
        authors: vec![ann.clone(), bob.clone()],
        ..Book::default()
    };
    let second = Book {
        id: 2,
        added: Some("2024-03-31T21:59:59.999999Z".parse().unwrap()),
        authors: vec![eve, ann],
        ..book.clone()
    };
    let third = Book { id: 3, authors: vec![bob], editor: None, isbn: None, ..second.clone() };
    vec![book, second, third, Book { id: 4, ..Book::default() }]
}

/// Says each group of the books as the ids in it, in order.
fn grouped(keys: &str) -> Vec<Vec<i64>> {
    let grouping = grouping(keys).unwrap();
    let offsets = Offsets::of(&sample::context().zone);
    let mut groups: Vec<(Vec<GroupValue>, Vec<i64>)> = Vec::new();
    for book in books() {
        for values in grouping.groups_of(&book, &offsets) {
            match groups.iter_mut().find(|(known, _)| *known == values) {
                Some((_, ids)) => ids.push(book.id),
                None => groups.push((values, vec![book.id])),
            }
        }
    }
    for (values, ids) in &groups {
        let rows = grouping.rows(values, &offsets).unwrap();
        let selected = books().into_iter().filter(|book| rows.matches(book)).map(|book| book.id);
        assert_eq!(selected.collect::<Vec<_>>(), *ids, "{keys}: {rows}");
    }
    groups.into_iter().map(|(_, ids)| ids).collect()
}

#[test]
fn the_rows_behind_a_group_are_its_records() {
    assert_eq!(grouped(""), [vec![1, 2, 3, 4]]);
    assert_eq!(grouped("isbn"), [vec![1, 2], vec![3, 4]]);
    assert_eq!(grouped("added:month"), [vec![1], vec![2, 3], vec![4]]);
    assert_eq!(grouped("added:hour_number"), [vec![1], vec![2, 3], vec![4]]);
    assert_eq!(grouped("published:week, signed"), [vec![1, 2, 3], vec![4]]);
    assert_eq!(grouped("published:day_of_year, state"), [vec![1, 2, 3], vec![4]]);
    assert_eq!(grouped("editor"), [vec![1, 2], vec![3, 4]]);
    assert_eq!(grouped("editor.country"), [vec![1, 2], vec![3, 4]]);
}

#[test]
fn a_record_is_once_in_the_group_of_each_value_of_its_members() {
    assert_eq!(grouped("authors"), [vec![1, 2], vec![1, 3], vec![2], vec![4]]);
    assert_eq!(grouped("authors.born"), [vec![1, 2, 3], vec![2, 4]]);
    // Born 1960 in Norway, born 1960 nowhere, neither.
    assert_eq!(grouped("born, authors.country"), [vec![1, 2], vec![1, 3], vec![2, 4]]);
}
