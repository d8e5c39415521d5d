//! Keeping lost reasons.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_renamed_reason_is_renamed_everywhere() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback lose 1 --reason 'Too expensive'
    ",
    );
    assert_snapshot!(story.tell("
        winback reasons rename 'too expensive' 'Price too high'
        winback list 'state = lost' --columns id,lost_reason
        winback reasons rename 'Price too high' 'not enough STOCK'
    "), @"
    $ winback reasons rename 'too expensive' 'Price too high'
    The lost reason `too expensive` is `Price too high` now.
    $ winback list 'state = lost' --columns id,lost_reason
    Id  Lost reason
    ──────────────────
     1  Price too high
    1 opportunity, expected revenue 0.00 EUR
    $ winback reasons rename 'Price too high' 'not enough STOCK'
    ! error: there is a lost reason `not enough STOCK` already: choose another
    [exit 1]
    ");
}

#[test]
fn an_archived_reason_is_not_offered_and_stays_where_it_is() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback lose 1 --reason 'Too expensive'
    ",
    );
    assert_snapshot!(story.tell("
        winback reasons archive 'Too expensive'
        winback list 'state = lost' --columns id,lost_reason
        winback reasons list
        winback reasons archive 'Too expensive' --undo
    "), @"
    $ winback reasons archive 'Too expensive'
    The lost reason `Too expensive` is archived.
    $ winback list 'state = lost' --columns id,lost_reason
    Id  Lost reason
    ─────────────────
     1  Too expensive
    1 opportunity, expected revenue 0.00 EUR
    $ winback reasons list
    Id  Description                  Lost  Ever lost  Outcome      Category  Archived  Guidance
    ───────────────────────────────────────────────────────────────────────────────────────────
     1  Too expensive                   1          1  competitive            yes
     2  We don't have people/skills     0          0  competitive            no
     3  Not enough stock                0          0  other                  no
    $ winback reasons archive 'Too expensive' --undo
    The lost reason `Too expensive` is offered again.
    ");
}

#[test]
fn a_merged_reason_takes_its_losses_along() {
    let story = Story::new();
    story.given("
        winback reasons add Price --category Money --outcome competitive --guidance 'When the price decided'
        winback new Pumps
        winback new Valves
        winback lose 1 2 --reason Price --yes
        winback restore 2
    ");
    assert_snapshot!(story.tell("
        winback reasons merge Price 'Too expensive'
        winback reasons merge Price 'Too expensive' --yes
        winback reasons list
        winback list 'losses.reason = \"Too expensive\"' --sort id --columns id,state
        winback reasons merge Price price --yes
    "), @r#"
    $ winback reasons merge Price 'Too expensive'
    ! This merges `Price` into `Too expensive` and archives it: 1 opportunity is lost because of it now, 2 were ever.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback reasons merge Price 'Too expensive' --yes
    Merged `Price` into `Too expensive`.
    ! This merges `Price` into `Too expensive` and archives it: 1 opportunity is lost because of it now, 2 were ever.
    $ winback reasons list
    Id  Description                  Lost  Ever lost  Outcome      Category  Archived  Guidance
    ─────────────────────────────────────────────────────────────────────────────────────────────────────────
     1  Too expensive                   1          2  competitive            no
     2  We don't have people/skills     0          0  competitive            no
     3  Not enough stock                0          0  other                  no
     4  Price                           0          0  competitive  Money     yes       When the price decided
    $ winback list 'losses.reason = "Too expensive"' --sort id --columns id,state
    Id  State
    ─────────
     1  lost
     2  open
    2 opportunities, expected revenue 0.00 EUR
    $ winback reasons merge Price price --yes
    ! error: `Price` cannot be merged into itself: name another reason
    [exit 1]
    "#);
}

#[test]
fn reasons_are_documents_for_programs() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback reasons list --format json
        winback reasons add 'Budget cut' --format json
    "), @r#"
    $ winback reasons list --format json
    {"reasons":[
      {"id":1,"name":"Too expensive","lost":0,"ever_lost":0,"outcome":"competitive","category":null,"archived":false,"guidance":null},
      {"id":2,"name":"We don't have people/skills","lost":0,"ever_lost":0,"outcome":"competitive","category":null,"archived":false,"guidance":null},
      {"id":3,"name":"Not enough stock","lost":0,"ever_lost":0,"outcome":"other","category":null,"archived":false,"guidance":null}
    ]}
    $ winback reasons add 'Budget cut' --format json
    {
      "id": 4,
      "name": "Budget cut",
      "outcome": "other",
      "category": null,
      "archived": false,
      "guidance": null
    }
    "#);
}
