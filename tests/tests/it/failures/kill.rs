//! `kill -9` at random moments, more than two hundred of them on files.

use std::fs;

use super::{Dice, Moments, assert_sound, count, export, killed, rounds, time};
use crate::story::{DATABASE, Story};

/// How many rows an import has: some chunks.
const ROWS: usize = 1_200;

/// Whether a change was done; one that was acknowledged must be there, and none is half done.
fn is_done(is_done: bool, is_undone: bool, acknowledged: bool) -> bool {
    assert!(is_done != is_undone, "a change is half done");
    assert!(is_done || !acknowledged, "an acknowledged change is lost");
    is_done
}

#[test]
fn a_killed_import_is_there_as_a_whole_or_not_at_all() {
    let rows = ROWS as u64;
    for seed in 0..5 {
        let story = Story::new();
        export::write(&story, "whole", ROWS);
        let mut moments = Moments::new(Dice(seed), time(&story, &export::import("whole")));
        let (mut before, mut number) = (rows, 0);
        while moments.wants_more(rounds(&story, 22)) {
            number += 1;
            let name = format!("part{number}");
            export::write(&story, &name, ROWS);
            let output = killed(&story, &export::import(&name), moments.next());
            let after = count(&story, "state is set");
            let acknowledged = output.status.success();
            moments.saw(is_done(after == before + rows, after == before, acknowledged));
            before = after;
        }
        assert_sound(&story);
    }
}

#[test]
fn a_killed_bulk_change_is_there_as_a_whole_or_not_at_all() {
    const LOSE: &str = "winback lose --where 'state = open' --reason 'Too expensive' --yes";
    const RESTORE: &str = "winback restore --where 'state = lost' --yes";
    let story = Story::new();
    export::write(&story, "all", 3_000);
    story.given(&export::import("all")).given(RESTORE);
    let mut moments = Moments::new(Dice(2), time(&story, LOSE).max(time(&story, RESTORE)));
    let records = count(&story, "state = open");
    let (mut losses, mut number) = (0, 0);
    while moments.wants_more(rounds(&story, 110)) {
        number += 1;
        let line = if losses == 0 { LOSE } else { RESTORE };
        let output = killed(&story, line, moments.next());
        let after = count(&story, "state = lost");
        let acknowledged = output.status.success();
        moments.saw(is_done(after == records - losses, after == losses, acknowledged));
        losses = after;
        if number % 22 == 0 {
            assert_sound(&story);
        }
    }
}

#[test]
fn a_database_whose_making_was_killed_makes_itself_again() {
    let mut dice = Dice(3);
    let whole = time(&Story::without_database(), "winback new Pumps");
    for _ in 0..rounds(&Story::without_database(), 30) {
        let story = Story::without_database();
        let output = killed(&story, "winback new Pumps", dice.moment(whole));
        let left = fs::exists(story.path(DATABASE)).unwrap();
        story.given("winback new Valves");
        let pumps = count(&story, "name = Pumps");
        assert!(pumps == 1 || pumps == 0 && !output.status.success(), "{pumps}, {left}");
        assert_eq!(count(&story, "name = Valves"), 1);
        assert_sound(&story);
    }
}
