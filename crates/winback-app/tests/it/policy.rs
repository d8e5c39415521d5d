//! The policy on losses binds every door. Rule: behaviour 2.6.

use winback_app::{Action, AmendRequest, AppError, LossRequest, NoteInput, ReasonChoice};

use crate::desk::{Office, all, assignments, lose, lose_because, new, office, one, states};

async fn with_setting(key: &str, value: &str) -> Office {
    let office = office().await;
    office.manager().await.set_setting(key, value).await.unwrap();
    office
}

fn noted(reason: Option<&str>) -> Action {
    Action::Lose(LossRequest {
        reason: reason.map(|reason| ReasonChoice::Existing(reason.into())),
        note: Some(NoteInput::Text("we were late".into())),
        competitor: None,
    })
}

#[tokio::test]
async fn a_required_reason_is_asked_for_by_every_way_of_losing() {
    let office = with_setting("require_reason", "on").await;
    let desk = office.manager().await;
    let open = new(&desk, "Open", &[]).await;
    let zero = new(&desk, "At zero", &["probability=0"]).await;
    let archived = new(&desk, "Archived", &[]).await;
    desk.perform(&one(archived), &Action::Archive).await.unwrap();
    let sentence = "a lost reason is required here: choose one";
    for refused in [
        desk.perform(&one(open), &lose()).await.unwrap_err(),
        desk.perform(&one(zero), &Action::Archive).await.unwrap_err(),
        desk.edit(archived, None, &assignments(&["probability=0"])).await.unwrap_err(),
        desk.perform(&all("state in (open, archived)"), &noted(None)).await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains(sentence), "{refused}");
    }
    assert_eq!(states(&desk).await, ["open", "open", "archived"]);
    desk.perform(&one(open), &lose_because("Too expensive")).await.unwrap();
    assert_eq!(states(&desk).await, ["lost", "open", "archived"]);
}

#[tokio::test]
async fn a_lost_record_that_has_its_reason_may_get_a_note_alone() {
    let office = with_setting("require_reason", "on").await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap();
    desk.perform(&one(id), &noted(None)).await.unwrap();
    let emptied = Action::Amend(AmendRequest { reason: Some(None), ..AmendRequest::default() });
    let refused = desk.perform(&one(id), &emptied).await.unwrap_err();
    assert!(matches!(refused, AppError::Policy { .. }), "{refused}");
    let shown = desk.show(id, 1).await.unwrap();
    assert!(shown.opportunity.loss().unwrap().details.reason.is_some());
}

#[tokio::test]
async fn undoing_brings_a_loss_of_before_the_policy_back_as_it_was() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &lose()).await.unwrap();
    let before = desk.show(id, 1).await.unwrap().losses;
    desk.set_setting("require_reason", "on").await.unwrap();
    desk.set_setting("require_note", "on").await.unwrap();
    let desk = office.manager().await;
    let restored = desk.perform(&one(id), &Action::Restore).await.unwrap().operation.unwrap();
    assert_eq!(states(&desk).await, ["open"]);
    assert_eq!(desk.undo(restored.id, Some(1)).await.unwrap().left_total, 0);
    assert_eq!(states(&desk).await, ["lost"]);
    assert_eq!(desk.show(id, 1).await.unwrap().losses, before);
    // A new loss has to have what they ask for.
    desk.perform(&one(id), &Action::Restore).await.unwrap();
    desk.perform(&one(id), &lose()).await.unwrap_err();
    desk.perform(&one(id), &noted(Some("Too expensive"))).await.unwrap();
}

#[tokio::test]
async fn a_required_note_cannot_be_left_out_or_taken_away() {
    let office = with_setting("require_note", "on").await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let refused = desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap_err();
    assert_eq!(refused.to_string(), "a closing note is required here: write what happened");
    let empty = Action::Lose(LossRequest {
        note: Some(NoteInput::Html("<p><br></p>".into())),
        ..LossRequest::default()
    });
    desk.perform(&one(id), &empty).await.unwrap_err();
    desk.perform(&one(id), &noted(None)).await.unwrap();
    let emptied = Action::Amend(AmendRequest { note: Some(None), ..AmendRequest::default() });
    desk.perform(&one(id), &emptied).await.unwrap_err();
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap();
}

#[tokio::test]
async fn a_preview_tells_what_the_policy_asks_for_and_of_how_many() {
    let office = with_setting("require_note", "on").await;
    let desk = office.manager().await;
    new(&desk, "Pumps", &[]).await;
    new(&desk, "Valves", &[]).await;
    let preview = desk.preview(&all("state = open"), &lose()).await.unwrap();
    let sentence = "a closing note is required here: write what happened (2 records lack it)";
    assert!(preview.is_refused());
    assert_eq!(preview.policy.as_ref().map(ToString::to_string).as_deref(), Some(sentence));
    assert!(desk.preview(&all("state = open"), &noted(None)).await.unwrap().policy.is_none());
}

#[tokio::test]
async fn the_policy_of_this_moment_counts_and_not_that_of_the_preview() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    office.manager().await.set_setting("require_reason", "on").await.unwrap();
    let refused = desk.perform(&one(id), &lose()).await.unwrap_err();
    assert!(matches!(refused, AppError::Policy { .. }), "{refused}");
    assert_eq!(states(&desk).await, ["open"]);
}

#[tokio::test]
async fn certain_reasons_ask_for_a_note() {
    let office = with_setting("require_note_for", "too expensive").await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap_err();
    desk.perform(&one(id), &lose_because("Not enough stock")).await.unwrap();
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap_err();
    desk.perform(&one(id), &noted(Some("Too expensive"))).await.unwrap();
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap();
    let emptied = Action::Amend(AmendRequest { note: Some(None), ..AmendRequest::default() });
    let refused = desk.perform(&one(id), &emptied).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a closing note is required with the lost reason `Too expensive`: write what happened"
    );
}
