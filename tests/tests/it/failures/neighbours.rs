//! Several processes on one file.

use std::time::Instant;

use insta::assert_snapshot;

use super::{assert_sound, count, export, said, start};
use crate::story::Story;

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let story = Story::new();
    export::write(&story, "left", 900);
    export::write(&story, "right", 900);
    let imports = ["left", "right"].map(|name| start(story.command(&export::import(name))));
    let singles = (0..24).map(|number| {
        start(story.command(&format!("winback new 'Deal {number}' expected_revenue={number}")))
    });
    let singles: Vec<_> = singles.collect();
    for child in imports.into_iter().chain(singles) {
        let output = child.wait_with_output().unwrap();
        assert_eq!((said(&output).as_str(), output.status.code()), ("", Some(0)));
    }
    assert_eq!(count(&story, "state is set"), 2 * 900 + 24);
    assert_eq!(count(&story, "name starts with Deal"), 24);
    assert_sound(&story);
}

#[test]
fn bulk_changes_at_once_each_see_a_whole_state() {
    let story = Story::new();
    export::write(&story, "all", 1_200);
    story.given(&export::import("all"));
    let records = count(&story, "state is set");
    let lines = [
        "winback lose --where 'state = open' --yes",
        "winback restore --where 'state = lost' --yes",
    ];
    for _ in 0..5 {
        let both = lines.map(|line| start(story.command(line)));
        for child in both {
            let output = child.wait_with_output().unwrap();
            // A record may have changed between preview and change: then all of it is refused.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        }
        let lost = count(&story, "state = lost");
        let open = count(&story, "state = open");
        assert_eq!(lost + open + count(&story, "state = won"), records);
    }
    assert_sound(&story);
}

#[test]
fn while_another_process_writes_one_can_read_and_is_told_to_try_again() {
    let story = Story::new();
    story.given("winback new Pumps");
    let pipe = export::pipe(&story, "slow");
    let writer = start(story.command(&export::import("slow")));
    let end = pipe.open();
    let rows = pipe.write(&end);
    let begun = Instant::now();
    assert_snapshot!(story.tell("
        winback list --columns id,name
        winback new Valves
    "), @"
    $ winback list --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 0.00 EUR
    $ winback new Valves
    ! error: the database is busy: another process is writing to it; try again when it is done
    [exit 2]
    ");
    assert!(begun.elapsed().as_secs() >= 5, "it waits a while before it gives up");
    drop(end);
    let output = writer.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    story.given("winback new Valves");
    assert_eq!(count(&story, "state is set"), rows as u64 + 2);
    assert_sound(&story);
}
