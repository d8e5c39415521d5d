//! Settings: leads, policy, currency, time.

use axum::{Router, extract::State, response::Response, routing::get};
use maud::{Markup, html};
use winback_app::AppError;

use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    sentence::sentence,
    visitor::Visitor,
};

const PATH: &str = "/configuration/settings";

/// The settings that are on or off.
const SWITCHES: [&str; 3] = ["leads", "require_reason", "require_note"];

pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, get(show).post(save))
}

async fn show(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None).await?;
    Ok(visitor.page(&visitor.words.say("nav-settings"), Section::Configuration, &body))
}

fn key(setting: &str) -> String {
    format!("setting-{}", setting.replace('_', "-"))
}

async fn body(visitor: &Visitor, refused: Option<(&Fields, &str)>) -> Result<Markup, AppError> {
    let words = visitor.words;
    let settings = visitor.desk.all_settings().await?;
    Ok(html! {
        form.sheet.settings method="post" action=(PATH) data-dirty {
            h1 { (words.say("nav-settings")) }
            @if let Some((_, problem)) = refused { p.problem role="alert" { (problem) } }
            @for setting in &settings {
                @let label = key(setting.key);
                @let hint = format!("{label}-hint");
                @let typed = refused.and_then(|(fields, _)| fields.raw(setting.key));
                div.setting {
                    @if SWITCHES.contains(&setting.key) {
                        input type="hidden" name="switch" value=(setting.key);
                        label.check {
                            @let is_on = match refused {
                                Some((fields, _)) => fields.is_on(setting.key),
                                None => setting.value == "on",
                            };
                            input type="checkbox" name=(setting.key) checked[is_on]
                                aria-describedby=(hint);
                            span { (words.say(&label)) }
                        }
                    } @else {
                        label { span { (words.say(&label)) }
                            input name=(setting.key) value=(typed.unwrap_or(&setting.value)) autocomplete="off"
                                aria-describedby=(hint); }
                    }
                    p.hint id=(hint) { (words.say(&hint)) }
                }
            }
            p.buttons { button.primary type="submit" { (words.say("save")) } }
        }
    })
}

async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let error = match change(&visitor, &fields).await {
        Ok(()) => return Ok(visitor.go(PATH, Done::Saved)),
        Err(error) => error,
    };
    if status(&error).is_server_error() || matches!(error, AppError::NotAllowed { .. }) {
        return Err(error.into());
    }
    let problem = sentence(visitor.words, &error);
    let body = body(&visitor, Some((&fields, &problem))).await?;
    Ok(visitor.refused(&visitor.words.say("nav-settings"), Section::Configuration, &body))
}

/// Changes the settings that say something else than before: all of them or none.
async fn change(visitor: &Visitor, fields: &Fields) -> Result<(), AppError> {
    let settings = visitor.desk.all_settings().await?;
    let said = settings.iter().filter_map(|setting| {
        let value = match fields.all("switch").any(|switch| switch == setting.key) {
            true if fields.is_on(setting.key) => "on",
            true => "off",
            false => fields.raw(setting.key)?.trim(),
        };
        (value != setting.value).then_some((setting.key, value))
    });
    let said: Vec<(&str, &str)> = said.collect();
    visitor.desk.set_settings(&said).await?;
    Ok(())
}
