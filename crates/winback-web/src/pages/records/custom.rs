//! The custom filter: rules as controls, and the text spelling beside them. Rule: behaviour 8.4, 8.5.

mod catalogue;

use axum::{
    Json, Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use maud::{Markup, html};
use serde_json::{Value, json};
use winback_app::{
    AppError,
    store::filter::{FilterErrors, Tree, parse},
};

use super::{section, what_was_typed};
use crate::{
    Web,
    address::Address,
    failure::Failure,
    fields::Fields,
    sentence::{in_text, in_tree, sentence},
    visitor::Visitor,
    words::Words,
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/filter", get(edit).post(apply))
        .route("/filter/fields", get(catalogue::fields))
        .route("/filter/check", post(check))
}

async fn edit(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let back = visitor.back(&visitor.query, "/pipeline?view=list");
    let text = visitor.query.raw("text").unwrap_or_default().to_owned();
    let body = page(visitor.words, &back, &text, None);
    let kind = Address::of_link(&back).ok_or(Failure::Form("back"))?.kind;
    Ok(visitor.page(&visitor.words.say("custom-filter"), section(kind), &body))
}

fn page(words: Words, back: &str, text: &str, problem: Option<&Markup>) -> Markup {
    let title = words.say("custom-filter");
    html! {
        form.sheet.custom method="post" action="/filter" {
            h1 { (title) }
            input type="hidden" name="back" value=(back);
            @if let Some(problem) = problem { (problem) }
            div.rules data-rules="/filter/fields" data-check="/filter/check" data-words=(spoken(words)) {}
            label { span { (words.say("filter-text")) }
                textarea name="text" rows="3" spellcheck="false" autocapitalize="off" required
                    aria-describedby="filter-hint" { (text) } }
            p.hint #filter-hint { (words.say("filter-text-hint")) }
            p.buttons {
                button.primary type="submit" { (words.say("filter-apply")) }
                a.button href=(back) data-close { (words.say("cancel")) }
            }
        }
    }
}

/// The words that the script puts on its controls.
fn spoken(words: Words) -> String {
    let keys = [
        ("all", "rules-all"),
        ("any", "rules-any"),
        ("match", "rules-match"),
        ("rule", "rules-add"),
        ("branch", "rules-branch"),
        ("duplicate", "rules-duplicate"),
        ("delete", "rules-delete"),
        ("field", "rules-field"),
        ("operator", "rules-operator"),
        ("value", "rules-value"),
        ("values", "rules-values"),
        ("from", "rules-from"),
        ("to", "rules-to"),
        ("not", "rules-not"),
        ("find", "rules-find"),
        ("only-text", "rules-only-text"),
        ("last", "period-last"),
        ("this", "period-this"),
        ("next", "period-next"),
        ("day", "period-day"),
        ("week", "period-week"),
        ("month", "period-month"),
        ("quarter", "period-quarter"),
        ("year", "period-year"),
        ("yes", "yes"),
        ("no", "no"),
    ];
    let spoken = keys.map(|(name, key)| (name.to_owned(), Value::from(words.say(key))));
    Value::Object(spoken.into_iter().collect()).to_string()
}

/// Puts the filter that was edited into the address of the list.
async fn apply(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let back = visitor.back(&fields, "/pipeline?view=list");
    let address = Address::of_link(&back).ok_or(Failure::Form("back"))?;
    let text = fields.get("text").unwrap_or_default();
    match visitor.desk.parse_filter(text).await {
        Ok(_) => {
            // The address holds texts: a text stays as typed, and a tree or a domain becomes one. By a
            // domain lists leave out other records than by the same text.
            let kept = match (parse(text), Tree::from_json(text)) {
                (Ok(_), _) => text.to_owned(),
                (Err(_), Ok(tree)) => tree.to_string(),
                (Err(_), Err(_)) => visitor.desk.as_listed(text).await?,
            };
            let to = address.with(|to| {
                if !text.is_empty() {
                    to.facets.filters.push(kept);
                }
            });
            Ok(visitor.go_silently(&to.link()))
        }
        Err(error) => match what_was_typed(visitor.words, &error) {
            None => Err(error.into()),
            Some(problem) => {
                let body = page(visitor.words, &back, text, Some(&problem));
                let title = visitor.words.say("custom-filter");
                Ok(visitor.refused(&title, section(address.kind), &body))
            }
        },
    }
}

/// Tells a script what a text or a tree comes to in the other spelling, or what is wrong with it.
async fn check(visitor: Visitor, fields: Fields) -> Result<Json<Value>, Failure> {
    let (text, is_tree) = match fields.raw("tree") {
        Some(tree) => (tree, true),
        None => (fields.raw("text").unwrap_or_default(), false),
    };
    let wrong = |errors: Vec<String>, markup: Markup| {
        Json(json!({ "errors": errors, "marked": markup.into_string() }))
    };
    let tree = match (is_tree, text.trim().is_empty()) {
        (true, _) => match Tree::from_json(text) {
            Ok(tree) => tree,
            Err(errors) => {
                let errors = errors.iter().map(|error| in_tree(visitor.words, error)).collect();
                return Ok(wrong(errors, html! {}));
            }
        },
        (false, true) => Tree::All(Vec::new()),
        (false, false) => match parse(text) {
            Ok(expr) => Tree::from(&expr),
            Err(errors) => {
                return Ok(wrong(sentences(visitor.words, text, &errors), marked(text, &errors)));
            }
        },
    };
    match visitor.desk.parse_filter(text).await {
        Ok(_) => Ok(Json(json!({ "tree": tree, "text": tree.to_string() }))),
        Err(AppError::Filter { errors, .. }) => {
            Ok(wrong(sentences(visitor.words, text, &errors), marked(text, &errors)))
        }
        Err(error) => {
            let lines = sentence(visitor.words, &error);
            Ok(wrong(lines.lines().map(str::to_owned).collect(), html! {}))
        }
    }
}

fn sentences(words: Words, text: &str, errors: &FilterErrors) -> Vec<String> {
    errors.iter().map(|error| in_text(words, text, error)).collect()
}

/// Shows a text with what is wrong in it marked.
pub(super) fn marked(text: &str, errors: &FilterErrors) -> Markup {
    let mut at = 0;
    let mut parts = Vec::new();
    for error in errors.iter() {
        let (start, end) = (error.span.start.max(at), error.span.end.max(at));
        let (Some(before), Some(wrong)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        parts.push((before, wrong));
        at = end;
    }
    html! {
        pre.marked {
            @for (before, wrong) in &parts {
                (before)
                mark { @if wrong.is_empty() { "…" } @else { (wrong) } }
            }
            (text.get(at..).unwrap_or_default())
        }
    }
}
