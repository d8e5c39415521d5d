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

/// Rule: behaviour 1.1, 5.1, 5.7.
#[test]
fn each_lead_is_merged_into_the_deal_of_the_same_people() {
    let story = Story::new();
    story.given(
        "
        winback settings set leads on
        winback people add Anna --login anna --role salesperson-all
        winback new Pumps email=ann@nordwind.example phone='+32 2 555 01 02' expected_revenue=100
        winback new Colleague email=bob@nordwind.example
        winback new Mail email='Ann <ANN@nordwind.example>' city=Ghent --lead
        winback new Call phone='0032 2 5550102' --lead
        winback new Other email=eva@nordwind.example expected_revenue=70 --lead
        winback new Gone email=ann@nordwind.example --lead
        winback lose 6
    ",
    );
    for number in 0..4 {
        story.given(&format!("winback new 'Mail {number}' email=bob@nordwind.example --lead"));
    }
    assert_snapshot!(story.tell("
        winback convert 4 6 --merge-similar --yes
        winback convert 4 99 --merge-similar --yes
        winback convert 4 --merge-similar --customer Nordwind
        winback convert 4 --up-to 9
        winback convert 4 --merge-similar --up-to 1
        winback new 'Mail 4' email=bob@nordwind.example --lead
        winback convert --where 'kind = lead' --merge-similar --yes
        winback --as anna convert --where 'kind = lead' --merge-similar --up-to 6 --yes
        winback convert --where 'kind = lead' --merge-similar --up-to 6
        winback convert --where 'kind = lead' --merge-similar --up-to 6 --yes --format json
        winback list --columns id,name,kind,city --sort id
        winback convert --where 'kind = lead' --merge-similar
        winback operations --limit 3
        winback undo 13 --yes
        winback undo 15 --yes
        winback restore 6
        winback convert 6 --merge-similar --salesperson anna --yes
        winback list --columns id,kind,salesperson --sort id
    "), @r#"
    $ winback convert 4 6 --merge-similar --yes
    ! error: 1 of the records cannot be converted, so none was
    !   opportunity 6 `Gone` is lost and cannot be converted: restore it first
    [exit 1]
    $ winback convert 4 99 --merge-similar --yes
    ! error: there is no opportunity 99
    [exit 1]
    $ winback convert 4 --merge-similar --customer Nordwind
    ! error: the argument '--merge-similar' cannot be used with '--customer <NAME>'
    ! 
    ! Usage: winback convert --merge-similar <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback convert 4 --up-to 9
    ! error: the following required arguments were not provided:
    !   --merge-similar
    ! 
    ! Usage: winback convert --merge-similar --up-to <N> <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback convert 4 --merge-similar --up-to 1
    ! error: at least two records become one, so at most 1 is too few
    [exit 2]
    $ winback new 'Mail 4' email=bob@nordwind.example --lead
    Created lead 11 `Mail 4`.
    ! note: lead 10 `Mail 3` (open) has the same e-mail address bob@nordwind.example
    ! note: lead 9 `Mail 2` (open) has the same e-mail address bob@nordwind.example
    ! note: lead 8 `Mail 1` (open) has the same e-mail address bob@nordwind.example
    ! note: lead 7 `Mail 0` (open) has the same e-mail address bob@nordwind.example
    ! note: opportunity 2 `Colleague` (open) has the same e-mail address bob@nordwind.example
    $ winback convert --where 'kind = lead' --merge-similar --yes
    ! error: 1 of the records cannot be merged, so none was
    !   lead 11 `Mail 4` is one too many for opportunity 2 `Colleague`, as at most 5 records become one: leave it out, or let a manager say `--up-to`
    [exit 1]
    $ winback --as anna convert --where 'kind = lead' --merge-similar --up-to 6 --yes
    ! error: Anna is a salesperson-all and may not merge more than 5 records: ask a manager
    [exit 1]
    $ winback convert --where 'kind = lead' --merge-similar --up-to 6
    ! This makes opportunities of 8 leads with an expected revenue of 70.00 EUR:
    !   1 on its own
    !   7 merged into 2 opportunities
    !     3 `Mail` into 1 `Pumps`: same e-mail address
    !     4 `Call` into 1 `Pumps`: same phone number
    !     7 `Mail 0` into 2 `Colleague`: same e-mail address
    !     8 `Mail 1` into 2 `Colleague`: same e-mail address
    !     9 `Mail 2` into 2 `Colleague`: same e-mail address
    !     10 `Mail 3` into 2 `Colleague`: same e-mail address
    !     11 `Mail 4` into 2 `Colleague`: same e-mail address
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback convert --where 'kind = lead' --merge-similar --up-to 6 --yes --format json
    {
      "operation": 13,
      "converted": 1,
      "merged": 7,
      "merge_operations": [
        {
          "id": 14,
          "name": "Pumps"
        },
        {
          "id": 15,
          "name": "Colleague"
        }
      ]
    }
    ! This makes opportunities of 8 leads with an expected revenue of 70.00 EUR:
    !   1 on its own
    !   7 merged into 2 opportunities
    !     3 `Mail` into 1 `Pumps`: same e-mail address
    !     4 `Call` into 1 `Pumps`: same phone number
    !     7 `Mail 0` into 2 `Colleague`: same e-mail address
    !     8 `Mail 1` into 2 `Colleague`: same e-mail address
    !     9 `Mail 2` into 2 `Colleague`: same e-mail address
    !     10 `Mail 3` into 2 `Colleague`: same e-mail address
    !     11 `Mail 4` into 2 `Colleague`: same e-mail address
    $ winback list --columns id,name,kind,city --sort id
    Id  Opportunity  Kind         City
    ───────────────────────────────────
     1  Pumps        opportunity  Ghent
     2  Colleague    opportunity
     5  Other        opportunity
    3 opportunities, expected revenue 170.00 EUR
    $ winback convert --where 'kind = lead' --merge-similar
    No lead matches; nothing was changed.
    $ winback operations --limit 3
    Operation  When              Who      What                          Records  Can be undone  Note
    ────────────────────────────────────────────────────────────────────────────────────────────────
           15  2026-03-02 10:00  Manager  merged into one                     6  yes
           14  2026-03-02 10:00  Manager  merged into one                     3  yes
           13  2026-03-02 10:00  Manager  converted into opportunities        1  yes
    $ winback undo 13 --yes
    Undid operation 13 on 1 opportunity.
    $ winback undo 15 --yes
    Undid operation 15: 7, 8, 9, 10, 11 and 2 are separate again.
    ! This takes 7, 8, 9, 10, 11 out of opportunity 2 again.
    $ winback restore 6
    Restored opportunity 6.
    $ winback convert 6 --merge-similar --salesperson anna --yes
    Merged 1 lead into 1 opportunity.
    ! This makes opportunities of 1 lead with an expected revenue of 0.00 EUR:
    !   1 merged into 1 opportunity
    !     6 `Gone` into 1 `Pumps`: same e-mail address
    $ winback list --columns id,kind,salesperson --sort id
    Id  Kind         Salesperson
    ────────────────────────────
     1  opportunity  Anna
     2  opportunity  Manager
     5  lead         Manager
     7  lead         Manager
     8  lead         Manager
     9  lead         Manager
    10  lead         Manager
    11  lead         Manager
    8 opportunities, expected revenue 170.00 EUR
    "#);
    story.given("winback doctor");
}

/// Rule: behaviour 5.8.
#[test]
fn each_lead_gets_the_customer_that_it_speaks_of() {
    let story = Story::new();
    story.given(
        "
        winback settings set leads on
        winback new Old customer=Nordwind
        winback new Pumps company_name=nordwind --lead
        winback new Valves company_name=Adria email=a@adria.example city=Split --lead
        winback new Cranes company_name=ADRIA contact_name=Eva --lead
        winback new Scanners contact_name='Bob Berg' --lead
        winback new Silent --lead
    ",
    );
    assert_snapshot!(story.tell("
        winback convert 2 --customer-of-each --customer Adria
        winback convert --where 'kind = lead' --customer-of-each
        winback convert --where 'kind = lead' --customer-of-each --yes
        winback list --columns id,name,kind,customer --sort id
        winback new More email=a@adria.example --lead
        winback new Other company_name=Baltic --lead
        winback convert --where 'kind = lead' --merge-similar --customer-of-each --yes
        winback list 'id > 6' --columns id,name,kind,customer --sort id
    "), @"
    $ winback convert 2 --customer-of-each --customer Adria
    ! error: the argument '--customer-of-each' cannot be used with '--customer <NAME>'
    ! 
    ! Usage: winback convert --customer-of-each <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback convert --where 'kind = lead' --customer-of-each
    ! This makes opportunities of 5 leads with an expected revenue of 0.00 EUR.
    ! It adds 2 customers.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback convert --where 'kind = lead' --customer-of-each --yes
    Converted 5 leads into opportunities.
    ! This makes opportunities of 5 leads with an expected revenue of 0.00 EUR.
    ! It adds 2 customers.
    $ winback list --columns id,name,kind,customer --sort id
    Id  Opportunity  Kind         Customer
    ──────────────────────────────────────
     1  Old          opportunity  Nordwind
     2  Pumps        opportunity  Nordwind
     3  Valves       opportunity  Adria
     4  Cranes       opportunity  Adria
     5  Scanners     opportunity  Bob Berg
     6  Silent       opportunity
    6 opportunities, expected revenue 0.00 EUR
    $ winback new More email=a@adria.example --lead
    Created lead 7 `More`.
    ! note: opportunity 3 `Valves` (open) has the same e-mail address a@adria.example
    $ winback new Other company_name=Baltic --lead
    Created lead 8 `Other`.
    $ winback convert --where 'kind = lead' --merge-similar --customer-of-each --yes
    Converted 1 lead into an opportunity, and merged 1 lead into 1 opportunity.
    ! This makes opportunities of 2 leads with an expected revenue of 0.00 EUR:
    !   1 on its own
    !   1 merged into 1 opportunity
    !     7 `More` into 3 `Valves`: same e-mail address
    ! It adds 1 customer.
    $ winback list 'id > 6' --columns id,name,kind,customer --sort id
    Id  Opportunity  Kind         Customer
    ──────────────────────────────────────
     8  Other        opportunity  Baltic
    1 opportunity, expected revenue 0.00 EUR
    ");
    story.given("winback doctor");
}
