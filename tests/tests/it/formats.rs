//! Results for programs and spreadsheets.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::story::Story;

fn two() -> Story {
    let story = Story::new();
    story.given("
        winback new 'Pumps, \"big\"' customer=Nordwind expected_revenue=1500.5 tags='a,b' expected_closing=2026-06-30
        winback new Valves salesperson=
        winback lose 2 --reason 'Too expensive' --note 'Too dear & late'
    ");
    story
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("a document is JSON")
}

#[test]
fn json_has_stable_names_and_exact_values() {
    let story = two();
    let document = json(&story.printed("winback list 'state is set' --sort id --format json"));
    assert_eq!(document["total"], 2);
    assert_eq!(document["next"], Value::Null);
    let [pumps, valves] = document["records"].as_array().unwrap().as_slice() else {
        panic!("two records: {document}");
    };
    assert_eq!(pumps["name"], "Pumps, \"big\"");
    assert_eq!(pumps["customer"], json!({ "id": 1, "name": "Nordwind" }));
    let revenue = json!({ "minor": 150_050, "currency": "EUR", "amount": "1500.50" });
    assert_eq!(pumps["expected_revenue"], revenue);
    assert_eq!(pumps["tags"], json!([{ "id": 1, "name": "a" }, { "id": 2, "name": "b" }]));
    assert_eq!(pumps["expected_closing"], "2026-06-30");
    assert_eq!(pumps["probability"], 50);
    assert_eq!(pumps["closed_at"], Value::Null);
    assert_eq!(valves["active"], false);
    assert_eq!(valves["closed_at"], "2026-03-02T10:00:00Z");
    assert_eq!(valves["lost_reason"]["name"], "Too expensive");
    assert_eq!(valves["closing_note"], "<p>Too dear &amp; late</p>");
    assert_eq!(valves["salesperson"], Value::Null);
}

#[test]
fn pages_follow_one_another_by_cursor() {
    let story = Story::new();
    for number in 1..=5 {
        story.given(&format!("winback new 'Deal {number}'"));
    }
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let line = format!("winback list --sort 'name desc' --limit 2 --format json{after}");
        let document = json(&story.printed(&line));
        assert_eq!(document["total"], 5);
        let records = document["records"].as_array().unwrap();
        names.extend(records.iter().map(|record| record["name"].as_str().unwrap().to_owned()));
        match document["next"].as_str() {
            Some(next) => after = format!(" --after {next}"),
            None => break,
        }
    }
    assert_eq!(names, ["Deal 5", "Deal 4", "Deal 3", "Deal 2", "Deal 1"]);
}

#[test]
fn a_list_longer_than_a_page_is_whole() {
    let story = Story::without_database();
    story.given(
        "
        winback demo --file-only --as-of 2026-03-02
        winback new 'One more'
    ",
    );
    let list = "winback list 'state is set' --limit all --sort id --columns id --format";
    let lines = story.printed(&format!("{list} jsonl"));
    let ids: Vec<i64> = lines.lines().map(|line| json(line)["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, (1..=501).collect::<Vec<_>>());
    let rows = story.printed(&format!("{list} csv"));
    assert_eq!(
        rows.lines().skip(1).collect::<Vec<_>>().join(","),
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    );
    let document = json(&story.printed(&format!("{list} json")));
    assert_eq!(document["records"].as_array().unwrap().len(), 501);
    let table = story.printed(&format!("{list} table"));
    let shown: Vec<&str> = table.lines().skip(2).take(501).map(str::trim).collect();
    assert_eq!((shown[499], shown[500]), ("500", "501"));
}

#[test]
fn jsonl_is_one_record_a_line() {
    let story = two();
    let lines =
        story.printed("winback list 'state is set' --sort id --columns id,name --format jsonl");
    assert_eq!(
        lines,
        "{\"id\":1,\"name\":\"Pumps, \\\"big\\\"\"}\n{\"id\":2,\"name\":\"Valves\"}\n"
    );
}

#[test]
fn csv_has_a_header_and_plain_values() {
    let story = two();
    assert_snapshot!(story.tell("
        winback list 'state is set' --sort id --format csv
        winback list 'state is set' --sort id --format csv --columns id,expected_revenue,tags,closing_note,created_at
        winback list 'city = Rome' --format csv --columns id,name
    "), @r#"
    $ winback list 'state is set' --sort id --format csv
    id,name,customer,stage,salesperson,expected_revenue,probability,state,lost_reason,closed_at
    1,"Pumps, ""big""",Nordwind,New,Manager,1500.50,50,open,,
    2,Valves,,New,,,0,lost,Too expensive,2026-03-02T10:00:00Z
    $ winback list 'state is set' --sort id --format csv --columns id,expected_revenue,tags,closing_note,created_at
    id,expected_revenue,tags,closing_note,created_at
    1,1500.50,"a, b",,2026-03-02T10:00:00Z
    2,,,Too dear & late,2026-03-02T10:00:00Z
    $ winback list 'city = Rome' --format csv --columns id,name
    id,name
    "#);
}

#[test]
fn show_is_a_document_with_its_history() {
    let story = two();
    story.given("winback restore 2");
    let document = json(&story.printed("winback show 2 --format json"));
    assert_eq!(document["state"], "open");
    let loss = &document["losses"][0];
    assert_eq!(loss["reason"]["name"], "Too expensive");
    assert_eq!(loss["ended_how"], "restored");
    assert_eq!(loss["revisions"].as_array().unwrap().len(), 1);
    let kinds: Vec<_> =
        document["activity"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert_eq!(kinds, ["restored", "lost", "created"]);
    let change = json!({ "field": "state", "old": "lost", "new": "open" });
    assert_eq!(document["activity"][0]["changes"][0], change);
}

#[test]
fn what_was_done_is_a_document() {
    let story = two();
    let document = json(&story.printed("winback restore 2 --format json"));
    assert_eq!(document["changed"], 1);
    assert_eq!(document["restored"], 1);
    assert!(document["operation"].is_i64());
}

#[test]
fn control_characters_never_reach_a_terminal() {
    let story = Story::new();
    story.given("winback new 'Red \u{1b}[31m and \u{202e}turned'");
    assert_snapshot!(story.tell("
        winback list --columns id,name
        winback show 1
        winback restore 1
        winback list 'nmae = \"\u{1b}[2J\"'
    "), @r#"
    $ winback list --columns id,name
    Id  Opportunity
    ─────────────────────────
     1  Red ␛[31m and �turned
    1 opportunity, expected revenue 0.00 EUR
    $ winback show 1
    Red ␛[31m and �turned (opportunity 1, open, revision 1)
      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Probability               50 %
      Automated probability     50 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00

    Activity
      2026-03-02 10:00  Manager: created
    $ winback restore 1
    ! error: opportunity 1 `Red ␛[31m and �turned` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    [exit 1]
    $ winback list 'nmae = "[2J"'
    ! error: unknown field `nmae`
    !   nmae = "␛[2J"
    !   ^^^^
    ! help: did you mean `name`?
    [exit 2]
    "#);
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let story = Story::new();
    for number in 1..=4 {
        story.given(&format!("winback new 'Deal {number}' expected_revenue=1000"));
    }
    assert_snapshot!(story.tell("
        winback list --limit 2 --columns id,name
        winback list --limit all --columns id,name --sort id
        winback list --limit 0
    "), @"
    $ winback list --limit 2 --columns id,name
    Id  Opportunity
    ───────────────
     4  Deal 4
     3  Deal 3
    2 of 4 shown, expected revenue 4,000.00 EUR; --limit all shows the rest
    $ winback list --limit all --columns id,name --sort id
    Id  Opportunity
    ───────────────
     1  Deal 1
     2  Deal 2
     3  Deal 3
     4  Deal 4
    4 opportunities, expected revenue 4,000.00 EUR
    $ winback list --limit 0
    ! error: invalid value '0' for '--limit <N|all>': give a number from 1, or `all`
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_ends_the_list_quietly() {
    use std::{io::Read, process::Stdio};
    let story = two();
    let mut child = story
        .command("winback list 'state is set' --limit all --format jsonl")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
