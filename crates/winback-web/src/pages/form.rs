//! One record: what it says, what is done with it, and its history.

mod create;
mod history;
mod inputs;
mod value;

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use maud::{Markup, html};
use winback_app::{
    AppError, Assignment, Shown,
    store::{
        StoreError,
        domain::{
            ActivityEntry, Kind, OperationKind, Opportunity, OpportunityId, Revision, Stage,
            StateKind,
        },
    },
};

pub(in crate::pages) use inputs::teams;
pub(in crate::pages) use value::tracked;

use super::records::{link, section};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    sentence::{sentence, state},
    visitor::{Part, Visitor},
    widget,
};

/// How many entries of the log a page shows.
const ENTRIES: usize = 50;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/opportunities/new", get(create::form).post(create::create))
        .route("/opportunities/{id}", get(show).post(change))
}

/// What was typed, and why it was not taken.
struct Typed<'t> {
    fields: &'t Fields,
    problem: String,
    is_stale: bool,
}

async fn show(
    State(_): State<Web>,
    visitor: Visitor,
    Part(id): Part<i64>,
) -> Result<Response, Failure> {
    let entries = if visitor.query.is_on("everything") { 1_000 } else { ENTRIES };
    let shown = visitor.desk.show(OpportunityId::new(id), entries).await?;
    if shown.merged.is_some() {
        let to = format!("/opportunities/{}?merged={id}", shown.opportunity.id);
        return Ok(Redirect::to(&to).into_response());
    }
    let body = page(&visitor, &shown, None).await?;
    Ok(visitor.page(&shown.opportunity.deal.name, section(shown.opportunity.deal.kind), &body))
}

/// Takes the fields that a person changed, if the record is still as it was shown.
async fn change(
    State(_): State<Web>,
    visitor: Visitor,
    Part(id): Part<i64>,
    fields: Fields,
) -> Result<Response, Failure> {
    let id = OpportunityId::new(id);
    let shown = visitor.desk.show(id, ENTRIES).await?;
    let revision = fields.number("revision").map(Revision::new).ok_or(Failure::Form("revision"))?;
    let here = format!("/opportunities/{id}");
    let error = match (shown.merged, shown.opportunity.revision == revision) {
        (None, true) => {
            let people = visitor.desk.people().await?;
            let (record, names) = (&shown.opportunity, &shown.names);
            let changed = value::changed(&visitor, record, names, &people, &fields);
            match save(&visitor, id, revision, &changed).await {
                Ok(Saved { done, in_sight: true }) => return Ok(visitor.go(&here, done)),
                Ok(Saved { done, in_sight: false }) => {
                    let list = super::records_of(shown.opportunity.deal.kind);
                    return Ok(visitor.go(list, done));
                }
                Err(error) => error,
            }
        }
        _ => AppError::Store(StoreError::Stale {
            id,
            expected: revision,
            current: shown.opportunity.revision,
        }),
    };
    let code = status(&error);
    if code.is_server_error() || matches!(error, AppError::NotFound(_)) {
        return Err(error.into());
    }
    let is_stale = matches!(error, AppError::Store(StoreError::Stale { .. }));
    let typed = Typed { fields: &fields, problem: sentence(visitor.words, &error), is_stale };
    let body = page(&visitor, &shown, Some(&typed)).await?;
    let name = &shown.opportunity.deal.name;
    let mut response = visitor.page(name, section(shown.opportunity.deal.kind), &body);
    *response.status_mut() = code;
    Ok(response)
}

/// What saving a form came to.
struct Saved {
    done: Done,
    /// Whether the person still sees the record: it may have been given to somebody else.
    in_sight: bool,
}

async fn save(
    visitor: &Visitor,
    id: OpportunityId,
    revision: Revision,
    changed: &[Assignment],
) -> Result<Saved, AppError> {
    let nothing = Saved { done: Done::Nothing, in_sight: true };
    if changed.is_empty() {
        return Ok(nothing);
    }
    let edited = visitor.desk.edit(id, Some(revision), changed).await?;
    if !edited.changed {
        return Ok(nothing);
    }
    let log = match visitor.desk.show(id, 1).await {
        Ok(shown) => shown.activity,
        Err(AppError::NotFound(_)) => return Ok(Saved { done: Done::Saved, in_sight: false }),
        // What is saved is saved, whatever went wrong since: that is for the next page to tell.
        Err(_) => return Ok(Saved { done: Done::Saved, in_sight: true }),
    };
    // Somebody may have changed it once more: only what this person did is offered to be undone.
    let mine = |entry: &&ActivityEntry| entry.revision == edited.opportunity.revision;
    let operation = log.first().filter(mine).map(|entry| entry.operation);
    let kind = if edited.became_lost { OperationKind::MarkLost } else { OperationKind::Edit };
    let done = operation.map_or(Done::Saved, |operation| Done::Operation(kind, operation, 1));
    Ok(Saved { done, in_sight: true })
}

async fn page(
    visitor: &Visitor,
    shown: &Shown,
    typed: Option<&Typed<'_>>,
) -> Result<Markup, AppError> {
    let (words, record) = (visitor.words, &shown.opportunity);
    let pipeline = visitor.desk.pipeline().await?;
    let inputs =
        inputs::inputs(visitor, record, &shown.names, typed.map(|typed| typed.fields)).await?;
    let list = super::records_of(record.deal.kind);
    let kind = record.state.kind();
    Ok(html! {
        div.record {
            header.status {
                nav.crumbs aria-label=(words.say("crumbs")) {
                    a href=(list) { (words.say(match record.deal.kind {
                        Kind::Opportunity => "nav-pipeline",
                        Kind::Lead => "nav-leads",
                    })) }
                }
                (buttons(visitor, record))
                @if record.deal.kind == Kind::Opportunity { (stage_bar(visitor, record, pipeline.stages())) }
            }
            @if visitor.query.get("merged").is_some() { p.notice { (words.say("was-merged")) } }
            @if let Some(typed) = typed {
                p.problem role="alert" {
                    (typed.problem) " "
                    @if typed.is_stale { (words.say("typed-is-kept")) }
                }
            }
            div.halves {
                form.sheet method="post" action={ "/opportunities/" (record.id) } data-dirty {
                    input type="hidden" name="revision" value=(record.revision.get());
                    @if kind != StateKind::Open { (ribbon(visitor, shown, kind)) }
                    (inputs)
                    p.buttons.sticky {
                        button.primary type="submit" { (words.say("save")) }
                        a.button href={ "/opportunities/" (record.id) } { (words.say("discard")) }
                    }
                }
                aside {
                    (history::losses(visitor, shown))
                    (history::similar(visitor, shown))
                    (history::activity(visitor, shown, ENTRIES))
                }
            }
        }
    })
}

fn ribbon(visitor: &Visitor, shown: &Shown, kind: StateKind) -> Markup {
    let words = visitor.words;
    html! {
        div class={ "banner " (kind.as_str()) } {
            strong { (words.say(state(kind))) }
            @if let Some(reason) = widget::reason(&shown.opportunity, &shown.names) { span { (reason) } }
            @if let Some(loss) = shown.opportunity.loss() {
                @if let Some(competitor) = &loss.details.competitor {
                    span.hint { (words.say("field-competitor")) ": " (competitor) }
                }
                @if let Some(note) = &loss.details.note { (widget::note(note)) }
            }
        }
    }
}

/// Returns the form of an action on the record, which goes back to it.
fn action(record: &Opportunity, verb: &str) -> String {
    let pairs = [("id", record.id.to_string()), ("back", format!("/opportunities/{}", record.id))];
    link(&format!("/actions/{verb}"), &pairs)
}

fn buttons(visitor: &Visitor, record: &Opportunity) -> Markup {
    let words = visitor.words;
    let to = |verb: &str| action(record, verb);
    let entries: &[(&str, &str, &str)] = match record.state.kind() {
        StateKind::Open => &[
            ("win", "action-won", "primary"),
            ("lose", "action-lost", "danger"),
            ("archive", "action-archive", ""),
        ],
        StateKind::Won => &[("lose", "action-lost", "danger"), ("archive", "action-archive", "")],
        StateKind::Lost => {
            &[("restore", "action-restore", "primary"), ("lose", "action-amend", "")]
        }
        StateKind::Archived => {
            &[("restore", "action-restore", "primary"), ("lose", "action-lost", "danger")]
        }
    };
    let may_convert = record.deal.kind == Kind::Lead && record.state.kind() == StateKind::Open;
    html! {
        div.buttons {
            @if may_convert {
                a.button.primary href=(to("convert")) data-dialog { (words.say("action-convert")) }
            }
            @for (verb, key, class) in entries {
                a class={ "button " (class) } href=(to(verb)) data-dialog { (words.say(key)) }
            }
        }
    }
}

/// The stages that the record can be in, each a button that moves it there.
fn stage_bar(visitor: &Visitor, record: &Opportunity, stages: &[Stage]) -> Markup {
    let words = visitor.words;
    let is_its = |stage: &&Stage| {
        let fits = !stage.archived && (stage.team.is_none() || stage.team == record.deal.team);
        fits || record.deal.stage == Some(stage.id)
    };
    let may_move = record.state.kind().is_active();
    html! {
        form.stages method="post" action="/actions/move" aria-label=(words.say("field-stage")) {
            input type="hidden" name="id" value=(record.id);
            input type="hidden" name="back" value={ "/opportunities/" (record.id) };
            @for stage in stages.iter().filter(is_its) {
                @let is_here = record.deal.stage == Some(stage.id);
                button type="submit" name="stage" value=(stage.name) aria-current=[is_here.then_some("step")]
                    disabled[!may_move || is_here] { (stage.name) }
            }
        }
    }
}
