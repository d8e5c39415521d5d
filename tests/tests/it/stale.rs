//! Deals on which nothing was done for long.

use insta::assert_snapshot;

use crate::story::Story;

fn three_of_an_age() -> Story {
    let mut story = Story::new();
    story.at("2025-11-03T10:00:00Z");
    story.given(
        "
        winback new Pumps expected_revenue=1000
        winback new Valves expected_revenue=250.50
        winback new Scanners city=Ghent
        winback new Cranes
        winback lose 4
    ",
    );
    story.at("2026-02-20T10:00:00Z").given("winback edit 2 city=Ghent");
    story.at("2026-03-02T10:00:00Z");
    story
}

#[test]
fn open_records_are_listed_that_nobody_touched_for_so_long() {
    let story = three_of_an_age();
    assert_snapshot!(story.tell("
        winback stale --idle 90d
        winback stale --idle 1w 'city = Ghent sort by name'
        winback stale --idle 1w --format jsonl --columns id
        winback stale --idle 1y
    "), @r#"
    $ winback stale --idle 90d
    Id  Opportunity  Stage  Salesperson  Expected revenue  Updated           Idle days
    ──────────────────────────────────────────────────────────────────────────────────
     1  Pumps        New    Manager          1,000.00 EUR  2025-11-03 10:00        119
     3  Scanners     New    Manager                        2025-11-03 10:00        119
    2 opportunities, expected revenue 1,000.00 EUR
    $ winback stale --idle 1w 'city = Ghent sort by name'
    Id  Opportunity  Stage  Salesperson  Expected revenue  Updated           Idle days
    ──────────────────────────────────────────────────────────────────────────────────
     3  Scanners     New    Manager                        2025-11-03 10:00        119
     2  Valves       New    Manager            250.50 EUR  2026-02-20 10:00         10
    2 opportunities, expected revenue 250.50 EUR
    $ winback stale --idle 1w --format jsonl --columns id
    {"id":1,"idle_days":119}
    {"id":3,"idle_days":119}
    {"id":2,"idle_days":10}
    $ winback stale --idle 1y
    No opportunity matches.
    "#);
}

#[test]
fn stale_records_are_lost_after_a_preview() {
    let story = three_of_an_age();
    assert_snapshot!(story.tell("
        winback stale --idle 90d --lose --reason 'Too expensive'
        winback stale --idle 90d --lose --reason 'Too expensive' --note Silent. --yes
        winback stale --idle 1d
        winback stale --idle 90d --lose --yes
    "), @"
    $ winback stale --idle 90d --lose --reason 'Too expensive'
    ! This changes 2 opportunities with an expected revenue of 1,000.00 EUR:
    !   2 open, 1,000.00 EUR: marked lost
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback stale --idle 90d --lose --reason 'Too expensive' --note Silent. --yes
    Marked 2 opportunities lost.
    ! This changes 2 opportunities with an expected revenue of 1,000.00 EUR:
    !   2 open, 1,000.00 EUR: marked lost
    $ winback stale --idle 1d
    Id  Opportunity  Stage  Salesperson  Expected revenue  Updated           Idle days
    ──────────────────────────────────────────────────────────────────────────────────
     2  Valves       New    Manager            250.50 EUR  2026-02-20 10:00         10
    1 opportunity, expected revenue 250.50 EUR
    $ winback stale --idle 90d --lose --yes
    No opportunity matches; nothing was changed.
    ");
}

#[test]
fn what_stale_cannot_mean_is_told() {
    let story = three_of_an_age();
    assert_snapshot!(story.tell("
        winback stale
        winback stale --idle 6m
        winback stale --idle 90d --reason 'Too expensive'
        winback stale --idle 90d 'cty = Ghent'
        winback stale --idle 90d --lose --reason 'Too dear'
    "), @"
    $ winback stale
    ! error: the following required arguments were not provided:
    !   --idle <TIME>
    ! 
    ! Usage: winback stale --idle <TIME> [FILTER]
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback stale --idle 6m
    ! error: invalid value '6m' for '--idle <TIME>': idle: `6m` counts days at the least: write `90d`, `12w`, `6mo` or `1y`
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback stale --idle 90d --reason 'Too expensive'
    ! error: a reason, a note or a competitor is said of a loss: add `--lose`
    [exit 2]
    $ winback stale --idle 90d 'cty = Ghent'
    ! error: unknown field `cty`
    !   cty = Ghent
    !   ^^^
    ! help: did you mean `city`?
    [exit 2]
    $ winback stale --idle 90d --lose --reason 'Too dear'
    ! error: there is no lost reason `Too dear` (known: `Too expensive`, `We don't have people/skills`, `Not enough stock`)
    ! help: `winback reasons list` shows all; `winback lose --new-reason` creates one
    [exit 1]
    ");
}
