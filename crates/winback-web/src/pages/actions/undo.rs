//! Undoing an operation. Rule: behaviour 2.8.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    UnmergePlan,
    store::domain::{OperationId, OperationKind, Side, TrackedField, UnmergeChoice},
};

use crate::{
    Web,
    failure::Failure,
    fields::Fields,
    flash::Done,
    layout::Section,
    pages::{form::tracked, records::label},
    visitor::{Part, Visitor},
};

/// Tells whether an operation can be undone from a page.
pub(in crate::pages) fn undoable(kind: OperationKind) -> bool {
    kind.is_undoable() || kind == OperationKind::Merge
}

pub(super) async fn undo(
    State(_): State<Web>,
    visitor: Visitor,
    Part(id): Part<i64>,
    fields: Fields,
) -> Result<Response, Failure> {
    let id = OperationId::new(id);
    let back = visitor.back(&fields, "/pipeline");
    let Some(plan) = visitor.desk.plan_unmerge(id).await? else {
        let undone = visitor.desk.undo(id, None).await?;
        let records = undone.operation.as_ref().map_or(0, |operation| operation.records);
        return Ok(visitor.go(&back, Done::Undone(records, undone.left_total)));
    };
    let mut choice = UnmergeChoice::default();
    for conflict in &plan.conflicts {
        match fields.get(conflict.field.as_str()) {
            Some("before") => drop(choice.fields.insert(conflict.field, Side::Before)),
            Some("now") => drop(choice.fields.insert(conflict.field, Side::Now)),
            _ => {
                let title = visitor.words.say("unmerge");
                let body = conflicts(&visitor, &plan, &back);
                return Ok(visitor.refused(&title, Section::Pipeline, &body));
            }
        }
    }
    let undone = visitor.desk.unmerge(id, &choice, Some(plan.survivor.revision)).await?;
    Ok(visitor.go(&back, Done::Undone(undone.operation.records, 0)))
}

/// Asks for what a merge and later changes are at odds about.
fn conflicts(visitor: &Visitor, plan: &UnmergePlan, back: &str) -> Markup {
    let words = visitor.words;
    let said = |field: TrackedField, value: Option<&_>| match value {
        Some(value) => tracked(visitor, field, value, &plan.names),
        None => words.say("none").into_owned(),
    };
    html! {
        form.sheet.narrow method="post" action={ "/operations/" (plan.operation.id) "/undo" } {
            h1 { (words.say("unmerge")) }
            p { (words.say("unmerge-hint")) }
            input type="hidden" name="back" value=(back);
            @for conflict in &plan.conflicts {
                @let name = conflict.field.as_str();
                fieldset {
                    legend { (label(words, name)) }
                    label.check {
                        input type="radio" name=(name) value="now" checked;
                        span { (words.say("unmerge-now")) ": " (said(conflict.field, conflict.now.as_ref())) }
                    }
                    label.check {
                        input type="radio" name=(name) value="before";
                        span { (words.say("unmerge-before")) ": " (said(conflict.field, conflict.before.as_ref())) }
                    }
                }
            }
            p.buttons {
                button.primary type="submit" { (words.say("unmerge")) }
                a.button href=(back) { (words.say("cancel")) }
            }
        }
    }
}
