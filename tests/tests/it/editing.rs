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
    ! note: opportunity 1 `Pumps` (lost) has the same e-mail address and phone number
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
