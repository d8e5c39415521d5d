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
    ! This merges `Price` into `Too expensive` and archives it: 1 opportunity is lost because of it now, 0.00 EUR, 2 were ever.
    ! error: nobody can be asked, as the input is no terminal: add `--yes` to go on
    [exit 1]
    $ winback reasons merge Price 'Too expensive' --yes
    Merged `Price` into `Too expensive`.
    ! This merges `Price` into `Too expensive` and archives it: 1 opportunity is lost because of it now, 0.00 EUR, 2 were ever.
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

#[test]
fn a_reason_is_edited_and_shown_with_its_history() {
    let mut story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=100
        winback lose 1 --reason 'Too expensive'
    ",
    );
    story.at("2026-03-05T08:00:00Z");
    assert_snapshot!(story.tell("
        winback reasons edit 'too expensive' --name 'Price too high' --category Money
        winback reasons edit 'Price too high' --no-category --guidance 'When 10 % less would have won it'
        winback reasons edit 'Price too high'
        winback reasons edit 'Price too high' --position 0
        winback reasons show 'price too HIGH'
        winback reasons show 'price too high' --format csv
        winback show 1
    "), @"
    $ winback reasons edit 'too expensive' --name 'Price too high' --category Money
    Changed the lost reason `Price too high`.
    $ winback reasons edit 'Price too high' --no-category --guidance 'When 10 % less would have won it'
    Changed the lost reason `Price too high`.
    $ winback reasons edit 'Price too high'
    ! error: nothing to change is given: add an option, such as `--category`
    [exit 2]
    $ winback reasons edit 'Price too high' --position 0
    ! error: position: `0` is no place: count from 1
    [exit 2]
    $ winback reasons show 'price too HIGH'
    Price too high (lost reason 1)
      Outcome             competitive
      Guidance            When 10 % less would have won it
      Place in the list   1
      Lost now            1 record
      Ever lost           1 record

    History
      2026-03-05 08:00  Manager: changed
        Guidance: – → When 10 % less would have won it
        Category: Money → –
      2026-03-05 08:00  Manager: changed
        Description: Too expensive → Price too high
        Category: – → Money
      2026-03-02 10:00  Manager: added
    $ winback reasons show 'price too high' --format csv
    id,name,lost,ever_lost,outcome,category,archived,guidance
    1,Price too high,1,1,competitive,,no,When 10 % less would have won it
    $ winback show 1
    Pumps (opportunity 1, lost, revision 2)
    LOST — Price too high (2026-03-02 10:00, by Manager)

      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Expected revenue          100.00 EUR
      Probability               0 %
      Automated probability     0 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-02 10:00
      Assigned                  2026-03-02 10:00
      Closed                    2026-03-02 10:00
      Lost reason               Price too high

    Losses
      1. 2026-03-02 10:00, by Manager: Price too high
         at 50 %, in New, 100.00 EUR, Manager

    Activity
      2026-03-02 10:00  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Price too high
      2026-03-02 10:00  Manager: created
    ");
}

#[test]
fn a_former_name_is_met_with_the_name_of_now() {
    let mut story = Story::new();
    story.given("winback new Pumps");
    story.at("2026-03-05T08:00:00Z").given("winback reasons rename 'Too expensive' 'Price'");
    assert_snapshot!(story.tell("
        winback lose 1 --reason 'TOO expensive'
        winback reasons show 'Too expensive'
        winback list 'lost_reason = \"Too expensive\"'
        winback reasons add 'Too expensive'
        winback lose 1 --reason 'Too expensive'
    "), @r#"
    $ winback lose 1 --reason 'TOO expensive'
    ! error: there is no lost reason `Too expensive`: it is called `Price` since 2026-03-05
    [exit 1]
    $ winback reasons show 'Too expensive'
    ! error: there is no lost reason `Too expensive`: it is called `Price` since 2026-03-05
    [exit 1]
    $ winback list 'lost_reason = "Too expensive"'
    No opportunity matches.
    ! note: there is no lost reason `Too expensive`: it is called `Price` since 2026-03-05
    $ winback reasons add 'Too expensive'
    Added the lost reason `Too expensive`.
    $ winback lose 1 --reason 'Too expensive'
    Marked opportunity 1 lost.
    "#);
}

#[test]
fn a_merge_tells_what_it_takes_over_and_what_comes_with_it() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=1500
        winback lose 1 --reason 'Too expensive' --note x
        winback settings set require_note_for 'Too expensive'
        winback reasons archive 'Not enough stock'
    ",
    );
    assert_snapshot!(story.tell("
        winback reasons merge 'Too expensive' 'Not enough stock' --yes
        winback reasons merge 'Too expensive' Nonsense --yes
        winback reasons show 'Not enough stock' --format jsonl
        winback reasons show 'Too expensive'
    "), @r#"
    $ winback reasons merge 'Too expensive' 'Not enough stock' --yes
    Merged `Too expensive` into `Not enough stock`.
    ! This merges `Too expensive` into `Not enough stock` and archives it: 1 opportunity is lost because of it now, 1,500.00 EUR, 1 was ever.
    ! `Not enough stock` is archived, and stays so.
    ! A closing note is required with `Too expensive`, and will be with `Not enough stock` from then on.
    $ winback reasons merge 'Too expensive' Nonsense --yes
    ! error: there is no lost reason `Nonsense` (known: `Too expensive`, `We don't have people/skills`, `Not enough stock`)
    ! help: `winback reasons list` shows all; `winback lose --new-reason` creates one
    [exit 1]
    $ winback reasons show 'Not enough stock' --format jsonl
    {"id":3,"name":"Not enough stock","lost":1,"ever_lost":1,"outcome":"other","category":null,"archived":true,"guidance":null,"position":3,"note_required":true,"history":[{"at":"2026-03-02T10:00:00Z","by":{"id":1,"name":"Manager"},"did":"took_over","other":{"id":1,"name":"Too expensive"},"changes":[]},{"at":"2026-03-02T10:00:00Z","by":{"id":1,"name":"Manager"},"did":"changed","other":null,"changes":[{"part":"archived","old":false,"new":true}]},{"at":"2026-03-02T10:00:00Z","by":{"id":1,"name":"Manager"},"did":"added","other":null,"changes":[]}]}
    $ winback reasons show 'Too expensive'
    Too expensive (lost reason 1, archived)
      Outcome             competitive
      Place in the list   1
      Closing note        required
      Lost now            0 records
      Ever lost           0 records

    History
      2026-03-02 10:00  Manager: merged into `Not enough stock`
        Archived: no → yes
      2026-03-02 10:00  Manager: added
    "#);
}

#[test]
fn an_export_from_before_a_rename_comes_back_to_the_renamed_reason() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps external_id=P1
        winback lose 1 --reason 'Too expensive'
        winback export --output old.jsonl
        winback reasons rename 'Too expensive' Price
        winback edit 1 external_id=P2
        winback import --map winback old.jsonl
    ",
    );
    assert_snapshot!(story.tell("
        winback reasons list
        winback report losses
    "), @"
    $ winback reasons list
    Id  Description                  Lost  Ever lost  Outcome      Category  Archived  Guidance
    ───────────────────────────────────────────────────────────────────────────────────────────
     1  Price                           2          2  competitive            no
     2  We don't have people/skills     0          0  competitive            no
     3  Not enough stock                0          0  other                  no
    $ winback report losses
    Lost reason  Losses  Share  Expected revenue  Still lost  Won back
    ──────────────────────────────────────────────────────────────────
    Price             2  100 %          0.00 EUR           2         0
    Total             2  100 %          0.00 EUR           2         0
    ");
}
