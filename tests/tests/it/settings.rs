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
    Setting            Value  What it does
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    leads              off    whether leads are shown and can be created: on or off
    currency           EUR    the currency of all amounts, as an ISO 4217 code
    time_zone          UTC    the time zone in which days begin, as an IANA name
    locale             en-GB  the language and country that say with which day weeks begin, such as en-US
    require_reason     off    whether every loss needs a lost reason: on or off
    require_note       off    whether every loss needs a closing note: on or off
    require_note_for          lost reasons that need a closing note, separated by commas
    scoring_variables  all    what probabilities are estimated from beside the stage: all, or some, separated by commas
    scoring_since             the day of creation from which records are learned from; none for all
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
    ! error: there is no setting `curency`; did you mean `currency`? (known: `leads`, `currency`, `time_zone`, `locale`, `require_reason`, `require_note`, `require_note_for`, `scoring_variables`, `scoring_since`)
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

/// Rule: behaviour 6.4.
#[test]
fn what_probabilities_are_estimated_from_can_be_chosen() {
    assert_snapshot!(Story::new().tell("
        winback settings set scoring_variables 'country, Tags'
        winback settings set scoring_variables country,colour
        winback settings set scoring_variables all
        winback settings set scoring_since 2025-06-01
        winback settings set scoring_since soon
        winback settings set scoring_since none
    "), @"
    $ winback settings set scoring_variables 'country, Tags'
    scoring_variables is country, tags now.
    $ winback settings set scoring_variables country,colour
    ! error: there is no variable `colour`; did you mean `country`? (known: `country`, `region`, `email_quality`, `phone_quality`, `source`, `language`, `tags`)
    [exit 1]
    $ winback settings set scoring_variables all
    scoring_variables is all now.
    $ winback settings set scoring_since 2025-06-01
    scoring_since is 2025-06-01 now.
    $ winback settings set scoring_since soon
    ! error: scoring_since: `soon` is no day: write one such as 2025-01-31, or none
    [exit 2]
    $ winback settings set scoring_since none
    scoring_since is empty now.
    ");
}
