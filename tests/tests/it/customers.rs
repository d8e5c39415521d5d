//! Customers: lists of them, one with its opportunities, adding and changing. Rule: behaviour 1.11.

use insta::assert_snapshot;

use crate::story::Story;

fn customers() -> Story {
    let story = Story::new();
    story.given(
        "
        winback people add Anna --login anna
        winback customers add Nordwind country=BE city=Ghent email=info@nordwind.example
        winback customers add 'Anna Peeters' kind=person parent=Nordwind phone='+32 2 555 01 02'
        winback customers add 'Ölmühle Lang' reference=A-17 employees=12
        winback customers add Closed active=no
        winback new Pumps customer=Nordwind expected_revenue=1500.50
        winback new Valves customer=Nordwind expected_revenue=20 salesperson=anna
        winback lose 2
    ",
    );
    story
}

#[test]
fn customers_are_listed_by_full_name_and_searched() {
    let story = customers();
    assert_snapshot!(story.tell("
        winback customers list
        winback customers list --search WIND --limit 1
        winback customers list 'employees > 10' --format csv
        winback customers list 'active is false' --format jsonl
        winback customers list --search nobody
        winback customers list 'nam = x'
        winback customers list --after soon
        winback customers list --limit 0
    "), @r#"
    $ winback customers list
    Id  Customer                Kind     E-mail                 Phone            City   Country  Active
    ───────────────────────────────────────────────────────────────────────────────────────────────────
     1  Nordwind                company  info@nordwind.example                   Ghent  Belgium  yes
     2  Nordwind, Anna Peeters  person                          +32 2 555 01 02                  yes
     3  Ölmühle Lang            company                                                          yes
    3 customers
    $ winback customers list --search WIND --limit 1
    Id  Customer  Kind     E-mail                 Phone  City   Country  Active
    ───────────────────────────────────────────────────────────────────────────
     1  Nordwind  company  info@nordwind.example         Ghent  Belgium  yes
    1 of 2 shown; --limit all shows the rest
    $ winback customers list 'employees > 10' --format csv
    id,full_name,name,kind,parent,email,phone,city,country,reference,language,sector,employees,active
    3,Ölmühle Lang,Ölmühle Lang,company,,,,,,A-17,,,12,yes
    $ winback customers list 'active is false' --format jsonl
    {"id":4,"full_name":"Closed","name":"Closed","kind":"company","parent":null,"email":null,"phone":null,"city":null,"country":null,"reference":null,"language":null,"sector":null,"employees":null,"active":false}
    $ winback customers list --search nobody
    No customer matches; archived ones are left out unless the filter speaks of `active`.
    $ winback customers list 'nam = x'
    ! error: unknown field `nam`
    !   nam = x
    !   ^^^
    ! help: did you mean `name`?
    [exit 2]
    $ winback customers list --after soon
    ! error: after: `soon` is no cursor: give the `next` of the page before
    [exit 2]
    $ winback customers list --limit 0
    ! error: invalid value '0' for '--limit <N|all>': give a number from 1, or `all`
    ! 
    ! For more information, try '--help'.
    [exit 2]
    "#);
}

#[test]
fn a_list_of_customers_goes_on_where_its_page_ended() {
    let story = customers();
    let page = story.printed("winback customers list --limit 2 --format json");
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!((&page["total"], &page["records"][1]["name"]), (&3.into(), &"Anna Peeters".into()));
    let next = page["next"].as_str().unwrap();
    let page = story.printed(&format!("winback customers list --after {next} --format json"));
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["records"][0]["full_name"], "Ölmühle Lang");
    assert_eq!((page["records"].as_array().unwrap().len(), &page["next"]), (1, &().into()));
}

#[test]
fn a_customer_is_shown_with_the_opportunities_that_one_sees() {
    let story = customers();
    assert_snapshot!(story.tell("
        winback customers show nordwind
        winback --as anna customers show 1 --format json
        winback customers show 2
        winback customers show Nobody
        winback customers show 99
    "), @r#"
    $ winback customers show nordwind
    Nordwind (customer 1)
      Name                Nordwind
      Kind                company
      E-mail              info@nordwind.example
      City                Ghent
      Country             Belgium
      Active              yes

    Opportunities
      open                1 opportunity, 1,500.50 EUR
      lost                1 opportunity, 20.00 EUR
    `winback list 'customer = 1 and state is set'` lists them.
    $ winback --as anna customers show 1 --format json
    {
      "id": 1,
      "full_name": "Nordwind",
      "name": "Nordwind",
      "kind": "company",
      "parent": null,
      "email": "info@nordwind.example",
      "phone": null,
      "city": "Ghent",
      "country": {
        "id": 20,
        "name": "Belgium"
      },
      "reference": null,
      "language": null,
      "sector": null,
      "employees": null,
      "active": true,
      "opportunities": [
        {
          "state": "lost",
          "count": 1,
          "expected_revenue": {
            "minor": 2000,
            "currency": "EUR",
            "amount": "20.00"
          }
        }
      ],
      "leads": null
    }
    $ winback customers show 2
    Nordwind, Anna Peeters (customer 2)
      Name                Anna Peeters
      Kind                person
      Company             Nordwind
      Phone               +32 2 555 01 02
      Active              yes

    Opportunities
      none
    $ winback customers show Nobody
    ! error: there is no customer `Nobody`
    [exit 1]
    $ winback customers show 99
    ! error: there is no customer `99`
    [exit 1]
    "#);
}

#[test]
fn the_leads_of_a_customer_are_told_apart_where_they_are_in_use() {
    let story = customers();
    story.given(
        "
        winback settings set leads on
        winback new Pipes customer=Nordwind --lead expected_revenue=3
        ",
    );
    assert_snapshot!(story.tell("
        winback customers show nordwind
        winback list 'customer = 1 and state is set' --columns id,name,kind
    "), @"
    $ winback customers show nordwind
    Nordwind (customer 1)
      Name                Nordwind
      Kind                company
      E-mail              info@nordwind.example
      City                Ghent
      Country             Belgium
      Active              yes

    Opportunities
      open                1 opportunity, 1,500.50 EUR
      lost                1 opportunity, 20.00 EUR

    Leads
      open                1 lead, 3.00 EUR
    `winback list 'customer = 1 and state is set'` lists them.
    $ winback list 'customer = 1 and state is set' --columns id,name,kind
    Id  Opportunity  Kind
    ────────────────────────────
     3  Pipes        lead
     2  Valves       opportunity
     1  Pumps        opportunity
    3 opportunities, expected revenue 1,523.50 EUR
    ");
    let leads = story.printed("winback customers show 1 --format json");
    let leads: serde_json::Value = serde_json::from_str(&leads).unwrap();
    assert_eq!(
        (&leads["leads"][0]["count"], &leads["opportunities"][0]["count"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn a_new_name_shows_wherever_a_customer_is_named() {
    let story = customers();
    assert_snapshot!(story.tell("
        winback --as anna customers edit Nordwind name=Südwind
        winback customers edit südwind name=Südwind city=Ghent
        winback customers list
        winback list 'customer contains südw' --columns id,name,customer
        winback customers edit 2 parent= email= employees=7 --format json
    "), @r#"
    $ winback --as anna customers edit Nordwind name=Südwind
    Changed customer 1 `Südwind`.
    $ winback customers edit südwind name=Südwind city=Ghent
    Customer 1 `Südwind` is so already; nothing was changed.
    $ winback customers list
    Id  Customer               Kind     E-mail                 Phone            City   Country  Active
    ──────────────────────────────────────────────────────────────────────────────────────────────────
     1  Südwind                company  info@nordwind.example                   Ghent  Belgium  yes
     2  Südwind, Anna Peeters  person                          +32 2 555 01 02                  yes
     3  Ölmühle Lang           company                                                          yes
    3 customers
    $ winback list 'customer contains südw' --columns id,name,customer
    Id  Opportunity  Customer
    ─────────────────────────
     1  Pumps        Südwind
    1 opportunity, expected revenue 1,500.50 EUR
    $ winback customers edit 2 parent= email= employees=7 --format json
    {
      "id": 2,
      "full_name": "Anna Peeters",
      "name": "Anna Peeters",
      "kind": "person",
      "parent": null,
      "email": null,
      "phone": "+32 2 555 01 02",
      "city": null,
      "country": null,
      "reference": null,
      "language": null,
      "sector": null,
      "employees": 7,
      "active": true
    }
    "#);
    assert!(story.printed("winback doctor").ends_with("nothing is wrong.\n"));
}

#[test]
fn what_a_customer_cannot_be_is_refused() {
    let story = customers();
    assert_snapshot!(story.tell("
        winback customers edit 1 parent=2
        winback customers edit 1 parent=1
        winback customers edit 1 parent=Nobody
        winback customers edit 1 name=
        winback customers edit 1 kind=firm
        winback customers edit 1 employees=many
        winback customers edit 1 cty=Ghent
        winback customers edit 1 full_name=X
        winback customers edit 99 city=Ghent
        winback customers edit 1
        winback customers add ' '
        winback customers add nordwind
        winback customers edit nordwind city=Bruges
        winback customers show 1
    "), @"
    $ winback customers edit 1 parent=2
    ! error: `Nordwind` cannot belong to `Nordwind, Anna Peeters`, which is the same or belongs to it: choose another company
    [exit 1]
    $ winback customers edit 1 parent=1
    ! error: `Nordwind` cannot belong to `Nordwind`, which is the same or belongs to it: choose another company
    [exit 1]
    $ winback customers edit 1 parent=Nobody
    ! error: parent: `Nobody` is no customer: add it first
    [exit 2]
    $ winback customers edit 1 name=
    ! error: name: `` is empty: give a text
    [exit 2]
    $ winback customers edit 1 kind=firm
    ! error: kind: `firm` is no kind: give `company` or `person`
    [exit 2]
    $ winback customers edit 1 employees=many
    ! error: employees: `many` is no number of people: give a whole number from 0
    [exit 2]
    $ winback customers edit 1 cty=Ghent
    ! error: a customer has no field `cty`; did you mean `city`?
    [exit 2]
    $ winback customers edit 1 full_name=X
    ! error: `full_name` is kept by Winback and cannot be edited
    [exit 2]
    $ winback customers edit 99 city=Ghent
    ! error: there is no customer `99`
    [exit 1]
    $ winback customers edit 1
    ! error: the following required arguments were not provided:
    !   <FIELD=VALUE>...
    ! 
    ! Usage: winback customers edit <CUSTOMER> <FIELD=VALUE>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback customers add ' '
    ! error: name: ` ` is empty: give a text
    [exit 2]
    $ winback customers add nordwind
    Added customer 5 `nordwind`.
    ! note: customer 1 is called `Nordwind` too
    $ winback customers edit nordwind city=Bruges
    ! error: there are several customers `nordwind`: name one by its id, such as 1
    [exit 1]
    $ winback customers show 1
    Nordwind (customer 1)
      Name                Nordwind
      Kind                company
      E-mail              info@nordwind.example
      City                Ghent
      Country             Belgium
      Active              yes

    Opportunities
      open                1 opportunity, 1,500.50 EUR
      lost                1 opportunity, 20.00 EUR
    `winback list 'customer = 1 and state is set'` lists them.
    ");
}
