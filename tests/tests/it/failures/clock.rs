//! A clock that jumps back.

use insta::assert_snapshot;

use super::assert_sound;
use crate::story::Story;

#[test]
fn a_clock_that_jumps_back_breaks_nothing() {
    let mut story = Story::new();
    story.given("winback new Pumps expected_revenue=100");
    for (now, line) in [
        ("2026-03-01T10:00:00Z", "winback lose 1 --reason 'Too expensive'"),
        ("2026-02-01T10:00:00Z", "winback restore 1"),
        ("2020-01-01T00:00:00Z", "winback lose 1 --reason 'Not enough stock'"),
        ("2026-03-05T10:00:00Z", "winback amend 1 --competitor Acme"),
        ("1970-01-01T00:00:00Z", "winback win 1"),
    ] {
        story.at(now).given(line);
        assert_sound(&story);
    }
    assert_snapshot!(story.at("2026-03-10T10:00:00Z").tell("
        winback show 1
        winback report losses
        winback list 'losses is set' --columns id,state,closed_at
    "), @"
    $ winback show 1
    Pumps (opportunity 1, won, revision 6)
      Stage                     Won
      Salesperson               Manager
      Priority                  ☆☆☆
      Expected revenue          100.00 EUR
      Probability               100 %
      Automated probability     100 %
      Created                   2026-03-02 10:00
      Updated                   1970-01-01 00:00
      Assigned                  2026-03-02 10:00
      Closed                    1970-01-01 00:00
      Last stage change         1970-01-01 00:00

    Losses
      1. 2026-03-01 10:00, by Manager: Too expensive
         at 50 %, in New, 100.00 EUR, Manager
         restored 2026-02-01 10:00, by Manager
      2. 2020-01-01 00:00, by Manager: Not enough stock, to Acme
         at 50 %, in New, 100.00 EUR, Manager
         amended 2026-03-05 10:00, by Manager; before: Not enough stock
         won 1970-01-01 00:00, by Manager

    Activity
      1970-01-01 00:00  Manager: marked won
        State: lost → won
        Probability: 0 % → 100 %
        Lost reason: Not enough stock → –
        Competitor: Acme → –
        Stage: New → Won
      2026-03-05 10:00  Manager: loss amended
        Competitor: – → Acme
      2020-01-01 00:00  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Not enough stock
      2026-02-01 10:00  Manager: restored
        State: lost → open
        Probability: 0 % → 50 %
        Lost reason: Too expensive → –
      2026-03-01 10:00  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Too expensive
      2026-03-02 10:00  Manager: created
    $ winback report losses
    Lost reason       Losses  Share  Expected revenue  Still lost  Won back
    ───────────────────────────────────────────────────────────────────────
    Too expensive          1   50 %        100.00 EUR           0         1
    Not enough stock       1   50 %        100.00 EUR           0         1
    Total                  2  100 %        200.00 EUR           0         2
    $ winback list 'losses is set' --columns id,state,closed_at
    Id  State  Closed
    ───────────────────────────
     1  won    1970-01-01 00:00
    1 opportunity, expected revenue 100.00 EUR
    ");
}
