//! What is wrong is told in a sentence, with its place and a hint, and an exit code.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_wrong_filter_is_shown_with_its_place() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback list 'stat = lost'
        winback list 'state = lots'
        winback list 'expected_revenue > many and city = Ghent'
        winback list 'state ='
        winback list 'zzz = 1'
        winback list '(city = \"Ghent'
        winback list 'city = Gent zip = 1'
        winback list --sort 'nam desc'
        winback lose --where 'customer.cuntry = Belgium' --yes
        winback report losses 'stat = lost'
    "), @r#"
    $ winback list 'stat = lost'
    ! error: unknown field `stat`
    !   stat = lost
    !   ^^^^
    ! help: did you mean `state` or `stage`?
    [exit 2]
    $ winback list 'state = lots'
    ! error: `lots` is not a choice of `state`
    !   state = lots
    !           ^^^^
    ! help: expected `open`, `won`, `lost` or `archived`
    ! help: did you mean `lost`?
    [exit 2]
    $ winback list 'expected_revenue > many and city = Ghent'
    ! error: `many` is no value for `expected_revenue`
    !   expected_revenue > many and city = Ghent
    !                      ^^^^
    ! help: expected a number such as `12.50`
    [exit 2]
    $ winback list 'state ='
    ! error: unexpected end of the text
    !   state =
    !          ^
    ! help: expected a value
    [exit 2]
    $ winback list 'zzz = 1'
    ! error: unknown field `zzz`
    !   zzz = 1
    !   ^^^
    ! help: `winback list --help` names the fields
    [exit 2]
    $ winback list '(city = "Ghent'
    ! error: the text in quotes is not closed
    !   (city = "Ghent
    !           ^^^^^^
    ! help: expected `"` at the end of the text
    [exit 2]
    $ winback list 'city = Gent zip = 1'
    ! error: unexpected `zip`
    !   city = Gent zip = 1
    !               ^^^
    ! help: expected `and` or `or`
    [exit 2]
    $ winback list --sort 'nam desc'
    ! error: unknown field `nam`
    !   nam desc
    !   ^^^
    ! help: did you mean `name`?
    [exit 2]
    $ winback lose --where 'customer.cuntry = Belgium' --yes
    ! error: unknown field `cuntry`
    !   customer.cuntry = Belgium
    !            ^^^^^^
    ! help: did you mean `country`?
    [exit 2]
    $ winback report losses 'stat = lost'
    ! error: unknown field `stat`
    !   stat = lost
    !   ^^^^
    ! help: did you mean `state` or `stage`?
    [exit 2]
    "#);
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let story = Story::new();
    story.given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback lose 1 --reason 'Too expansive'
        winback list --as nobody
        winback list --columns id,nmae
        winback list --columns losses
        winback edit 1 salesperson=admni
        winback edit 1 country=Belgim
        winback new Valves --stage Newer
        winback import --map crm-sales x.csv
    "), @"
    $ winback lose 1 --reason 'Too expansive'
    ! error: there is no lost reason `Too expansive`; did you mean `Too expensive`? (known: `Too expensive`, `We don't have people/skills`, `Not enough stock`)
    ! help: `winback reasons list` shows all; `winback lose --new-reason` creates one
    [exit 1]
    $ winback list --as nobody
    ! error: there is no person `nobody` (known: `admin`)
    [exit 1]
    $ winback list --columns id,nmae
    ! error: there is no column `nmae`; did you mean `name`?
    [exit 2]
    $ winback list --columns losses
    ! error: `losses` cannot be a column, as a record has many: `winback show ID` lists them
    [exit 2]
    $ winback edit 1 salesperson=admni
    ! error: there is no person `admni`; did you mean `admin`? (known: `admin`)
    [exit 1]
    $ winback edit 1 country=Belgim
    ! error: there is no country `Belgim`; did you mean `Belgium`? (known: `Afghanistan`, `Albania`, `Algeria`, `American Samoa`, `Andorra`, `Angola`, `Anguilla`, `Antarctica`, `Antigua and Barbuda`, `Argentina`, `Armenia`, `Aruba` and 237 more)
    [exit 1]
    $ winback new Valves --stage Newer
    ! error: there is no stage `Newer`; did you mean `New`? (known: `New`, `Qualified`, `Proposition`, `Won`)
    ! help: `winback stages list` shows all
    [exit 1]
    $ winback import --map crm-sales x.csv
    ! error: there is no import map `crm-sales`; did you mean `crm-sales-opportunities`? (known: `crm-sales-opportunities`, `winback`)
    [exit 1]
    ");
}

#[test]
fn missing_records_are_named() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback show 7
        winback lose 7
        winback lose 7 8 --yes
        winback edit 7 city=Ghent
    "), @"
    $ winback show 7
    ! error: there is no opportunity 7
    [exit 1]
    $ winback lose 7
    ! error: there is no opportunity 7
    [exit 1]
    $ winback lose 7 8 --yes
    ! error: there is no opportunity 7, 8
    [exit 1]
    $ winback edit 7 city=Ghent
    ! error: there is no opportunity 7
    [exit 1]
    ");
}

#[test]
fn what_the_state_forbids_is_told_with_what_it_allows() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback new Valves
        winback win 1
        winback lose 2
    ",
    );
    assert_snapshot!(story.tell("
        winback restore 1
        winback amend 1 --no-reason
        winback archive 2
        winback move 2 --stage New
        winback edit 2 probability=10
    "), @"
    $ winback restore 1
    ! error: opportunity 1 `Pumps` is won and cannot be restored; allowed: mark lost, archive, mark won, move stage
    [exit 1]
    $ winback amend 1 --no-reason
    ! error: opportunity 1 `Pumps` is won and cannot be amended: mark it lost first
    [exit 1]
    $ winback archive 2
    ! error: opportunity 2 `Valves` is lost and cannot be archived: restore it first; allowed: mark lost, restore, mark won
    [exit 1]
    $ winback move 2 --stage New
    ! error: opportunity 2 `Valves` is lost and cannot be moved to another stage: restore it first; allowed: mark lost, restore, mark won
    [exit 1]
    $ winback edit 2 probability=10
    ! error: opportunity 2 is lost, so its probability stays as it is: restore it first
    [exit 1]
    ");
}

#[test]
fn a_wrong_command_line_ends_with_two() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback looose 1
        winback lose one
        winback lose 1 --reason a --new-reason b
        winback lose 1 --where everything
        winback list --format xml
        winback list --after xyz
        winback list --now yesterday
    "), @"
    $ winback looose 1
    ! error: unrecognized subcommand 'looose'
    ! 
    !   tip: a similar subcommand exists: 'lose'
    ! 
    ! Usage: winback [OPTIONS] <COMMAND>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback lose one
    ! error: invalid value 'one' for '[ID]...': invalid digit found in string
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback lose 1 --reason a --new-reason b
    ! error: the argument '--reason <NAME>' cannot be used with '--new-reason <NAME>'
    ! 
    ! Usage: winback lose --reason <NAME> <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback lose 1 --where everything
    ! error: the argument '[ID]...' cannot be used with '--where <FILTER>'
    ! 
    ! Usage: winback lose <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback list --format xml
    ! error: invalid value 'xml' for '--format <FORMAT>'
    !   [possible values: table, json, csv, jsonl]
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback list --after xyz
    ! error: after: `xyz` is no cursor: give the `next` of the page before
    [exit 2]
    $ winback list --now yesterday
    ! error: invalid value 'yesterday' for '--now <INSTANT>': failed to parse four digit integer as year: invalid digit, expected 0-9 but got y
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}
