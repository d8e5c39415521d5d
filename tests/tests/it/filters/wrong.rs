//! What is wrong with saved filters, as it is told.

use insta::assert_snapshot;

use super::team;

#[test]
fn what_is_wrong_is_told_with_its_place_or_the_nearest_name() {
    let story = team();
    story.given("winback filters save 'Big losses' '@lost and expected_revenue > 1000'");
    assert_snapshot!(story.tell("
        winback filters save A 'stat = lost and name contians x'
        winback filters save A '@lost' --by lost_resson
        winback filters save A '@lost' --sort 'nmae desc'
        winback filters save A '[[\"activ\",\"=\",true]]'
        winback filters save A '@big losses and id = 1'
        winback filters save 'big LOSSES' 'id = 1'
        winback filters save a/b 'id = 1'
        winback filters edit 'big losses'
        winback filters edit 'big losses' --filter 'stat = won'
        winback filters show 'big loses'
        winback list '@big loses and id = 1'
        winback list '@losst'
        winback list '@big losses and stat = open'
        winback list '@big losses id = 1'
        winback lose --where '@big losses or x = 1' --yes
        winback list 'email ends with @acme.example'
        winback filters list
    "), @r#"
    $ winback filters save A 'stat = lost and name contians x'
    ! error: unknown field `stat`
    !   stat = lost and name contians x
    !   ^^^^
    ! help: did you mean `state` or `stage`?
    ! error: unexpected `contians`
    !   stat = lost and name contians x
    !                        ^^^^^^^^
    ! help: expected `=`, `!=`, `<`, `<=`, `>`, `>=`, `is`, `in`, `not`, `between`, `contains`, `does`, `starts`, `ends`, `equals`, `like`, `ilike`, `matches`, `all`, `at`, `under`, `over`, `within` or `older`
    ! help: did you mean `contains`?
    [exit 2]
    $ winback filters save A '@lost' --by lost_resson
    ! error: unknown field `lost_resson`
    !   lost_resson
    !   ^^^^^^^^^^^
    ! help: did you mean `lost_reason`?
    [exit 2]
    $ winback filters save A '@lost' --sort 'nmae desc'
    ! error: unknown field `nmae`
    !   nmae desc
    !   ^^^^
    ! help: did you mean `name`?
    [exit 2]
    $ winback filters save A '[["activ","=",true]]'
    ! error: unknown field `activ` at [0][0]; did you mean `active`?
    [exit 2]
    $ winback filters save A '@big losses and id = 1'
    ! error: filter: `@Big losses` is a saved search: in a filter to be saved, `@` names ready filters alone, so write out what it filters
    [exit 2]
    $ winback filters save 'big LOSSES' 'id = 1'
    ! error: there is a saved search `big LOSSES` already: choose another
    ! help: `winback filters edit` changes it
    [exit 1]
    $ winback filters save a/b 'id = 1'
    ! error: name: `a/b` cannot have `@`, `/` and control characters: leave them out
    [exit 2]
    $ winback filters edit 'big losses'
    ! error: nothing to change is given: add an option, such as `--filter`
    [exit 2]
    $ winback filters edit 'big losses' --filter 'stat = won'
    ! error: unknown field `stat`
    !   stat = won
    !   ^^^^
    ! help: did you mean `state` or `stage`?
    [exit 2]
    $ winback filters show 'big loses'
    ! error: there is no saved search `big loses`; did you mean `Big losses`? (known: `Big losses`)
    [exit 1]
    $ winback list '@big loses and id = 1'
    ! error: there is no saved search or ready filter `big loses`; did you mean `Big losses`? (known: `Big losses`, `my-pipeline`, `my-leads`, `unassigned`, `open`, `won`, `ongoing`, `lost`, `archived`, `created-this-month`, `created-this-quarter`, `created-this-year` and 3 more)
    ! help: `winback filters list` and `winback filters ready` show all
    [exit 1]
    $ winback list '@losst'
    ! error: there is no saved search or ready filter `losst`; did you mean `lost`? (known: `Big losses`, `my-pipeline`, `my-leads`, `unassigned`, `open`, `won`, `ongoing`, `lost`, `archived`, `created-this-month`, `created-this-quarter`, `created-this-year` and 3 more)
    ! help: `winback filters list` and `winback filters ready` show all
    [exit 1]
    $ winback list '@big losses and stat = open'
    ! error: unknown field `stat`
    !   @big losses and stat = open
    !                   ^^^^
    ! help: did you mean `state` or `stage`?
    [exit 2]
    $ winback list '@big losses id = 1'
    ! error: unexpected `id`
    !   @big losses id = 1
    !               ^^
    ! help: expected `and` or `or`
    [exit 2]
    $ winback lose --where '@big losses or x = 1' --yes
    ! error: unknown field `x`
    !   @big losses or x = 1
    !                  ^
    ! help: `winback list --help` names the fields
    [exit 2]
    $ winback list 'email ends with @acme.example'
    No opportunity matches; lost and archived ones are left out unless the filter speaks of `state`.
    $ winback filters list
    Name        Owner    Use          Filter                             Groups  Order  View  Shared  Default
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    Big losses  Manager  @Big losses  @lost and expected_revenue > 1000                 list  no      no
    "#);
}

#[test]
fn a_search_that_this_version_cannot_read_is_named_with_its_place() {
    let story = team();
    story.given("winback filters save Rhine 'state = lost and region = Rhineland' --sort zip");
    match story.server() {
        Some(server) => {
            let other = "UPDATE saved_searches SET filter = replace(filter, 'region', 'colour')";
            server.run(other).unwrap();
        }
        None => story.falsify("region = Rhineland", "colour = Rhineland"),
    }
    assert_snapshot!(story.tell("
        winback list '@rhine or id = 1'
        winback filters edit rhine --filter 'region = Rhineland'
        winback list @rhine
    "), @"
    $ winback list '@rhine or id = 1'
    ! error: the filter of `Rhine` cannot be used any more: unknown field `colour`
    !   state = lost and colour = Rhineland
    !                    ^^^^^^
    ! help: `winback list --help` names the fields
    ! help: `winback filters edit 'Rhine'` changes it
    [exit 1]
    $ winback filters edit rhine --filter 'region = Rhineland'
    Changed `Rhine`.
    $ winback list @rhine
    No opportunity matches; lost and archived ones are left out unless the filter speaks of `state`.
    ");
}
