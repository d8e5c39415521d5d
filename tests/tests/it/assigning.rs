//! Giving records to another salesperson or team. Rule: behaviour 1.12.

use insta::assert_snapshot;

use crate::story::Story;

/// Anna and Bert, the team Europe, and three records of nobody else.
fn office() -> Story {
    let story = Story::new();
    story.given(
        "
        winback people add 'Anna Berg' --login anna
        winback people add 'Bert Maes' --login bert
        winback teams add Europe
        winback new Pumps expected_revenue=1000
        winback new Valves expected_revenue=250.50 salesperson=anna
        winback new Scanners salesperson=anna team=Europe
    ",
    );
    story
}

#[test]
fn records_of_any_state_are_given_to_somebody_else_and_come_back() {
    let story = office();
    story.given("winback lose 1 --reason 'Too expensive'").given("winback archive 2");
    assert_snapshot!(story.tell("
        winback assign 1 2 3 --salesperson anna --team Europe --yes
        winback list 'everything and state is set' --sort id --columns id,state,salesperson,team
        winback operations --limit 1
        winback undo 6 --yes
        winback list 'everything and state is set' --sort id --columns id,state,salesperson,team
    "), @"
    $ winback assign 1 2 3 --salesperson anna --team Europe --yes
    Left 1 opportunity as before; assigned 2 opportunities.
    ! This changes 2 opportunities with an expected revenue of 1,250.50 EUR:
    !   1 lost, 1,000.00 EUR: assigned
    !   1 archived, 250.50 EUR: assigned
    !   1 open, 0.00 EUR: nothing happens, it is so already
    $ winback list 'everything and state is set' --sort id --columns id,state,salesperson,team
    Id  State     Salesperson  Sales team
    ─────────────────────────────────────
     1  lost      Anna Berg    Europe
     2  archived  Anna Berg    Europe
     3  open      Anna Berg    Europe
    3 opportunities, expected revenue 1,250.50 EUR
    $ winback operations --limit 1
    Operation  When              Who      What      Records  Can be undone  Note
    ────────────────────────────────────────────────────────────────────────────
            6  2026-03-02 10:00  Manager  assigned        2  yes
    $ winback undo 6 --yes
    Undid operation 6 on 2 opportunities.
    ! This undoes what operation 6 of 2026-03-02 10:00 did (assigned): 2 opportunities go back to what they were.
    $ winback list 'everything and state is set' --sort id --columns id,state,salesperson,team
    Id  State     Salesperson  Sales team
    ─────────────────────────────────────
     1  lost      Manager
     2  archived  Anna Berg
     3  open      Anna Berg    Europe
    3 opportunities, expected revenue 1,250.50 EUR
    ");
}

#[test]
fn one_record_is_given_at_once_and_tells_of_it() {
    let story = office();
    assert_snapshot!(story.tell("
        winback assign 1 --salesperson bert
        winback assign 1 --salesperson 'Bert Maes'
        winback assign 1 --salesperson none --team europe
        winback show 1
        winback assign 3 --team none --format json
    "), @r#"
    $ winback assign 1 --salesperson bert
    Assigned opportunity 1.
    $ winback assign 1 --salesperson 'Bert Maes'
    Opportunity 1 is so already; nothing was changed.
    $ winback assign 1 --salesperson none --team europe
    Assigned opportunity 1.
    $ winback show 1
    Pumps (opportunity 1, open, revision 3)
      Stage                     New
      Sales team                Europe
      Priority                  ☆☆☆
      Expected revenue          1,000.00 EUR
      Probability               50 %
      Automated probability     50 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00

    Activity
      2026-03-02 10:00  Manager: assigned
        Salesperson: Bert Maes → –
        Sales team: – → Europe
      2026-03-02 10:00  Manager: assigned
        Salesperson: Manager → Bert Maes
      2026-03-02 10:00  Manager: created
    $ winback assign 3 --team none --format json
    {
      "operation": 6,
      "changed": 1,
      "assigned": 1
    }
    "#);
}

#[test]
fn a_filter_names_the_records_and_nothing_happens_without_a_yes() {
    let story = office();
    assert_snapshot!(story.tell("
        winback assign --where 'salesperson = \"Anna Berg\"' --salesperson bert
        winback assign --where 'salesperson = \"Anna Berg\"' --salesperson bert --yes
        winback assign --where 'salesperson = \"Anna Berg\"' --salesperson bert --yes
    "), @r#"
    $ winback assign --where 'salesperson = "Anna Berg"' --salesperson bert
    ! This changes 2 opportunities with an expected revenue of 250.50 EUR:
    !   2 open, 250.50 EUR: assigned
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback assign --where 'salesperson = "Anna Berg"' --salesperson bert --yes
    Assigned 2 opportunities.
    ! This changes 2 opportunities with an expected revenue of 250.50 EUR:
    !   2 open, 250.50 EUR: assigned
    $ winback assign --where 'salesperson = "Anna Berg"' --salesperson bert --yes
    No opportunity matches; nothing was changed.
    "#);
}

#[test]
fn whoever_there_is_not_is_given_nothing() {
    let story = office();
    story.given("winback people archive bert").given("winback teams archive Europe");
    assert_snapshot!(story.tell("
        winback assign 1
        winback assign --salesperson anna
        winback assign 1 --salesperson ''
        winback assign 1 --salesperson ana
        winback assign 1 --salesperson bert
        winback assign 1 --team Nowhere
        winback assign 1 --team Europe
        winback assign 1 9 --salesperson anna --yes
        winback list --sort id --columns id,salesperson,team
    "), @"
    $ winback assign 1
    ! error: say who gets the records: a salesperson, a team or both
    [exit 2]
    $ winback assign --salesperson anna
    ! error: the following required arguments were not provided:
    !   <ID>...
    ! 
    ! Usage: winback assign --salesperson <PERSON> <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback assign 1 --salesperson ''
    ! error: `--salesperson` is empty: give a name, or `none` for nobody
    [exit 2]
    $ winback assign 1 --salesperson ana
    ! error: there is no person `ana`; did you mean `anna`? (known: `anna`, `admin`)
    [exit 1]
    $ winback assign 1 --salesperson bert
    ! error: there is no person `bert` (known: `anna`, `admin`)
    [exit 1]
    $ winback assign 1 --team Nowhere
    ! error: there is no team `Nowhere`
    [exit 1]
    $ winback assign 1 --team Europe
    ! error: the team `Europe` is archived: choose another, or ask a manager to offer it again
    [exit 1]
    $ winback assign 1 9 --salesperson anna --yes
    ! This changes 1 opportunity with an expected revenue of 1,000.00 EUR:
    !   1 open, 1,000.00 EUR: assigned
    ! error: there is no opportunity 9
    [exit 1]
    $ winback list --sort id --columns id,salesperson,team
    Id  Salesperson  Sales team
    ───────────────────────────
     1  Manager
     2  Anna Berg
     3  Anna Berg    Europe
    3 opportunities, expected revenue 1,250.50 EUR
    ");
}

/// Rule: behaviour 7.1. Whoever sees only own records may give them away, as by an edit.
#[test]
fn a_salesperson_gives_own_records_away_and_no_others() {
    let story = office();
    assert_snapshot!(story.tell("
        winback assign 1 2 --salesperson bert --as anna --yes
        winback assign 2 --salesperson bert --as anna
        winback list --as anna --columns id,name
        winback undo 4 --yes --as anna
    "), @"
    $ winback assign 1 2 --salesperson bert --as anna --yes
    ! This changes 1 opportunity with an expected revenue of 250.50 EUR:
    !   1 open, 250.50 EUR: assigned
    ! error: there is no opportunity 1
    [exit 1]
    $ winback assign 2 --salesperson bert --as anna
    Assigned opportunity 2.
    $ winback list --as anna --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
    1 opportunity, expected revenue 0.00 EUR
    $ winback undo 4 --yes --as anna
    ! error: nothing of operation 4 can be undone: 1 opportunity has changed since, or you may not see it any more (2)
    [exit 1]
    ");
}
