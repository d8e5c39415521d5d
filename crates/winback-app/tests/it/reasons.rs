//! Lost reasons as managers keep them.

use winback_app::{Action, AppError, ReasonRequest};
use winback_domain::{NewLostReason, ReasonEdit};

use crate::desk::{lose_because, new, office, one};

#[tokio::test]
async fn only_managers_keep_reasons() {
    let office = office().await;
    let ann = office.at("ann").await;
    let request = ReasonRequest { reason: NewLostReason::named("Bad timing") };
    let refusals = [
        ann.add_reason(&request).await.map(|_| ()),
        ann.edit_reason("Too expensive", &[ReasonEdit::Archived(true)]).await.map(|_| ()),
        ann.merge_reasons("Too expensive", "Not enough stock").await.map(|_| ()),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Err(AppError::NotAllowed { .. })), "{refusal:?}");
    }
    assert_eq!(ann.reasons().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_rename_shows_everywhere_and_a_taken_name_is_refused() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap();
    let rename = |name: &str| [ReasonEdit::Name(name.into())];
    desk.edit_reason("too expensive", &rename("Price")).await.unwrap();
    let shown = desk.show(id, 1).await.unwrap();
    let reason = shown.opportunity.loss().unwrap().details.reason.unwrap();
    assert_eq!(shown.names.reasons[&reason], "Price");
    let taken = desk.edit_reason("Price", &rename(" not ENOUGH stock ")).await.unwrap_err();
    assert!(taken.to_string().contains("already: choose another"), "{taken}");
    desk.edit_reason("Price", &rename("  ")).await.unwrap_err();
    desk.edit_reason("Price", &rename("two\nlines")).await.unwrap_err();
    desk.edit_reason("Price", &rename("  Padded  ")).await.unwrap();
    desk.perform(&one(id), &lose_because("padded")).await.unwrap();
}

#[tokio::test]
async fn a_merge_is_previewed_and_takes_current_and_past_losses_along() {
    let office = office().await;
    let desk = office.manager().await;
    let restored = new(&desk, "Restored", &[]).await;
    let lost = new(&desk, "Lost", &[]).await;
    for id in [restored, lost] {
        desk.perform(&one(id), &lose_because("Not enough stock")).await.unwrap();
    }
    desk.perform(&one(restored), &Action::Restore).await.unwrap();
    let preview = desk.preview_reason_merge("Not enough stock", "too expensive").await.unwrap();
    assert_eq!((preview.lost, preview.ever_lost), (1, 2));
    desk.merge_reasons("Not enough stock", "Too expensive").await.unwrap();
    let counts: Vec<_> = desk
        .reasons()
        .await
        .unwrap()
        .into_iter()
        .map(|r| (r.reason.name, r.reason.archived, r.lost, r.ever_lost))
        .collect();
    assert!(counts.contains(&("Too expensive".into(), false, 1, 2)), "{counts:?}");
    assert!(counts.contains(&("Not enough stock".into(), true, 0, 0)), "{counts:?}");
    let itself = desk.merge_reasons("Too expensive", "TOO EXPENSIVE").await.unwrap_err();
    assert!(itself.to_string().contains("cannot be merged into itself"), "{itself}");
}
