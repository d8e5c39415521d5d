//! Ctrl-C and SIGTERM: the program says truthfully whether anything was changed.

use std::{process::Output, thread, time::Duration};

use super::{Dice, assert_sound, count, export, rounds, said, settle, signal, start, time};
use crate::story::Story;

const NOTHING: &str = "stopped; nothing was changed\n";
const KEPT: &str = "stopped; what was done before is kept\n";

#[test]
fn an_import_that_is_stopped_changes_nothing_and_says_so() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let story = Story::new();
        let pipe = export::pipe(&story, "slow");
        let child = start(story.command(&export::import("slow")));
        let end = pipe.open();
        pipe.write(&end);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        drop(end);
        assert_eq!((said(&output).as_str(), output.status.code()), (NOTHING, Some(code)));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        assert_eq!(count(&story, "state is set"), 0);
        assert_sound(&story);
    }
}

#[test]
fn a_program_that_waits_for_its_input_can_be_stopped() {
    let story = Story::new();
    let pipe = export::pipe(&story, "silent");
    let child = start(story.command(&export::import("silent")));
    let end = pipe.open();
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    drop(end);
    assert_eq!((said(&output).as_str(), output.status.code()), (NOTHING, Some(130)));
}

#[test]
fn whatever_the_moment_what_is_said_is_so() {
    const ROWS: usize = 1_200;
    let mut dice = Dice(4);
    let story = Story::new();
    export::write(&story, "whole", ROWS);
    let whole = time(&story, &export::import("whole"));
    let mut before = ROWS as u64;
    for number in 0..rounds(&story, 30) {
        let name = format!("part{number}");
        export::write(&story, &name, ROWS);
        let child = start(story.command(&export::import(&name)));
        thread::sleep(dice.moment(whole).max(Duration::from_micros(1)));
        let (signal_name, code) = if number % 2 == 0 { ("INT", 130) } else { ("TERM", 143) };
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        settle(&story);
        let after = count(&story, "state is set");
        let changed = after - before;
        assert_true(&output, code, changed, ROWS as u64);
        before = after;
    }
    assert_sound(&story);
}

/// What was said of a change of `all` records of which `changed` are changed is so.
fn assert_true(output: &Output, code: i32, changed: u64, all: u64) {
    // What a change of many records says before it begins is no part of that.
    let told = said(output);
    let told = told.lines().last().map_or(String::new(), |line| format!("{line}\n"));
    match (output.status.code(), told.as_str()) {
        (Some(0), _) => assert_eq!(changed, all),
        (Some(found), NOTHING) => assert_eq!((found, changed), (code, 0)),
        (Some(found), KEPT) => assert_eq!((found, changed), (code, all)),
        // Before the database is open nothing can be changed, nor before it listens.
        (Some(found), "stopped\n") => assert_eq!((found, changed), (code, 0)),
        (None, _) => assert_eq!(changed, 0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bulk_change_that_is_stopped_is_whole_or_not_there_and_says_which() {
    const LOSE: &str = "winback lose --where 'state = open' --reason 'Too expensive' --yes";
    const RESTORE: &str = "winback restore --where 'state = lost' --yes";
    let mut dice = Dice(6);
    let story = Story::new();
    export::write(&story, "all", 3_000);
    story.given(&export::import("all")).given(RESTORE);
    let whole = [time(&story, LOSE), time(&story, RESTORE)];
    let (records, mut lost) = (count(&story, "state = open"), 0);
    for number in 0..rounds(&story, 20) {
        let (line, whole) = if lost == 0 { (LOSE, whole[0]) } else { (RESTORE, whole[1]) };
        let child = start(story.command(line));
        thread::sleep(dice.moment(whole).max(Duration::from_micros(1)));
        let (signal_name, code) = if number % 2 == 0 { ("INT", 130) } else { ("TERM", 143) };
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        settle(&story);
        let after = count(&story, "state = lost");
        assert_true(&output, code, after.abs_diff(lost), records);
        lost = after;
    }
    assert_sound(&story);
}

#[test]
fn an_export_that_is_stopped_leaves_a_whole_file_or_none() {
    const EXPORT: &str = "winback export --output all.csv --yes";
    let story = Story::without_database();
    story.given("winback demo --file-only --as-of 2026-03-02");
    let whole = time(&story, EXPORT);
    let expected = std::fs::read(story.path("all.csv")).unwrap();
    let mut dice = Dice(5);
    for _ in 0..25 {
        std::fs::remove_file(story.path("all.csv")).ok();
        let child = start(story.command(EXPORT));
        thread::sleep(dice.moment(whole).max(Duration::from_micros(1)));
        signal(&child, "INT");
        child.wait_with_output().unwrap();
        if let Ok(written) = std::fs::read(story.path("all.csv")) {
            assert_eq!(written.len(), expected.len());
        }
        let folder = std::fs::read_dir(story.path(".")).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let left: Vec<String> = names.filter(|name| name.ends_with(".tmp")).collect();
        assert_eq!(left, Vec::<String>::new());
    }
}

#[test]
fn sample_data_that_are_stopped_leave_no_record() {
    let story = Story::new();
    let child = start(story.command("winback generate --records 1000000"));
    thread::sleep(Duration::from_millis(1_500));
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!([NOTHING, KEPT, "stopped\n"].contains(&said(&output).as_str()), "{}", said(&output));
    assert_eq!(count(&story, "state is set"), 0);
    assert_sound(&story);
    story.given("winback generate --records 100");
    assert_sound(&story);
}
