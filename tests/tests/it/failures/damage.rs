//! Files that are no database, are read-only, or are damaged.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use insta::assert_snapshot;

use super::{Dice, assert_sound, said};
use crate::story::{DATABASE, Story};

/// Begins with a database that has a bit of everything.
fn sample() -> Story {
    let story = Story::without_database();
    story.given("winback demo --file-only --as-of 2026-03-02");
    story
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_read_only_file_is_refused_with_what_to_do() {
    let story = Story::new();
    story.given("winback new Pumps");
    allow(&story.path(DATABASE), 0o444);
    assert_snapshot!(story.tell("
        winback new Valves
        winback list
        winback doctor
    "), @"
    $ winback new Valves
    ! error: sqlite:winback.db: the file is read-only: make it writable
    [exit 2]
    $ winback list
    ! error: sqlite:winback.db: the file is read-only: make it writable
    [exit 2]
    $ winback doctor
    ! error: sqlite:winback.db: the file is read-only: make it writable
    [exit 2]
    ");
    allow(&story.path(DATABASE), 0o644);
    assert_sound(&story);
}

#[test]
fn a_folder_in_place_of_the_file_is_refused_with_what_to_do() {
    let story = Story::without_database();
    fs::create_dir(story.path(DATABASE)).unwrap();
    assert_snapshot!(story.tell("
        winback new Pumps
        winback doctor
    "), @"
    $ winback new Pumps
    ! error: sqlite:winback.db: this is a folder: give the path of a file
    [exit 2]
    $ winback doctor
    ! error: sqlite:winback.db: this is a folder: give the path of a file
    [exit 2]
    ");
    assert_eq!(fs::read_dir(story.path(DATABASE)).unwrap().count(), 0);
}

#[test]
fn a_file_whose_pages_are_overwritten_is_reported_with_what_to_do() {
    let story = sample();
    let mut bytes = fs::read(story.path(DATABASE)).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 20 * 4096].fill(0xA5);
    fs::write(story.path(DATABASE), bytes).unwrap();
    let output = story.output("winback doctor");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}{}", said(&output));
    assert!(told.contains("found   file  "), "{told}");
    assert!(said(&output).ends_with("copy the database away, do what the findings say, and restore a backup where they say nothing\n"));
    assert_snapshot!(story.tell("winback list --limit all 'state is set'"), @"
    $ winback list --limit all 'state is set'
    ! error: sqlite: searching failed
    ! caused by: the database file is damaged: restore it from a backup
    ! caused by: database disk image is malformed
    [exit 2]
    ");
}

#[test]
fn a_file_that_was_cut_off_is_reported_with_what_to_do() {
    let story = sample();
    let bytes = fs::read(story.path(DATABASE)).unwrap();
    fs::write(story.path(DATABASE), &bytes[..bytes.len() / 2]).unwrap();
    assert_snapshot!(story.tell("
        winback list
        winback doctor
    "), @"
    $ winback list
    ! error: sqlite:winback.db: the database cannot be opened
    ! caused by: the database file is damaged: restore it from a backup
    ! caused by: database disk image is malformed
    [exit 2]
    $ winback doctor
    ! error: sqlite:winback.db: the database cannot be opened
    ! caused by: the database file is damaged: restore it from a backup
    ! caused by: database disk image is malformed
    [exit 2]
    ");
}

#[test]
fn whatever_bytes_are_damaged_the_program_ends_with_a_sentence() {
    let story = sample();
    let bytes = fs::read(story.path(DATABASE)).unwrap();
    let mut dice = Dice(5);
    let mut found = 0;
    for number in 0..40 {
        let mut damaged = bytes.clone();
        for _ in 0..=dice.below(40) {
            let place = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            damaged[place] ^= 1 << dice.below(8);
        }
        fs::write(story.path(DATABASE), &damaged).unwrap();
        let lines = [
            "winback list 'state is set' --limit all --format jsonl",
            "winback show 7",
            "winback doctor",
            "winback lose --where 'state = open and priority = 0' --yes",
            "winback doctor --format json",
        ];
        for line in lines {
            let output = story.output(line);
            let (code, told) = (output.status.code(), said(&output));
            assert!(!told.contains("panicked"), "{number}: {line}\n{told}");
            match code {
                Some(0) => {}
                Some(1 | 2) => assert!(told.contains("error: "), "{number}: {line}\n{told}"),
                code => panic!("{number}: {line} ended with {code:?}\n{told}"),
            }
            found += u32::from(line == "winback doctor" && code != Some(0));
        }
        for left in ["-wal", "-shm"] {
            drop(fs::remove_file(story.path(&format!("{DATABASE}{left}"))));
        }
    }
    assert!(found > 20, "the doctor finds damage in {found} of 40 files only");
}
