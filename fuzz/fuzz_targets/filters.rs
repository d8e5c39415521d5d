//! Whatever is typed as a filter, in any spelling, is read without a panic, and what is read comes
//! back from its own text. The first byte says which spelling.

#![no_main]

use std::sync::LazyLock;

use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use winback_filter::{Clauses, Context, FilterErrors, Schema, Sort, Tree};

const ENTITY: &str = "opportunity";

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| winback_store::opportunity_schema(2));

fn context() -> Context {
    Context::new(Timestamp::UNIX_EPOCH, TimeZone::UTC).read_by(1)
}

fuzz_target!(|data: &[u8]| {
    let Some((spelling, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match spelling % 4 {
        0 => text_spelling(text),
        1 => domain(text),
        2 => tree(text),
        _ => listing(text),
    }
});

fn text_spelling(text: &str) {
    let read = SCHEMA.parse(ENTITY, text, &context());
    told(text, read.as_ref().err());
    if let Ok(predicate) = read {
        comes_back(&predicate);
    }
    if let Ok(expr) = winback_filter::parse(text) {
        let tree = Tree::from(&expr);
        // The text of a tree may be a little deeper or longer than what it was read from.
        if let Ok(again) = winback_filter::parse(&tree.to_string()) {
            assert_eq!(Tree::from(&again), tree);
        }
    }
}

fn domain(text: &str) {
    if let Ok(predicate) = SCHEMA.parse_domain_text(ENTITY, text, false, &context()) {
        comes_back(&predicate);
    }
}

fn tree(text: &str) {
    if let Ok(tree) = Tree::from_json(text) {
        let json = serde_json::to_string(&tree).expect("a tree is JSON");
        assert_eq!(Tree::from_json(&json).as_ref(), Ok(&tree));
        if let Ok(predicate) = SCHEMA.parse_tree(ENTITY, &tree, &context()) {
            comes_back(&predicate);
        }
    }
}

fn listing(text: &str) {
    told(text, Clauses::of(text).as_ref().err());
    let read = SCHEMA.parse_listing(ENTITY, text, &context());
    told(text, read.as_ref().err());
    let entity = SCHEMA.entity(ENTITY).expect("the schema has opportunities");
    if let Ok(sort) = Sort::parse(entity, text) {
        assert_eq!(Sort::parse(entity, &sort.to_string()), Ok(sort));
    }
}

/// What is read back is the same, unless its text is deeper or longer than texts may be.
fn comes_back(predicate: &winback_filter::Predicate) {
    if let Ok(again) = SCHEMA.parse(ENTITY, &predicate.to_string(), &context()) {
        assert_eq!(again, predicate.clone().normalized());
    }
}

/// Every error has a place in the text.
fn told(text: &str, errors: Option<&FilterErrors>) {
    for error in errors.into_iter().flatten() {
        assert!(text.get(error.span.clone()).is_some(), "{error}");
    }
}
