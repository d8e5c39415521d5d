//! Many records at once: preview, question, all or nothing.

use insta::assert_snapshot;

use crate::story::Story;

fn three_open() -> Story {
    let story = Story::new();
    story.given(
        "
        winback new Pumps city=Ghent expected_revenue=1000
        winback new Valves city=Ghent expected_revenue=250.50
        winback new Scanners city=Paris
    ",
    );
    story
}

#[test]
fn without_a_terminal_and_without_yes_nothing_happens() {
    let story = three_open();
    assert_snapshot!(story.tell("
        winback lose --where 'city = Ghent' --reason 'Too expensive'
        winback list --columns id,name,state
    "), @"
    $ winback lose --where 'city = Ghent' --reason 'Too expensive'
    ! This changes 2 opportunities with an expected revenue of 1,250.50 EUR:
    !   2 open, 1,250.50 EUR: marked lost
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback list --columns id,name,state
    Id  Opportunity  State
    ──────────────────────
     3  Scanners     open
     2  Valves       open
     1  Pumps        open
    3 opportunities, expected revenue 1,250.50 EUR
    ");
}

#[test]
fn a_filter_names_many_records() {
    let story = three_open();
    assert_snapshot!(story.tell("
        winback lose --where 'city = Ghent' --reason 'Too expensive' --yes
        winback list 'state = lost' --columns id,name,state,lost_reason
        winback restore --where 'lost_reason = \"Too expensive\"' --yes
        winback list --sort id --columns id,name,state
    "), @r#"
    $ winback lose --where 'city = Ghent' --reason 'Too expensive' --yes
    Marked 2 opportunities lost.
    ! This changes 2 opportunities with an expected revenue of 1,250.50 EUR:
    !   2 open, 1,250.50 EUR: marked lost
    $ winback list 'state = lost' --columns id,name,state,lost_reason
    Id  Opportunity  State  Lost reason
    ─────────────────────────────────────
     2  Valves       lost   Too expensive
     1  Pumps        lost   Too expensive
    2 opportunities, expected revenue 1,250.50 EUR
    $ winback restore --where 'lost_reason = "Too expensive"' --yes
    Restored 2 opportunities.
    ! This changes 2 opportunities with an expected revenue of 1,250.50 EUR:
    !   2 lost, 1,250.50 EUR: restored
    $ winback list --sort id --columns id,name,state
    Id  Opportunity  State
    ──────────────────────
     1  Pumps        open
     2  Valves       open
     3  Scanners     open
    3 opportunities, expected revenue 1,250.50 EUR
    "#);
}

#[test]
fn the_preview_tells_states_apart() {
    let story = three_open();
    story.given(
        "
        winback win 1
        winback archive 2
    ",
    );
    assert_snapshot!(story.tell("
        winback lose 1 2 3 3
        winback lose 1 2 3 3 --yes
    "), @"
    $ winback lose 1 2 3 3
    ! This changes 3 opportunities with an expected revenue of 1,250.50 EUR:
    !   1 open, 0.00 EUR: marked lost
    !   1 won, 1,000.00 EUR: marked lost
    !   1 archived, 250.50 EUR: marked lost
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback lose 1 2 3 3 --yes
    Marked 3 opportunities lost.
    ! This changes 3 opportunities with an expected revenue of 1,250.50 EUR:
    !   1 open, 0.00 EUR: marked lost
    !   1 won, 1,000.00 EUR: marked lost
    !   1 archived, 250.50 EUR: marked lost
    ");
}

#[test]
fn one_that_cannot_be_changed_stops_all() {
    let story = three_open();
    story.given("winback lose 2");
    assert_snapshot!(story.tell("
        winback archive 1 2 3
        winback archive 1 2 3 --yes
        winback archive 1 3 7 8
        winback list 'everything and state is set' --sort id --columns id,state
    "), @"
    $ winback archive 1 2 3
    ! This changes 2 opportunities with an expected revenue of 1,000.00 EUR:
    !   2 open, 1,000.00 EUR: archived
    !   1 lost: refused, cannot be archived
    ! error: 1 of the records cannot be archived, so none was
    !   opportunity 2 `Valves` is lost and cannot be archived: restore it first; allowed: mark lost, restore, mark won
    [exit 1]
    $ winback archive 1 2 3 --yes
    ! This changes 2 opportunities with an expected revenue of 1,000.00 EUR:
    !   2 open, 1,000.00 EUR: archived
    !   1 lost: refused, cannot be archived
    ! error: opportunity 2 `Valves` is lost and cannot be archived: restore it first; allowed: mark lost, restore, mark won
    [exit 1]
    $ winback archive 1 3 7 8
    ! This changes 2 opportunities with an expected revenue of 1,000.00 EUR:
    !   2 open, 1,000.00 EUR: archived
    ! error: there is no opportunity 7, 8
    [exit 1]
    $ winback list 'everything and state is set' --sort id --columns id,state
    Id  State
    ─────────
     1  open
     2  lost
     3  open
    3 opportunities, expected revenue 1,250.50 EUR
    ");
}

#[test]
fn many_refusals_are_told_in_part() {
    let story = Story::new();
    for number in 1..=12 {
        story.given(&format!("winback new 'Deal {number}'"));
    }
    assert_snapshot!(story.tell("
        winback restore 1 2 3 4 5 6 7 8 9 10 11 12
        winback restore 1 2 3 4 5 6 7 8 9 10 11 12 --yes
    "), @"
    $ winback restore 1 2 3 4 5 6 7 8 9 10 11 12
    !   12 open: refused, cannot be restored
    ! error: 12 of the records cannot be restored, so none was
    !   opportunity 1 `Deal 1` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 2 `Deal 2` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 3 `Deal 3` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 4 `Deal 4` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 5 `Deal 5` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 6 `Deal 6` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 7 `Deal 7` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 8 `Deal 8` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 9 `Deal 9` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 10 `Deal 10` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   and 2 more
    [exit 1]
    $ winback restore 1 2 3 4 5 6 7 8 9 10 11 12 --yes
    !   12 open: refused, cannot be restored
    ! error: 12 of the records cannot be changed, so none was
    !   opportunity 1 `Deal 1` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 2 `Deal 2` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 3 `Deal 3` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 4 `Deal 4` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 5 `Deal 5` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 6 `Deal 6` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 7 `Deal 7` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 8 `Deal 8` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 9 `Deal 9` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   opportunity 10 `Deal 10` is open and cannot be restored; allowed: mark lost, archive, mark won, move stage
    !   and 2 more
    [exit 1]
    ");
}

#[test]
fn a_filter_that_matches_nothing_changes_nothing() {
    let story = three_open();
    assert_snapshot!(story.tell("
        winback lose --where 'city = Rome'
        winback lose --where 'city = Rome' --format json
        winback lose
    "), @r#"
    $ winback lose --where 'city = Rome'
    No opportunity matches; nothing was changed.
    $ winback lose --where 'city = Rome' --format json
    {
      "operation": null,
      "changed": 0
    }
    $ winback lose
    ! error: the following required arguments were not provided:
    !   <ID>...
    ! 
    ! Usage: winback lose <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    "#);
}
