//! Import of a file with its side files.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::story::Story;

/// Begins with a small export in the folder, made by hand with the mess of real ones.
pub(crate) fn export() -> Story {
    let story = Story::new();
    let fixtures = "../crates/winback-app/tests/fixtures/crm-sales-opportunities";
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixtures);
    for file in ["sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv"] {
        fs::copy(fixtures.join(file), story.path(file)).unwrap();
    }
    story
}

#[test]
fn importing_again_changes_nothing() {
    let story = export();
    let first = story.printed("winback import --map crm-sales-opportunities sales_pipeline.csv");
    let again = story
        .printed("winback import --map crm-sales-opportunities sales_pipeline.csv --format json");
    let list = story.printed("winback list 'state is set' --limit all --columns id --format jsonl");
    let created = list.lines().count();
    assert!(created > 3, "{list}");
    assert_eq!(first, format!("Imported {created} opportunities.\n"));
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(
        again,
        serde_json::json!({ "created": 0, "changed": 0, "unchanged": created, "refused": 0 })
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_nothing_is_imported() {
    let story = export();
    let header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n";
    let rows = "A1,Ines Duarte,Rack X2,Harbour Foods,Won,10/20/2016,3/1/2017,1054\n\
                A2,Ines Duarte,Rack X9,Harbour Foods,Stalled,2016-10-20,3/1/2017,a lot\n";
    fs::write(story.path("wrong.csv"), format!("{header}{rows}")).unwrap();
    assert_snapshot!(story.tell("
        winback import --map crm-sales-opportunities wrong.csv
        winback list 'state is set'
        winback import --map crm-sales-opportunities products.csv
        winback import --map crm-sales-opportunities missing.csv
        winback import wrong.csv
    "), @"
    $ winback import --map crm-sales-opportunities wrong.csv
    ! error: wrong.csv cannot be imported: 4 value(s) cannot be read, and nothing was imported
    !   wrong.csv:3, column `product`: `Rack X9`, expected a value of `product` in products.csv, such as `Rack X2`
    !   wrong.csv:3, column `deal_stage`: `Stalled`, expected `Engaging`, `Lost`, `Prospecting` or `Won`
    !   wrong.csv:3, column `close_value`: `a lot`, expected an amount in EUR of 0 or more, such as 1500 or 1500.50
    !   wrong.csv:3, column `engage_date`: `2016-10-20`, expected a date as %m/%d/%Y, such as 10/20/2016
    [exit 1]
    $ winback list 'state is set'
    No opportunity matches.
    $ winback import --map crm-sales-opportunities products.csv
    ! error: products.csv: lacks the columns `account`, `sales_agent` (is that `sales_price`?), `opportunity_id`, `deal_stage`, `close_value`, `engage_date`, `close_date`; it has `product`, `series`, `sales_price`
    [exit 2]
    $ winback import --map crm-sales-opportunities missing.csv
    ! error: missing.csv: there is no such file
    ! caused by: No such file or directory (os error 2)
    [exit 2]
    $ winback import wrong.csv
    ! error: the following required arguments were not provided:
    !   --map <NAME|FILE.toml>
    ! 
    ! Usage: winback import [OPTIONS] --map <NAME|FILE.toml> <FILE>
    !        winback import --list-maps
    !        winback import --print-map <NAME>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}

/// A mapping of two columns, and a file with bad rows of three kinds.
fn deals() -> Story {
    let story = Story::new();
    let map = "[fields]\nexternal_id = \"id\"\nname = \"name\"\ncreated_at = \"on\"\n";
    fs::write(story.path("deals.toml"), map).unwrap();
    let rows = "id;name;on\nD1;Pumps;2026-01-05\nD2;;soon\nD3;\"Hoses; red\"\nD1;Pumps again;\n";
    let rows = rows.replace(';', ",");
    fs::write(story.path("deals.csv"), rows).unwrap();
    story
}

#[test]
fn bad_rows_are_written_to_be_mended_and_imported() {
    let story = deals();
    assert_snapshot!(story.tell("
        winback import --map deals.toml deals.csv
        winback import --map deals.toml --skip-bad-rows bad.csv deals.csv
        winback import --map deals.toml --skip-bad-rows bad.csv deals.csv
    "), @"
    $ winback import --map deals.toml deals.csv
    ! error: deals.csv cannot be imported: 4 value(s) cannot be read, and nothing was imported
    !   deals.csv:3, column `on`: `soon`, expected a date as rfc3339 or %Y-%m-%d or %Y-%m-%dT%H:%M:%S or %Y-%m-%d %H:%M:%S, such as 2026-03-02T10:00:00Z
    !   deals.csv:3, column `name`: nothing, expected a name
    !   deals.csv:4: `D3,Hoses, red`, expected 3 cells as in the header, not 2
    !   deals.csv:5, column `id`: `D1`, expected an id of its own: line 2 has it already
    [exit 1]
    $ winback import --map deals.toml --skip-bad-rows bad.csv deals.csv
    Imported 1 opportunity.
    ! error: 3 rows cannot be imported: mend them in `bad.csv`, then import that file
    [exit 1]
    $ winback import --map deals.toml --skip-bad-rows bad.csv deals.csv
    ! `bad.csv` exists, and would be replaced.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    ");
    assert_snapshot!(fs::read_to_string(story.path("bad.csv")).unwrap(), @r#"
    id,name,on,problem
    D2,,soon,"column `on`: `soon`, expected a date as rfc3339 or %Y-%m-%d or %Y-%m-%dT%H:%M:%S or %Y-%m-%d %H:%M:%S, such as 2026-03-02T10:00:00Z; column `name`: nothing, expected a name"
    D3,"Hoses, red",,"`D3,Hoses, red`, expected 3 cells as in the header, not 2"
    D1,Pumps again,,"column `id`: `D1`, expected an id of its own: line 2 has it already"
    "#);
    let mended = "id,name,on,problem\nD2,Valves,,mended\nD3,Hoses,,\n";
    fs::write(story.path("bad.csv"), mended).unwrap();
    assert_snapshot!(story.tell("
        winback import --map deals.toml bad.csv
        winback list --columns external_id,name --sort external_id
        winback import --map deals.toml --skip-bad-rows worse.csv bad.csv
    "), @r#"
    $ winback import --map deals.toml bad.csv
    Imported 2 opportunities.
    $ winback list --columns external_id,name --sort external_id
    External id  Opportunity
    ────────────────────────
    D1           Pumps
    D2           Valves
    D3           Hoses
    3 opportunities, expected revenue 0.00 EUR
    $ winback import --map deals.toml --skip-bad-rows worse.csv bad.csv
    Imported 0 opportunities; 2 were there already, and stay as they are.
    "#);
    assert!(!story.path("worse.csv").exists(), "there were no bad rows");
    story.given("winback doctor");
}

#[test]
fn a_dry_run_says_what_would_happen_and_keeps_nothing() {
    let story = deals();
    story.given("winback new Valves external_id=D9");
    let rows = "id,name,on\nD1,Pumps,\nD9,Valves,\nD2,Hoses,soon\n";
    fs::write(story.path("more.csv"), rows).unwrap();
    assert_snapshot!(story.tell("
        winback import --map deals.toml --dry-run more.csv
        winback import --map deals.toml --dry-run --skip-bad-rows bad.csv more.csv
        winback import --map deals.toml --dry-run --skip-bad-rows bad.csv more.csv --format jsonl
        winback list --columns name
        winback import --map deals.toml --skip-bad-rows bad.csv more.csv --format jsonl
        winback import --map deals.toml --dry-run bad.csv
        winback list --columns name --sort id
    "), @r#"
    $ winback import --map deals.toml --dry-run more.csv
    ! error: more.csv cannot be imported: 1 value(s) cannot be read, and nothing was imported
    !   more.csv:4, column `on`: `soon`, expected a date as rfc3339 or %Y-%m-%d or %Y-%m-%dT%H:%M:%S or %Y-%m-%d %H:%M:%S, such as 2026-03-02T10:00:00Z
    [exit 1]
    $ winback import --map deals.toml --dry-run --skip-bad-rows bad.csv more.csv
    Would import 1 opportunity; 1 is there already, and stays as it is; 1 row cannot be imported.
    $ winback import --map deals.toml --dry-run --skip-bad-rows bad.csv more.csv --format jsonl
    {"created":1,"changed":0,"unchanged":1,"refused":1}
    $ winback list --columns name
    Opportunity
    ───────────
    Valves
    1 opportunity, expected revenue 0.00 EUR
    $ winback import --map deals.toml --skip-bad-rows bad.csv more.csv --format jsonl
    {"created":1,"changed":0,"unchanged":1,"refused":1}
    ! error: 1 row cannot be imported: mend it in `bad.csv`, then import that file
    [exit 1]
    $ winback import --map deals.toml --dry-run bad.csv
    ! error: bad.csv cannot be imported: 1 value(s) cannot be read, and nothing was imported
    !   bad.csv:2, column `on`: `soon`, expected a date as rfc3339 or %Y-%m-%d or %Y-%m-%dT%H:%M:%S or %Y-%m-%d %H:%M:%S, such as 2026-03-02T10:00:00Z
    [exit 1]
    $ winback list --columns name --sort id
    Opportunity
    ───────────
    Valves
    Pumps
    2 opportunities, expected revenue 0.00 EUR
    "#);
}

#[test]
fn an_update_gives_records_what_the_file_says_now() {
    let story = export();
    let import = "winback import --map crm-sales-opportunities sales_pipeline.csv";
    story.given(import);
    story.given("winback edit 3 city=Ghent");
    let rows = fs::read_to_string(story.path("sales_pipeline.csv")).unwrap();
    let rows = rows.replace("Won,10/20/2016,3/1/2017,1054", "Won,10/20/2016,3/1/2017,2000");
    let rows = rows.replace("Engaging,11/3/2016,,", "Lost,11/3/2016,1/5/2017,0");
    let rows = rows.replace("Lost,7/5/2016,12/24/2016,0", "Engaging,7/5/2016,,");
    fs::write(story.path("sales_pipeline.csv"), rows).unwrap();
    assert_snapshot!(story.tell(&format!("
        {import}
        {import} --update --dry-run
        {import} --update
        {import} --update
        winback list 'state is set' --columns id,state,stage,expected_revenue,closed_at,city --sort id
        winback show 3
    ")), @"
    $ winback import --map crm-sales-opportunities sales_pipeline.csv
    Imported 0 opportunities; 6 were there already, and stay as they are.
    $ winback import --map crm-sales-opportunities sales_pipeline.csv --update --dry-run
    Would import 0 opportunities; would change 3 opportunities; 3 are there already, and stay as they are.
    $ winback import --map crm-sales-opportunities sales_pipeline.csv --update
    Imported 0 opportunities; changed 3 opportunities; 3 were there already, and stay as they are.
    $ winback import --map crm-sales-opportunities sales_pipeline.csv --update
    Imported 0 opportunities; 6 were there already, and stay as they are.
    $ winback list 'state is set' --columns id,state,stage,expected_revenue,closed_at,city --sort id
    Id  State  Stage      Expected revenue  Closed            City
    ───────────────────────────────────────────────────────────────
     1  won    Won            2,000.00 EUR  2017-03-01 00:00
     2  open   Qualified      1,200.00 EUR
     3  lost   Qualified         55.00 EUR  2017-01-05 00:00  Ghent
     4  open   New               55.00 EUR
     5  lost   Qualified         55.00 EUR  2017-01-02 00:00
     6  won    Won              980.00 EUR  2017-02-14 00:00
    6 opportunities, expected revenue 4,345.00 EUR
    $ winback show 3
    Scan Lite (opportunity 3, lost, revision 3)
    LOST — no reason (2017-01-05 00:00)

      City                      Ghent
      Stage                     Qualified
      Salesperson               Tomasz Wilk
      Sales team                Central
      Tags                      Scan Lite
      Priority                  ☆☆☆
      Expected revenue          55.00 EUR
      Probability               0 %
      Automated probability     0 %
      Created                   2016-11-03 00:00
      Updated                   2026-03-02 10:00
      Assigned                  2016-11-03 00:00
      Closed                    2017-01-05 00:00
      External id               A3

    Losses
      1. 2017-01-05 00:00: no reason
         at 50 %, in Qualified, 55.00 EUR, Tomasz Wilk

    Activity
      2026-03-02 10:00  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
      2026-03-02 10:00  Manager: changed
        City: – → Ghent
      2026-03-02 10:00  Manager: imported
    ");
    story.given("winback doctor");
}

#[test]
fn bad_lines_of_json_are_written_with_what_is_wrong() {
    let story = deals();
    let lines = "{\"id\":1,\"name\":\"Pumps\"}\n{\"id\":2,\"name\":[{}]}\n{\"id\":\n";
    fs::write(story.path("deals.jsonl"), lines).unwrap();
    story.output("winback import --map deals.toml --skip-bad-rows bad.jsonl deals.jsonl");
    assert_snapshot!(fs::read_to_string(story.path("bad.jsonl")).unwrap(), @r#"
    {"id":2,"name":[{}],"problem":"column `name`: `[{}]`, expected a single value"}
    {"line":"{\"id\":","problem":"`{\"id\":`, expected a JSON object in one line (EOF while parsing a value, at byte 6)"}
    "#);
    let lines = "{\"name\":\"A\",\"external_id\":\"a\"}\n{\"external_id\":\"b\"}\n";
    fs::write(story.path("lost.jsonl"), lines).unwrap();
    story.output("winback import --map winback --skip-bad-rows worse.jsonl lost.jsonl");
    let bad = fs::read_to_string(story.path("worse.jsonl")).unwrap();
    assert_snapshot!(bad, @r#"{"external_id":"b","problem":"column `name`: nothing, expected a name"}"#);
    fs::write(story.path("worse.jsonl"), bad.replace("{\"ext", "{\"name\":\"B\",\"ext")).unwrap();
    let again = story.printed("winback import --map winback worse.jsonl");
    assert_eq!(again, "Imported 1 opportunity.\n");
}

#[test]
fn rows_that_lack_what_the_policy_asks_for_are_bad_rows() {
    let story = export();
    story.given("winback settings set require_reason on");
    let map = "winback import --map crm-sales-opportunities";
    let output = story.output(&format!("{map} --skip-bad-rows bad.csv sales_pipeline.csv"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Imported 4 opportunities.\n");
    let bad = fs::read_to_string(story.path("bad.csv")).unwrap();
    let problem =
        "\"nothing, expected a lost reason, which the setting `require_reason` asks for\"";
    assert_eq!(bad.matches(problem).count(), 2, "{bad}");
    story.given("winback settings set require_reason off");
    assert_eq!(story.printed(&format!("{map} bad.csv")), "Imported 2 opportunities.\n");
}

#[test]
fn mappings_are_listed_and_printed_to_be_changed() {
    let story = export();
    assert_snapshot!(story.tell("
        winback import --list-maps
        winback import --print-map winback
        winback import --print-map crm
        winback import --list-maps sales_pipeline.csv
    "), @r#"
    $ winback import --list-maps
    crm-sales-opportunities  the public "CRM Sales Opportunities" export: sales_pipeline.csv with its side files
    winback                  what `winback export` writes, as JSON lines or CSV, with every loss and its history
    $ winback import --print-map winback
    # `winback` is no mapping of columns: it reads what `winback export` writes, as
    # crates/winback-app/EXPORT.md describes it.
    $ winback import --print-map crm
    ! error: there is no import map `crm`; did you mean `crm-sales-opportunities`? (known: `crm-sales-opportunities`, `winback`)
    [exit 1]
    $ winback import --list-maps sales_pipeline.csv
    ! error: the argument '--list-maps' cannot be used with '[FILE]'
    ! 
    ! Usage: winback import [OPTIONS] --map <NAME|FILE.toml> <FILE>
    !        winback import --list-maps
    !        winback import --print-map <NAME>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    "#);
    let map = story.printed("winback import --print-map crm-sales-opportunities");
    fs::write(story.path("own.toml"), map).unwrap();
    let done = story.printed("winback import --map own.toml sales_pipeline.csv");
    assert_eq!(done, "Imported 6 opportunities.\n");
}

#[test]
fn what_is_wrong_with_a_mapping_file_is_told_with_its_place() {
    let story = deals();
    let map = "[fields]\nexternal_id = \"id\"\nnmae = \"name\"\n";
    fs::write(story.path("wrong.toml"), map).unwrap();
    fs::write(story.path("latin.toml"), b"# caf\xe9\n").unwrap();
    assert_snapshot!(story.tell("
        winback import --map wrong.toml deals.csv
        winback import --map missing.toml deals.csv
        winback import --map latin.toml deals.csv
        winback import --map wrong deals.csv
        winback import --map ./deals.toml nothing.csv
    "), @"
    $ winback import --map wrong.toml deals.csv
    ! error: wrong.toml:3:1: there is no key or word `nmae` here; did you mean `name`?
    [exit 2]
    $ winback import --map missing.toml deals.csv
    ! error: missing.toml: there is no such file
    ! caused by: No such file or directory (os error 2)
    [exit 2]
    $ winback import --map latin.toml deals.csv
    ! error: latin.toml: is not UTF-8: 0xE9 in line 1, byte 6 of the file; save it as UTF-8, or as CSV UTF-8
    [exit 2]
    $ winback import --map wrong deals.csv
    ! error: there is no import map `wrong` (known: `crm-sales-opportunities`, `winback`)
    [exit 1]
    $ winback import --map ./deals.toml nothing.csv
    ! error: nothing.csv: there is no such file
    ! caused by: No such file or directory (os error 2)
    [exit 2]
    ");
}
