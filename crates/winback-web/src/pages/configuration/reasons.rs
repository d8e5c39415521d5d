//! Lost reasons. Rule: behaviour 4.

use axum::{Router, extract::State, response::Response, routing::get};
use maud::{Markup, html};
use winback_app::{
    AppError, ReasonRequest,
    store::{
        ReasonCounts,
        domain::{Kind, NewLostReason, OutcomeClass, ReasonEdit},
        filter::{Operand, OperatorKind, Rule, Scalar, Tree},
    },
};

use super::{Typed, line_buttons, page};
use crate::{
    Web,
    address::{Address, View},
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    sentence::sentence,
    visitor::Visitor,
    widget::choice,
    words::{Said, Words},
};

const PATH: &str = "/configuration/lost-reasons";

pub(super) fn routes() -> Router<Web> {
    Router::new().route(PATH, get(list).post(save))
}

async fn list(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None).await?;
    Ok(visitor.page(&visitor.words.say("nav-lost-reasons"), Section::Configuration, &body))
}

const fn outcome_key(outcome: OutcomeClass) -> &'static str {
    match outcome {
        OutcomeClass::Competitive => "outcome-competitive",
        OutcomeClass::NoDecision => "outcome-no-decision",
        OutcomeClass::Disqualified => "outcome-disqualified",
        OutcomeClass::Other => "outcome-other",
    }
}

fn outcomes(words: Words) -> Vec<(String, String)> {
    let label = |outcome: OutcomeClass| {
        (outcome.as_str().to_owned(), words.say(outcome_key(outcome)).into_owned())
    };
    OutcomeClass::ALL.into_iter().map(label).collect()
}

async fn body(visitor: &Visitor, refused: Option<(&Fields, &str)>) -> Result<Markup, AppError> {
    let words = visitor.words;
    let reasons = visitor.desk.reasons().await?;
    let outcomes = outcomes(words);
    let typed = Typed::of(refused);
    let new = html! {
        form.stack.panel method="post" action=(PATH) {
            label { span { (words.say("description")) }
                input name="name" value=(typed.added("name")) required maxlength="200" autocomplete="off"; }
            label { span { (words.say("field-guidance")) } input name="guidance" value=(typed.added("guidance")) autocomplete="off"; }
            label { span { (words.say("field-outcome")) } (choice("outcome", "other", None, &outcomes)) }
            button.primary type="submit" { (words.say("create")) }
        }
    };
    let table = html! {
        table {
            thead { tr {
                th { (words.say("description")) }
                th { (words.say("field-guidance")) }
                th { (words.say("field-outcome")) }
                th.number { (words.say("lost-now")) }
                th.number { (words.say("ever-lost")) }
                th { span.hidden { (words.say("actions")) } }
            } }
            tbody { @for counts in &reasons { (line(visitor, counts, &outcomes, typed)) } }
        }
    };
    Ok(page(visitor, "nav-lost-reasons", &new, typed, &table))
}

fn line(
    visitor: &Visitor,
    counts: &ReasonCounts,
    outcomes: &[(String, String)],
    typed: Typed<'_>,
) -> Markup {
    let (words, reason) = (visitor.words, &counts.reason);
    let form = format!("reason-{}", reason.id);
    let typed = typed.line(&reason.name);
    let said = [("name", Said::Text(&reason.name))];
    html! {
        tr.archived[reason.archived] {
            td {
                form id=(form) method="post" action=(PATH) data-dirty {
                    input type="hidden" name="was" value=(reason.name);
                }
                input form=(form) name="name" value=(typed.or("name", &reason.name)) required maxlength="200"
                    aria-label=(words.say_with("description-of", &said)) autocomplete="off";
            }
            td {
                input form=(form) name="guidance" value=(typed.or("guidance", reason.guidance.as_deref().unwrap_or_default()))
                    aria-label=(words.say_with("guidance-of", &said)) autocomplete="off";
            }
            td { (in_form(&form, &words.say_with("outcome-of", &said), &choice("outcome", typed.or("outcome", reason.outcome.as_str()), None, outcomes))) }
            td.number { (count(words, counts.lost, &reason.name, false)) }
            td.number { (count(words, counts.ever_lost, &reason.name, true)) }
            td { (line_buttons(words, &form, reason.archived)) }
        }
    }
}

/// Puts a box that stands elsewhere into a form: it has the form's name in an attribute.
fn in_form(form: &str, label: &str, select: &Markup) -> Markup {
    let with =
        format!("<select form=\"{form}\" aria-label=\"{}\"", html! { (label) }.into_string());
    maud::PreEscaped(select.0.replacen("<select", &with, 1))
}

/// A count that leads to the records. Rule: behaviour 4.3.
fn count(words: Words, count: u64, reason: &str, ever: bool) -> Markup {
    let path = if ever { "losses.reason" } else { "lost_reason" };
    let operand = Operand::Values(vec![Scalar::Text(reason.to_owned())]);
    let rule = Rule::new(path, OperatorKind::In, operand);
    let shown = words.count(count);
    html! {
        @match rule {
            Ok(rule) => {
                @let to = Address::bare(Kind::Opportunity).with(|to| {
                    to.view = View::List;
                    to.facets.filters = vec![Tree::Rule(rule).to_string()];
                });
                a href=(to.link()) { (shown) }
            }
            Err(_) => (shown),
        }
    }
}

async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let error = match change(&visitor, &fields).await {
        Ok(()) => return Ok(visitor.go(PATH, Done::Saved)),
        Err(error) => error,
    };
    let code = status(&error);
    if code.is_server_error() || matches!(error, AppError::NotAllowed { .. }) {
        return Err(error.into());
    }
    let problem = sentence(visitor.words, &error);
    let body = body(&visitor, Some((&fields, &problem))).await?;
    Ok(visitor.refused(&visitor.words.say("nav-lost-reasons"), Section::Configuration, &body))
}

async fn change(visitor: &Visitor, fields: &Fields) -> Result<(), AppError> {
    let name = fields.get("name").unwrap_or_default().to_owned();
    let guidance = fields.get("guidance").map(str::to_owned);
    let outcome = fields.get("outcome").and_then(OutcomeClass::from_word);
    let Some(was) = fields.get("was") else {
        let outcome = outcome.unwrap_or(OutcomeClass::Other);
        let reason = NewLostReason { name, guidance, category: None, outcome };
        visitor.desk.add_reason(&ReasonRequest { reason }).await?;
        return Ok(());
    };
    let mut edits = vec![ReasonEdit::Name(name), ReasonEdit::Guidance(guidance)];
    edits.extend(outcome.map(ReasonEdit::Outcome));
    if let Some(archived) = fields.get("archived") {
        edits.push(ReasonEdit::Archived(archived == "on"));
    }
    visitor.desk.edit_reason(was, &edits).await?;
    Ok(())
}
