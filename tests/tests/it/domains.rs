//! Filters in the domain spelling of the reference. Rule: behaviour 8.1, 8.5.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_domain_is_a_filter_wherever_a_text_is() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=1000 city=Ghent
        winback new Valves expected_revenue=500
        winback new Scanners
        winback lose 1 --reason 'Too expensive'
    ",
    );
    assert_snapshot!(story.tell(r#"
        winback list '[["active","=",false],["probability","=",0]]' --columns id,name
        winback list '[["lost_reason_id","!=",false]]' --columns id,name
        winback list '["|",["active","=",true],["city","ilike","GHE"]]' --columns id,name
        winback list '[]' --columns id,name
        winback restore --where '[["lost_reason_id","=","Too expensive"]]' --yes
        winback list '["!",["expected_revenue","=",false]]' --columns id,name
    "#), @r#"
    $ winback list '[["active","=",false],["probability","=",0]]' --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 1,000.00 EUR
    $ winback list '[["lost_reason_id","!=",false]]' --columns id,name
    No opportunity matches; lost and archived ones are left out unless the filter speaks of `active`.
    $ winback list '["|",["active","=",true],["city","ilike","GHE"]]' --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
     2  Valves
     1  Pumps
    3 opportunities, expected revenue 1,500.00 EUR
    $ winback list '[]' --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
     2  Valves
    2 opportunities, expected revenue 500.00 EUR
    $ winback restore --where '[["lost_reason_id","=","Too expensive"]]' --yes
    Restored 1 opportunity.
    ! This changes 1 opportunity with an expected revenue of 1,000.00 EUR:
    !   1 lost, 1,000.00 EUR: restored
    $ winback list '["!",["expected_revenue","=",false]]' --columns id,name
    Id  Opportunity
    ───────────────
     2  Valves
     1  Pumps
    2 opportunities, expected revenue 1,500.00 EUR
    "#);
}

#[test]
fn a_wrong_domain_is_told_with_its_place() {
    let story = Story::new();
    assert_snapshot!(story.tell(r#"
        winback list '[["lost_reson_id","=",1]]'
        winback list '[["name","=","a"],"|"]'
        winback list '[["name","="'
        winback lose --where '[["stage_id.nam","=","New"]]' --yes
    "#), @r#"
    $ winback list '[["lost_reson_id","=",1]]'
    ! error: unknown field `lost_reson_id` at [0][0]; did you mean `lost_reason_id` or `lost_reason`?
    [exit 2]
    $ winback list '[["name","=","a"],"|"]'
    ! error: a condition is missing after `|` at [1]
    [exit 2]
    $ winback list '[["name","="'
    ! error: the domain is no JSON: EOF while parsing a list at line 1 column 12
    [exit 2]
    $ winback lose --where '[["stage_id.nam","=","New"]]' --yes
    ! error: unknown field `nam` at [0][0]; did you mean `name`?
    [exit 2]
    "#);
}
