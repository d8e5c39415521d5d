//! Keeping the stages of the pipeline. Rule: behaviour 1.9.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn stages_are_added_put_in_order_and_removed() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback stages add Negotiation
        winback stages add ' negotiation '
        winback stages add 'Follow-up' --place 1 --folded
        winback stages move Negotiation 2
        winback stages move Negotiation 0
        winback stages edit Negotiation --name Bargaining --folded yes
        winback stages edit Bargaining
        winback stages edit Bargaining --team Nowhere
        winback stages list
        winback stages remove Bargaining
        winback stages list --format csv
    "), @"
    $ winback stages add Negotiation
    Added the stage `Negotiation` at place 4.
    $ winback stages add ' negotiation '
    ! error: there is a stage `negotiation` already: choose another
    [exit 1]
    $ winback stages add 'Follow-up' --place 1 --folded
    Added the stage `Follow-up` at place 1.
    $ winback stages move Negotiation 2
    The order is Follow-up, Negotiation, New, Qualified, Proposition, Won now.
    $ winback stages move Negotiation 0
    ! error: place: `0` is no place: count from 1
    [exit 2]
    $ winback stages edit Negotiation --name Bargaining --folded yes
    Changed the stage `Bargaining`.
    $ winback stages edit Bargaining
    ! error: nothing to change is given: add an option, such as `--name`
    [exit 2]
    $ winback stages edit Bargaining --team Nowhere
    ! error: there is no team `Nowhere`
    [exit 1]
    $ winback stages list
    Id  Place  Stage        Won stage  Sales team  Folded  Archived  Open  Won  Lost  Archived records
    ──────────────────────────────────────────────────────────────────────────────────────────────────
     6      1  Follow-up    no                     yes     no           0    0     0                 0
     5      2  Bargaining   no                     yes     no           0    0     0                 0
     1      3  New          no                     no      no           0    0     0                 0
     2      4  Qualified    no                     no      no           0    0     0                 0
     3      5  Proposition  no                     no      no           0    0     0                 0
     4      6  Won          yes                    no      no           0    0     0                 0
    $ winback stages remove Bargaining
    Removed the stage `Bargaining`.
    $ winback stages list --format csv
    id,place,name,won,team,folded,archived,open_records,won_records,lost_records,archived_records
    6,1,Follow-up,no,,yes,no,0,0,0,0
    1,2,New,no,,no,no,0,0,0,0
    2,3,Qualified,no,,no,no,0,0,0,0
    3,4,Proposition,no,,no,no,0,0,0,0
    4,5,Won,yes,,no,no,0,0,0,0
    ");
}

#[test]
fn a_stage_in_use_is_archived_instead_of_removed() {
    let story = Story::new();
    story.given("winback new Pumps");
    story.given("winback new Valves");
    assert_snapshot!(story.tell("
        winback move --stage Qualified 1
        winback stages remove New
        winback stages remove Qualified
        winback stages archive Qualified
        winback move --stage Qualified 2
        winback move --stage Proposition 2
        winback list --columns id,name,stage
        winback stages archive Qualified --undo
        winback move --stage Qualified 2
        winback stages remove Nwe
    "), @"
    $ winback move --stage Qualified 1
    Moved opportunity 1.
    $ winback stages remove New
    ! error: the stage `New` cannot be removed: 2 opportunities are or were there; archive it instead
    ! help: `winback stages archive 'New'` lets it take no more records
    [exit 1]
    $ winback stages remove Qualified
    ! error: the stage `Qualified` cannot be removed: 1 opportunity is or was there; archive it instead
    ! help: `winback stages archive 'Qualified'` lets it take no more records
    [exit 1]
    $ winback stages archive Qualified
    The stage `Qualified` is archived.
    $ winback move --stage Qualified 2
    ! error: the stage `Qualified` is archived and takes no records: choose another, or offer it again
    [exit 1]
    $ winback move --stage Proposition 2
    Moved opportunity 2.
    $ winback list --columns id,name,stage
    Id  Opportunity  Stage
    ────────────────────────────
     2  Valves       Proposition
     1  Pumps        Qualified
    2 opportunities, expected revenue 0.00 EUR
    $ winback stages archive Qualified --undo
    The stage `Qualified` is offered again.
    $ winback move --stage Qualified 2
    Moved opportunity 2.
    $ winback stages remove Nwe
    ! error: there is no stage `Nwe` (known: `New`, `Qualified`, `Proposition`, `Won`)
    ! help: `winback stages list` shows all
    [exit 1]
    ");
}

#[test]
fn the_records_of_a_stage_follow_its_won_flag() {
    let mut story = Story::new();
    story.given("winback new Pumps expected_revenue=1000");
    story.given("winback new Valves expected_revenue=500");
    story.given("winback new Pipes");
    story.given("winback move --stage Proposition 1 2 3 --yes");
    story.given("winback lose 3");
    story.at("2026-03-05T08:00:00Z");
    assert_snapshot!(story.tell("
        winback stages edit Proposition --won yes
        winback stages edit Proposition --won yes --yes
        winback list everything --columns id,name,state,probability,closed_at --sort id
        winback stages edit Proposition --won yes
        winback stages edit Proposition --won no --name Offer
        winback new Hoses
        winback move --stage Proposition 4
        winback move --stage New 2
        winback operations --limit 4
        winback undo 6 --yes
        winback list everything --columns id,name,stage,state,closed_at --sort id
        winback stages list
        winback stages edit Won --won no --format json
    "), @r#"
    $ winback stages edit Proposition --won yes
    ! This makes `Proposition` a won stage: 2 open opportunities are won by that, 1,500.00 EUR; 1 lost or archived one stays so.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback stages edit Proposition --won yes --yes
    `Proposition` is a won stage now; 2 opportunities are won now.
    ! This makes `Proposition` a won stage: 2 open opportunities are won by that, 1,500.00 EUR; 1 lost or archived one stays so.
    $ winback list everything --columns id,name,state,probability,closed_at --sort id
    Id  Opportunity  State  Probability  Closed
    ─────────────────────────────────────────────────────
     1  Pumps        won          100 %  2026-03-05 08:00
     2  Valves       won          100 %  2026-03-05 08:00
    2 opportunities, expected revenue 1,500.00 EUR
    $ winback stages edit Proposition --won yes
    `Proposition` was a won stage already; no opportunity changed.
    $ winback stages edit Proposition --won no --name Offer
    ! error: `--won` changes records and stands alone: give the other options before
    [exit 2]
    $ winback new Hoses
    Created opportunity 4 `Hoses`.
    $ winback move --stage Proposition 4
    Moved opportunity 4.
    $ winback move --stage New 2
    Moved opportunity 2.
    $ winback operations --limit 4
    Operation  When              Who      What                         Records  Can be undone  Note
    ───────────────────────────────────────────────────────────────────────────────────────────────
            9  2026-03-05 08:00  Manager  moved to another stage             1  yes
            8  2026-03-05 08:00  Manager  moved to another stage             1  yes
            7  2026-03-05 08:00  Manager  created                            1  no
            6  2026-03-05 08:00  Manager  set the won flag of a stage        2  yes
    $ winback undo 6 --yes
    Undid operation 6 on 2 opportunities.
    ! This undoes what operation 6 of 2026-03-05 08:00 did (set the won flag of a stage): 2 opportunities go back to what they were.
    ! Left alone: 1 opportunity has changed since, or you may not see it any more (2).
    $ winback list everything --columns id,name,stage,state,closed_at --sort id
    Id  Opportunity  Stage        State  Closed
    ───────────────────────────────────────────
     1  Pumps        Proposition  open
     2  Valves       New          open
     4  Hoses        Proposition  open
    3 opportunities, expected revenue 1,500.00 EUR
    $ winback stages list
    Id  Place  Stage        Won stage  Sales team  Folded  Archived  Open  Won  Lost  Archived records
    ──────────────────────────────────────────────────────────────────────────────────────────────────
     1      1  New          no                     no      no           1    0     0                 0
     2      2  Qualified    no                     no      no           0    0     0                 0
     3      3  Proposition  no                     no      no           2    0     1                 0
     4      4  Won          yes                    no      no           0    0     0                 0
    $ winback stages edit Won --won no --format json
    {
      "operation": null,
      "stage": {
        "id": 4,
        "name": "Won"
      },
      "won": false,
      "changed": 0
    }
    "#);
}

#[test]
fn a_salesperson_may_look_at_stages_and_change_none() {
    let story = Story::new();
    story.given("winback people add Ann --login ann");
    story.given("winback new Pumps salesperson=ann");
    story.given("winback new Valves salesperson=admin");
    assert_snapshot!(story.tell("
        winback --as ann stages list
        winback --as ann stages add Negotiation
        winback --as ann stages edit New --won yes --yes
        winback --as ann stages edit New --name Fresh
        winback --as ann stages move New 3
        winback --as ann stages archive New
        winback --as ann stages remove New
    "), @"
    $ winback --as ann stages list
    Id  Place  Stage        Won stage  Sales team  Folded  Archived  Open  Won  Lost  Archived records
    ──────────────────────────────────────────────────────────────────────────────────────────────────
     1      1  New          no                     no      no           1    0     0                 0
     2      2  Qualified    no                     no      no           0    0     0                 0
     3      3  Proposition  no                     no      no           0    0     0                 0
     4      4  Won          yes                    no      no           0    0     0                 0
    $ winback --as ann stages add Negotiation
    ! error: Ann is a salesperson and may not add stages: ask a manager
    [exit 1]
    $ winback --as ann stages edit New --won yes --yes
    ! error: Ann is a salesperson and may not say which stages are won stages: ask a manager
    [exit 1]
    $ winback --as ann stages edit New --name Fresh
    ! error: Ann is a salesperson and may not change stages: ask a manager
    [exit 1]
    $ winback --as ann stages move New 3
    ! error: Ann is a salesperson and may not put stages in order: ask a manager
    [exit 1]
    $ winback --as ann stages archive New
    ! error: Ann is a salesperson and may not change stages: ask a manager
    [exit 1]
    $ winback --as ann stages remove New
    ! error: Ann is a salesperson and may not remove stages: ask a manager
    [exit 1]
    ");
}
