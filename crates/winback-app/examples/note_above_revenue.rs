//! A policy: whoever gives up a large deal writes down what happened.
//!
//! `cargo run -p winback-app --example note_above_revenue` shows it at work on a store in memory.

#![expect(clippy::print_stdout, reason = "an example talks")]

use winback_app::plugin::{Intent, Policy, Question, Veto};
use winback_app::{Action, App, AppError, LossRequest, NoteInput, Target};
use winback_domain::{Kind, OperationKind};

/// Asks for a closing note from a revenue on, in whole units of the currency.
struct NoteAbove {
    revenue: u64,
}

impl Policy for NoteAbove {
    fn name(&self) -> &str {
        "note above revenue"
    }

    fn veto(&self, question: &Question<'_>) -> Option<Veto> {
        let large = format!("expected_revenue > {}", self.revenue);
        let silent = "not losses matches (ended_at is not set and note is set)";
        let which = match question.intent {
            // A lost record that has a note may be given another reason alone.
            Intent::Act(Action::Lose(LossRequest { note: None, .. })) => {
                format!("{large} and {silent}")
            }
            Intent::Act(Action::Amend(amend)) if amend.note == Some(None) => large,
            // Archived at 0 %, a record is lost.
            Intent::Act(Action::Archive) => format!("{large} and state = open and probability = 0"),
            // Its loss would be current again.
            Intent::Undo(operation) if operation.kind == OperationKind::Restore => {
                format!("{large} and not losses matches (note is set)")
            }
            // Here the filter looks at what would come of the rows.
            Intent::Import => format!("{large} and state = lost and {silent}"),
            _ => return None,
        };
        let sentence = format!("a loss of more than {} needs a closing note", self.revenue);
        Some(Veto::of_those(which, format!("{sentence}: write what happened")))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), AppError> {
    let app = App::builder(winback_memory::open()).policy(NoteAbove { revenue: 10_000 }).build();
    app.install().await?;
    let desk = app.desk(None).await?;
    for (name, revenue) in [("Pumps", "expected_revenue=900"), ("Plant", "expected_revenue=90000")]
    {
        desk.create(name, Kind::Opportunity, None, &[revenue.parse()?]).await?;
    }
    let all = Target::Where("everything".into());
    let silent = Action::Lose(LossRequest::default());
    if let Some(refusal) = desk.preview(&all, &silent).await?.policy {
        println!("refused: {refusal}");
    }
    let note = Some(NoteInput::Text("they bought a used one".into()));
    let noted = Action::Lose(LossRequest { note, ..LossRequest::default() });
    let lost = desk.perform(&all, &noted).await?.operation;
    println!("lost: {}", lost.map_or(0, |operation| operation.records));
    Ok(())
}

#[cfg(test)]
mod tests {
    use winback_app::AmendRequest;

    use super::*;

    fn lose(note: Option<&str>) -> Action {
        let note = note.map(|note| NoteInput::Text(note.into()));
        Action::Lose(LossRequest { note, ..LossRequest::default() })
    }

    #[tokio::test]
    async fn no_other_door_passes_the_policy_by() {
        let storage = winback_memory::open();
        let before = App::builder(storage.clone()).build();
        before.install().await.unwrap();
        let desk = before.desk(None).await.unwrap();
        let fields = ["expected_revenue=900", "probability=0"].map(|it| it.parse().unwrap());
        desk.create("Pumps", Kind::Opportunity, None, &fields).await.unwrap();
        let pumps = Target::Where("name = Pumps".into());
        let app = App::builder(storage).policy(NoteAbove { revenue: 500 }).build();
        let strict = app.desk(None).await.unwrap();
        let sentence = "a loss of more than 500 needs a closing note: write what happened";
        let archived = strict.perform(&pumps, &Action::Archive).await.unwrap_err();
        assert_eq!(archived.to_string(), sentence);
        desk.perform(&pumps, &lose(None)).await.unwrap();
        let lost = Target::Where("state = lost".into());
        let restored = strict.perform(&lost, &Action::Restore).await.unwrap().operation.unwrap();
        let undone = strict.undo(restored.id, None).await.unwrap_err();
        assert_eq!(undone.to_string(), sentence);
        strict.perform(&pumps, &lose(Some("late"))).await.unwrap();
        let restored = strict.perform(&lost, &Action::Restore).await.unwrap().operation.unwrap();
        assert_eq!(strict.undo(restored.id, None).await.unwrap().left_total, 0);
    }

    #[tokio::test]
    async fn a_note_is_asked_for_above_the_revenue_and_not_at_it() {
        let app = App::builder(winback_memory::open()).policy(NoteAbove { revenue: 500 }).build();
        app.install().await.unwrap();
        let desk = app.desk(None).await.unwrap();
        for (name, revenue) in [("at", "500"), ("above", "500.01")] {
            let field = format!("expected_revenue={revenue}").parse().unwrap();
            desk.create(name, Kind::Opportunity, None, &[field]).await.unwrap();
        }
        let (at, above) = (Target::Where("name = at".into()), Target::Where("name = above".into()));
        let sentence = "a loss of more than 500 needs a closing note: write what happened";
        desk.perform(&at, &lose(None)).await.unwrap();
        let refused = desk.perform(&above, &lose(None)).await.unwrap_err();
        assert_eq!(refused.to_string(), sentence);
        desk.perform(&above, &lose(Some("late"))).await.unwrap();
        let lost = Target::Where("state = lost and name = above".into());
        let emptied = Action::Amend(AmendRequest { note: Some(None), ..AmendRequest::default() });
        let refused = desk.perform(&lost, &emptied).await.unwrap_err();
        assert_eq!(refused.to_string(), sentence);
        assert!(desk.preview(&lost, &lose(None)).await.unwrap().policy.is_none());
    }
}
