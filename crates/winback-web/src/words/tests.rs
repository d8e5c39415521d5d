//! Both catalogues have the same keys, and just those that the pages use.

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::HeaderValue;
use winback_app::{READY_FILTERS, SearchedIn, store::opportunity_schema};

use super::*;

fn keys(language: Language) -> BTreeSet<String> {
    let lines = catalogue(language)
        .lines()
        .filter(|line| line.starts_with(|it: char| it.is_ascii_lowercase()));
    let keys: Vec<String> =
        lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect();
    let set: BTreeSet<String> = keys.iter().cloned().collect();
    assert_eq!(set.len(), keys.len(), "{} has a key twice", language.as_str());
    set
}

/// Returns the values that a text of a catalogue takes, such as `count`.
fn variables(language: Language, key: &str) -> BTreeSet<String> {
    let catalogue = catalogue(language);
    let start = catalogue.find(&format!("\n{key} =")).unwrap() + 1;
    let text: String = catalogue[start..]
        .lines()
        .enumerate()
        .take_while(|(place, line)| *place == 0 || line.starts_with([' ', '}']))
        .map(|(_, line)| line)
        .collect();
    let variables = text.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect::<String>()
    });
    variables.map(|name| name.trim_end_matches("_shown").to_owned()).collect()
}

/// Returns all texts in quotes of the sources that have the form of a key.
fn quoted(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            quoted(&path, found);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let source = fs::read_to_string(path).unwrap();
            found.extend(source.split('"').skip(1).map(str::to_owned));
        }
    }
}

/// Returns the keys that are made of a name that stands elsewhere.
fn made() -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    made.extend(READY_FILTERS.iter().map(|ready| format!("ready-{}", ready.name)));
    made.extend(SearchedIn::ALL.map(|its| format!("field-{}", its.as_str().replace('_', "-"))));
    let catalogue = opportunity_schema(2).catalogue();
    made.extend(
        catalogue.operators.iter().map(|it| format!("operator-{}", it.name.replace('_', "-"))),
    );
    for entity in catalogue.entities.iter().filter(|entity| entity.name == "opportunity") {
        made.extend(entity.fields.iter().map(|it| format!("field-{}", it.name.replace('_', "-"))));
    }
    for setting in [
        "leads",
        "currency",
        "time-zone",
        "locale",
        "require-reason",
        "require-note",
        "require-note-for",
        "scoring-variables",
        "scoring-since",
    ] {
        made.extend([format!("setting-{setting}"), format!("setting-{setting}-hint")]);
    }
    made
}

#[test]
fn both_catalogues_have_the_same_keys_with_the_same_values() {
    let [english, chinese] = Language::ALL.map(keys);
    assert_eq!(english, chinese);
    for key in &english {
        let [english, chinese] = Language::ALL.map(|language| variables(language, key));
        let lost: Vec<_> = english.symmetric_difference(&chinese).collect();
        assert!(lost.is_empty(), "{key}: {lost:?}");
    }
}

#[test]
fn no_key_is_missing_and_none_is_unused() {
    let (keys, made) = (keys(Language::English), made());
    let missing: Vec<_> = made.difference(&keys).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let mut quoted_texts = BTreeSet::new();
    quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut quoted_texts);
    let unused: Vec<_> =
        keys.iter().filter(|key| !quoted_texts.contains(*key) && !made.contains(*key)).collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
    let families = [
        "nav-",
        "error-",
        "failure-",
        "done-",
        "action-",
        "search-in-",
        "rules-",
        "entry-",
        "effect-",
        "merge-",
        "outcome-",
        "role-",
        "state-",
        "priority-",
        "editor-",
    ];
    let looks = |text: &&String| {
        families.iter().any(|family| text.starts_with(family) && text.len() > family.len())
    };
    let plain = |text: &&String| {
        text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
    };
    let missing: Vec<_> = quoted_texts
        .iter()
        .filter(looks)
        .filter(plain)
        .filter(|text| !keys.contains(*text))
        .collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

fn read(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read(&path, into),
            false => into.push_str(&fs::read_to_string(path).unwrap()),
        }
    }
}

#[test]
fn each_argument_of_say_is_a_key() {
    let keys = keys(Language::English);
    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let mut asked = 0;
    for call in ["say(\"", "say_with(\"", "count(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap();
            asked += 1;
            assert!(keys.contains(key) || key.is_empty(), "`{key}` is missing");
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn all_texts_can_be_said_in_both_languages() {
    let [english, chinese] = Language::ALL.map(Words::of);
    for key in keys(Language::English) {
        for words in [english, chinese] {
            assert!(words.has(&key), "{key} in {}", words.language.as_str());
        }
    }
    let one = [("count", Said::Count(1, "1"))];
    let many = [("count", Said::Count(1_200, "1,200"))];
    assert_eq!(english.say_with("done-mark-lost", &one), "1 record marked lost.");
    assert_eq!(english.say_with("done-mark-lost", &many), "1,200 records marked lost.");
    assert_eq!(chinese.say_with("done-mark-lost", &many), "已将 1,200 条记录标记为丢单。");
}

#[test]
fn the_language_is_chosen_or_what_the_browser_prefers() {
    let of = |name: header::HeaderName, value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        Language::of_request(&headers)
    };
    assert_eq!(of(header::ACCEPT_LANGUAGE, "de, zh-TW;q=0.8, en;q=0.7"), Language::Chinese);
    assert_eq!(of(header::ACCEPT_LANGUAGE, "fr"), Language::English);
    assert_eq!(of(header::COOKIE, "a=b; winback_language=zh-CN"), Language::Chinese);
    assert_eq!(of(header::COOKIE, "winback_language=xx"), Language::English);
}
