//! People and what they may see and do. Rule: behaviour 7.

use insta::assert_snapshot;

use crate::story::Story;

fn team() -> Story {
    let story = Story::new();
    story.given(
        "
        winback people add 'Anna Peeters' --login anna
        winback people add 'Wei Zhang' --login wei --role salesperson-all
        winback new Pumps salesperson=anna
        winback new Valves salesperson=wei
        winback new Scanners salesperson=
    ",
    );
    story
}

#[test]
fn a_salesperson_sees_own_and_unassigned_records() {
    let story = team();
    assert_snapshot!(story.tell("
        winback --as anna list --sort id --columns id,name,salesperson
        winback --as 'wei zhang' list --sort id --columns id,name
        winback --as anna show 2
        winback --as anna lose 2
        winback --as anna lose 1 2 3 --yes
        winback --as anna lose --where everything --yes
        winback list --columns id,name,state
    "), @"
    $ winback --as anna list --sort id --columns id,name,salesperson
    Id  Opportunity  Salesperson
    ─────────────────────────────
     1  Pumps        Anna Peeters
     3  Scanners
    2 opportunities, expected revenue 0.00 EUR
    $ winback --as 'wei zhang' list --sort id --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
     2  Valves
     3  Scanners
    3 opportunities, expected revenue 0.00 EUR
    $ winback --as anna show 2
    ! error: there is no opportunity 2
    [exit 1]
    $ winback --as anna lose 2
    ! error: there is no opportunity 2
    [exit 1]
    $ winback --as anna lose 1 2 3 --yes
    ! This changes 2 opportunities with an expected revenue of 0.00 EUR:
    !   2 open, 0.00 EUR: marked lost
    ! error: there is no opportunity 2
    [exit 1]
    $ winback --as anna lose --where everything --yes
    Marked 2 opportunities lost.
    ! This changes 2 opportunities with an expected revenue of 0.00 EUR:
    !   2 open, 0.00 EUR: marked lost
    $ winback list --columns id,name,state
    Id  Opportunity  State
    ──────────────────────
     2  Valves       open
    1 opportunity, expected revenue 0.00 EUR
    ");
}

#[test]
fn a_salesperson_cannot_create_a_reason_and_nothing_changes() {
    let story = team();
    assert_snapshot!(story.tell("
        winback --as anna lose 1 --new-reason 'Budget cut'
        winback --as anna list 'state = lost'
        winback --as anna reasons rename 'Too expensive' x
        winback --as anna settings set leads on
        winback --as anna people role anna manager
        winback --as anna lose 1 --new-reason 'TOO expensive'
    "), @"
    $ winback --as anna lose 1 --new-reason 'Budget cut'
    ! error: Anna Peeters is a salesperson and may not create the lost reason `Budget cut`: ask a manager
    [exit 1]
    $ winback --as anna list 'state = lost'
    No opportunity matches.
    $ winback --as anna reasons rename 'Too expensive' x
    ! error: Anna Peeters is a salesperson and may not change lost reasons: ask a manager
    [exit 1]
    $ winback --as anna settings set leads on
    ! error: Anna Peeters is a salesperson and may not change settings: ask a manager
    [exit 1]
    $ winback --as anna people role anna manager
    ! error: Anna Peeters is a salesperson and may not change roles: ask a manager
    [exit 1]
    $ winback --as anna lose 1 --new-reason 'TOO expensive'
    Marked opportunity 1 lost.
    ");
}

#[test]
fn roles_are_given_by_managers() {
    let story = team();
    assert_snapshot!(story.tell("
        winback people role anna manager
        winback people list
        winback people add 'Anna Peeters' --login ANNA
        winback people role admin salesperson
        winback people role anna salesperson --as anna
        winback people role bob manager
        winback people role anna boss
    "), @"
    $ winback people role anna manager
    Anna Peeters is manager now.
    $ winback people list
    Id  Login  Name          Role             E-mail  Active
    ────────────────────────────────────────────────────────
     2  anna   Anna Peeters  manager                  yes
     1  admin  Manager       manager                  yes
     3  wei    Wei Zhang     salesperson-all          yes
    $ winback people add 'Anna Peeters' --login ANNA
    ! error: somebody has the login `ANNA` already: give another one
    [exit 1]
    $ winback people role admin salesperson
    Manager is salesperson now.
    $ winback people role anna salesperson --as anna
    ! error: Anna Peeters is the only manager: make somebody else a manager first
    [exit 1]
    $ winback people role bob manager
    ! error: there is no person `bob` (known: `anna`, `admin`, `wei`)
    [exit 1]
    $ winback people role anna boss
    ! error: invalid value 'boss' for '<ROLE>'
    !   [possible values: salesperson, salesperson-all, manager]
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn the_last_manager_stays() {
    let story = Story::new();
    assert_snapshot!(story.tell("winback people role admin salesperson"), @"
    $ winback people role admin salesperson
    ! error: Manager is the only manager: make somebody else a manager first
    [exit 1]
    ");
}

/// Rule: behaviour 7.4.
#[test]
fn a_person_who_left_is_archived_and_the_records_stay() {
    let story = team();
    story.given("winback new Pipes salesperson=anna");
    story.given("winback lose 4");
    assert_snapshot!(story.tell("
        winback people archive anna
        winback people list
        winback --as anna list
        winback new Hoses salesperson=anna
        winback list 'salesperson = \"Anna Peeters\"' --columns id,name,salesperson
        winback people archive wei --format json
        winback people archive 'anna peeters' --undo
        winback --as anna people archive wei
        winback people archive admin
        winback people role admin salesperson
        winback people archive nobody
    "), @r#"
    $ winback people archive anna
    Anna Peeters is archived; 2 opportunities stay theirs, 1 of them open.
    $ winback people list
    Id  Login  Name          Role             E-mail  Active
    ────────────────────────────────────────────────────────
     2  anna   Anna Peeters  salesperson              no
     1  admin  Manager       manager                  yes
     3  wei    Wei Zhang     salesperson-all          yes
    $ winback --as anna list
    ! error: there is no person `anna` (known: `admin`, `wei`)
    [exit 1]
    $ winback new Hoses salesperson=anna
    ! error: there is no person `anna` (known: `admin`, `wei`)
    [exit 1]
    $ winback list 'salesperson = "Anna Peeters"' --columns id,name,salesperson
    Id  Opportunity  Salesperson
    ─────────────────────────────
     1  Pumps        Anna Peeters
    1 opportunity, expected revenue 0.00 EUR
    $ winback people archive wei --format json
    {
      "id": 3,
      "login": "wei",
      "name": "Wei Zhang",
      "role": "salesperson-all",
      "email": null,
      "active": false,
      "open_records": 1,
      "records": 1
    }
    $ winback people archive 'anna peeters' --undo
    Anna Peeters works here again; 2 opportunities are theirs, 1 of them open.
    $ winback --as anna people archive wei
    ! error: Anna Peeters is a salesperson and may not archive people: ask a manager
    [exit 1]
    $ winback people archive admin
    ! error: Manager is the only manager: make somebody else a manager first
    [exit 1]
    $ winback people role admin salesperson
    ! error: Manager is the only manager: make somebody else a manager first
    [exit 1]
    $ winback people archive nobody
    ! error: there is no person `nobody` (known: `anna`, `admin`, `wei`)
    [exit 1]
    "#);
}

#[test]
fn a_name_and_an_address_can_be_changed() {
    let story = team();
    assert_snapshot!(story.tell("
        winback people edit anna --name 'Anna Maes' --email anna@example.com
        winback people edit anna --no-email --format json
        winback list 'salesperson = \"Anna Maes\"' --columns id,salesperson
        winback people edit anna --name ' '
        winback people edit anna
        winback --as wei people edit anna --name X
    "), @r#"
    $ winback people edit anna --name 'Anna Maes' --email anna@example.com
    Changed Anna Maes, login `anna`.
    $ winback people edit anna --no-email --format json
    {
      "id": 2,
      "login": "anna",
      "name": "Anna Maes",
      "role": "salesperson",
      "email": null,
      "active": true
    }
    $ winback list 'salesperson = "Anna Maes"' --columns id,salesperson
    Id  Salesperson
    ───────────────
     1  Anna Maes
    1 opportunity, expected revenue 0.00 EUR
    $ winback people edit anna --name ' '
    ! error: name: ` ` is empty: give a text
    [exit 2]
    $ winback people edit anna
    ! error: nothing to change is given: add an option, such as `--name`
    [exit 2]
    $ winback --as wei people edit anna --name X
    ! error: Wei Zhang is a salesperson-all and may not change people: ask a manager
    [exit 1]
    "#);
}

/// Rule: behaviour 7.8.
#[test]
fn language_and_time_zone_are_chosen_by_oneself_or_by_a_manager() {
    let story = Story::new();
    story.given("winback people add 'Li Wei' --login li");
    story.given("winback people add 'Bert Maes' --login bert");
    story.given("winback new Pumps salesperson=li");
    assert_snapshot!(story.tell("
        winback people edit li --language zh-CN --time-zone asia/shanghai --as li
        winback list --as li --columns id,created_at
        winback list --columns id,created_at
        winback people edit li --language zh-CN --as bert
        winback people edit li --language tlh --time-zone UTC
        winback people edit li --time-zone Mars/Base
        winback people edit li --language en --name Wei
        winback people edit li --language none --time-zone none
        winback list --as li --columns id,created_at
    "), @"
    $ winback people edit li --language zh-CN --time-zone asia/shanghai --as li
    Changed Li Wei, login `li`.
    $ winback list --as li --columns id,created_at
    Id  Created
    ────────────────────
     1  2026-03-02 18:00
    1 opportunity, expected revenue 0.00 EUR
    $ winback list --columns id,created_at
    Id  Created
    ────────────────────
     1  2026-03-02 10:00
    1 opportunity, expected revenue 0.00 EUR
    $ winback people edit li --language zh-CN --as bert
    ! error: Bert Maes is a salesperson and may not choose for others: ask a manager
    [exit 1]
    $ winback people edit li --language tlh --time-zone UTC
    ! error: language: `tlh` is no language of the pages: give one of en, zh-CN
    [exit 2]
    $ winback people edit li --time-zone Mars/Base
    ! error: time_zone: `Mars/Base` is not an IANA time zone: give one such as Europe/Brussels
    [exit 2]
    $ winback people edit li --language en --name Wei
    ! error: the argument '--language <TAG>' cannot be used with '--name <NAME>'
    ! 
    ! Usage: winback people edit --language <TAG> <PERSON>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback people edit li --language none --time-zone none
    Changed Li Wei, login `li`.
    $ winback list --as li --columns id,created_at
    Id  Created
    ────────────────────
     1  2026-03-02 10:00
    1 opportunity, expected revenue 0.00 EUR
    ");
}
