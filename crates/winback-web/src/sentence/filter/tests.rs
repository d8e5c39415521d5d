//! What is wrong with filters is said in full in each language.

use winback_app::store::{
    OPPORTUNITY,
    domain::Language,
    filter::{Context, Schema, Tree},
    opportunity_schema,
};

use super::*;

/// Texts that are no filters, orders or keys.
const TEXTS: [&str; 30] = [
    "stat = lost",
    "state = gone",
    "state < lost",
    "probability = many",
    "probability = 1e99",
    "expected_closing = 31/12/2026",
    "expected_closing = 2026-01-01T10:00",
    "created_at = never",
    "active = perhaps",
    "lost_reason = 1.5",
    "lost_reason.nothing = 1",
    "name.city = Ghent",
    "losses at least never",
    "updated_at older than a while",
    "name = \"open",
    "name = a & city = b",
    "name = \u{7}",
    "state = lost and",
    "(state = lost",
    "state = lost or )",
    ".name = x",
    "salesperson = me",
    "lost_reason = me",
    "created_at:month_number contains 3",
    "created_at:century = 3",
    "name:month_number = 3",
    "name = a sort by notes, ,zzz",
    "name = a group by created_at:fortnight, state, state",
    "name = a group by name:month, losses, team.leader.name",
    "name = a sort by name asc x",
];

const TREES: [&str; 7] = [
    "[",
    r#"[1, {"all": 2}]"#,
    r#"{"all": [{"field": "state", "operator": "is", "value": "lost"}]}"#,
    r#"{"field": "a b", "operator": "equal", "value": null, "more": 1}"#,
    r#"{"field": "state", "operator": "in"}"#,
    r#"{"field": "created_at", "operator": "within", "period": {"which": "now", "count": 0}}"#,
    r#"{"field": "created_at", "operator": "older_than", "length": 3}"#,
];

const DOMAINS: [&str; 12] = [
    "[",
    "3",
    r#"["|"]"#,
    r#"["?"]"#,
    "[[1]]",
    r#"[["nothing", "=", 1]]"#,
    r#"[["name", "~", 1]]"#,
    r#"[["name.city", "=", 1]]"#,
    r#"[["probability", "in", {}]]"#,
    r#"[["probability", "=", "x"]]"#,
    r#"[["create_date", "=", "x"]]"#,
    r#"[["active", "=", {}]]"#,
];

/// All that is wrong with all of them, as one is told.
fn sentences(words: Words) -> Vec<String> {
    let schema: Schema = opportunity_schema(2);
    let context = Context::new("2026-11-01T10:00:00Z".parse().unwrap(), jiff::tz::TimeZone::UTC);
    let mut told = Vec::new();
    for text in TEXTS {
        let errors = schema.parse_listing(OPPORTUNITY, text, &context).expect_err(text);
        told.extend(errors.iter().map(|error| in_text(words, text, error)));
    }
    for text in TREES {
        let errors = match Tree::from_json(text) {
            Err(errors) => errors,
            Ok(tree) => schema.parse_tree(OPPORTUNITY, &tree, &context).expect_err(text),
        };
        told.extend(errors.iter().map(|error| in_tree(words, error)));
    }
    for text in DOMAINS {
        let error = schema.parse_domain_text(OPPORTUNITY, text, true, &context).expect_err(text);
        told.push(in_domain(words, &error));
    }
    told
}

#[test]
fn every_sentence_is_in_the_language_of_the_page() {
    let english = sentences(Words::of(Language::English));
    let chinese = sentences(Words::of(Language::Chinese));
    assert_eq!(english.len(), chinese.len());
    for (english, chinese) in english.iter().zip(&chinese) {
        for told in [english, chinese] {
            assert!(!told.contains("error-filter") && !told.contains("{$"), "{told}");
            assert!(told.ends_with(['.', '?', '。', '？']), "{told}");
        }
        assert!(english.chars().all(|it| !('\u{3000}'..'\u{a000}').contains(&it)), "{english}");
        // What is typed stands between quotation marks.
        let typed = chinese.split(['“', '"']).enumerate().map(|(place, part)| match place {
            0 => part,
            _ => part.split_once(['”', '"']).map_or("", |(_, behind)| behind),
        });
        let own: String = typed.collect();
        // A place in a tree is made of its keys.
        let own = match own.split_once("（位置 ") {
            Some((before, rest)) => format!("{before}{}", rest.split_once('）').unwrap().1),
            None => own,
        };
        let foreign = own.replace("JSON", "").chars().any(|it| it.is_ascii_alphabetic());
        assert!(!foreign, "{chinese}");
    }
}

#[test]
fn a_sentence_says_where_what_and_what_to_do() {
    let context = Context::new("2026-11-01T10:00:00Z".parse().unwrap(), jiff::tz::TimeZone::UTC);
    let text = "stat = lost or state = gone";
    let errors = opportunity_schema(2).parse(OPPORTUNITY, text, &context).unwrap_err();
    let said = |language| -> Vec<String> {
        errors.iter().map(|error| in_text(Words::of(language), text, error)).collect()
    };
    assert_eq!(
        said(Language::English),
        [
            "There is no field “stat” (column 1). Did you mean “state” or “stage”?",
            "“gone” is not a choice of “state” (column 24). Expected: “open”, “won”, “lost” or \
             “archived”.",
        ]
    );
    assert_eq!(
        said(Language::Chinese),
        [
            "没有字段“stat”（第 1 个字符）。您是否想写“state”或“stage”？",
            "“gone”不是“state”的选项（第 24 个字符）。应为：“open”、“won”、“lost”或“archived”。",
        ]
    );
}
