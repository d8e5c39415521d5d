//! Stages, in their order.

use axum::{Router, extract::State, response::Response, routing::get};
use maud::{Markup, html};
use winback_app::{
    AppError, StageChange, StageRequest,
    store::{StageCounts, domain::TeamId},
};

use super::{Typed, line_buttons, page};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    sentence::{sentence, signed},
    visitor::Visitor,
    words::Said,
};

const PATH: &str = "/configuration/stages";

pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, get(list).post(save))
}

async fn list(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None, None).await?;
    Ok(visitor.page(&visitor.words.say("nav-stages"), Section::Configuration, &body))
}

async fn body(
    visitor: &Visitor,
    refused: Option<(&Fields, &str)>,
    question: Option<&Markup>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let typed = Typed::of(refused);
    let stages = visitor.desk.stages().await?;
    let teams = visitor.desk.labels(winback_app::store::domain::LabelKind::Team).await?;
    let team = |id: Option<TeamId>| {
        let team = teams.iter().find(|team| Some(TeamId::new(team.id)) == id);
        team.map_or_else(|| words.say("all-teams").into_owned(), |team| team.name.clone())
    };
    let new = html! {
        form.stack.panel method="post" action=(PATH) {
            label { span { (words.say("name")) } input name="name" value=(typed.added("name")) required maxlength="200" autocomplete="off"; }
            label.check { input type="checkbox" name="won"; span { (words.say("won-stage")) } }
            label.check { input type="checkbox" name="folded"; span { (words.say("folded")) } }
            button.primary type="submit" { (words.say("create")) }
        }
    };
    let table = html! {
        @if let Some(question) = question { (question) }
        table {
            thead { tr {
                th { (words.say("place")) }
                th { (words.say("name")) }
                th { (words.say("field-team")) }
                th { (words.say("won-stage")) }
                th { (words.say("folded")) }
                th.number { (words.say("state-open")) }
                th.number { (words.say("state-won")) }
                th.number { (words.say("state-lost")) }
                th { span.hidden { (words.say("actions")) } }
            } }
            tbody {
                @for (place, counts) in stages.iter().enumerate() {
                    (line(visitor, place + 1, counts, &team(counts.stage.team), typed))
                }
            }
        }
    };
    Ok(page(visitor, "nav-stages", &new, typed, &table))
}

fn line(
    visitor: &Visitor,
    place: usize,
    counts: &StageCounts,
    team: &str,
    typed: Typed<'_>,
) -> Markup {
    let (words, stage) = (visitor.words, &counts.stage);
    let typed = typed.line(&stage.name);
    let now = place.to_string();
    let form = format!("stage-{}", stage.id);
    let said = [("name", Said::Text(&stage.name))];
    html! {
        tr.archived[stage.archived] {
            td {
                form id=(form) method="post" action=(PATH) data-dirty {
                    input type="hidden" name="was" value=(stage.name);
                    input type="hidden" name="was-place" value=(place);
                }
                input.place form=(form) name="place" type="number" min="1" value=(typed.or("place", &now))
                    aria-label=(words.say_with("place-of", &said));
            }
            td { input form=(form) name="name" value=(typed.or("name", &stage.name)) required maxlength="200"
                aria-label=(words.say_with("name-of", &said)) autocomplete="off"; }
            td { (team) }
            td {
                input form=(form) type="checkbox" name="won" checked[typed.is_on("won", stage.won)]
                    aria-label={ (words.say("won-stage")) ": " (stage.name) };
            }
            td {
                input form=(form) type="checkbox" name="folded" checked[typed.is_on("folded", stage.folded)]
                    aria-label={ (words.say("folded")) ": " (stage.name) };
            }
            td.number { (words.count(counts.open)) }
            td.number { (words.count(counts.won)) }
            td.number { (words.count(counts.lost)) }
            td { (line_buttons(words, &form, stage.archived)) }
        }
    }
}

async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    match change(&visitor, &fields).await {
        Ok(None) => Ok(visitor.go(PATH, Done::Saved)),
        Ok(Some(question)) => {
            let body = body(&visitor, None, Some(&question)).await?;
            Ok(visitor.page(&visitor.words.say("nav-stages"), Section::Configuration, &body))
        }
        Err(error) => {
            let code = status(&error);
            if code.is_server_error() || matches!(error, AppError::NotAllowed { .. }) {
                return Err(error.into());
            }
            let problem = sentence(visitor.words, &error);
            let body = body(&visitor, Some((&fields, &problem)), None).await?;
            Ok(visitor.refused(&visitor.words.say("nav-stages"), Section::Configuration, &body))
        }
    }
}

/// Changes a stage; asks first if records would become won, or open again.
async fn change(visitor: &Visitor, fields: &Fields) -> Result<Option<Markup>, AppError> {
    let name = fields.get("name").unwrap_or_default().to_owned();
    let (won, folded) = (fields.is_on("won"), fields.is_on("folded"));
    let Some(was) = fields.get("was") else {
        visitor
            .desk
            .add_stage(&StageRequest { name, place: None, won, team: None, folded })
            .await?;
        return Ok(None);
    };
    let stages = visitor.desk.stages().await?;
    let stage = stages.iter().map(|counts| &counts.stage).find(|stage| stage.name == was);
    let confirmed: Option<u64> = fields.number("confirmed");
    let flagged = stage.is_some_and(|stage| stage.won != won);
    let mut seen = confirmed;
    if flagged {
        let preview = visitor.desk.preview_stage_won(was, won).await?;
        if preview.records > 0 && confirmed.is_none() {
            return Ok(Some(question(visitor, fields, was, won, preview.records)));
        }
        seen = seen.or(Some(preview.records));
    }
    // A name that is taken refuses all of it: the flag, which changes records, comes after.
    let mut changes = vec![StageChange::Folded(folded)];
    if name != was {
        changes.push(StageChange::Name(name.clone()));
    }
    if let Some(archived) = fields.get("archived") {
        changes.push(StageChange::Archived(archived == "on"));
    }
    visitor.desk.edit_stage(was, &changes).await?;
    if flagged {
        visitor.desk.set_stage_won(&name, won, seen).await?;
    }
    if let Some(place) = fields.number::<usize>("place")
        && fields.number::<usize>("was-place") != Some(place)
    {
        visitor.desk.place_stage(&name, place).await?;
    }
    Ok(None)
}

fn question(visitor: &Visitor, fields: &Fields, name: &str, won: bool, records: u64) -> Markup {
    let words = visitor.words;
    let shown = words.count(records);
    let values = [("name", Said::Text(name)), ("count", Said::Count(signed(records), &shown))];
    let key = if won { "stage-becomes-won" } else { "stage-becomes-open" };
    html! {
        form.notice method="post" action=(PATH) {
            p { (words.say_with(key, &values)) }
            @for name in ["was", "name", "place", "was-place", "won", "folded", "archived"] {
                @if let Some(value) = fields.get(name) { input type="hidden" name=(name) value=(value); }
            }
            input type="hidden" name="confirmed" value=(records);
            button.primary type="submit" { (words.say("go-on")) } " "
            a.button href=(PATH) { (words.say("cancel")) }
        }
    }
}
