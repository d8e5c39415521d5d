//! What holds of every tree, and what wrong ones are met with.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::period::Unit;
use crate::properties::{on_book, period, soup};
use crate::sample;

const FIELDS: &[&str] = &[
    "title",
    "isbn",
    "list_price",
    "added",
    "added:month_number",
    "editor",
    "editor.country.code",
    "authors",
    "no_such",
    "cheap",
];

fn scalar() -> impl Strategy<Value = Scalar> {
    let texts =
        ["", "a", "and", "today", "me", "5", "\"", "\\", "'it''s'\n", "a) or (b", "，", "名"];
    prop_oneof![
        select(texts.to_vec()).prop_map(|text| Scalar::Text(text.to_owned())),
        any::<String>().prop_map(Scalar::Text),
        any::<i64>().prop_map(|number| Scalar::Number(number.into())),
        any::<f64>()
            .prop_filter_map("JSON has no others", Number::from_f64)
            .prop_map(Scalar::Number),
        any::<bool>().prop_map(Scalar::YesNo),
        select(vec!["me", "NOW", "today", "007", "1_0.50", "DE", "-3", "2024-01-31T10:00+02:00"])
            .prop_map(|word| Scalar::Word(Word::new(word).unwrap())),
    ]
}

fn operand(needs: Needs, tree: BoxedStrategy<Tree>) -> BoxedStrategy<Operand> {
    let boxed = tree.prop_map(Box::new);
    match needs {
        Needs::Nothing => Just(Operand::Nothing).boxed(),
        Needs::Value => scalar().prop_map(Operand::Value).boxed(),
        Needs::Ends => (scalar(), scalar()).prop_map(|(from, to)| Operand::Ends(from, to)).boxed(),
        Needs::Values => vec(scalar(), 0..3).prop_map(Operand::Values).boxed(),
        Needs::Filter => boxed.prop_map(Operand::Filter).boxed(),
        Needs::ValueOrFilter => {
            prop_oneof![scalar().prop_map(Operand::Value), boxed.prop_map(Operand::Filter)].boxed()
        }
        // The text spelling takes from 1 on after `at least`, and one less than all after `at most`.
        Needs::Amount => {
            (1..9u32, option::of(boxed)).prop_map(|(count, it)| Operand::Amount(count, it)).boxed()
        }
        Needs::Period => period().prop_map(Operand::Period).boxed(),
        Needs::Length => (1..40u32, select(Unit::ALL.to_vec()))
            .prop_map(|(count, unit)| {
                Operand::Length(Length { count: count.try_into().unwrap(), unit })
            })
            .boxed(),
    }
}

fn rule(tree: BoxedStrategy<Tree>) -> BoxedStrategy<Tree> {
    (select(FIELDS.to_vec()), select(OperatorKind::ALL.to_vec()))
        .prop_flat_map(move |(field, operator)| {
            operand(operator.needs(), tree.clone())
                .prop_map(move |operand| Tree::Rule(Rule::new(field, operator, operand).unwrap()))
        })
        .boxed()
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = rule(Just(Tree::Any(Vec::new())).boxed());
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Tree::All),
            vec(inner.clone(), 0..4).prop_map(Tree::Any),
            inner.clone().prop_map(|inner| Tree::Not(Box::new(inner))),
            rule(inner.boxed()),
        ]
    })
}

/// Changes one thing somewhere in a JSON value.
fn spoil(value: &mut Value, path: &[prop::sample::Index], how: usize) {
    let deeper = path.split_first().filter(|_| match value {
        Value::Array(members) => !members.is_empty(),
        Value::Object(keys) => !keys.is_empty(),
        _ => false,
    });
    match (deeper, value) {
        (Some((at, rest)), Value::Array(members)) => {
            let at = at.index(members.len());
            spoil(&mut members[at], rest, how);
        }
        (Some((at, rest)), Value::Object(keys)) => {
            let key = keys.keys().nth(at.index(keys.len())).unwrap().clone();
            match how {
                0 => drop(keys.remove(&key)),
                1 => drop(keys.insert("extra".to_owned(), json!(1))),
                _ => spoil(&mut keys[&key], rest, how),
            }
        }
        (_, value) => {
            *value = match how {
                2 => json!(null),
                3 => json!({}),
                4 => json!([]),
                5 => json!(0),
                6 => json!(-1.5),
                7 => json!("word"),
                8 => json!({ "which": "this", "count": 2, "unit": "day" }),
                _ => json!(true),
            }
        }
    }
}

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&Tree::schema()).unwrap()
}

proptest! {
    #[test]
    fn text_and_tree_are_equal_in_power(tree in tree()) {
        let text = tree.to_string();
        let read = crate::parse(&text);
        let read = read.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(Tree::from(&read), tree.clone().normalized(), "{}", text);
        prop_assert_eq!(read.to_string(), tree.normalized().to_string());
    }

    #[test]
    fn a_tree_comes_back_from_json(tree in tree()) {
        let json = serde_json::to_value(&tree).unwrap();
        let problem = schema().validate(&json).map_err(|error| error.to_string());
        prop_assert_eq!(problem, Ok(()), "{}", json);
        prop_assert_eq!(Tree::from_value(&json), Ok(tree));
    }

    #[test]
    fn the_json_schema_takes_what_is_read_and_nothing_else(
        tree in tree(),
        path in vec(any::<prop::sample::Index>(), 0..6),
        how in 0..10usize,
    ) {
        let mut json = serde_json::to_value(&tree).unwrap();
        spoil(&mut json, &path, how);
        let read = Tree::from_value(&json);
        // Words and names are texts to the schema.
        let only_words = read.as_ref().err().is_some_and(|errors| errors.iter().all(|error| {
            matches!(error.kind, TreeErrorKind::BadWord { .. } | TreeErrorKind::BadField { .. })
        }));
        prop_assert_eq!(schema().is_valid(&json), read.is_ok() || only_words, "{}: {:?}", json, read);
        for error in read.err().iter().flatten() {
            let place = json.pointer(&error.pointer);
            prop_assert!(place.is_some(), "{} in {}", error, json);
        }
    }

    #[test]
    fn a_tree_means_what_its_text_means(predicate in on_book()) {
        let text = predicate.to_string();
        let expr = crate::parse(&text).unwrap();
        let tree = serde_json::to_string(&Tree::from(&expr)).unwrap();
        let tree = Tree::from_json(&tree).unwrap();
        let schema = sample::schema();
        let checked = schema.parse_tree("book", &tree, &sample::context());
        prop_assert_eq!(checked, Ok(predicate.normalized()), "{}", text);
    }

    #[test]
    fn errors_are_the_same_and_at_a_place_of_the_tree(text in soup()) {
        let (schema, context) = (sample::schema(), sample::context());
        if let Ok(expr) = crate::parse(&text) {
            let tree = Tree::from(&expr);
            let typed = expr.check(&schema, "book", &context);
            let built = schema.parse_tree("book", &tree, &context);
            prop_assert_eq!(typed.as_ref().ok(), built.as_ref().ok(), "{}", text);
            let kinds = typed.err().into_iter().flatten().map(|error| error.kind);
            let kinds: Vec<_> = kinds.map(TreeErrorKind::Filter).collect();
            let json = serde_json::to_value(&tree).unwrap();
            let built: Vec<_> = built.err().iter().flatten().cloned().collect();
            prop_assert_eq!(kinds.len(), built.len(), "{}", text);
            for error in built {
                let place = json.pointer(&error.pointer);
                prop_assert!(place.is_some(), "{} in {}", error, json);
            }
        }
    }
}

fn check(json: &Value, expected: &[&str]) {
    let (schema, context) = (sample::schema(), sample::context());
    let checked =
        Tree::from_value(json).and_then(|tree| schema.parse_tree("book", &tree, &context));
    let found: Vec<_> = checked.err().iter().flatten().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{:.300}", json.to_string());
}

#[test]
fn wrong_json_is_named_at_its_place() {
    check(&json!({"al": []}), &["unexpected key `al`; did you mean `all`?"]);
    check(&json!([]), &["unexpected list; expected an object with `all`, `any`, `not` or `field`"]);
    check(
        &json!({"all": [
            {"field": "title", "operator": "conains", "value": 1},
            {"field": "title", "operator": "=", "value": 1},
            {"field": "price", "operator": "between", "from": 1},
            {"field": "added", "operator": "within", "period": {"which": "lst", "unit": "days"}},
            {"field": "added", "operator": "older_than", "length": {"count": 0, "unit": "day"}},
            {"field": "title", "operator": "equal", "value": {"word": "to day"}},
            {"field": "tit le", "operator": "is_set"},
            {"operator": "is_set", "values": []},
        ]}),
        &[
            "`/all/0/operator`: unknown operator `conains`; did you mean `contains`?",
            "`/all/1/operator`: unknown operator `=`; did you mean `equal`?",
            "`/all/2`: the key `to` is missing",
            "`/all/3/period/which`: unexpected text `lst`; expected `last`, `this` or `next`",
            "`/all/3/period/unit`: unexpected text `days`; expected `day`, `week`, `month`, `quarter` \
             or `year`",
            "`/all/4/length/count`: unexpected number `0`; expected a whole number from 1",
            "`/all/5/value/word`: `to day` is no word such as `today` or `me`",
            "`/all/6/field`: `tit le` can be no field; names have letters, digits and `_`, with dots \
             between",
            "`/all/7`: the key `field` is missing",
            "`/all/7`: unexpected key `values`; expected `field` or `operator`",
        ],
    );
}

#[test]
fn a_wrong_filter_is_named_at_its_place_in_the_tree() {
    check(
        &json!({"any": [
            {"not": {"field": "editor.nam", "operator": "equal", "value": "x"}},
            {"field": "price", "operator": "contains", "value": "1"},
            {"field": "price", "operator": "in", "values": [1, "much"]},
            {"field": "authors", "operator": "at_least", "count": 0},
            {"field": "authors", "operator": "matches",
             "filter": {"field": "born", "operator": "greater", "value": "young"}},
        ]}),
        &[
            // What cannot be read is told before names and types are looked at.
            "`/any/3/count`: unexpected `0`; expected a whole number from 1",
        ],
    );
    check(
        &json!({"any": [
            {"not": {"field": "editor.nam", "operator": "equal", "value": "x"}},
            {"field": "price", "operator": "contains", "value": "1"},
            {"field": "price", "operator": "in", "values": [1, "much"]},
            {"field": "authors", "operator": "matches",
             "filter": {"field": "born", "operator": "greater", "value": "young"}},
        ]}),
        &[
            "`/any/0/not/field`: unknown field `nam`; did you mean `name`?",
            "`/any/1/operator`: `price` is a number field and has no operator `contains`; expected \
             `equal`, `not_equal`, `greater`, `greater_or_equal`, `less`, `less_or_equal`, `between`, \
             `in`, `is_set` or `is_not_set`",
            "`/any/2/values/1`: `much` is no value for `price`; expected a number such as `12.50`",
            "`/any/3/filter/value`: `young` is no value for `born`; expected a number such as `12.50`",
        ],
    );
}

#[test]
fn a_tree_that_is_too_deep_or_too_long_is_refused() {
    let mut deep = json!({"field": "title", "operator": "is_set"});
    for _ in 0..17 {
        deep = json!({"not": deep});
    }
    let pointer = "/not".repeat(16);
    check(
        &deep,
        &[&format!(
            "`{pointer}`: the filter is too deep; at most 16 levels of parentheses, `not` and \
             dots are read"
        )],
    );
    let long = json!({"field": "title", "operator": "equal", "value": "x".repeat(65_536)});
    check(&long, &["the filter is too long; at most 65536 bytes are read"]);
}
