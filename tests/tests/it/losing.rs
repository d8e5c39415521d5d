//! Losing, amending, restoring, and what stays of it.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_lost_record_keeps_why_and_leaves_the_list() {
    let story = Story::new();
    story.given("winback new 'Pumps for Ghent' customer=Nordwind expected_revenue=1500.50");
    assert_snapshot!(story.tell(r#"
        winback lose 1 --reason 'too EXPENSIVE' --note 'They took a cheaper offer.' --competitor Acme
        winback list
        winback list 'state = lost' --columns id,name,state,lost_reason,competitor,closed_at
    "#), @"
    $ winback lose 1 --reason 'too EXPENSIVE' --note 'They took a cheaper offer.' --competitor Acme
    Marked opportunity 1 lost.
    $ winback list
    No opportunity matches; lost and archived ones are left out unless the filter speaks of `state`.
    $ winback list 'state = lost' --columns id,name,state,lost_reason,competitor,closed_at
    Id  Opportunity      State  Lost reason    Competitor  Closed
    ───────────────────────────────────────────────────────────────────────
     1  Pumps for Ghent  lost   Too expensive  Acme        2026-03-02 10:00
    1 opportunity, expected revenue 1,500.50 EUR
    ");
}

#[test]
fn show_tells_the_loss_and_all_that_happened() {
    let mut story = Story::new();
    story.given("winback new 'Pumps for Ghent' customer=Nordwind expected_revenue=1500.50 email=ann@nordwind.example");
    story.at("2026-03-03T09:30:00Z");
    story.given("winback lose 1 --reason 'Too expensive' --note-html '<p>They took <b>Acme</b>.</p><script>x</script>'");
    story.at("2026-03-04T09:30:00Z");
    story.given("winback amend 1 --reason 'Not enough stock' --competitor Acme");
    story.given("winback new 'Pumps again' email='Ann <ANN@nordwind.example>'");
    assert_snapshot!(story.tell("winback show 1"), @"
    $ winback show 1
    Pumps for Ghent (opportunity 1, lost, revision 3)
    LOST — Not enough stock, to Acme (2026-03-03 09:30, by Manager)
      │ They took **Acme**.

      Customer                  Nordwind
      E-mail                    ann@nordwind.example
      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Expected revenue          1,500.50 EUR
      Probability               0 %
      Automated probability     0 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-04 09:30
      Assigned                  2026-03-02 10:00
      Closed                    2026-03-03 09:30
      Lost reason               Not enough stock

    Losses
      1. 2026-03-03 09:30, by Manager: Not enough stock, to Acme
         at 50 %, in New, 1,500.50 EUR, Manager
         amended 2026-03-04 09:30, by Manager; before: Too expensive

    Activity
      2026-03-04 09:30  Manager: loss amended
        Lost reason: Too expensive → Not enough stock
        Competitor: – → Acme
      2026-03-03 09:30  Manager: marked lost
        State: open → lost
        Probability: 50 % → 0 %
        Lost reason: – → Too expensive
        │ They took **Acme**.
      2026-03-02 10:00  Manager: created

    Similar
      opportunity 2 `Pumps again` (open) has the same e-mail address ann@nordwind.example
    ");
}

#[test]
fn a_restored_record_keeps_its_loss_in_the_history() {
    let mut story = Story::new();
    story.given("winback new Pumps probability=35");
    story.given("winback lose 1 --reason 'Too expensive'");
    story.at("2026-03-05T08:00:00Z");
    assert_snapshot!(story.tell("
        winback restore 1
        winback list 'state = lost'
        winback list 'losses.reason = \"Too expensive\"' --columns id,state,probability,lost_reason
        winback show 1
    "), @r#"
    $ winback restore 1
    Restored opportunity 1.
    $ winback list 'state = lost'
    No opportunity matches.
    $ winback list 'losses.reason = "Too expensive"' --columns id,state,probability,lost_reason
    Id  State  Probability  Lost reason
    ───────────────────────────────────
     1  open          35 %
    1 opportunity, expected revenue 0.00 EUR
    $ winback show 1
    Pumps (opportunity 1, open, revision 3)
      Stage                     New
      Salesperson               Manager
      Priority                  ☆☆☆
      Probability               35 %
      Automated probability     50 %
      Probability set by hand   35 %
      Created                   2026-03-02 10:00
      Updated                   2026-03-05 08:00
      Assigned                  2026-03-02 10:00

    Losses
      1. 2026-03-02 10:00, by Manager: Too expensive
         at 35 %, in New, Manager
         restored 2026-03-05 08:00, by Manager

    Activity
      2026-03-05 08:00  Manager: restored
        State: lost → open
        Probability: 0 % → 35 %
        Lost reason: Too expensive → –
      2026-03-02 10:00  Manager: marked lost
        State: open → lost
        Probability: 35 % → 0 %
        Lost reason: – → Too expensive
      2026-03-02 10:00  Manager: created
    "#);
}

#[test]
fn losing_again_amends_the_loss_and_adds_to_its_note() {
    let story = Story::new();
    story.given(
        "
        winback new Pumps
        winback lose 1 --reason 'Too expensive' --note 'First.'
    ",
    );
    assert_snapshot!(story.tell("
        winback lose 1 --note 'Second.'
        winback list 'state = lost' --columns id,lost_reason,closing_note
        winback amend 1 --no-reason --note 'Third.'
        winback list 'state = lost' --columns id,lost_reason,closing_note
        winback amend 1
    "), @"
    $ winback lose 1 --note 'Second.'
    Amended the loss of opportunity 1.
    $ winback list 'state = lost' --columns id,lost_reason,closing_note
    Id  Lost reason    Closing note
    ──────────────────────────────────
     1  Too expensive  First.  Second.
    1 opportunity, expected revenue 0.00 EUR
    $ winback amend 1 --no-reason --note 'Third.'
    Amended the loss of opportunity 1.
    $ winback list 'state = lost' --columns id,lost_reason,closing_note
    Id  Lost reason  Closing note
    ─────────────────────────────
     1               Third.
    1 opportunity, expected revenue 0.00 EUR
    $ winback amend 1
    ! error: the following required arguments were not provided:
    !   <--reason <NAME>|--new-reason <NAME>|--note <TEXT>|--note-html <HTML>|--competitor <NAME>|--no-reason|--no-note|--no-competitor>
    ! 
    ! Usage: winback amend <--reason <NAME>|--new-reason <NAME>|--note <TEXT>|--note-html <HTML>|--competitor <NAME>|--no-reason|--no-note|--no-competitor> <ID>...
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn a_new_reason_is_created_while_losing() {
    let story = Story::new();
    story.given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback lose 1 --new-reason 'Budget cut'
        winback list 'state = lost' --columns id,lost_reason
        winback reasons list
    "), @"
    $ winback lose 1 --new-reason 'Budget cut'
    Marked opportunity 1 lost.
    $ winback list 'state = lost' --columns id,lost_reason
    Id  Lost reason
    ───────────────
     1  Budget cut
    1 opportunity, expected revenue 0.00 EUR
    $ winback reasons list
    Id  Description                  Lost  Ever lost  Outcome      Category  Archived  Guidance
    ───────────────────────────────────────────────────────────────────────────────────────────
     1  Too expensive                   0          0  competitive            no
     2  We don't have people/skills     0          0  competitive            no
     3  Not enough stock                0          0  other                  no
     4  Budget cut                      1          1  other                  no
    ");
}
