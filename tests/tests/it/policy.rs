//! What a deployment asks of every loss. Rule: behaviour 2.6.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_required_reason_is_required_at_every_door() {
    let story = Story::new();
    story.given(
        "
        winback settings set require_reason on
        winback new Pumps probability=0
        winback new Valves
        winback archive 2
    ",
    );
    assert_snapshot!(story.tell("
        winback lose 1
        winback archive 1
        winback edit 2 probability=0
        winback lose 1 --reason 'Too expensive'
        winback amend 1 --no-reason
    "), @"
    $ winback lose 1
    ! error: a lost reason is required here: choose one
    [exit 1]
    $ winback archive 1
    ! error: archiving an open record at 0 % is marking it lost, and a lost reason is required here: choose one; mark it lost instead
    [exit 1]
    $ winback edit 2 probability=0
    ! error: a lost reason is required here: choose one
    [exit 1]
    $ winback lose 1 --reason 'Too expensive'
    Marked opportunity 1 lost.
    $ winback amend 1 --no-reason
    ! error: a lost reason is required here: choose one
    [exit 1]
    ");
}

#[test]
fn a_note_can_be_required_for_certain_reasons() {
    let story = Story::new();
    story.given(
        "
        winback settings set require_note_for 'Too expensive'
        winback new Pumps
    ",
    );
    assert_snapshot!(story.tell("
        winback lose 1 --reason 'Too expensive' --note-html '<p><br></p>'
        winback lose 1 --reason 'Not enough stock'
        winback lose 1 --reason 'Too expensive' --note 'They said so.'
    "), @"
    $ winback lose 1 --reason 'Too expensive' --note-html '<p><br></p>'
    ! error: a closing note is required with the lost reason `Too expensive`: write what happened
    [exit 1]
    $ winback lose 1 --reason 'Not enough stock'
    Marked opportunity 1 lost.
    $ winback lose 1 --reason 'Too expensive' --note 'They said so.'
    Amended the loss of opportunity 1.
    ");
}
