//! `kill -9` at random moments, more than two hundred of them on files.

use std::{fs, time::Duration};

use super::{Dice, assert_sound, count, export, killed, rounds, time};
use crate::story::{DATABASE, Story};

/// How many rows an import has: some chunks.
const ROWS: usize = 1_200;

/// What became of the changes that were killed.
#[derive(Debug, Default)]
struct Fates {
    done: u32,
    undone: u32,
}

impl Fates {
    /// Takes what became of one change; one that was acknowledged must be there.
    fn take(&mut self, is_done: bool, is_undone: bool, acknowledged: bool) {
        assert!(is_done != is_undone, "a change is half done");
        assert!(is_done || !acknowledged, "an acknowledged change is lost");
        self.done += u32::from(is_done);
        self.undone += u32::from(is_undone);
    }
}

#[test]
fn a_killed_import_is_there_as_a_whole_or_not_at_all() {
    let mut dice = Dice(1);
    let mut fates = Fates::default();
    let rows = ROWS as u64;
    for _ in 0..5 {
        let story = Story::new();
        export::write(&story, "whole", ROWS);
        let whole = time(&story, &export::import("whole"));
        let mut before = rows;
        for number in 0..rounds(&story, 22) {
            let name = format!("part{number}");
            export::write(&story, &name, ROWS);
            let output = killed(&story, &export::import(&name), dice.moment(whole));
            let after = count(&story, "state is set");
            fates.take(after == before + rows, after == before, output.status.success());
            before = after;
        }
        assert_sound(&story);
    }
    assert!(fates.done > 0 && fates.undone > 0, "the moments are not spread: {fates:?}");
}

#[test]
fn a_killed_bulk_change_is_there_as_a_whole_or_not_at_all() {
    const LOSE: &str = "winback lose --where 'state = open' --reason 'Too expensive' --yes";
    const RESTORE: &str = "winback restore --where 'state = lost' --yes";
    let mut dice = Dice(2);
    let mut fates = Fates::default();
    let story = Story::new();
    export::write(&story, "all", 3_000);
    story.given(&export::import("all")).given(RESTORE);
    let (lose, restore) = (time(&story, LOSE), time(&story, RESTORE));
    let records = count(&story, "state = open");
    let mut losses = 0;
    for number in 1..=rounds(&story, 110) {
        let (line, whole): (_, Duration) = match losses {
            0 => (LOSE, lose),
            _ => (RESTORE, restore),
        };
        let output = killed(&story, line, dice.moment(whole));
        let after = count(&story, "state = lost");
        fates.take(after == records - losses, after == losses, output.status.success());
        losses = after;
        if number % 22 == 0 {
            assert_sound(&story);
        }
    }
    assert!(fates.done > 0 && fates.undone > 0, "the moments are not spread: {fates:?}");
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
