//! Exports, and their way back.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::story::Story;

/// Two records, one of them lost, amended, restored and lost again.
fn two() -> Story {
    let mut story = Story::new();
    story.given("
        winback new 'Pumps, \"big\"' customer=Nordwind expected_revenue=1500.5 tags='a,b' notes='=1+1'
        winback new Valves salesperson= country=be
        winback lose 2 --reason 'Too expensive' --note 'Too dear & late'
    ");
    story.at("2026-03-03T08:00:00Z").given(
        "
        winback amend 2 --competitor Rival
        winback restore 2
        winback lose 2
    ",
    );
    story
}

#[test]
fn the_sample_comes_back_the_same_by_both_ways() {
    let story = Story::without_database();
    story.given(
        "
        winback demo --file-only --as-of 2026-03-02
        winback new 'One more'
        winback reasons archive 'Not enough stock'
    ",
    );
    let lines = story.printed("winback export");
    let cells = story.printed("winback export --format csv");
    let reasons = without_ids(&story.printed("winback reasons list --format csv"));
    assert_eq!((lines.lines().count(), reasons.len()), (501, 9));
    for (name, text) in [("file.jsonl", &lines), ("file.csv", &cells)] {
        fs::write(story.path(name), text).unwrap();
        story.given(&format!("winback import --map winback {name} --database sqlite:{name}.db"));
        let copy = |command: &str| {
            story.printed(&format!("winback {command} --database sqlite:{name}.db"))
        };
        assert_eq!(copy("export"), lines, "{name}");
        assert_eq!(copy("export --format csv"), cells, "{name}");
        assert_eq!(without_ids(&copy("reasons list --format csv")), reasons, "{name}");
        assert!(copy("doctor").ends_with("nothing is wrong.\n"), "{name}");
    }
}

/// Returns rows without their first column.
fn without_ids(rows: &str) -> Vec<String> {
    rows.lines().filter_map(|row| Some(row.split_once(',')?.1.to_owned())).collect()
}

#[test]
fn a_csv_file_has_a_row_for_each_record_with_its_losses() {
    let story = two();
    assert_snapshot!(story.tell("
        winback export --format csv --columns name,state,lost_reason,expected_revenue,tags,salesperson.login,notes
        winback export 'state = lost' --columns id,customer.name,country,losses --format csv
        winback export 'city = Rome' --format csv --columns name
    "), @r#"
    $ winback export --format csv --columns name,state,lost_reason,expected_revenue,tags,salesperson.login,notes
    name,state,lost_reason,expected_revenue,tags,salesperson.login,notes
    "Pumps, ""big""",open,,1500.50,"[""a"",""b""]",admin,=1+1
    Valves,lost,,,[],,
    $ winback export 'state = lost' --columns id,customer.name,country,losses --format csv
    id,customer.name,country,losses
    2,,Belgium,"[{""reason"":{""name"":""Too expensive"",""category"":null,""outcome"":""competitive"",""guidance"":null,""position"":1,""archived"":false},""note"":""<p>Too dear &amp; late</p>"",""competitor"":""Rival"",""lost_at"":""2026-03-02T10:00:00Z"",""lost_by"":{""login"":""admin"",""name"":""Manager""},""stage"":""New"",""probability"":50,""expected_revenue"":null,""salesperson"":null,""ended_at"":""2026-03-03T08:00:00Z"",""ended_by"":{""login"":""admin"",""name"":""Manager""},""ended_how"":""restored"",""revised_at"":""2026-03-03T08:00:00Z"",""revised_by"":{""login"":""admin"",""name"":""Manager""},""revisions"":[{""reason"":{""name"":""Too expensive"",""category"":null,""outcome"":""competitive"",""guidance"":null,""position"":1,""archived"":false},""note"":""<p>Too dear &amp; late</p>"",""competitor"":null,""at"":""2026-03-02T10:00:00Z"",""by"":{""login"":""admin"",""name"":""Manager""}}]},{""reason"":null,""note"":null,""competitor"":null,""lost_at"":""2026-03-03T08:00:00Z"",""lost_by"":{""login"":""admin"",""name"":""Manager""},""stage"":""New"",""probability"":50,""expected_revenue"":null,""salesperson"":null,""ended_at"":null,""ended_by"":null,""ended_how"":null,""revised_at"":""2026-03-03T08:00:00Z"",""revised_by"":{""login"":""admin"",""name"":""Manager""},""revisions"":[]}]"
    $ winback export 'city = Rome' --format csv --columns name
    name
    "#);
}

#[test]
fn json_lines_hold_what_columns_hold() {
    let story = two();
    let lines = story.printed("winback export --sort 'id desc' --columns id,customer,losses");
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [valves, pumps] = rows.as_slice() else { panic!("two rows: {lines}") };
    assert_eq!((&valves["id"], &valves["customer"]), (&2.into(), &Value::Null));
    assert_eq!(pumps["customer"]["name"], "Nordwind");
    let losses = valves["losses"].as_array().unwrap();
    let first = &losses[0];
    assert_eq!((losses.len(), &first["ended_how"]), (2, &"restored".into()));
    assert_eq!(first["revisions"][0]["note"], "<p>Too dear &amp; late</p>");
    assert_eq!(first["competitor"], "Rival");
    assert_eq!(first["revised_at"], "2026-03-03T08:00:00Z");
    assert_eq!(losses[1]["ended_at"], Value::Null);
}

#[test]
fn a_file_is_replaced_only_if_that_is_wanted() {
    let story = two();
    fs::write(story.path("mine.csv"), "mine").unwrap();
    fs::create_dir(story.path("folder.csv")).unwrap();
    assert_snapshot!(story.tell("
        winback export --output mine.csv
        winback export --output mine.csv --yes --columns name
        winback export 'state = lost' --output new.jsonl
        winback export 'state = won' --output empty.csv --columns id,name
        winback export --output folder.csv --yes
        winback export --output nowhere/new.csv
        winback export 'nmae = x' --output other.csv
    "), @"
    $ winback export --output mine.csv
    ! `mine.csv` exists, and would be replaced.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback export --output mine.csv --yes --columns name
    ! `mine.csv` exists, and would be replaced.
    ! Exported 2 opportunities to `mine.csv`.
    $ winback export 'state = lost' --output new.jsonl
    ! Exported 1 opportunity to `new.jsonl`.
    $ winback export 'state = won' --output empty.csv --columns id,name
    ! Exported 0 opportunities to `empty.csv`.
    $ winback export --output folder.csv --yes
    ! error: `folder.csv` is no ordinary file: give another path
    [exit 1]
    $ winback export --output nowhere/new.csv
    ! error: `nowhere/new.csv` cannot be written
    ! caused by: No such file or directory (os error 2)
    [exit 2]
    $ winback export 'nmae = x' --output other.csv
    ! error: unknown field `nmae`
    !   nmae = x
    !   ^^^^
    ! help: did you mean `name`?
    [exit 2]
    ");
    let written = fs::read_to_string(story.path("mine.csv")).unwrap();
    assert_eq!(written, "name\n\"Pumps, \"\"big\"\"\"\nValves\n");
    assert_eq!(fs::read_to_string(story.path("new.jsonl")).unwrap().lines().count(), 1);
    assert_eq!(fs::read_to_string(story.path("empty.csv")).unwrap(), "id,name\n");
    assert_eq!(unfinished(&story), 0);
    assert!(!story.path("other.csv").exists());
}

/// Counts the files that an export began and did not finish.
fn unfinished(story: &Story) -> usize {
    let folder = fs::read_dir(story.path(".")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".winback-")).count()
}

#[test]
fn the_ending_of_the_file_says_how_it_is_written() {
    let story = two();
    assert_snapshot!(story.tell("
        winback export --output deals.txt
        winback export --output deals.csv --format jsonl
        winback export --format json
        winback export --columns nmae
        winback export --output deals.txt --format csv
    "), @"
    $ winback export --output deals.txt
    ! error: `deals.txt` does not say how to write it: let it end in .jsonl, .csv or .xlsx
    [exit 2]
    $ winback export --output deals.csv --format jsonl
    ! error: `--format` and the ending of `deals.csv` disagree: leave `--format` out
    [exit 2]
    $ winback export --format json
    ! error: an export is no single JSON document: use `--format jsonl`
    [exit 2]
    $ winback export --columns nmae
    ! error: there is no column `nmae` in an export; did you mean `name`?
    [exit 2]
    $ winback export --output deals.txt --format csv
    ! Exported 2 opportunities to `deals.txt`.
    ");
    assert!(fs::read_to_string(story.path("deals.txt")).unwrap().starts_with("external_id,kind,"));
}

#[test]
fn a_build_without_spreadsheets_says_how_to_get_them() {
    let story = two();
    assert_snapshot!(story.tell("winback export --output deals.xlsx"), @"
    $ winback export --output deals.xlsx
    ! error: this build of winback writes no .xlsx files: build it with `cargo build --release --features xlsx`, or export to a .csv file
    [exit 1]
    ");
    assert!(!story.path("deals.xlsx").exists());
}

#[test]
fn an_export_is_not_imported_twice() {
    let story = two();
    story.given("winback export --output all.csv");
    assert_snapshot!(story.tell("winback import --map winback all.csv"), @"
    $ winback import --map winback all.csv
    ! error: all.csv cannot be imported: 2 value(s) cannot be read, and nothing was imported
    !   all.csv:2, column `external_id`: nothing, expected an id of its own for each row, so that none comes in twice: this database has records already
    !   all.csv:3, column `external_id`: nothing, expected an id of its own for each row, so that none comes in twice: this database has records already
    [exit 1]
    ");
    assert_eq!(story.printed("winback export --columns id").lines().count(), 2);
}

#[test]
fn everybody_exports_what_he_or_she_sees() {
    let story = two();
    story.given(
        "
        winback people add Ann
        winback new Mine salesperson=Ann
    ",
    );
    let seen = story.printed("winback export --as ann --columns name --format csv");
    assert_eq!(seen, "name\nValves\nMine\n");
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_ends_an_export_quietly() {
    use std::{io::Read, process::Stdio};
    let story = two();
    let mut child = story
        .command("winback export")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
