//! Actions that need nothing more than to be confirmed, and moving to a stage.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{Action, AppError};

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
    visitor::{Part, Visitor},
    widget::choice,
};

/// An action by the last part of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Restore,
    Archive,
    Win,
    Move,
}

impl Verb {
    fn of(word: &str) -> Result<Self, Failure> {
        match word {
            "restore" => Ok(Self::Restore),
            "archive" => Ok(Self::Archive),
            "win" => Ok(Self::Win),
            "move" => Ok(Self::Move),
            _ => Err(Failure::NoPage),
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Restore => "/actions/restore",
            Self::Archive => "/actions/archive",
            Self::Win => "/actions/win",
            Self::Move => "/actions/move",
        }
    }

    /// Returns its name: a record is restored, lines of a list are unarchived, as the buttons say.
    fn title(self, chosen: &Chosen) -> &'static str {
        match self {
            Self::Restore if !chosen.in_list => "action-restore",
            Self::Restore => "action-unarchive",
            Self::Archive => "action-archive",
            Self::Win => "action-win",
            Self::Move => "action-move",
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Self::Restore => "restore-hint",
            Self::Archive => "archive-hint",
            Self::Win => "win-hint",
            Self::Move => "move-hint",
        }
    }

    fn action(self, stage: &str) -> Action {
        match self {
            Self::Restore => Action::Restore,
            Self::Archive => Action::Archive,
            Self::Win => Action::Win,
            Self::Move => Action::Move(stage.to_owned()),
        }
    }
}

pub(super) async fn form(
    State(_): State<Web>,
    visitor: Visitor,
    Part(verb): Part<String>,
) -> Result<Response, Failure> {
    let verb = Verb::of(&verb)?;
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    let title = visitor.words.say(verb.title(&chosen));
    let body = match chosen.is_empty() {
        true => nothing(&visitor, &chosen),
        false => page(&visitor, &chosen, verb, &visitor.query, None).await?,
    };
    Ok(visitor.page(&title, chosen.section(), &body))
}

async fn page(
    visitor: &Visitor,
    chosen: &Chosen,
    verb: Verb,
    fields: &Fields,
    problem: Option<&str>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let pipeline = visitor.desk.pipeline().await?;
    let stages = pipeline.stages().iter().filter(|stage| !stage.archived);
    let stages: Vec<(String, String)> =
        stages.map(|stage| (stage.name.clone(), stage.name.clone())).collect();
    let first = stages.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let stage = fields.get("stage").map_or(first, str::to_owned);
    let target = chosen.target(visitor).await?;
    let preview = visitor.desk.preview(&target, &verb.action(&stage)).await?;
    Ok(html! {
        form.sheet.narrow method="post" action=(verb.path()) {
            h1 { (words.say(verb.title(chosen))) }
            p { (words.say(verb.hint())) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            (chosen.hidden())
            (preview::shown(visitor, chosen, verb.path(), &preview))
            @if let Some(policy) = &preview.policy { p.problem role="alert" { (sentence(words, policy)) } }
            @if verb == Verb::Move {
                label { span { (words.say("field-stage")) } (choice("stage", &stage, None, &stages)) }
            } @else {
                // Moving counts records in the chosen stage apart, so that another stage is another number.
                input type="hidden" name="confirmed" value=(preview.selected());
            }
            p.buttons {
                @if !preview.is_refused() {
                    button.primary type="submit" autofocus { (words.say(verb.title(chosen))) }
                }
                a.button href=(chosen.back) data-close { (words.say("cancel")) }
            }
        }
    })
}

pub(super) async fn act(
    State(_): State<Web>,
    visitor: Visitor,
    Part(verb): Part<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let verb = Verb::of(&verb)?;
    let chosen = Chosen::of(&visitor, &fields)?;
    let action = verb.action(fields.get("stage").unwrap_or_default());
    let target = chosen.target(&visitor).await?;
    let confirmed = fields.number("confirmed");
    match visitor.desk.perform_confirmed(&target, &action, confirmed).await {
        Ok(performed) => Ok(visitor.go(&chosen.back, Done::of(performed.operation.as_ref()))),
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let problem = sentence(visitor.words, &error);
            let body = page(&visitor, &chosen, verb, &fields, Some(&problem)).await?;
            Ok(visitor.refused(&visitor.words.say(verb.title(&chosen)), chosen.section(), &body))
        }
    }
}
