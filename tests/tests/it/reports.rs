//! The report on losses. Rule: behaviour 9.2, 9.3.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn losses_are_reported_by_reason_over_a_period() {
    let mut story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=1000 city=Ghent
        winback new Valves expected_revenue=500
        winback new Scanners
        winback report losses
        winback lose 1 2 --reason 'Too expensive' --yes
    ",
    );
    story.at("2026-03-20T10:00:00Z").given(
        "
        winback restore 2
        winback lose 3
    ",
    );
    assert_snapshot!(story.tell("
        winback report losses
        winback report losses --until 2026-03-19
        winback report losses 'city = Ghent'
        winback report losses --since 2026-04-01
        winback report losses --since 2026-04-01 --until 2026-03-01
        winback report losses --format csv
        winback report losses --format json
    "), @r#"
    $ winback report losses
    Lost reason    Losses    Share  Expected revenue  Still lost  Won back
    ──────────────────────────────────────────────────────────────────────
    Too expensive       2  66.67 %      1,500.00 EUR           1         1
    (no reason)         1  33.33 %          0.00 EUR           1         0
    Total               3    100 %      1,500.00 EUR           2         1
    $ winback report losses --until 2026-03-19
    Lost reason    Losses  Share  Expected revenue  Still lost  Won back
    ────────────────────────────────────────────────────────────────────
    Too expensive       2  100 %      1,500.00 EUR           1         1
    Total               2  100 %      1,500.00 EUR           1         1
    $ winback report losses 'city = Ghent'
    Lost reason    Losses  Share  Expected revenue  Still lost  Won back
    ────────────────────────────────────────────────────────────────────
    Too expensive       1  100 %      1,000.00 EUR           1         0
    Total               1  100 %      1,000.00 EUR           1         0
    $ winback report losses --since 2026-04-01
    No losses.
    $ winback report losses --since 2026-04-01 --until 2026-03-01
    ! error: the period ends on 2026-03-01, before it begins on 2026-04-01: turn the days round
    [exit 2]
    $ winback report losses --format csv
    lost_reason,losses,share,expected_revenue,still_lost,won_back
    Too expensive,2,66.67,1500.00,1,1
    ,1,33.33,0.00,1,0
    $ winback report losses --format json
    {"losses":[
      {"lost_reason":{"id":1,"name":"Too expensive"},"losses":2,"share":66.67,"expected_revenue":{"minor":150000,"currency":"EUR","amount":"1500.00"},"still_lost":1,"won_back":1},
      {"lost_reason":null,"losses":1,"share":33.33,"expected_revenue":{"minor":0,"currency":"EUR","amount":"0.00"},"still_lost":1,"won_back":0}
    ]}
    "#);
}
