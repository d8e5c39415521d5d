//! Winning and moving through the stages.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_won_record_is_in_a_won_stage() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback new Valves
    ",
    );
    assert_snapshot!(story.tell("
        winback win 1
        winback move 2 --stage Won
        winback list --sort id --columns id,stage,state,probability
        winback win 1
        winback move 1 --stage proposition
        winback list 'id = 1' --columns id,stage,state,probability
    "), @"
    $ winback win 1
    Marked opportunity 1 won.
    $ winback move 2 --stage Won
    Moved opportunity 2.
    $ winback list --sort id --columns id,stage,state,probability
    Id  Stage  State  Probability
    ─────────────────────────────
     1  Won    won          100 %
     2  Won    won          100 %
    2 opportunities, expected revenue 0.00 EUR
    $ winback win 1
    Opportunity 1 is so already; nothing was changed.
    $ winback move 1 --stage proposition
    Moved opportunity 1.
    $ winback list 'id = 1' --columns id,stage,state,probability
    Id  Stage        State  Probability
    ───────────────────────────────────
     1  Proposition  open          50 %
    1 opportunity, expected revenue 0.00 EUR
    ");
}

#[test]
fn a_lost_record_can_be_won_after_all() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=100
        winback lose 1 --reason 'Too expensive'
    ",
    );
    assert_snapshot!(story.tell("
        winback win 1
        winback list 'losses.ended_how = won' --columns id,stage,state
        winback report losses
    "), @"
    $ winback win 1
    Marked opportunity 1 won.
    $ winback list 'losses.ended_how = won' --columns id,stage,state
    Id  Stage  State
    ────────────────
     1  Won    won
    1 opportunity, expected revenue 100.00 EUR
    $ winback report losses
    Lost reason    Losses  Share  Expected revenue  Still lost  Won back
    ────────────────────────────────────────────────────────────────────
    Too expensive       1  100 %        100.00 EUR           0         1
    Total               1  100 %        100.00 EUR           0         1
    ");
}

#[test]
fn a_lost_record_is_not_moved() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback lose 1
    ",
    );
    assert_snapshot!(story.tell("
        winback move 1 --stage Qualified
        winback move 1 --stage Qualifeid
        winback move 1
    "), @"
    $ winback move 1 --stage Qualified
    ! error: opportunity 1 `Pumps` is lost and cannot be moved to another stage: restore it first; allowed: mark lost, restore, mark won
    [exit 1]
    $ winback move 1 --stage Qualifeid
    ! error: there is no stage `Qualifeid`; did you mean `Qualified`? (known: `New`, `Qualified`, `Proposition`, `Won`)
    ! help: `winback stages list` shows all
    [exit 1]
    $ winback move 1
    ! error: the following required arguments were not provided:
    !   --stage <STAGE>
    ! 
    ! Usage: winback move --stage <STAGE> <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}
