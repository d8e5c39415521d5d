//! Marking lost: reasons on the way, notes, visibility.

use winback_app::{Action, AmendRequest, AppError, LossRequest, NoteInput, ReasonChoice};
use winback_domain::ReasonEdit;

use crate::desk::{all, lose, lose_because, lose_because_new, new, office, one, states};

#[tokio::test]
async fn an_unknown_reason_is_refused_with_the_nearest_and_changes_nothing() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let refused = desk.perform(&one(id), &lose_because("Too expensve")).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "there is no lost reason `Too expensve`; did you mean `Too expensive`? \
         (known: `Too expensive`, `We don't have people/skills`, `Not enough stock`)"
    );
    assert_eq!(states(&desk).await, ["open"]);
}

#[tokio::test]
async fn a_reason_is_found_ignoring_case_and_space_and_created_only_if_new() {
    let office = office().await;
    let desk = office.manager().await;
    let one_id = new(&desk, "Pumps", &[]).await;
    let other_id = new(&desk, "Valves", &[]).await;
    desk.perform(&one(one_id), &lose_because_new("  TOO expensive ")).await.unwrap();
    desk.perform(&one(other_id), &lose_because_new("Bad timing")).await.unwrap();
    let names: Vec<_> =
        desk.reasons().await.unwrap().into_iter().map(|r| (r.reason.name, r.lost)).collect();
    let expected = [
        ("Too expensive", 1),
        ("We don't have people/skills", 0),
        ("Not enough stock", 0),
        ("Bad timing", 1),
    ];
    assert_eq!(names, expected.map(|(name, lost)| (name.to_owned(), lost)));
}

#[tokio::test]
async fn a_salesperson_cannot_create_a_reason_and_nothing_is_lost() {
    let office = office().await;
    let ann = office.at("ann").await;
    let id = new(&ann, "Pumps", &[]).await;
    let refused = ann.perform(&one(id), &lose_because_new("Bad timing")).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Ann is a salesperson and may not create the lost reason `Bad timing`: ask a manager"
    );
    assert_eq!(states(&ann).await, ["open"]);
    assert_eq!(ann.reasons().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_refused_action_leaves_no_new_reason_behind() {
    let office = office().await;
    let desk = office.manager().await;
    let gone = winback_domain::OpportunityId::new(99);
    let refused = desk.perform(&one(gone), &lose_because_new("Bad timing")).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is no opportunity 99");
    let nobody = all("name = \"nothing\"");
    let empty = desk.perform(&nobody, &lose_because_new("Bad timing")).await.unwrap();
    assert_eq!(empty.operation, None);
    assert_eq!(desk.reasons().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_refused_action_leaves_an_archived_reason_archived() {
    let office = office().await;
    let desk = office.manager().await;
    let stock = "Not enough stock";
    desk.edit_reason(stock, &[ReasonEdit::Archived(true)]).await.unwrap();
    let gone = winback_domain::OpportunityId::new(99);
    desk.perform(&one(gone), &lose_because(stock)).await.unwrap_err();
    desk.perform(&all("name = \"nothing\""), &lose_because(stock)).await.unwrap();
    let archived: Vec<_> =
        desk.reasons().await.unwrap().iter().map(|r| r.reason.archived).collect();
    assert_eq!(archived, [false, false, true]);
}

#[tokio::test]
async fn an_archived_reason_comes_back_through_managers_alone() {
    let office = office().await;
    let desk = office.manager().await;
    desk.edit_reason("Not enough stock", &[ReasonEdit::Archived(true)]).await.unwrap();
    let ann = office.at("ann").await;
    let id = new(&ann, "Pumps", &[]).await;
    let refused = ann.perform(&one(id), &lose_because("not enough STOCK")).await.unwrap_err();
    assert!(matches!(refused, AppError::NotAllowed { .. }), "{refused}");
    assert_eq!(states(&ann).await, ["open"]);
    desk.perform(&one(id), &lose_because("not enough STOCK")).await.unwrap();
    let reasons = desk.reasons().await.unwrap();
    let archived: Vec<_> = reasons.iter().map(|r| r.reason.archived).collect();
    assert_eq!(archived, [false, false, false]);
}

#[tokio::test]
async fn losing_again_replaces_the_reason_and_adds_the_note_and_keeps_both_revisions() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let request = |reason: &str, note: &str| {
        Action::Lose(LossRequest {
            reason: Some(ReasonChoice::Existing(reason.into())),
            note: Some(NoteInput::Text(note.into())),
            competitor: None,
        })
    };
    desk.perform(&one(id), &request("Too expensive", "10 % above")).await.unwrap();
    desk.perform(&one(id), &request("Not enough stock", "and late")).await.unwrap();
    let shown = desk.show(id, 10).await.unwrap();
    assert_eq!(shown.losses.len(), 1);
    let notes: Vec<_> = shown.losses[0]
        .revisions
        .iter()
        .map(|revision| revision.details.note.as_ref().unwrap().html().to_owned())
        .collect();
    assert_eq!(notes, ["<p>10 % above</p>", "<p>10 % above</p><p>and late</p>"]);
    let reason = shown.opportunity.loss().unwrap().details.reason.unwrap();
    assert_eq!(shown.names.reasons[&reason], "Not enough stock");
}

#[tokio::test]
async fn an_amendment_empties_what_it_is_told_to() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &lose_because("Too expensive")).await.unwrap();
    let amend = Action::Amend(AmendRequest {
        reason: Some(None),
        note: Some(Some(NoteInput::Html("<p>why<script>x</script></p>".into()))),
        competitor: Some(Some(" Acme ".into())),
    });
    desk.perform(&one(id), &amend).await.unwrap();
    let shown = desk.show(id, 10).await.unwrap();
    let details = &shown.opportunity.loss().unwrap().details;
    assert_eq!((details.reason, details.competitor.as_deref()), (None, Some("Acme")));
    assert_eq!(details.note.as_ref().unwrap().html(), "<p>why</p>");
}

#[tokio::test]
async fn a_person_sees_and_changes_own_and_unassigned_records_alone() {
    let office = office().await;
    let desk = office.manager().await;
    let (ann, ben) = (office.at("ann").await, office.at("ben").await);
    let own = new(&ann, "Ann's", &[]).await;
    let unassigned = new(&desk, "Nobody's", &["salesperson="]).await;
    let other = new(&ben, "Ben's", &[]).await;
    let names: Vec<String> = ann
        .list(&winback_app::ListRequest {
            filter: String::new(),
            sort: Some("id".into()),
            after: None,
            limit: 10,
        })
        .await
        .unwrap()
        .records
        .into_iter()
        .map(|record| record.deal.name)
        .collect();
    assert_eq!(names, ["Ann's", "Nobody's"]);
    let missing = ann.show(other, 1).await.unwrap_err().to_string();
    assert_eq!(missing, format!("there is no opportunity {other}"));
    let both = winback_app::Target::Ids(vec![own, other, unassigned]);
    let refused = ann.perform(&both, &lose()).await.unwrap_err().to_string();
    assert_eq!(refused, format!("there is no opportunity {other}"));
    assert_eq!(states(&desk).await, ["open", "open", "open"]);
    ann.perform(&all("state = open"), &lose()).await.unwrap();
    assert_eq!(states(&desk).await, ["lost", "lost", "open"]);
}
