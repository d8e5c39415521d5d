//! Leads, and how they become opportunities.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn leads_are_hidden_until_they_are_in_use() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback new Pumps --lead
        winback leads
        winback convert 1
        winback settings set leads on
        winback new Pumps --lead expected_revenue=100 company_name=Nordwind
        winback new Valves
        winback leads
        winback leads 'name contains x'
    "), @"
    $ winback new Pumps --lead
    ! error: leads are not in use here: a manager turns the setting `leads` on
    [exit 1]
    $ winback leads
    ! error: leads are not in use here: a manager turns the setting `leads` on
    [exit 1]
    $ winback convert 1
    ! error: leads are not in use here: a manager turns the setting `leads` on
    [exit 1]
    $ winback settings set leads on
    leads is on now.
    $ winback new Pumps --lead expected_revenue=100 company_name=Nordwind
    Created lead 1 `Pumps`.
    $ winback new Valves
    Created opportunity 2 `Valves`.
    $ winback leads
    Id  Opportunity  Customer  Stage  Salesperson  Expected revenue  Probability  State  Lost reason  Closed
    ────────────────────────────────────────────────────────────────────────────────────────────────────────
     1  Pumps                  New    Manager            100.00 EUR         50 %  open
    1 lead, expected revenue 100.00 EUR
    $ winback leads 'name contains x'
    No lead matches; lost and archived ones are left out unless the filter speaks of `state`.
    ");
}

#[test]
fn a_lead_becomes_an_opportunity() {
    let story = Story::new();
    story.given(
        "
        winback settings set leads on
        winback people add Anna --login anna
        winback new Pumps --lead expected_revenue=100 company_name=Nordwind
    ",
    );
    assert_snapshot!(story.tell("
        winback convert 1 --customer Nordwind --salesperson anna
        winback show 1
        winback convert 1
        winback convert 1 --salesperson bert
        winback convert 1 --team Mars
        winback leads
    "), @"
    $ winback convert 1 --customer Nordwind --salesperson anna
    Converted lead 1 into an opportunity.
    $ winback show 1
    Pumps (opportunity 1, open, revision 2)
      Customer                  Nordwind
      Company name              Nordwind
      Stage                     New
      Salesperson               Anna
      Priority                  ☆☆☆
      Expected revenue          100.00 EUR
      Probability               50 %
      Automated probability     50 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00
      Converted                 2026-03-02 10:00

    Activity
      2026-03-02 10:00  Manager: converted into an opportunity
        Kind: lead → opportunity
        Customer: – → Nordwind
        Salesperson: Manager → Anna
      2026-03-02 10:00  Manager: created
    $ winback convert 1
    ! error: opportunity 1 `Pumps` is open and cannot be converted: it is an opportunity already
    [exit 1]
    $ winback convert 1 --salesperson bert
    ! error: there is no person `bert` (known: `anna`, `admin`)
    [exit 1]
    $ winback convert 1 --team Mars
    ! error: there is no team `Mars`
    [exit 1]
    $ winback leads
    No lead matches; lost and archived ones are left out unless the filter speaks of `state`.
    ");
}

#[test]
fn many_leads_are_converted_after_a_preview_or_none() {
    let story = Story::new();
    story.given(
        "
        winback settings set leads on
        winback new Pumps --lead expected_revenue=100
        winback new Valves --lead
        winback new Cranes --lead
        winback new Scanners
        winback lose 3
    ",
    );
    assert_snapshot!(story.tell("
        winback convert 1 2 3 4 --yes
        winback convert 1 99 --yes
        winback convert --where 'kind = lead'
        winback convert --where 'kind = lead' --customer Nordwind --yes --format json
        winback list --columns id,name,kind,customer,converted_at
        winback convert --where 'kind = lead'
        winback restore 3
        winback convert 3
        winback operations --limit 1
        winback undo 8
        winback leads --columns id,name,kind
    "), @r#"
    $ winback convert 1 2 3 4 --yes
    ! error: 2 of the records cannot be converted, so none was
    !   opportunity 3 `Cranes` is lost and cannot be converted: restore it first
    !   opportunity 4 `Scanners` is open and cannot be converted: it is an opportunity already
    [exit 1]
    $ winback convert 1 99 --yes
    ! error: there is no opportunity 99
    [exit 1]
    $ winback convert --where 'kind = lead'
    ! This makes opportunities of 2 leads with an expected revenue of 100.00 EUR.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback convert --where 'kind = lead' --customer Nordwind --yes --format json
    {
      "operation": 6,
      "converted": 2
    }
    ! This makes opportunities of 2 leads with an expected revenue of 100.00 EUR.
    $ winback list --columns id,name,kind,customer,converted_at
    Id  Opportunity  Kind         Customer  Converted
    ────────────────────────────────────────────────────────
     4  Scanners     opportunity
     2  Valves       opportunity  Nordwind  2026-03-02 10:00
     1  Pumps        opportunity  Nordwind  2026-03-02 10:00
    3 opportunities, expected revenue 100.00 EUR
    $ winback convert --where 'kind = lead'
    No lead matches; nothing was changed.
    $ winback restore 3
    Restored opportunity 3.
    $ winback convert 3
    Converted lead 3 into an opportunity.
    $ winback operations --limit 1
    Operation  When              Who      What                          Records  Can be undone  Note
    ────────────────────────────────────────────────────────────────────────────────────────────────
            8  2026-03-02 10:00  Manager  converted into opportunities        1  yes
    $ winback undo 8
    Undid operation 8 on 1 opportunity.
    $ winback leads --columns id,name,kind
    Id  Opportunity  Kind
    ─────────────────────
     3  Cranes       lead
    1 lead, expected revenue 0.00 EUR
    "#);
    story.given("winback doctor");
}
