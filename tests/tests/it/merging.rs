//! Making one record of several, and several of one.

use insta::assert_snapshot;

use crate::story::Story;

/// Rule: behaviour 5.2-5.5.
#[test]
fn a_lost_record_is_merged_with_an_active_one_and_comes_back() {
    let story = Story::new();
    story.given("winback new Pumps notes='call Ann'");
    story.given("winback new 'Pumps for Ghent' expected_revenue=700 city=Ghent notes='ask Bob'");
    story.given("winback lose 2 --reason 'Too expensive' --note 'They closed'");
    assert_snapshot!(story.tell("
        winback merge 1 2
        winback merge 1 2 --yes
        winback list everything --columns id,name,state,expected_revenue
        winback show 2
        winback lose 2
        winback operations --limit 1
        winback undo 4 --yes
        winback list 'state in (open, lost)' --columns id,name,state,expected_revenue --sort id
        winback undo 4 --yes
    "), @"
    $ winback merge 1 2
    ! Opportunity 1 `Pumps` stays; into it goes 2.
    !   State: open (from 1), not lost of 2
    !   Lost reason: nothing, not Too expensive of 2
    !   Opportunity: Pumps (from 1), not Pumps for Ghent of 2
    !   City: Ghent (from 2)
    !   Notes: call Ann  ask Bob (from 1, 2)
    !   Expected revenue: 700.00 EUR (from 2)
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback merge 1 2 --yes
    Merged 2 records into opportunity 1: `winback undo 4` brings them back.
    ! Opportunity 1 `Pumps` stays; into it goes 2.
    !   State: open (from 1), not lost of 2
    !   Lost reason: nothing, not Too expensive of 2
    !   Opportunity: Pumps (from 1), not Pumps for Ghent of 2
    !   City: Ghent (from 2)
    !   Notes: call Ann  ask Bob (from 1, 2)
    !   Expected revenue: 700.00 EUR (from 2)
    $ winback list everything --columns id,name,state,expected_revenue
    Id  Opportunity  State  Expected revenue
    ────────────────────────────────────────
     1  Pumps        open         700.00 EUR
    1 opportunity, expected revenue 700.00 EUR
    $ winback show 2
    Pumps (opportunity 1, open, revision 2)
    Opportunity 2 was merged into this one.
      City                      Ghent
      Notes                     call Ann  ask Bob
      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Expected revenue          700.00 EUR
      Probability               50 %
      Automated probability     50 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00

    Losses
      1. 2026-03-02 10:00, by Manager: Too expensive
         opportunity 2, at 50 %, in New, 700.00 EUR, Manager
         │ They closed
         merged 2026-03-02 10:00, by Manager

    Activity
      2026-03-02 10:00  Manager: merged with others
        City: – → Ghent
        Notes: call Ann → call Ann  ask Bob
        Expected revenue: – → 700.00 EUR
      2026-03-02 10:00  Manager: merged into this one (opportunity 2)
      2026-03-02 10:00  Manager: marked lost (opportunity 2)
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Too expensive
        │ They closed
      2026-03-02 10:00  Manager: created (opportunity 2)
      2026-03-02 10:00  Manager: created
    $ winback lose 2
    ! error: opportunity 2 was merged into 1: name that one instead
    [exit 1]
    $ winback operations --limit 1
    Operation  When              Who      What             Records  Can be undone  Note
    ───────────────────────────────────────────────────────────────────────────────────
            4  2026-03-02 10:00  Manager  merged into one        2  yes
    $ winback undo 4 --yes
    Undid operation 4: 2 and 1 are separate again.
    ! This takes 2 out of opportunity 1 again.
    $ winback list 'state in (open, lost)' --columns id,name,state,expected_revenue --sort id
    Id  Opportunity      State  Expected revenue
    ────────────────────────────────────────────
     1  Pumps            open
     2  Pumps for Ghent  lost         700.00 EUR
    2 opportunities, expected revenue 700.00 EUR
    $ winback undo 4 --yes
    ! error: operation 4 was undone already
    [exit 1]
    ");
    story.given("winback doctor");
}

/// What was changed since is not lost.
#[test]
fn who_undoes_a_merge_chooses_between_what_was_and_what_is() {
    let story = Story::new();
    story.given("winback new Pumps");
    story.given("winback new Valves expected_revenue=700");
    story.given("winback merge 1 2 --yes");
    story.given("winback edit 1 expected_revenue=900 phone=123");
    assert_snapshot!(story.tell("
        winback undo 3 --yes
        winback undo 3 --field revenue=before
        winback undo 4 --conflicts now
        winback undo 3 --field expected_revenue=before --yes --format json
        winback list everything --columns id,name,phone,expected_revenue --sort id
    "), @r#"
    $ winback undo 3 --yes
    ! This takes 2 out of opportunity 1 again.
    !   Expected revenue was nothing before the merge, 700.00 EUR after it, and is 900.00 EUR now
    ! Say which values count: `winback undo 3 --conflicts now`, or for one field `winback undo 3 --field expected_revenue=before`.
    ! error: changed since the merge: expected_revenue; say which value each is to have
    [exit 1]
    $ winback undo 3 --field revenue=before
    ! error: invalid value 'revenue=before' for '--field <FIELD=WHICH>': there is no field `revenue`: write a field and which value it gets, such as `expected_revenue=before`
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback undo 4 --conflicts now
    ! error: operation 4 is no merge: `--conflicts` and `--field` are for merges alone
    [exit 1]
    $ winback undo 3 --field expected_revenue=before --yes --format json
    {
      "operation": 5,
      "undone": 3,
      "changed": 2,
      "left_alone": 0
    }
    ! This takes 2 out of opportunity 1 again.
    !   Expected revenue was nothing before the merge, 700.00 EUR after it, and is 900.00 EUR now
    $ winback list everything --columns id,name,phone,expected_revenue --sort id
    Id  Opportunity  Phone  Expected revenue
    ────────────────────────────────────────
     1  Pumps        123
     2  Valves                    700.00 EUR
    2 opportunities, expected revenue 700.00 EUR
    "#);
    story.given("winback doctor");
}

/// Rule: behaviour 5.1, 7.2.
#[test]
fn what_cannot_be_merged_is_told_why() {
    let story = Story::new();
    for name in ["A", "B", "C", "D", "E", "F"] {
        story.given(&format!("winback new {name}"));
    }
    story.given("winback win 6");
    story.given("winback people add Bob");
    assert_snapshot!(story.tell("
        winback merge 1
        winback merge 1 9
        winback merge 1 2 --team Nowhere
        winback merge 1 2 3 4 5 6
        winback merge 1 2 3 4 5 6 --up-to 6 --as bob
        winback merge --where everything
        winback merge --where everything --yes --format json
    "), @r#"
    $ winback merge 1
    ! error: a merge takes at least two records, and there is 1: name another one
    [exit 2]
    $ winback merge 1 9
    ! error: there is no opportunity 9
    [exit 1]
    $ winback merge 1 2 --team Nowhere
    ! error: there is no team `Nowhere`
    [exit 1]
    $ winback merge 1 2 3 4 5 6
    ! error: 6 records are too many to be made one, at most 5: name fewer, or let a manager say up to how many
    [exit 2]
    $ winback merge 1 2 3 4 5 6 --up-to 6 --as bob
    ! error: Bob is a salesperson and may not merge more than 5 records: ask a manager
    [exit 1]
    $ winback merge --where everything
    ! Opportunity 1 `A` stays; into it goes 2, 3, 4, 5.
    ! 1 won opportunity is left out.
    !   Opportunity: A (from 1), not B of 2, C of 3, D of 4, E of 5
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback merge --where everything --yes --format json
    {
      "operation": 8,
      "opportunity": 1,
      "merged": 5
    }
    ! Opportunity 1 `A` stays; into it goes 2, 3, 4, 5.
    ! 1 won opportunity is left out.
    !   Opportunity: A (from 1), not B of 2, C of 3, D of 4, E of 5
    "#);
    story.given("winback doctor");
}

/// Rule: behaviour 1.1.
#[test]
fn a_lead_is_converted_into_an_opportunity_that_is_there() {
    let story = Story::new();
    story.given("winback settings set leads on");
    story.given("winback new Pumps");
    story.given("winback new --lead 'Pumps again' email=ann@nordwind.example");
    story.given("winback new --lead Valves");
    story.given("winback lose 3");
    assert_snapshot!(story.tell("
        winback convert 2 --into 3 --yes
        winback convert 3 --into 1 --yes
        winback convert 1 --into 2 --yes
        winback convert 2 --into 9 --yes
        winback convert 2 --into 1 --yes
        winback list everything --columns id,kind,name,email
    "), @"
    $ winback convert 2 --into 3 --yes
    ! error: 3 is a lead itself: name an opportunity, or convert it first
    [exit 1]
    $ winback convert 3 --into 1 --yes
    ! error: opportunity 3 `Valves` is lost and cannot be converted: restore it first
    [exit 1]
    $ winback convert 1 --into 2 --yes
    ! error: opportunity 1 `Pumps` is open and cannot be converted: it is an opportunity already
    [exit 1]
    $ winback convert 2 --into 9 --yes
    ! error: there is no opportunity 9
    [exit 1]
    $ winback convert 2 --into 1 --yes
    Merged 2 records into opportunity 1: `winback undo 5` brings them back.
    ! Opportunity 1 `Pumps` stays; into it goes 2.
    !   Opportunity: Pumps (from 1), not Pumps again of 2
    !   E-mail: ann@nordwind.example (from 2)
    !   Kind: opportunity (from 1), not lead of 2
    $ winback list everything --columns id,kind,name,email
    Id  Kind         Opportunity  E-mail
    ──────────────────────────────────────────────────
     1  opportunity  Pumps        ann@nordwind.example
    1 opportunity, expected revenue 0.00 EUR
    ");
    story.given("winback doctor");
}

/// Salespeople, teams and customers are no numbers.
#[test]
fn a_conflict_is_told_by_names() {
    let story = Story::new();
    story.given("winback people add Anna --login anna");
    story.given("winback people add Bob --login bob");
    story.given("winback new Pumps customer=Nordwind");
    story.given("winback new Valves");
    story.given("winback merge 1 2 --salesperson bob --yes");
    story.given("winback edit 1 salesperson=anna");
    assert_snapshot!(story.tell("
        winback operations --limit 2
        winback undo 3
        winback undo 3 --conflicts before --yes
        winback list --columns id,salesperson,customer --sort id
    "), @"
    $ winback operations --limit 2
    Operation  When              Who      What             Records  Can be undone  Note
    ───────────────────────────────────────────────────────────────────────────────────
            4  2026-03-02 10:00  Manager  edited                 1  yes
            3  2026-03-02 10:00  Manager  merged into one        2  yes
    $ winback undo 3
    ! This takes 2 out of opportunity 1 again.
    !   Salesperson was Manager before the merge, Bob after it, and is Anna now
    ! Say which values count: `winback undo 3 --conflicts now`, or for one field `winback undo 3 --field salesperson=before`.
    ! error: changed since the merge: salesperson; say which value each is to have
    [exit 1]
    $ winback undo 3 --conflicts before --yes
    Undid operation 3: 2 and 1 are separate again.
    ! This takes 2 out of opportunity 1 again.
    !   Salesperson was Manager before the merge, Bob after it, and is Anna now
    $ winback list --columns id,salesperson,customer --sort id
    Id  Salesperson  Customer
    ─────────────────────────
     1  Manager      Nordwind
     2  Manager
    2 opportunities, expected revenue 0.00 EUR
    ");
}

/// Whoever may see the one that stayed is led there. Rule: behaviour 5.5, 7.3.
#[test]
fn a_merged_record_that_is_named_leads_to_the_one_that_stayed() {
    let story = Story::new();
    story.given("winback people add Bob --login bob --role salesperson");
    for name in ["Pumps", "Valves", "Cranes", "Scanners"] {
        story.given(&format!("winback new {name} salesperson=admin"));
    }
    story.given("winback merge 1 2 --yes");
    story.given("winback merge 3 1 --yes");
    assert_snapshot!(story.tell("
        winback lose 2
        winback edit 2 city=Ghent
        winback win 1 2 3 4 99 --yes
        winback merge 4 2 --yes
        winback similar 2
        winback --as bob lose 2
        winback --as bob show 2
    "), @"
    $ winback lose 2
    ! error: opportunity 2 was merged into 1: name that one instead
    [exit 1]
    $ winback edit 2 city=Ghent
    ! error: opportunity 2 was merged into 1: name that one instead
    [exit 1]
    $ winback win 1 2 3 4 99 --yes
    ! This changes 2 opportunities with an expected revenue of 0.00 EUR:
    !   2 open, 0.00 EUR: marked won
    ! error: there is no opportunity 99, and opportunity 2 was merged into 1, opportunity 3 was merged into 1: name those instead
    [exit 1]
    $ winback merge 4 2 --yes
    ! error: opportunity 2 was merged into 1: name that one instead
    [exit 1]
    $ winback similar 2
    ! error: opportunity 2 was merged into 1: name that one instead
    [exit 1]
    $ winback --as bob lose 2
    ! error: there is no opportunity 2
    [exit 1]
    $ winback --as bob show 2
    ! error: there is no opportunity 2
    [exit 1]
    ");
}
