//! Filters as trees, with clauses behind them, and the fields that they can ask for.

use insta::assert_snapshot;

use crate::story::Story;

fn two() -> Story {
    let story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=1000 city=Ghent
        winback new Valves expected_revenue=500
        winback new Scanners
        winback lose 1 2 --reason 'Too expensive' --yes
    ",
    );
    story
}

#[test]
fn a_tree_is_a_filter_wherever_a_text_is() {
    let story = two();
    assert_snapshot!(story.tell(r#"
        winback list '{"any":[{"field":"state","operator":"equal","value":"lost"},{"field":"name","operator":"starts_with","value":"sc"}]}' --columns id,name
        winback list '{"field":"name","operator":"contains","value":"a"}' --columns id,name
        winback list '{"all":[{"field":"citty","operator":"is_set"},{"field":"name","operator":"contians","value":"x"}]}'
        winback list '{"all":[{"field":"citty","operator":"is_set"},{"field":"state","operator":"in","values":["lost","gone"]}]}'
        winback list '{"all":'
        winback restore --where '{"field":"lost_reason","operator":"equal","value":"Too expensive"}' --yes
    "#), @r#"
    $ winback list '{"any":[{"field":"state","operator":"equal","value":"lost"},{"field":"name","operator":"starts_with","value":"sc"}]}' --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
     2  Valves
     1  Pumps
    3 opportunities, expected revenue 1,500.00 EUR
    $ winback list '{"field":"name","operator":"contains","value":"a"}' --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
    1 opportunity, expected revenue 0.00 EUR
    $ winback list '{"all":[{"field":"citty","operator":"is_set"},{"field":"name","operator":"contians","value":"x"}]}'
    ! error: `/all/1/operator`: unknown operator `contians`; did you mean `contains`?
    [exit 2]
    $ winback list '{"all":[{"field":"citty","operator":"is_set"},{"field":"state","operator":"in","values":["lost","gone"]}]}'
    ! error: `/all/0/field`: unknown field `citty`; did you mean `city`?
    ! error: `/all/1/values/1`: `gone` is not a choice of `state`; expected `open`, `won`, `lost` or `archived`
    [exit 2]
    $ winback list '{"all":'
    ! error: this is no JSON: EOF while parsing a value at line 1 column 7
    [exit 2]
    $ winback restore --where '{"field":"lost_reason","operator":"equal","value":"Too expensive"}' --yes
    Restored 2 opportunities.
    ! This changes 2 opportunities with an expected revenue of 1,500.00 EUR:
    !   2 lost, 1,500.00 EUR: restored
    "#);
}

#[test]
fn an_order_and_groups_can_stand_behind_a_filter() {
    let story = two();
    assert_snapshot!(story.tell(r#"
        winback list 'state = lost sort by expected_revenue' --columns id,name
        winback list 'sort by -name' --columns id,name
        winback list 'state = lost sort by expected_revenu' --columns id,name
        winback list 'state = lost sort by name' --sort name
        winback list 'state = lost group by stage'
        winback group 'state in (lost, open) group by state sort by count desc'
        winback group 'group by lost_reason, lost_at:month' --by stage
        winback lose --where 'state = open sort by name' --reason 'Too expensive'
    "#), @"
    $ winback list 'state = lost sort by expected_revenue' --columns id,name
    Id  Opportunity
    ───────────────
     2  Valves
     1  Pumps
    2 opportunities, expected revenue 1,500.00 EUR
    $ winback list 'sort by -name' --columns id,name
    Id  Opportunity
    ───────────────
     3  Scanners
    1 opportunity, expected revenue 0.00 EUR
    $ winback list 'state = lost sort by expected_revenu' --columns id,name
    ! error: unknown field `expected_revenu`
    !   expected_revenu
    !   ^^^^^^^^^^^^^^^
    ! help: did you mean `expected_revenue` or `expected_closing`?
    [exit 2]
    $ winback list 'state = lost sort by name' --sort name
    ! error: the order is given twice: leave one out, such as `sort by`
    [exit 2]
    $ winback list 'state = lost group by stage'
    ! error: a list has no groups: leave out `group by`, or count records in groups
    [exit 2]
    $ winback group 'state in (lost, open) group by state sort by count desc'
    state  count
    ────────────
    lost       2
    open       1
    2 groups
    $ winback group 'group by lost_reason, lost_at:month' --by stage
    ! error: the grouping is given twice: leave one out, such as `group by`
    [exit 2]
    $ winback lose --where 'state = open sort by name' --reason 'Too expensive'
    ! error: unexpected `sort`
    !   state = open sort by name
    !                ^^^^
    ! help: expected `and` or `or`
    [exit 2]
    ");
}

#[test]
fn fields_are_told_with_their_operators() {
    let story = two();
    assert_snapshot!(story.tell(r#"
        winback fields country
        winback fields countries
        winback fields tag --format jsonl
    "#), @r#"
    $ winback fields country
    Field  Type    Lists can be  Operators
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    id     number  sorted        =, !=, >, >=, <, <=, between, in, is set, is not set
    name   text    sorted        =, !=, contains, does not contain, contains exactly, starts with, ends with, like, ilike, in, not in, is set, is not set
    code   text    sorted        =, !=, contains, does not contain, contains exactly, starts with, ends with, like, ilike, in, not in, is set, is not set
    $ winback fields countries
    ! error: there are no records `countries`: say one of `opportunity`, `loss`, `customer`, `person`, `stage`, `lost_reason`, `team`, `tag`, `source`, `medium`, `campaign`, `country`
    [exit 2]
    $ winback fields tag --format jsonl
    {"name":"id","label":"Id","type":"number","decimals":0,"required":true,"groupable":false,"sortable":true,"operators":["equal","not_equal","greater","greater_or_equal","less","less_or_equal","between","in","is_set","is_not_set"],"aggregates":["count","count distinct","sum","average","min","max"]}
    {"name":"name","label":"Name","type":"text","required":true,"groupable":false,"sortable":true,"operators":["equal","not_equal","contains","does_not_contain","contains_exactly","starts_with","ends_with","like","ilike","in","not_in","is_set","is_not_set"],"aggregates":["count","count distinct"]}
    {"name":"active","label":"Active","type":"yes_no","required":true,"groupable":false,"sortable":true,"operators":["is_true","is_false"],"aggregates":["count","count distinct"]}
    {"name":"colour","reference_name":"color","label":"Colour","type":"number","decimals":0,"required":false,"groupable":false,"sortable":true,"operators":["equal","not_equal","greater","greater_or_equal","less","less_or_equal","between","in","is_set","is_not_set"],"aggregates":["count","count distinct","sum","average","min","max"]}
    "#);
    let schema = story.tell("winback fields --json-schema");
    assert!(schema.contains("\"$ref\"") && schema.contains("\"starts_with\""), "{schema}");
    let catalogue = story.tell("winback fields --format json");
    assert!(catalogue.contains("\"name\": \"lost_reason\""), "{catalogue}");
}
