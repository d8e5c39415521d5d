//! Saved and ready filters. Rule: behaviour 8.1, 8.2, 8.3, 8.8.

mod wrong;

use insta::assert_snapshot;

use crate::story::Story;

/// Anna's Pumps, lost; Ben's Valves, lost; Tanks of nobody, open.
fn team() -> Story {
    let story = Story::new();
    story.given(
        "
        winback people add 'Anna Peeters' --login anna
        winback people add Ben --login ben --role salesperson-all
        winback new Pumps salesperson=anna expected_revenue=1500
        winback new Valves salesperson=ben expected_revenue=200
        winback new Tanks salesperson= expected_revenue=900
        winback lose 1 2 --reason 'Too expensive' --yes
    ",
    );
    story
}

#[test]
fn a_filter_is_saved_and_used_wherever_a_filter_is() {
    let story = team();
    assert_snapshot!(story.tell("
        winback filters list
        winback filters save 'Big losses' '@lost and expected_revenue > 1000' --sort 'expected_revenue desc'
        winback list '@Big losses' --columns id,name
        winback list '@big LOSSES or @unassigned' --columns id,name
        winback list 'state = open or @big losses' --columns id,name --sort id
        winback report losses '@big losses'
        winback restore --where '@big losses' --yes
        winback list '@Big losses'
        winback export '@big losses and id = 1' --columns id
    "), @"
    $ winback filters list
    No search is saved yet: `winback filters save` saves one, and `winback filters ready` lists the filters that everybody has.
    $ winback filters save 'Big losses' '@lost and expected_revenue > 1000' --sort 'expected_revenue desc'
    Saved `Big losses`: `winback list '@Big losses'` shows it.
    $ winback list '@Big losses' --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 1,500.00 EUR
    $ winback list '@big LOSSES or @unassigned' --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
     3  Tanks
    2 opportunities, expected revenue 2,400.00 EUR
    $ winback list 'state = open or @big losses' --columns id,name --sort id
    Id  Opportunity
    ───────────────
     1  Pumps
     3  Tanks
    2 opportunities, expected revenue 2,400.00 EUR
    $ winback report losses '@big losses'
    Lost reason    Losses  Share  Expected revenue  Still lost  Won back
    ────────────────────────────────────────────────────────────────────
    Too expensive       1  100 %      1,500.00 EUR           1         0
    Total               1  100 %      1,500.00 EUR           1         0
    $ winback restore --where '@big losses' --yes
    Restored 1 opportunity.
    ! This changes 1 opportunity with an expected revenue of 1,500.00 EUR:
    !   1 lost, 1,500.00 EUR: restored
    $ winback list '@Big losses'
    No opportunity matches.
    $ winback export '@big losses and id = 1' --columns id
    ");
}

#[test]
fn groups_and_order_are_saved_and_can_be_overridden() {
    let story = team();
    assert_snapshot!(story.tell("
        winback filters save 'By person' 'state in (open, lost)' --by salesperson --sort 'expected_revenue desc'
        winback group '@By person'
        winback group '@by person and @lost' --by lost_reason
        winback list '@by person' --columns id,name,expected_revenue
        winback list '@by person' --columns id,name,expected_revenue --sort expected_revenue
        winback filters show 'by person'
        winback group '@by person group by stage'
        winback list '@by person sort by name' --columns id,name
        winback filters edit 'by person' --by '' --sort name --view list --filter '@lost'
        winback filters show 'by person'
    "), @"
    $ winback filters save 'By person' 'state in (open, lost)' --by salesperson --sort 'expected_revenue desc'
    Saved `By person`: `winback group '@By person'` shows it.
    $ winback group '@By person'
    salesperson   count
    ───────────────────
    Anna Peeters      1
    Ben               1
    (none)            1
    3 groups
    $ winback group '@by person and @lost' --by lost_reason
    lost_reason    count
    ────────────────────
    Too expensive      2
    1 group
    $ winback list '@by person' --columns id,name,expected_revenue
    Id  Opportunity  Expected revenue
    ─────────────────────────────────
     1  Pumps            1,500.00 EUR
     3  Tanks              900.00 EUR
     2  Valves             200.00 EUR
    3 opportunities, expected revenue 2,600.00 EUR
    $ winback list '@by person' --columns id,name,expected_revenue --sort expected_revenue
    Id  Opportunity  Expected revenue
    ─────────────────────────────────
     2  Valves             200.00 EUR
     3  Tanks              900.00 EUR
     1  Pumps            1,500.00 EUR
    3 opportunities, expected revenue 2,600.00 EUR
    $ winback filters show 'by person'
    By person (saved search of Manager)
      Filter  state in (open, lost)
      Groups  salesperson
      Order   expected_revenue desc
      Use     winback group '@By person'
    $ winback group '@by person group by stage'
    stage  count
    ────────────
    New        3
    1 group
    $ winback list '@by person sort by name' --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
     3  Tanks
     2  Valves
    3 opportunities, expected revenue 2,600.00 EUR
    $ winback filters edit 'by person' --by '' --sort name --view list --filter '@lost'
    Changed `By person`.
    $ winback filters show 'by person'
    By person (saved search of Manager)
      Filter  @lost
      Order   name
      Use     winback list '@By person'
    ");
}

#[test]
fn a_shared_filter_is_used_by_all_and_changed_by_owner_and_managers() {
    let story = team();
    assert_snapshot!(story.tell("
        winback --as anna filters save Mine 'mine and @lost'
        winback --as ben list @Mine
        winback --as ben filters show anna/Mine
        winback --as anna filters share mine
        winback --as ben list @Mine --columns id,name
        winback --as ben filters rename mine Theirs
        winback --as ben filters delete mine
        winback filters rename mine 'Own losses'
        winback --as ben filters save 'Own losses' '@lost' --share
        winback --as ben filters list
        winback list '@own losses'
        winback list '@anna/own losses' --columns id
        winback filters unshare 'anna/own losses'
        winback filters list --format csv
        winback --as anna filters delete 'own losses'
        winback --as anna filters list
    "), @"
    $ winback --as anna filters save Mine 'mine and @lost'
    Saved `Mine`: `winback list '@Mine'` shows it.
    $ winback --as ben list @Mine
    ! error: there is no saved search or ready filter `Mine` (known: `my-pipeline`, `my-leads`, `unassigned`, `open`, `won`, `ongoing`, `lost`, `archived`, `created-this-month`, `created-this-quarter`, `created-this-year`, `closed-this-month` and 2 more)
    ! help: `winback filters list` and `winback filters ready` show all
    [exit 1]
    $ winback --as ben filters show anna/Mine
    ! error: there is no saved search `anna/Mine`
    [exit 1]
    $ winback --as anna filters share mine
    Everybody can use `Mine` now.
    $ winback --as ben list @Mine --columns id,name
    Id  Opportunity
    ───────────────
     2  Valves
    1 opportunity, expected revenue 200.00 EUR
    $ winback --as ben filters rename mine Theirs
    ! error: Ben is a salesperson-all and may not change the saved search `Mine` of Anna Peeters: ask a manager
    [exit 1]
    $ winback --as ben filters delete mine
    ! error: Ben is a salesperson-all and may not delete the saved search `Mine` of Anna Peeters: ask a manager
    [exit 1]
    $ winback filters rename mine 'Own losses'
    `mine` is `Own losses` now.
    $ winback --as ben filters save 'Own losses' '@lost' --share
    Saved `Own losses`: `winback list '@Own losses'` shows it.
    $ winback --as ben filters list
    Name        Owner         Use               Filter          Groups  Order  View  Shared  Default
    ────────────────────────────────────────────────────────────────────────────────────────────────
    Own losses  Ben           @Own losses       @lost                          list  yes     no
    Own losses  Anna Peeters  @anna/Own losses  mine and @lost                 list  yes     no
    $ winback list '@own losses'
    ! error: several people share a saved search `own losses`: write `anna/Own losses` or `ben/Own losses`
    [exit 1]
    $ winback list '@anna/own losses' --columns id
    No opportunity matches.
    $ winback filters unshare 'anna/own losses'
    `Own losses` is for Anna Peeters alone now.
    $ winback filters list --format csv
    name,owner,use,filter,by,sort,view,shared,default
    Own losses,Ben,@ben/Own losses,@lost,,,list,yes,no
    $ winback --as anna filters delete 'own losses'
    Deleted `Own losses`.
    $ winback --as anna filters list
    Name        Owner  Use              Filter  Groups  Order  View  Shared  Default
    ────────────────────────────────────────────────────────────────────────────────
    Own losses  Ben    @ben/Own losses  @lost                  list  yes     no
    ");
}

#[test]
fn the_default_is_my_pipeline_until_one_is_chosen() {
    let story = team();
    story.given("winback --as anna new Scales expected_revenue=10");
    assert_snapshot!(story.tell("
        winback --as anna list @default --columns id,name
        winback --as anna filters save First '@lost' --default
        winback --as anna filters save Second '@unassigned' --by stage --default
        winback --as anna filters list --format json
        winback --as anna list @default --columns id,name
        winback --as anna filters default first
        winback --as anna list @default --columns id,name
        winback --as anna filters default --none
        winback --as anna filters default --none
        winback --as anna list @default --columns id,name
        winback --as anna filters share second
        winback filters default second
        winback filters default
    "), @r#"
    $ winback --as anna list @default --columns id,name
    Id  Opportunity
    ───────────────
     4  Scales
    1 opportunity, expected revenue 10.00 EUR
    $ winback --as anna filters save First '@lost' --default
    Saved `First`: `winback list '@First'` shows it.
    $ winback --as anna filters save Second '@unassigned' --by stage --default
    Saved `Second`: `winback group '@Second'` shows it.
    $ winback --as anna filters list --format json
    {"filters":[
      {"name":"First","owner":"Anna Peeters","use":"@First","filter":"@lost","by":null,"sort":null,"view":"list","shared":false,"default":false},
      {"name":"Second","owner":"Anna Peeters","use":"@Second","filter":"@unassigned","by":"stage","sort":null,"view":"group","shared":false,"default":true}
    ]}
    $ winback --as anna list @default --columns id,name
    Id  Opportunity
    ───────────────
     3  Tanks
    1 opportunity, expected revenue 900.00 EUR
    $ winback --as anna filters default first
    `First` is your default now.
    $ winback --as anna list @default --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 1,500.00 EUR
    $ winback --as anna filters default --none
    `First` is not your default any more.
    $ winback --as anna filters default --none
    ! You have no default search.
    $ winback --as anna list @default --columns id,name
    Id  Opportunity
    ───────────────
     4  Scales
    1 opportunity, expected revenue 10.00 EUR
    $ winback --as anna filters share second
    Everybody can use `Second` now.
    $ winback filters default second
    ! error: `Second` is a saved search of Anna Peeters: your default has to be one of your own
    [exit 1]
    $ winback filters default
    ! error: the following required arguments were not provided:
    !   <NAME>
    ! 
    ! Usage: winback filters default <NAME>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    "#);
}

#[test]
fn ready_filters_are_there_for_everybody() {
    let story = team();
    assert_snapshot!(story.tell("
        winback filters ready
        winback list @lost --columns id,name --sort id
        winback list '@ongoing @lost @unassigned' --columns id,name
        winback filters save lost 'state = lost'
        winback filters show @my-pipeline
        winback filters save @Default
    "), @"
    $ winback filters ready
    Use                    Title                 Group    Filter
    ─────────────────────────────────────────────────────────────────────────────────────────────
    @my-pipeline           My Pipeline           whose    salesperson = me and kind = opportunity
    @my-leads              My Leads              whose    salesperson = me and kind = lead
    @unassigned            Unassigned            whose    salesperson is not set
    @open                  Open Opportunities    state    state = open and kind = opportunity
    @won                   Won                   state    state = won
    @ongoing               Ongoing               state    state = open
    @lost                  Lost                  state    state = lost
    @archived              Archived              state    state = archived
    @created-this-month    Created this month    created  created_at is this month
    @created-this-quarter  Created this quarter  created  created_at is this quarter
    @created-this-year     Created this year     created  created_at is this year
    @closed-this-month     Closed this month     closed   closed_at is this month
    @closed-this-quarter   Closed this quarter   closed   closed_at is this quarter
    @closed-this-year      Closed this year      closed   closed_at is this year
    $ winback list @lost --columns id,name --sort id
    Id  Opportunity
    ───────────────
     1  Pumps
     2  Valves
    2 opportunities, expected revenue 1,700.00 EUR
    $ winback list '@ongoing @lost @unassigned' --columns id,name
    Id  Opportunity
    ───────────────
     3  Tanks
    1 opportunity, expected revenue 900.00 EUR
    $ winback filters save lost 'state = lost'
    ! error: name: `lost` is the ready filter `state = lost`: take another name
    [exit 2]
    $ winback filters show @my-pipeline
    ! error: `@my-pipeline` is a ready filter: it stands for `salesperson = me and kind = opportunity`, and cannot be changed
    [exit 1]
    $ winback filters save @Default
    ! error: name: `Default` stands for whichever search is your default: take another name
    [exit 2]
    ");
}

#[test]
fn programs_get_a_saved_filter_as_an_object() {
    let story = team();
    assert_snapshot!(story.tell("
        winback filters save Behind 'state = lost sort by closed_at desc group by lost_reason' --format jsonl
        winback filters save 'Odd (\"x\")' '[[\"active\",\"=\",false]]' --share --format json
        winback list '@\"odd (\"\"x\"\")\"' --columns id --format jsonl
        winback filters show 'odd (\"x\")' --format jsonl
        winback filters delete 'odd (\"x\")' --format csv
    "), @r#"
    $ winback filters save Behind 'state = lost sort by closed_at desc group by lost_reason' --format jsonl
    {"name":"Behind","owner":"Manager","use":"@Behind","filter":"state = lost","by":"lost_reason","sort":"closed_at desc","view":"group","shared":false,"default":false}
    $ winback filters save 'Odd ("x")' '[["active","=",false]]' --share --format json
    {
      "name": "Odd (\"x\")",
      "owner": "Manager",
      "use": "@\"Odd (\"\"x\"\")\"",
      "filter": "active = false",
      "by": null,
      "sort": null,
      "view": "list",
      "shared": true,
      "default": false
    }
    $ winback list '@"odd (""x"")"' --columns id --format jsonl
    {"id":2}
    {"id":1}
    $ winback filters show 'odd ("x")' --format jsonl
    {"name":"Odd (\"x\")","owner":"Manager","use":"@\"Odd (\"\"x\"\")\"","filter":"active = false","by":null,"sort":null,"view":"list","shared":true,"default":false}
    $ winback filters delete 'odd ("x")' --format csv
    name,owner,use,filter,by,sort,view,shared,default
    "Odd (""x"")",Manager,"@""Odd (""""x"""")""",active = false,,,list,yes,no
    "#);
}
