//! People, their roles, and the links by which they set a password. Rule: behaviour 7.

use axum::{Router, extract::State, response::Response, routing::get};
use maud::{Markup, html};
use winback_app::{
    AppError, OneTimeLink,
    store::domain::{Person, Role},
};

use super::{Typed, line_buttons, page};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    sentence::sentence,
    visitor::Visitor,
    widget::choice,
    words::{Said, Words},
};

const PATH: &str = "/configuration/people";

pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, get(list).post(save))
}

async fn list(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None, None).await?;
    Ok(visitor.page(&visitor.words.say("nav-people"), Section::Configuration, &body))
}

fn roles(words: Words) -> Vec<(String, String)> {
    let key = |role: Role| match role {
        Role::Salesperson => "role-salesperson",
        Role::SalespersonAllRecords => "role-salesperson-all",
        Role::Manager => "role-manager",
    };
    let label = |role: Role| (role.as_str().to_owned(), words.say(key(role)).into_owned());
    Role::ALL.into_iter().map(label).collect()
}

async fn body(
    visitor: &Visitor,
    refused: Option<(&Fields, &str)>,
    link: Option<&OneTimeLink>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let people = visitor.desk.people().await?;
    let roles = roles(words);
    let typed = Typed::of(refused);
    let new = html! {
        form.stack.panel method="post" action=(PATH) {
            label { span { (words.say("name")) } input name="name" value=(typed.added("name")) required maxlength="200" autocomplete="off"; }
            label { span { (words.say("field-email")) } input name="email" type="email" value=(typed.added("email")) autocomplete="off"; }
            label { span { (words.say("field-role")) } (choice("role", Role::Salesperson.as_str(), None, &roles)) }
            button.primary type="submit" { (words.say("create")) }
        }
    };
    let table = html! {
        @if let Some(link) = link { (shown(words, visitor, link)) }
        table {
            thead { tr {
                th { (words.say("name")) }
                th { (words.say("field-login")) }
                th { (words.say("field-email")) }
                th { (words.say("field-role")) }
                th { span.hidden { (words.say("actions")) } }
            } }
            tbody { @for person in &people { (line(words, person, &roles, typed)) } }
        }
    };
    Ok(page(visitor, "nav-people", &new, typed, &table))
}

/// Shows a link once; it is nowhere else.
fn shown(words: Words, visitor: &Visitor, link: &OneTimeLink) -> Markup {
    let until = words.moment(link.expires_at, visitor.desk.zone());
    let values = [("name", Said::Text(&link.person.name)), ("until", Said::Text(&until))];
    html! {
        div.notice role="status" {
            p { (words.say_with("link-made", &values)) }
            p { code data-whole-address { "/welcome#" (link.secret.expose()) } }
        }
    }
}

fn line(words: Words, person: &Person, roles: &[(String, String)], typed: Typed<'_>) -> Markup {
    let typed = typed.line(&person.login);
    let form = format!("person-{}", person.id);
    let said = [("name", Said::Text(&person.name))];
    html! {
        tr.archived[!person.active] {
            td {
                form id=(form) method="post" action=(PATH) data-dirty {
                    input type="hidden" name="was" value=(person.login);
                }
                input form=(form) name="name" value=(typed.or("name", &person.name)) required maxlength="200"
                    aria-label=(words.say_with("name-of", &said)) autocomplete="off";
            }
            td { (person.login) }
            td { input form=(form) name="email" value=(typed.or("email", person.email.as_deref().unwrap_or_default()))
                aria-label={ (words.say("field-email")) ": " (person.name) } autocomplete="off"; }
            td {
                select form=(form) name="role" aria-label={ (words.say("field-role")) ": " (person.name) } {
                    @for (value, label) in roles { option value=(value) selected[value == typed.or("role", person.role.as_str())] { (label) } }
                }
            }
            td {
                (line_buttons(words, &form, !person.active))
                @if person.active {
                    button.quiet type="submit" form=(form) name="link" value="on" { (words.say("password-link")) }
                }
            }
        }
    }
}

async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let title = visitor.words.say("nav-people");
    match change(&visitor, &fields).await {
        Ok(None) => Ok(visitor.go(PATH, Done::Saved)),
        Ok(Some(link)) => {
            let body = body(&visitor, None, Some(&link)).await?;
            Ok(visitor.page(&title, Section::Configuration, &body))
        }
        Err(error) => {
            if status(&error).is_server_error() || matches!(error, AppError::NotAllowed { .. }) {
                return Err(error.into());
            }
            let body =
                body(&visitor, Some((&fields, &sentence(visitor.words, &error))), None).await?;
            Ok(visitor.refused(&title, Section::Configuration, &body))
        }
    }
}

async fn change(visitor: &Visitor, fields: &Fields) -> Result<Option<OneTimeLink>, AppError> {
    let desk = &visitor.desk;
    let name = fields.get("name").unwrap_or_default();
    let role = fields.get("role").and_then(Role::from_word);
    let Some(was) = fields.get("was") else {
        let role = role.unwrap_or(Role::Salesperson);
        let person = desk.add_person(name, None, fields.get("email"), role).await?;
        return Ok(Some(desk.password_link(&person.login).await?));
    };
    if fields.is_on("link") {
        return Ok(Some(desk.password_link(was).await?));
    }
    if let Some(archived) = fields.get("archived") {
        desk.archive_person(was, archived == "on").await?;
        return Ok(None);
    }
    let people = desk.people().await?;
    let person = people.iter().find(|person| person.login == was);
    let role = role.filter(|role| person.is_none_or(|person| person.role != *role));
    let email = fields.raw("email").unwrap_or_default();
    let known = |person: &Person| person.email.clone().unwrap_or_default();
    let other_name = person.is_none_or(|person| person.name != name);
    let other_email = person.is_none_or(|person| known(person) != email.trim());
    let (name, email) = (other_name.then_some(name), other_email.then_some(email));
    desk.change_person(was, name, email, role).await?;
    Ok(None)
}
