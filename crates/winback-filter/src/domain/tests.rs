//! Domains on books.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

use crate::Predicate;
use crate::properties::{book, on_book};
use crate::sample;

fn read(domain: &Json) -> Result<Predicate, String> {
    let schema = sample::schema();
    let read = schema.parse_domain("book", domain, false, &sample::context());
    read.map_err(|error| error.to_string())
}

/// Reads a domain and compares how it prints as text, or its error.
fn check(domain: &str, expected: &str) {
    let json: Json = serde_json::from_str(domain).unwrap();
    let found = read(&json).map_or_else(|error| error, |predicate| predicate.to_string());
    assert_eq!(found, expected, "{domain}");
}

#[test]
fn prefix_operators_take_what_follows_and_and_is_implied() {
    check("[]", "");
    check(r#"[["pages","=",1],["state","=","new"]]"#, "pages = 1 and state = new");
    check(
        r#"["|",["pages","=",1],["pages","=",2],["pages","=",3]]"#,
        "(pages = 1 or pages = 2) and pages = 3",
    );
    check(
        r#"[["pages","=",3],"|","&",["pages","=",1],["pages","=",2],["pages","=",4]]"#,
        "pages = 3 and (pages = 1 and pages = 2 or pages = 4)",
    );
    check(r#"["!","!",["pages","=",1]]"#, "pages = 1");
    check(r#"["!","|",["pages","=",1],["editor","=",2]]"#, "pages != 1 and editor != 2");
    check("[[1,\"=\",1]]", "");
    check("[[0,\"=\",1]]", "nothing");
    check("[\"!\",[0,\"=\",1]]", "");
}

#[test]
fn a_number_without_a_value_counts_as_0() {
    check(r#"[["pages","=",0]]"#, "pages is not set or pages = 0");
    check(r#"[["pages","=",false]]"#, "pages is not set or pages = 0");
    check(r#"[["pages","!=",null]]"#, "pages is set and pages != 0");
    check(r#"[["pages","<",5]]"#, "pages is not set or pages < 5");
    check(r#"[["pages",">",5]]"#, "pages > 5");
    check(r#"["!",["pages","<",5]]"#, "pages >= 5");
    check(r#"[["pages",">",false]]"#, "nothing");
    check(r#"[["pages","in",[0,7]]]"#, "pages is not set or pages in (0, 7)");
    check(r#"[["pages","not in",[7]]]"#, "pages not in (7)");
    check(r#"[["pages","in",[]]]"#, "nothing");
    check(r#"[["list_price",">=",10.005]]"#, "price > 10.00");
    check(r#"[["price","<",1e300]]"#, "");
    check(r#"[["price","=","12.50"]]"#, "price = 12.50");
    check(r#"[["pages","=?",false]]"#, "");
    check(r#"[["pages","=?",0]]"#, "pages is not set or pages = 0");
    check(r#"["!",["pages","=?",3]]"#, "pages is set and pages != 3");
}

#[test]
fn an_empty_text_is_none_and_patterns_are_not_escaped() {
    check(r#"[["isbn","=",false]]"#, r#"isbn is not set or isbn = """#);
    check(r#"[["isbn","!=",""]]"#, r#"isbn is set and isbn != """#);
    check(r#"[["title","=",false]]"#, r#"title = """#);
    check(r#"[["isbn","!=","x"]]"#, r#"isbn != "x""#);
    check(r#"[["isbn","in",["x",false]]]"#, r#"isbn is not set or isbn in ("x", "")"#);
    check(r#"[["isbn","=",["x","y"]]]"#, r#"isbn in ("x", "y")"#);
    check(r#"[["isbn","ilike","Ab"]]"#, r#"isbn contains "ab""#);
    check(r#"[["isbn","not like","A"]]"#, r#"isbn does not contain exactly "A""#);
    check(r#"[["isbn","like","5\\%"]]"#, r#"isbn contains exactly "5%""#);
    check(r#"[["isbn","like","a_b"]]"#, r#"isbn like "%a_b%""#);
    check(r#"[["isbn","=ilike","a%"]]"#, r#"isbn starts with "a""#);
    check(
        r#"["!",["isbn","=like","a%"]]"#,
        r#"isbn is set and isbn does not start with exactly "a""#,
    );
    check(r#"[["isbn","like",""]]"#, "");
    check(r#"[["isbn","not ilike",false]]"#, "nothing");
    check(r#"[["isbn","like","%"]]"#, "isbn is set");
    check(r#"[["title","<","m"]]"#, r#"title < "m""#);
    check(r#"[["title","ilike",2025]]"#, r#"title contains "2025""#);
    check(r#"[["isbn","ilike","back\\"]]"#, r#"isbn ends with "back%""#);
}

#[test]
fn days_are_utc_and_end_with_their_last_second() {
    check(r#"[["added",">","2024-01-31"]]"#, "added > 2024-01-31T23:59:59Z");
    check(r#"[["added",">=","2024-01-31"]]"#, "added >= 2024-01-31T00:00:00Z");
    check(r#"[["added","<=","2024-01-31"]]"#, "added <= 2024-01-31T23:59:59Z");
    check(r#"[["added","=","2024-01-31 10:00:00"]]"#, "added = 2024-01-31T10:00:00Z");
    check(r#"[["published","<","2024-01-31 12:00:00"]]"#, "published < 2024-01-31");
    check(r#"["!",["added","<","2024-01-31"]]"#, "added >= 2024-01-31T00:00:00Z");
    check(
        r#"[["added","in",["2024-01-31",false]]]"#,
        "added = 2024-01-31T00:00:00Z or added is not set",
    );
    check(r#"[["added","!=",false]]"#, "added is set");
    check(r#"[["added.month_number","=",6]]"#, "added:month_number = 6");
    check(
        r#"["!",["published.year_number","=",2024]]"#,
        "published is set and published:year_number != 2024",
    );
}

#[test]
fn references_are_found_by_id_by_name_and_by_what_they_refer_to() {
    check(r#"[["editor","=",0]]"#, "editor is not set");
    check(r#"[["editor","!=",3]]"#, "editor != 3");
    check(r#"[["editor","in",[3,false]]]"#, "editor is not set or editor in (3)");
    check(r#"[["editor","not in",false]]"#, "editor is set");
    check(r#"[["editor",">",3]]"#, "editor.id > 3");
    check(r#"[["editor","=","Ann"]]"#, r#"editor matches (name = "Ann" or login = "Ann")"#);
    check(r#"[["editor","not ilike","Ann"]]"#, r#"editor matches none (name contains "ann")"#);
    check(r#"[["editor","ilike",""]]"#, "editor is set");
    check(r#"[["editor","ilike",false]]"#, "");
    check(r#"[["editor.name","!=","Ann"]]"#, r#"editor.name != "Ann""#);
    check(r#"["!",["editor.name","=","Ann"]]"#, r#"editor matches none (name = "Ann")"#);
    check(r#"[["editor.country.code","in",["BE"]]]"#, r#"editor.country.code in ("BE")"#);
    check(r#"[["editor","any",[]]]"#, "editor is set");
    check(
        r#"[["editor","not any",[["born","=",0]]]]"#,
        "editor matches none (born is not set or born = 0)",
    );
    check(r#"[["editor","child_of",[7]]]"#, "editor under (id in (7))");
    check(r#"[["editor","parent_of",7]]"#, "editor over (id in (7))");
    check(
        r#"["!",["editor","child_of","An"]]"#,
        r#"editor is set and editor not under (name contains "an")"#,
    );
    check(r#"[["editor.id","child_of",[7]]]"#, "editor under (id in (7))");
    check(r#"[["editor","child_of",false]]"#, "nothing");
}

#[test]
fn of_many_records_nothing_is_none_and_a_list_of_nothing_finds_nothing() {
    check(r#"[["authors","=",false]]"#, "authors is not set");
    check(r#"[["authors","=?",false]]"#, "authors is not set");
    check(r#"[["authors","in",[false]]]"#, "nothing");
    check(r#"[["authors","not in",[false]]]"#, "");
    check(r#"[["authors","!=",9]]"#, "authors not in (9)");
    check(r#"[["authors","ilike",""]]"#, "authors is set");
    check(r#"[["authors.born",">",1]]"#, "authors.born > 1");
}

#[test]
fn choices_are_words_and_yes_no_is_never_empty() {
    check(r#"[["state","=","bogus"]]"#, "nothing");
    check(r#"[["state","!=",false]]"#, "state is set");
    check(r#"[["state","in",["used",false]]]"#, "state is not set or state in (used)");
    check(r#"[["state","ilike","USE"]]"#, "state in (used)");
    check(r#"[["signed","=",false]]"#, "signed is not set or signed = false");
    check(r#"[["signed","!=",1]]"#, "signed is not set or signed = false");
    check(r#"[["signed","in",[]]]"#, "nothing");
}

#[test]
fn records_that_are_not_active_are_left_out_unless_a_leaf_speaks_of_them() {
    // Books are never archived: nothing is added.
    let schema = sample::schema();
    let read = schema.parse_domain("book", &json!([]), true, &sample::context());
    assert_eq!(read, Ok(Predicate::everything()));
}

#[test]
fn errors_name_the_place_and_what_was_expected_there() {
    check("{}", "`{…}` is no domain; expected a list of conditions");
    check(
        "[true]",
        "`true` is no condition at [0]; expected `&`, `|`, `!` or a list of field, operator and value",
    );
    check("[[]]", "`[]` is no condition at [0]; expected a list of field, operator and value");
    check(r#"["|",["pages","=",1]]"#, "a condition is missing after `|` at [0]");
    check(r#"[["pages","=",1],"!"]"#, "a condition is missing after `!` at [1]");
    check(r#"[["pagse","=",1]]"#, "unknown field `pagse` at [0][0]; did you mean `pages`?");
    check(r#"[["title","any",[]]]"#, "`title` is a text field and has no operator `any` at [0][1]");
    check(
        r#"[["pages","=","x"]]"#,
        "`x` is no value for `pages` at [0][2]; expected a number such as `12.50`",
    );
    check(r#"[["title.x","=",1]]"#, "`title` is a text field and has no fields inside at [0][0]");
    check(
        r#"[["pages","=",1],["editor","any",[["nam","=","x"]]]]"#,
        "unknown field `nam` at [1][2][0][0]; did you mean `name`?",
    );
    check(
        r#"[["added",">","garbage"]]"#,
        "`garbage` is no value for `added` at [0][2]; expected a date such as `2024-01-31`, or a time such as `2024-01-31 10:00:00`",
    );
    check(
        r#"[["editor","in",[1,"Ann"]]]"#,
        "`[…]` is no value for `editor` at [0][2]; expected an id or a name",
    );
    let unknown = read(&json!([["title", "ILIKE", "x"]])).unwrap_err();
    assert!(unknown.starts_with("unknown operator `ILIKE` at [0][1]; expected `=`, "), "{unknown}");
    let schema = sample::schema();
    let text = schema.parse_domain_text("book", "[(", false, &sample::context()).unwrap_err();
    assert_eq!(text.to_string(), "the domain is no JSON: expected value at line 1 column 2");
}

#[test]
fn depth_is_bounded_however_it_is_made() {
    let leaf = json!(["pages", "=", 1]);
    let mut chain = vec![];
    for level in 0..100_000 {
        chain.push(json!(if level % 2 == 0 { "|" } else { "&" }));
        chain.push(leaf.clone());
    }
    chain.push(leaf.clone());
    let limit = "at most 16 levels of `|`, `&`, dots and `any` are read";
    assert!(read(&Json::Array(chain)).unwrap_err().starts_with(limit));
    let mut nots = vec![json!("!"); 100_001];
    nots.push(leaf.clone());
    assert_eq!(read(&Json::Array(nots)).unwrap().to_string(), "pages != 1");
    let mut ors = vec![json!("|"); 9_999];
    ors.extend(vec![leaf.clone(); 10_000]);
    assert!(matches!(read(&Json::Array(ors)).unwrap(), Predicate::Any(all) if all.len() == 10_000));
    let mut nested = json!([leaf]);
    for _ in 0..40 {
        nested = json!([["sequel", "any", nested]]);
    }
    assert!(read(&nested).unwrap_err().starts_with(limit));
    let path = format!("{}pages", "sequel.".repeat(100_000));
    assert!(read(&json!([[path, "=", 1]])).unwrap_err().starts_with(limit));
}

#[test]
fn what_a_domain_cannot_say_is_named() {
    let refused = |text: &str| {
        let schema = sample::schema();
        let predicate = schema.parse("book", text, &sample::context()).unwrap();
        predicate.to_domain(&schema).unwrap_err().to_string()
    };
    assert_eq!(
        refused("price is set"),
        "a domain cannot ask whether `price` is set: there, no value counts as 0"
    );
    assert_eq!(
        refused("not price < 5"),
        "a domain cannot ask whether `price` is set: there, no value counts as 0"
    );
    assert_eq!(
        refused("authors at least 2"),
        "a domain cannot count: `authors` is asked for a number of records"
    );
    assert_eq!(
        refused("editor under (born > 1900)"),
        "a domain cannot follow `editor` from a filter: there, a line begins at ids or names"
    );
}

/// Elements of domains, and what is none.
fn element() -> impl Strategy<Value = Json> {
    let fields = "title isbn price pages state signed added published editor editor.name \
        editor.country.code authors authors.born sequel sequel.title added.month_number active id x";
    let operators = "= != <> =? < <= > >= in;not in;like;not like;ilike;not ilike;=like;=ilike;any;\
        not any;child_of;parent_of;==";
    let operators: Vec<String> = operators
        .split(';')
        .flat_map(|part| match part.starts_with('=') && part.contains(' ') {
            true => part.split(' ').map(str::to_owned).collect::<Vec<_>>(),
            false => vec![part.to_owned()],
        })
        .collect();
    let fields: Vec<String> = fields.split_whitespace().map(str::to_owned).collect();
    let leaf = (select(fields), select(operators), value());
    prop_oneof![
        4 => leaf.prop_map(|(field, operator, value)| json!([field, operator, value])),
        2 => select(vec![json!("&"), json!("|"), json!("!")]),
        1 => Just(json!([1, "=", 1])),
        1 => Just(json!([0, "=", 1])),
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let plain = select(vec![
        json!(false),
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-2.5),
        json!(1e300),
        json!(""),
        json!("a"),
        json!("%"),
        json!("a_b%"),
        json!("\\"),
        json!("ß"),
        json!("new"),
        json!("7"),
        json!("2024-01-31"),
        json!("2024-01-31 10:00:00"),
        json!({}),
    ]);
    let lists = vec(plain.clone(), 0..4).prop_map(Json::Array);
    let domains = Just(json!([["name", "ilike", "a"]]));
    prop_oneof![4 => plain, 2 => lists, 1 => domains]
}

/// Any JSON at all.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,6}".prop_map(Json::from),
        select(vec!["&", "|", "!", "title", "=", "in", "any", "editor"]).prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::btree_map(".{0,3}", inner, 0..3)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// What is read prints and reads again as the same, in this spelling and in text.
fn comes_back(domain: &Json) -> Result<(), TestCaseError> {
    let Ok(predicate) = read(domain) else { return Ok(()) };
    let text = predicate.to_string();
    let again = sample::schema().parse("book", &text, &sample::context());
    let again = again.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    prop_assert_eq!(&again, &predicate, "{}", text);
    if let Ok(printed) = predicate.to_domain(&sample::schema()) {
        let first = read(&printed).map_err(TestCaseError::fail)?;
        let second = first.to_domain(&sample::schema());
        let second = second.map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
        prop_assert_eq!(read(&second), Ok(first), "{} from {}", second, printed);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_json_gets_an_answer(domain in any_json()) {
        comes_back(&domain)?;
    }

    #[test]
    fn domains_come_back_the_same(elements in vec(element(), 0..6)) {
        comes_back(&Json::Array(elements))?;
    }

    #[test]
    fn a_leaf_comes_back_the_same(element in element()) {
        let domain = json!([element]);
        if let Ok(predicate) = read(&domain)
            && let Ok(printed) = predicate.to_domain(&sample::schema())
        {
            prop_assert_eq!(read(&printed), Ok(predicate), "{} from {}", printed, domain);
        }
        comes_back(&domain)?;
    }

    #[test]
    fn a_filter_as_a_domain_finds_the_same_records(predicate in on_book(), book in book()) {
        if let Ok(domain) = predicate.to_domain(&sample::schema()) {
            let again = read(&domain).map_err(TestCaseError::fail)?;
            prop_assert_eq!(again.matches(&book), predicate.matches(&book), "{}: {}", domain, predicate);
        }
    }
}
