//! What was done, and undoing it.

use insta::assert_snapshot;

use crate::story::Story;

/// Rule: behaviour 2.8.
#[test]
fn a_bulk_change_is_undone_but_for_what_changed_since() {
    let story = Story::new();
    story.given("winback new Pumps expected_revenue=1000");
    story.given("winback new Valves expected_revenue=500");
    story.given("winback new Pipes");
    assert_snapshot!(story.tell("
        winback lose 1 2 3 --reason 'Too expensive' --note 'They closed' --yes
        winback restore 2
        winback operations
        winback undo 4
        winback undo 4 --yes
        winback list 'state in (open, lost)' --columns id,name,state,lost_reason,probability --sort id
        winback show 1
        winback undo 4 --yes
        winback report losses
        winback operations --limit 2 --format json
    "), @r#"
    $ winback lose 1 2 3 --reason 'Too expensive' --note 'They closed' --yes
    Marked 3 opportunities lost.
    ! This changes 3 opportunities with an expected revenue of 1,500.00 EUR:
    !   3 open, 1,500.00 EUR: marked lost
    $ winback restore 2
    Restored opportunity 2.
    $ winback operations
    Operation  When              Who      What         Records  Can be undone  Note
    ──────────────────────────────────────────────────────────────────────────────────────
            5  2026-03-02 10:00  Manager  restored           1  yes
            4  2026-03-02 10:00  Manager  marked lost        3  yes            They closed
            3  2026-03-02 10:00  Manager  created            1  no
            2  2026-03-02 10:00  Manager  created            1  no
            1  2026-03-02 10:00  Manager  created            1  no
    $ winback undo 4
    ! This undoes what operation 4 of 2026-03-02 10:00 did (marked lost): 2 opportunities go back to what they were.
    ! Left alone: 1 opportunity has changed since, or you may not see it any more (2).
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback undo 4 --yes
    Undid operation 4 on 2 opportunities.
    ! This undoes what operation 4 of 2026-03-02 10:00 did (marked lost): 2 opportunities go back to what they were.
    ! Left alone: 1 opportunity has changed since, or you may not see it any more (2).
    $ winback list 'state in (open, lost)' --columns id,name,state,lost_reason,probability --sort id
    Id  Opportunity  State  Lost reason  Probability
    ────────────────────────────────────────────────
     1  Pumps        open                       50 %
     2  Valves       open                       50 %
     3  Pipes        open                       50 %
    3 opportunities, expected revenue 1,500.00 EUR
    $ winback show 1
    Pumps (opportunity 1, open, revision 3)
      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Expected revenue          1,000.00 EUR
      Probability               50 %
      Automated probability     50 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00

    Activity
      2026-03-02 10:00  Manager: undid the change before
        State: lost → open
        Probability: 0 % → 50 %
        Lost reason: Too expensive → –
      2026-03-02 10:00  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Too expensive
        │ They closed
      2026-03-02 10:00  Manager: created
    $ winback undo 4 --yes
    ! error: nothing of operation 4 can be undone: 3 opportunities have changed since, or you may not see them any more (1, 2, 3)
    [exit 1]
    $ winback report losses
    Lost reason    Losses  Share  Expected revenue  Still lost  Won back
    ────────────────────────────────────────────────────────────────────
    Too expensive       1  100 %        500.00 EUR           0         1
    Total               1  100 %        500.00 EUR           0         1
    $ winback operations --limit 2 --format json
    {"operations":[
      {"id":6,"at":"2026-03-02T10:00:00Z","by":"Manager","kind":"undo","records":2,"can_be_undone":false,"note":null},
      {"id":5,"at":"2026-03-02T10:00:00Z","by":"Manager","kind":"restore","records":1,"can_be_undone":true,"note":null}
    ]}
    "#);
    story.given("winback doctor");
}

/// One record needs no question.
#[test]
fn a_single_change_is_undone_at_once() {
    let story = Story::new();
    story.given("winback new Pumps city=Ghent");
    assert_snapshot!(story.tell("
        winback edit 1 city=Paris expected_revenue=70
        winback undo 2
        winback undo 2
        winback undo 3
        winback undo 1
        winback undo 99
        winback undo two
        winback win 1
        winback undo 4 --format json
    "), @r#"
    $ winback edit 1 city=Paris expected_revenue=70
    Changed opportunity 1 `Pumps`.
    $ winback undo 2
    Undid operation 2 on 1 opportunity.
    $ winback undo 2
    ! error: nothing of operation 2 can be undone: 1 opportunity has changed since, or you may not see it any more (1)
    [exit 1]
    $ winback undo 3
    ! error: operation 3 was an undo itself: make the change again instead
    [exit 1]
    $ winback undo 1
    ! error: operation 1 created a record: archive the record instead
    [exit 1]
    $ winback undo 99
    ! error: there is no operation 99
    [exit 1]
    $ winback undo two
    ! error: invalid value 'two' for '<OPERATION>': invalid digit found in string
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback win 1
    Marked opportunity 1 won.
    $ winback undo 4 --format json
    {
      "operation": 5,
      "undone": 4,
      "changed": 1,
      "left_alone": 0
    }
    "#);
}

/// Rule: behaviour 7.1, 7.3.
#[test]
fn a_salesperson_undoes_own_operations() {
    let story = Story::new();
    story.given("winback people add Zoé --login zoe --role salesperson");
    story.given("winback --as zoe new Pumps");
    story.given("winback lose 1");
    assert_snapshot!(story.tell("
        winback --as zoe operations
        winback --as zoe undo 2
        winback --as zoe restore 1
        winback --as zoe undo 3
        winback undo 2
    "), @"
    $ winback --as zoe operations
    Operation  When              Who  What     Records  Can be undone  Note
    ───────────────────────────────────────────────────────────────────────
            1  2026-03-02 10:00  Zoé  created        1  no
    $ winback --as zoe undo 2
    ! error: there is no operation 2
    [exit 1]
    $ winback --as zoe restore 1
    Restored opportunity 1.
    $ winback --as zoe undo 3
    Undid operation 3 on 1 opportunity.
    $ winback undo 2
    ! error: nothing of operation 2 can be undone: 1 opportunity has changed since, or you may not see it any more (1)
    [exit 1]
    ");
}
