//! Creating and editing records.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_record_is_created_with_fields() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback new 'Pumps for Ghent' customer=Nordwind country=BE tags='urgent, pumps' expected_closing=2026-06-30 --stage Qualified
        winback list --columns id,name,customer,country,tags,stage,expected_closing,salesperson
    "), @"
    $ winback new 'Pumps for Ghent' customer=Nordwind country=BE tags='urgent, pumps' expected_closing=2026-06-30 --stage Qualified
    Created opportunity 1 `Pumps for Ghent`.
    $ winback list --columns id,name,customer,country,tags,stage,expected_closing,salesperson
    Id  Opportunity      Customer  Country  Tags           Stage      Expected closing  Salesperson
    ───────────────────────────────────────────────────────────────────────────────────────────────
     1  Pumps for Ghent  Nordwind  Belgium  urgent, pumps  Qualified  2026-06-30        Manager
    1 opportunity, expected revenue 0.00 EUR
    ");
}

#[test]
fn a_similar_record_is_told_even_if_it_is_lost() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps email=ann@nordwind.example phone='+32 9 123 45 67'
        winback lose 1
    ",
    );
    assert_snapshot!(story.tell("
        winback new 'Pumps again' email=ANN@nordwind.example phone='0032 9 1234567'
    "), @"
    $ winback new 'Pumps again' email=ANN@nordwind.example phone='0032 9 1234567'
    Created opportunity 2 `Pumps again`.
    ! note: opportunity 1 `Pumps` (lost) has the same e-mail address ann@nordwind.example and phone number +3291234567
    ");
}

#[test]
fn records_of_the_same_people_are_listed_with_what_they_have_in_common() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps email=ann@nordwind.example customer=Nordwind
        winback new Valves email=bob@nordwind.example
        winback new Pipes phone='09 123 45 67' customer=Nordwind
        winback new Tanks email=ann@gmail.com
        winback new Taps email=eva@gmail.com
        winback lose 3
    ",
    );
    assert_snapshot!(story.tell("
        winback similar 1
        winback similar 1 --limit 1 --format jsonl
        winback similar 4
        winback similar 9
        winback similar one
        winback new Hoses customer=nordwind email=eva@nordwind.example
    "), @r#"
    $ winback similar 1
    Id  Kind         Name    State  Same e-mail  Same phone  Same customer  Same domain
    ────────────────────────────────────────────────────────────────────────────────────────
     3  opportunity  Pipes   lost                            Nordwind
     2  opportunity  Valves  open                                           nordwind.example
    $ winback similar 1 --limit 1 --format jsonl
    {"id":3,"kind":"opportunity","name":"Pipes","state":"lost","same_email":null,"same_phone":null,"same_customer":"Nordwind","same_domain":null}
    $ winback similar 4
    ! No record has anything in common with 4.
    $ winback similar 9
    ! error: there is no opportunity 9
    [exit 1]
    $ winback similar one
    ! error: invalid value 'one' for '<ID>': invalid digit found in string
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback new Hoses customer=nordwind email=eva@nordwind.example
    Created opportunity 6 `Hoses`.
    ! note: opportunity 3 `Pipes` (lost) has the same customer Nordwind
    ! note: opportunity 1 `Pumps` (open) has the same customer Nordwind and mail domain nordwind.example
    ! note: opportunity 2 `Valves` (open) has the same mail domain nordwind.example
    "#);
}

#[test]
fn a_page_names_five_similar_records_and_counts_the_others() {
    let story = Story::new();
    for number in 1..=7 {
        story.given(&format!("winback new 'Deal {number}' customer=Nordwind"));
    }
    let page = story.tell("winback show 1 --activity 0");
    assert_snapshot!(page.split_once("Similar").unwrap().1, @"
    opportunity 7 `Deal 7` (open) has the same customer Nordwind
    opportunity 6 `Deal 6` (open) has the same customer Nordwind
    opportunity 5 `Deal 5` (open) has the same customer Nordwind
    opportunity 4 `Deal 4` (open) has the same customer Nordwind
    opportunity 3 `Deal 3` (open) has the same customer Nordwind
    6 in all: `winback similar 1` lists them
    ");
}

#[test]
fn an_edit_changes_and_empties_fields() {
    let story = Story::new();
    story.given("winback new Pumps city=Ghent");
    assert_snapshot!(story.tell("
        winback edit 1 city= expected_revenue=1800 probability=20
        winback list --columns id,city,expected_revenue,probability,revision
        winback edit 1 expected_revenue=1800.00
        winback edit 1 --revision 1 city=Paris
        winback edit 1 probability=100
        winback edit 1 stage=Won
        winback edit 1 ctiy=Paris
        winback edit 1 city
        winback edit 1 expected_revenue=12,50
    "), @"
    $ winback edit 1 city= expected_revenue=1800 probability=20
    Changed opportunity 1 `Pumps`.
    $ winback list --columns id,city,expected_revenue,probability,revision
    Id  City  Expected revenue  Probability  Revision
    ─────────────────────────────────────────────────
     1            1,800.00 EUR         20 %         2
    1 opportunity, expected revenue 1,800.00 EUR
    $ winback edit 1 expected_revenue=1800.00
    Opportunity 1 `Pumps` is so already; nothing was changed.
    $ winback edit 1 --revision 1 city=Paris
    ! error: opportunity 1 was changed meanwhile: it is at revision 2 now, not 1; look at it again, then repeat the change
    [exit 1]
    $ winback edit 1 probability=100
    ! error: the probability of opportunity 1 cannot be set to 100: mark it won
    [exit 1]
    $ winback edit 1 stage=Won
    ! error: the stage is not edited: move the record to it
    [exit 2]
    $ winback edit 1 ctiy=Paris
    ! error: there is no field `ctiy`; did you mean `city`?
    [exit 2]
    $ winback edit 1 city
    ! error: `city` sets no field: write FIELD=VALUE, such as `city=Ghent`
    [exit 2]
    $ winback edit 1 expected_revenue=12,50
    ! error: expected_revenue: `12,50` is not an amount: give digits, such as 1500 or 1500.50
    [exit 2]
    ");
}

#[test]
fn a_lead_needs_leads_to_be_in_use() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback new Visitor --lead
        winback settings set leads on
        winback new Visitor --lead
        winback list 'kind = lead' --columns id,kind,name
    "), @"
    $ winback new Visitor --lead
    ! error: leads are not in use here: a manager turns the setting `leads` on
    [exit 1]
    $ winback settings set leads on
    leads is on now.
    $ winback new Visitor --lead
    Created lead 1 `Visitor`.
    $ winback list 'kind = lead' --columns id,kind,name
    Id  Kind  Opportunity
    ─────────────────────
     1  lead  Visitor
    1 opportunity, expected revenue 0.00 EUR
    ");
}
