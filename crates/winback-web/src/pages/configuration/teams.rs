//! Sales teams.

use axum::{Router, extract::State, response::Response, routing::get};
use maud::{Markup, html};
use winback_app::{
    AppError, LabelChange,
    store::{LabelCounts, domain::LabelKind},
};

use super::{Typed, line_buttons, page};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    pages::people::{login, offered},
    sentence::sentence,
    visitor::Visitor,
    widget::choice,
    words::Said,
};

const PATH: &str = "/configuration/teams";

pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, get(list).post(save))
}

async fn list(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None).await?;
    Ok(visitor.page(&visitor.words.say("nav-teams"), Section::Configuration, &body))
}

async fn body(visitor: &Visitor, refused: Option<(&Fields, &str)>) -> Result<Markup, AppError> {
    let words = visitor.words;
    let typed = Typed::of(refused);
    let teams = visitor.desk.label_counts(LabelKind::Team).await?;
    let people = visitor.desk.people().await?;
    let none = words.say("none");
    let new = html! {
        form.stack.panel method="post" action=(PATH) {
            label { span { (words.say("name")) } input name="name" value=(typed.added("name")) required maxlength="200" autocomplete="off"; }
            label { span { (words.say("team-leader")) } (choice("leader", typed.added("leader"), Some(&none), &offered(&people, None))) }
            button.primary type="submit" { (words.say("create")) }
        }
    };
    let line = |team: &LabelCounts| {
        let typed = typed.line(&team.label.name);
        let form = format!("team-{}", team.label.id);
        let said = [("name", Said::Text(&team.label.name))];
        let leader = login(&people, team.label.leader);
        html! {
            tr.archived[!team.label.active] {
                td {
                    form id=(form) method="post" action=(PATH) data-dirty {
                        input type="hidden" name="was" value=(team.label.name);
                        input type="hidden" name="was-leader" value=(leader);
                    }
                    input form=(form) name="name" value=(typed.or("name", &team.label.name)) required maxlength="200"
                        aria-label=(words.say_with("name-of", &said)) autocomplete="off";
                }
                td {
                    select form=(form) name="leader" aria-label={ (words.say("team-leader")) ": " (team.label.name) } {
                        @let chosen = typed.or("leader", leader);
                        option value="" selected[chosen.is_empty()] { (none) }
                        // Somebody who no longer works here stays the leader until another is chosen.
                        @for (value, label) in &offered(&people, team.label.leader) {
                            option value=(value) selected[value == chosen] { (label) }
                        }
                    }
                }
                td.number { (words.count(team.records)) }
                td { (line_buttons(words, &form, !team.label.active)) }
            }
        }
    };
    let table = html! {
        table {
            thead { tr {
                th { (words.say("name")) }
                th { (words.say("team-leader")) }
                th.number { (words.say("count")) }
                th { span.hidden { (words.say("actions")) } }
            } }
            tbody { @for team in &teams { (line(team)) } }
        }
    };
    Ok(page(visitor, "nav-teams", &new, typed, &table))
}

async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let error = match change(&visitor, &fields).await {
        Ok(()) => return Ok(visitor.go(PATH, Done::Saved)),
        Err(error) => error,
    };
    if status(&error).is_server_error() || matches!(error, AppError::NotAllowed { .. }) {
        return Err(error.into());
    }
    let body = body(&visitor, Some((&fields, &sentence(visitor.words, &error)))).await?;
    Ok(visitor.refused(&visitor.words.say("nav-teams"), Section::Configuration, &body))
}

async fn change(visitor: &Visitor, fields: &Fields) -> Result<(), AppError> {
    let name = fields.get("name").unwrap_or_default().to_owned();
    let leader = fields.get("leader").map(str::to_owned);
    let is_kept = fields.get("was-leader").is_some_and(|was| leader.as_deref() == Some(was));
    let leader = LabelChange::Leader(leader);
    let Some(was) = fields.get("was") else {
        visitor.desk.add_label(LabelKind::Team, &name, &[leader]).await?;
        return Ok(());
    };
    let mut changes = if is_kept { Vec::new() } else { vec![leader] };
    if name != was {
        changes.push(LabelChange::Name(name));
    }
    if let Some(archived) = fields.get("archived") {
        changes.push(LabelChange::Archived(archived == "on"));
    }
    visitor.desk.edit_label(LabelKind::Team, was, &changes).await?;
    Ok(())
}
