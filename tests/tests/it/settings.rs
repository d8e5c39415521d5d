//! Settings.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn settings_are_shown_and_changed() {
    let story = Story::new();
    assert_snapshot!(story.tell("
        winback settings get
        winback settings set time_zone Europe/Brussels
        winback settings get time_zone
        winback settings set require_note_for 'Too expensive, Not enough stock'
        winback settings set require_note_for ''
        winback settings set currency jpy
    "), @"
    $ winback settings get
    Setting           Value  What it does
    ────────────────────────────────────────────────────────────────────────────────────────────────────
    leads             off    whether leads are shown and can be created: on or off
    currency          EUR    the currency of all amounts, as an ISO 4217 code
    time_zone         UTC    the time zone in which days begin, as an IANA name
    locale            en-GB  the language and country that say with which day weeks begin, such as en-US
    require_reason    off    whether every loss needs a lost reason: on or off
    require_note      off    whether every loss needs a closing note: on or off
    require_note_for         lost reasons that need a closing note, separated by commas
    $ winback settings set time_zone Europe/Brussels
    time_zone is Europe/Brussels now.
    $ winback settings get time_zone
    Europe/Brussels
    $ winback settings set require_note_for 'Too expensive, Not enough stock'
    require_note_for is Too expensive, Not enough stock now.
    $ winback settings set require_note_for ''
    require_note_for is empty now.
    $ winback settings set currency jpy
    currency is JPY now.
    ");
}

#[test]
fn what_a_setting_cannot_be_is_refused() {
    let story = Story::new();
    story.given("winback new Pumps expected_revenue=10");
    assert_snapshot!(story.tell("
        winback settings set leads maybe
        winback settings set time_zone Mars/Base
        winback settings set currency JPY
        winback settings set currency coin
        winback settings get curency
    "), @"
    $ winback settings set leads maybe
    ! error: leads: `maybe` is neither `on` nor `off`
    [exit 2]
    $ winback settings set time_zone Mars/Base
    ! error: time_zone: `Mars/Base` is not an IANA time zone: give one such as Europe/Brussels
    [exit 2]
    $ winback settings set currency JPY
    ! error: the currency cannot change to JPY: it has 0 digits after the point, EUR has 2, and there are amounts already
    [exit 1]
    $ winback settings set currency coin
    ! error: currency: `COIN` is not an ISO 4217 code: give one such as EUR or CNY
    [exit 2]
    $ winback settings get curency
    ! error: there is no setting `curency`; did you mean `currency`? (known: `leads`, `currency`, `time_zone`, `locale`, `require_reason`, `require_note`, `require_note_for`)
    [exit 1]
    ");
}

#[test]
fn dates_are_shown_in_the_zone_of_the_deployment() {
    let mut story = Story::new();
    story.given("winback settings set time_zone Asia/Tokyo");
    story.at("2026-03-02T15:30:00Z").given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback list 'created_at = 2026-03-03' --columns id,created_at
        winback list --columns id,created_at --format jsonl
    "), @r#"
    $ winback list 'created_at = 2026-03-03' --columns id,created_at
    Id  Created
    ────────────────────
     1  2026-03-03 00:30
    1 opportunity, expected revenue 0.00 EUR
    $ winback list --columns id,created_at --format jsonl
    {"id":1,"created_at":"2026-03-02T15:30:00Z"}
    "#);
}
