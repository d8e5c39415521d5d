//! The person's own: language, password, and what was done lately.

use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use winback_api::session::session_of;
use winback_app::{AppError, PreferenceRequest, Secret};

use super::actions::undoable;
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::{Section, languages},
    sentence::sentence,
    visitor::Visitor,
    words::Said,
};

/// How many operations the page shows.
const OPERATIONS: usize = 100;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/profile", get(show))
        .route("/profile/time-zone", post(time_zone))
        .route("/profile/password", post(password))
        .route("/operations", get(operations))
}

async fn show(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = page(&visitor, None);
    Ok(visitor.page(&visitor.words.say("nav-profile"), Section::Profile, &body))
}

fn page(visitor: &Visitor, problem: Option<&str>) -> Markup {
    let words = visitor.words;
    let own = visitor.desk.zone().iana_name().unwrap_or("UTC");
    let deployment = visitor.desk.settings().time_zone.as_str();
    html! {
        div.sheet.narrow {
            h1 { (visitor.desk.actor().name) }
            h2 { (words.say("language")) }
            (languages(words, "/profile"))
            h2 { (words.say("setting-time-zone")) }
            form.stack method="post" action="/profile/time-zone" {
                label { span { (words.say("own-zone")) }
                    input name="zone" value=(own) list="zones" autocomplete="off" aria-describedby="zone-hint"; }
                datalist #zones { @for name in zones() { option value=(name) {} } }
                p.hint #zone-hint { (words.say_with("own-zone-hint", &[("zone", Said::Text(deployment))])) }
                button type="submit" { (words.say("save")) }
            }
            h2 { (words.say("password")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            form.stack method="post" action="/profile/password" {
                label { span { (words.say("old-password")) }
                    input name="old" type="password" autocomplete="current-password" required; }
                label { span { (words.say("new-password")) }
                    input name="new" type="password" minlength="10" autocomplete="new-password" required
                        aria-describedby="password-hint"; }
                p.hint #password-hint { (words.say("password-hint")) }
                button.primary type="submit" { (words.say("change-password")) }
            }
        }
    }
}

/// Returns the names of the zones that are offered: those that name a place.
fn zones() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    names.filter(|name| name.contains('/') && !name.starts_with("Etc/")).collect()
}

/// Lets the person's days begin in a zone of their own; none takes the deployment's again. Rule: behaviour 9.3.
async fn time_zone(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let zone = fields.get("zone").unwrap_or_default();
    let request = PreferenceRequest { time_zone: Some(zone.to_owned()), ..Default::default() };
    match visitor.desk.choose(&request).await {
        Ok(_) => Ok(visitor.go("/profile", Done::Saved)),
        Err(AppError::Value { .. }) => {
            let problem = visitor.words.say_with("no-such-zone", &[("zone", Said::Text(zone))]);
            let body = page(&visitor, Some(&problem));
            Ok(visitor.refused(&visitor.words.say("nav-profile"), Section::Profile, &body))
        }
        Err(error) => Err(error.into()),
    }
}

async fn password(
    State(_): State<Web>,
    headers: HeaderMap,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let (old, new) = (fields.raw("old").unwrap_or_default(), fields.raw("new").unwrap_or_default());
    let (old, new) = (Secret::new(old), Secret::new(new));
    let session = session_of(&headers);
    match visitor.desk.change_password(&old, &new, session.as_ref()).await {
        Ok(()) => Ok(visitor.go("/profile", Done::Saved)),
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let key = matches!(error, AppError::SignIn).then_some("old-password-wrong");
            let problem = match key {
                Some(key) => visitor.words.say(key).into_owned(),
                None => sentence(visitor.words, &error),
            };
            let body = page(&visitor, Some(&problem));
            Ok(visitor.refused(&visitor.words.say("nav-profile"), Section::Profile, &body))
        }
    }
}

/// What was done lately, with a way to undo it. Rule: behaviour 2.8.
async fn operations(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let words = visitor.words;
    let before = visitor.query.number("before").map(winback_app::store::domain::OperationId::new);
    let operations = visitor.desk.operations(before, OPERATIONS).await?;
    let last = operations.last().map(|shown| shown.operation.id);
    let body = html! {
        div.configuration {
            div.control { div.title { h1 { (words.say("nav-operations")) } } }
            div.wide tabindex="0" role="region" aria-label=(words.say("nav-operations")) {
                table {
                    thead { tr {
                        th { (words.say("when")) }
                        th { (words.say("who")) }
                        th { (words.say("what")) }
                        th { span.hidden { (words.say("actions")) } }
                    } }
                    tbody {
                        @for shown in &operations {
                            @let it = &shown.operation;
                            tr {
                                td { (words.moment(it.at, visitor.desk.zone())) }
                                td { (shown.person) }
                                td { (Done::Operation(it.kind, it.id, it.records).sentence(words)) }
                                td {
                                    @if undoable(it.kind) {
                                        form method="post" action={ "/operations/" (it.id) "/undo" } {
                                            input type="hidden" name="back" value="/operations";
                                            button.quiet type="submit" { (words.say("undo")) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if operations.len() == OPERATIONS {
                @if let Some(last) = last {
                    nav.pages { a.button href={ "/operations?before=" (last) } { (words.say("next-page")) } }
                }
            }
        }
    };
    Ok(visitor.page(&words.say("nav-operations"), Section::Profile, &body))
}
