//! Archiving is not losing, but for what stands at 0 %. Rule: behaviour 1.5, 1.6.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn an_archived_record_keeps_its_probability_and_has_no_loss() {
    let story = Story::new();
    story.given("winback new Pumps probability=35");
    assert_snapshot!(story.tell("
        winback archive 1
        winback list 'state = archived' --columns id,state,probability,lost_reason,closed_at
        winback archive 1
        winback restore 1
        winback list --columns id,state,probability
    "), @"
    $ winback archive 1
    Archived opportunity 1.
    $ winback list 'state = archived' --columns id,state,probability,lost_reason,closed_at
    Id  State     Probability  Lost reason  Closed
    ────────────────────────────────────────────────────────
     1  archived         35 %               2026-03-02 10:00
    1 opportunity, expected revenue 0.00 EUR
    $ winback archive 1
    Opportunity 1 is so already; nothing was changed.
    $ winback restore 1
    Restored opportunity 1.
    $ winback list --columns id,state,probability
    Id  State  Probability
    ──────────────────────
     1  open          35 %
    1 opportunity, expected revenue 0.00 EUR
    ");
}

#[test]
fn archiving_at_zero_is_losing() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps probability=0
        winback new Valves
    ",
    );
    assert_snapshot!(story.tell("
        winback archive 1 2
        winback archive 1 2 --yes
        winback list 'active is false' --sort id --columns id,state
    "), @"
    $ winback archive 1 2
    ! This changes 2 opportunities with an expected revenue of 0.00 EUR:
    !   1 open, 0.00 EUR: archived
    !   1 open, 0.00 EUR: marked lost
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback archive 1 2 --yes
    Marked 1 opportunity lost; archived 1 opportunity.
    ! This changes 2 opportunities with an expected revenue of 0.00 EUR:
    !   1 open, 0.00 EUR: archived
    !   1 open, 0.00 EUR: marked lost
    $ winback list 'active is false' --sort id --columns id,state
    Id  State
    ────────────
     1  lost
     2  archived
    2 opportunities, expected revenue 0.00 EUR
    ");
}

#[test]
fn an_archived_record_set_to_zero_is_lost() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback archive 1
    ",
    );
    assert_snapshot!(story.tell("
        winback edit 1 probability=0 city=Ghent
        winback edit 1 probability=0
        winback list 'state = lost' --columns id,state,probability
    "), @"
    $ winback edit 1 probability=0 city=Ghent
    ! error: opportunity 1 is archived, and setting its probability to 0 marks it lost: do that in an edit of its own
    [exit 1]
    $ winback edit 1 probability=0
    Opportunity 1 `Pumps` is lost now: it was archived, and its probability is 0.
    $ winback list 'state = lost' --columns id,state,probability
    Id  State  Probability
    ──────────────────────
     1  lost           0 %
    1 opportunity, expected revenue 0.00 EUR
    ");
}
