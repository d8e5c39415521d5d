//! Marking lost: reason, closing note, competitor. Rule: behaviour 2.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{Action, AppError, LossRequest, NoteInput, ReasonChoice};

use super::{
    chosen::{Chosen, nothing},
    preview,
};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    sentence::sentence,
    visitor::Visitor,
    words::Said,
};

const PATH: &str = "/actions/lose";

pub(super) async fn form(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    let title = visitor.words.say("action-lose");
    let body = match chosen.is_empty() {
        true => nothing(&visitor, &chosen),
        false => page(&visitor, &chosen, &visitor.query, None).await?,
    };
    Ok(visitor.page(&title, chosen.section(), &body))
}

/// Why the form was not taken.
struct Refused {
    problem: String,
    /// A reason that there is not yet.
    new_reason: Option<String>,
}

async fn page(
    visitor: &Visitor,
    chosen: &Chosen,
    fields: &Fields,
    refused: Option<&Refused>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let target = chosen.target(visitor).await?;
    // What the policy asks for is asked of the form itself.
    let preview = visitor.desk.preview(&target, &Action::Lose(LossRequest::default())).await?;
    let reasons = visitor.desk.lost_reasons().await?;
    let offered = reasons.iter().filter(|reason| !reason.archived);
    let policy = &visitor.desk.settings().policy;
    let value = |name: &str| fields.raw(name).unwrap_or_default();
    let create = words.say_with("create-reason", &[("name", Said::Text("{}"))]);
    let may_create = visitor.is_manager();
    let new_reason = refused.and_then(|refused| refused.new_reason.as_deref());
    Ok(html! {
        form.sheet.narrow.lose method="post" action=(PATH) {
            h1 { (words.say("action-lose")) }
            @if let Some(refused) = refused { p.problem role="alert" { (refused.problem) } }
            (chosen.hidden())
            input type="hidden" name="confirmed" value=(preview.selected());
            (preview::shown(visitor, chosen, PATH, &preview))
            div.field {
                label for="lost-reason" { (words.say("field-lost-reason")) }
                input #lost-reason name="reason" value=(value("reason")) list="lost-reasons" autocomplete="off"
                    required[policy.require_reason] autofocus data-combobox data-create=(create)
                    data-may-create[may_create] data-none=(words.say("reason-none-found"))
                    data-ask=(words.say("reason-ask-manager"));
                datalist #lost-reasons {
                    @for reason in offered {
                        option value=(reason.name) label=[reason.guidance.as_deref()] {}
                    }
                }
                @if let Some(name) = new_reason {
                    @if may_create {
                        label.check {
                            input type="checkbox" name="create" value=(name) checked;
                            span { (words.say_with("create-reason", &[("name", Said::Text(name))])) }
                        }
                    }
                }
            }
            div.field {
                label #note-label for="closing-note" { (words.say("closing-note")) }
                textarea #closing-note name="note" rows="4" required[policy.require_note]
                    data-editor=(editor_words(visitor)) { (value("note")) }
            }
            label { span { (words.say("field-competitor")) }
                input name="competitor" value=(value("competitor")) maxlength="200" autocomplete="off"; }
            p.buttons {
                @if preview.refused.is_empty() && preview.missing.is_empty() {
                    button.danger type="submit" { (words.say("action-lose")) }
                }
                a.button href=(chosen.back) data-close { (words.say("cancel")) }
            }
        }
    })
}

/// The names of the editor's buttons, in lines.
fn editor_words(visitor: &Visitor) -> String {
    let keys = [
        "editor-bold",
        "editor-italic",
        "editor-list",
        "editor-numbers",
        "editor-link",
        "editor-link-ask",
    ];
    keys.map(|key| visitor.words.say(key).into_owned()).join("\n")
}

fn request(fields: &Fields) -> LossRequest {
    let reason = fields.get("reason").map(|name| {
        let may_be_new = fields.get("create").is_some_and(|new| new == name);
        match may_be_new {
            true => ReasonChoice::New(name.to_owned()),
            false => ReasonChoice::Existing(name.to_owned()),
        }
    });
    // The editor sends HTML and says so; without scripts it is what was typed.
    let note = fields.raw("note").filter(|note| !note.trim().is_empty()).map(|note| {
        match fields.get("note_is") {
            Some("html") => NoteInput::Html(note.to_owned()),
            _ => NoteInput::Text(note.replace("\r\n", "\n")),
        }
    });
    LossRequest { reason, note, competitor: fields.get("competitor").map(str::to_owned) }
}

pub(super) async fn lose(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &fields)?;
    let target = chosen.target(&visitor).await?;
    let action = Action::Lose(request(&fields));
    let error =
        match visitor.desk.perform_confirmed(&target, &action, fields.number("confirmed")).await {
            Ok(performed) => {
                return Ok(visitor.go(&chosen.back, Done::of(performed.operation.as_ref())));
            }
            Err(error) => error,
        };
    if status(&error).is_server_error() {
        return Err(error.into());
    }
    let refused = refused(&visitor, &error);
    let body = page(&visitor, &chosen, &fields, Some(&refused)).await?;
    Ok(visitor.refused(&visitor.words.say("action-lose"), chosen.section(), &body))
}

fn refused(visitor: &Visitor, error: &AppError) -> Refused {
    let words = visitor.words;
    match error {
        AppError::Unknown { what: "lost reason", name, .. } => {
            let key = match visitor.is_manager() {
                true => "reason-is-new",
                false => "reason-only-managers",
            };
            let problem = words.say_with(key, &[("name", Said::Text(name))]);
            Refused { problem, new_reason: Some(name.clone()) }
        }
        AppError::NotAllowed { .. } => {
            let name = words.say("field-lost-reason");
            let problem = words.say_with("reason-only-managers", &[("name", Said::Text(&name))]);
            Refused { problem, new_reason: None }
        }
        error => Refused { problem: sentence(words, error), new_reason: None },
    }
}
