//! Keeping teams, tags, sources, mediums and campaigns. Rule: behaviour 1.10.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn each_list_is_kept_in_the_same_way() {
    let story = Story::new();
    for list in ["teams", "tags", "sources", "mediums", "campaigns"] {
        let told = story.tell(&format!(
            "
            winback {list} list
            winback {list} add ' First one '
            winback {list} add 'FIRST ONE'
            winback {list} edit 'first one' --name Ünique
            winback {list} edit 'first one' --name X
            winback {list} archive ÜNIQUE
            winback {list} list --format csv
            winback {list} archive ünique --undo
            winback {list} edit ünique
        "
        ));
        let told = told.replace(list, "LIST").replace(list.trim_end_matches('s'), "ENTRY");
        let columns = [",10,", ",,", ",position,leader,", ",colour,"];
        let told = columns.iter().fold(told, |told, column| told.replace(column, ","));
        insta::allow_duplicates! {
            assert_snapshot!(told, @"
    $ winback LIST list
    There are no LIST yet.
    $ winback LIST add ' First one '
    Added the ENTRY `First one`.
    $ winback LIST add 'FIRST ONE'
    ! error: there is a ENTRY `FIRST ONE` already: choose another
    [exit 1]
    $ winback LIST edit 'first one' --name Ünique
    Changed the ENTRY `Ünique`.
    $ winback LIST edit 'first one' --name X
    ! error: there is no ENTRY `first one` (known: `Ünique`)
    [exit 1]
    $ winback LIST archive ÜNIQUE
    The ENTRY `Ünique` is archived.
    $ winback LIST list --format csv
    id,name,archived,records
    1,Ünique,yes,0
    $ winback LIST archive ünique --undo
    The ENTRY `Ünique` is offered again.
    $ winback LIST edit ünique
    ! error: nothing to change is given: add an option, such as `--name`
    [exit 2]
    ");
        }
    }
}

#[test]
fn a_team_has_an_order_and_a_leader_and_a_tag_a_colour() {
    let story = Story::new();
    story.given("winback people add Ann --login ann");
    assert_snapshot!(story.tell("
        winback teams add North --leader ANN --position 2
        winback teams add South --position 1
        winback teams add East --leader nobody
        winback teams list
        winback teams edit North --no-leader --position 0 --format json
        winback tags add Hot --colour 12
        winback tags add Hot --colour 3 --format json
        winback tags edit Hot --no-colour --format json
        winback tags add 'Hot, cold'
        winback tags add ''
    "), @r#"
    $ winback teams add North --leader ANN --position 2
    Added the team `North`.
    $ winback teams add South --position 1
    Added the team `South`.
    $ winback teams add East --leader nobody
    ! error: there is no person `nobody` (known: `ann`, `admin`)
    [exit 1]
    $ winback teams list
    Id  Name   Position  Leader  Archived  Opportunities
    ────────────────────────────────────────────────────
     2  South         1          no                    0
     1  North         2  Ann     no                    0
    $ winback teams edit North --no-leader --position 0 --format json
    {
      "id": 1,
      "name": "North",
      "position": 0,
      "leader": null,
      "archived": false
    }
    $ winback tags add Hot --colour 12
    ! error: invalid value '12' for '--colour <N>': 12 is not in 0..=11
    ! 
    ! For more information, try '--help'.
    [exit 2]
    $ winback tags add Hot --colour 3 --format json
    {
      "id": 1,
      "name": "Hot",
      "colour": 3,
      "archived": false
    }
    $ winback tags edit Hot --no-colour --format json
    {
      "id": 1,
      "name": "Hot",
      "colour": null,
      "archived": false
    }
    $ winback tags add 'Hot, cold'
    ! error: name: `Hot, cold` holds a comma, which stands between tags
    [exit 2]
    $ winback tags add ''
    ! error: name: `` is empty: give a text
    [exit 2]
    "#);
}

#[test]
fn what_is_archived_is_given_to_no_record_and_stays_where_it_is() {
    let story = Story::new();
    story.given("winback teams add North");
    story.given("winback new Pumps team=North tags=Hot,Old source=Fair");
    story.given("winback lose 1");
    story.given("winback teams archive North");
    story.given("winback tags archive Old");
    story.given("winback sources archive Fair");
    assert_snapshot!(story.tell("
        winback new Valves team=north
        winback new Valves tags='Cold,old'
        winback new Valves source=fair
        winback tags list
        winback restore 1
        winback edit 1 tags='Hot,Old,Cold' source=Fair
        winback list 'team = North and tags in (Old)' --columns id,name,team,tags,source
        winback group --by team
        winback stages add North --team North
        winback teams edit North --name Nordics
        winback list 'team = Nordics' --columns id,team
        winback sources list
    "), @"
    $ winback new Valves team=north
    ! error: the team `North` is archived: choose another, or ask a manager to offer it again
    [exit 1]
    $ winback new Valves tags='Cold,old'
    ! error: the tag `Old` is archived: choose another, or ask a manager to offer it again
    [exit 1]
    $ winback new Valves source=fair
    ! error: the source `Fair` is archived: choose another, or ask a manager to offer it again
    [exit 1]
    $ winback tags list
    Id  Name  Colour  Archived  Opportunities
    ─────────────────────────────────────────
     1  Hot           no                    1
     2  Old           yes                   1
    $ winback restore 1
    Restored opportunity 1.
    $ winback edit 1 tags='Hot,Old,Cold' source=Fair
    Changed opportunity 1 `Pumps`.
    $ winback list 'team = North and tags in (Old)' --columns id,name,team,tags,source
    Id  Opportunity  Sales team  Tags            Source
    ───────────────────────────────────────────────────
     1  Pumps        North       Hot, Old, Cold  Fair
    1 opportunity, expected revenue 0.00 EUR
    $ winback group --by team
    team   count
    ────────────
    North      1
    1 group
    $ winback stages add North --team North
    ! error: the team `North` is archived: choose another, or ask a manager to offer it again
    [exit 1]
    $ winback teams edit North --name Nordics
    Changed the team `Nordics`.
    $ winback list 'team = Nordics' --columns id,team
    Id  Sales team
    ──────────────
     1  Nordics
    1 opportunity, expected revenue 0.00 EUR
    $ winback sources list
    Id  Name  Archived  Opportunities
    ─────────────────────────────────
     1  Fair  yes                   1
    ");
}

#[test]
fn a_salesperson_changes_no_list() {
    let story = Story::new();
    story.given("winback people add Ann --login ann");
    story.given("winback new Pumps tags=Hot salesperson=admin");
    assert_snapshot!(story.tell("
        winback --as ann tags list
        winback --as ann tags add Cold
        winback --as ann tags edit Hot --name Cold
        winback --as ann campaigns archive Spring
    "), @"
    $ winback --as ann tags list
    Id  Name  Colour  Archived  Opportunities
    ─────────────────────────────────────────
     1  Hot           no                    0
    $ winback --as ann tags add Cold
    ! error: Ann is a salesperson and may not add tags: ask a manager
    [exit 1]
    $ winback --as ann tags edit Hot --name Cold
    ! error: Ann is a salesperson and may not change tags: ask a manager
    [exit 1]
    $ winback --as ann campaigns archive Spring
    ! error: Ann is a salesperson and may not change campaigns: ask a manager
    [exit 1]
    ");
}
