//! Probabilities, as they are learned and explained on the command line.

use insta::assert_snapshot;

use crate::story::Story;

/// Rule: behaviour 6.1-6.4.
#[test]
fn a_probability_is_learned_and_explained() {
    let story = Story::new();
    story.given("winback new Before --stage Qualified");
    story.given("winback new 'Won one' --stage Qualified country=Belgium");
    story.given("winback new 'Won two' --stage Qualified country=Germany");
    story.given("winback new 'Lost one' --stage Qualified country=Belgium");
    story.given("winback new 'Lost two' --stage New country=Belgium");
    assert_snapshot!(story.tell("
        winback scoring show
        winback scoring explain 1
        winback win 2
        winback win 3
        winback lose 4
        winback lose 5
        winback scoring show
        winback new 'Next one' --stage Qualified country=Germany source=Fair
        winback scoring explain 6
        winback edit 6 country=Belgium
        winback scoring explain 6 --format json
        winback scoring rebuild
        winback edit 1 probability=80
        winback scoring explain 1
        winback edit 1 probability=
        winback scoring explain 2
        winback scoring explain 99
    "), @r#"
    $ winback scoring show
    Nothing was won or lost yet.
    $ winback scoring explain 1
    1 Before
    Probability 50 %, estimated.
    There is nothing to learn from yet: it takes won records and lost ones.
    $ winback win 2
    Marked opportunity 2 won.
    $ winback win 3
    Marked opportunity 3 won.
    $ winback lose 4
    Marked opportunity 4 lost.
    $ winback lose 5
    Marked opportunity 5 lost.
    $ winback scoring show
    Sales team  Variable       Value        Won  Lost
    ─────────────────────────────────────────────────
                stage          New            2     2
                stage          Qualified      2     1
                stage          Proposition    2     0
                stage          Won            2     0
                country        Belgium        1     2
                country        Germany        1     0
                email_quality  none           2     2
                phone_quality  none           2     2
    $ winback new 'Next one' --stage Qualified country=Germany source=Fair
    Created opportunity 6 `Next one`.
    $ winback scoring explain 6
    6 Next one
    Probability 95.45 %, estimated.
    Learned from 2 won and 2 lost records of all teams: that alone is 50 %.

    Variable       Value      Won  Lost  Odds     Probability  Which says
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    stage          Qualified    2     1  × 1.91       65.63 %  better: 100 % of won, 52 % of lost ones came this far
    country        Germany      1     0  × 11.00      95.45 %  better: 50 % of won, 5 % of lost ones
    email_quality  none         2     2  × 1.00       95.45 %  no matter: 100 % of won, 100 % of lost ones
    phone_quality  none         2     2  × 1.00       95.45 %  no matter: 100 % of won, 100 % of lost ones
    Left out: source Fair (no closed record has it).
    Not set, so left out: region, language, tags.
    Estimate now: 95.45 %.
    $ winback edit 6 country=Belgium
    Changed opportunity 6 `Next one`.
    $ winback scoring explain 6 --format json
    {
      "id": 6,
      "probability": 50.0,
      "automated_probability": 50.0,
      "hand_probability": null,
      "estimate": 50.0,
      "explanation": {
        "basis": "all_teams",
        "won": 2,
        "lost": 2,
        "prior": 50.0,
        "contributions": [
          {
            "variable": "stage",
            "value": "Qualified",
            "won": 2,
            "lost": 1,
            "won_rate": 1.0,
            "lost_rate": 0.5238095238095238,
            "odds": 1.909090909090909,
            "probability": 65.63
          },
          {
            "variable": "country",
            "value": "Belgium",
            "won": 1,
            "lost": 2,
            "won_rate": 0.5,
            "lost_rate": 0.9545454545454546,
            "odds": 0.5238095238095238,
            "probability": 50.0
          },
          {
            "variable": "email_quality",
            "value": "none",
            "won": 2,
            "lost": 2,
            "won_rate": 1.0,
            "lost_rate": 1.0,
            "odds": 1.0,
            "probability": 50.0
          },
          {
            "variable": "phone_quality",
            "value": "none",
            "won": 2,
            "lost": 2,
            "won_rate": 1.0,
            "lost_rate": 1.0,
            "odds": 1.0,
            "probability": 50.0
          }
        ],
        "left_out": [
          {
            "variable": "source",
            "value": "Fair",
            "why": "not_observed"
          }
        ],
        "unset": [
          "region",
          "language",
          "tags"
        ]
      }
    }
    $ winback scoring rebuild
    Estimated 2 open records: 1 probability changed.
    $ winback edit 1 probability=80
    Changed opportunity 1 `Before`.
    $ winback scoring explain 1
    1 Before
    Probability 80 %, set by hand; the estimate is 65.63 %.
    Learned from 2 won and 2 lost records of all teams: that alone is 50 %.

    Variable       Value      Won  Lost  Odds    Probability  Which says
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
    stage          Qualified    2     1  × 1.91      65.63 %  better: 100 % of won, 52 % of lost ones came this far
    email_quality  none         2     2  × 1.00      65.63 %  no matter: 100 % of won, 100 % of lost ones
    phone_quality  none         2     2  × 1.00      65.63 %  no matter: 100 % of won, 100 % of lost ones
    Not set, so left out: country, region, source, language, tags.
    Estimate now: 65.63 %.
    $ winback edit 1 probability=
    Changed opportunity 1 `Before`.
    $ winback scoring explain 2
    2 Won one
    Probability 100 %, as it is won.
    It stands in a won stage: the estimate is 100 %.
    $ winback scoring explain 99
    ! error: there is no opportunity 99
    [exit 1]
    "#);
}

/// Rule: behaviour 7.2.
#[test]
fn a_salesperson_sees_why_and_leaves_the_rest_to_managers() {
    let story = Story::new();
    story.given("winback people add Zoé --login zoe --role salesperson");
    story.given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback --as zoe scoring rebuild
        winback --as zoe scoring show
        winback --as zoe scoring explain 1
    "), @"
    $ winback --as zoe scoring rebuild
    ! error: Zoé is a salesperson and may not rebuild the scoring: ask a manager
    [exit 1]
    $ winback --as zoe scoring show
    ! error: Zoé is a salesperson and may not see what was won and lost by everybody: ask a manager
    [exit 1]
    $ winback --as zoe scoring explain 1
    ! error: there is no opportunity 1
    [exit 1]
    ");
}
