//! Configuration: lost reasons, stages, teams, people, settings. Rule: behaviour 4, 7.2.

mod people;
mod reasons;
mod settings;
mod stages;
mod teams;

use axum::Router;
use maud::{Markup, html};

use crate::{Web, visitor::Visitor, words::Words};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .merge(reasons::routes())
        .merge(stages::routes())
        .merge(teams::routes())
        .merge(people::routes())
        .merge(settings::routes())
}

/// A page of configuration: its name, what to add, what went wrong, and the table.
fn page(
    visitor: &Visitor,
    title: &str,
    new: &Markup,
    problem: Option<&str>,
    table: &Markup,
) -> Markup {
    let words = visitor.words;
    html! {
        div.configuration {
            div.control {
                div.title {
                    h1 { (words.say(title)) }
                    details.menu.adding open[problem.is_some()] {
                        summary.button.primary { (words.say("new")) }
                        (new)
                    }
                }
            }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            div.wide tabindex="0" role="region" aria-label=(words.say(title)) { (table) }
        }
    }
}

/// The button that saves a line, and the one that archives it or takes it back.
fn line_buttons(words: Words, form: &str, is_archived: bool) -> Markup {
    let (key, value) = if is_archived { ("unarchive", "off") } else { ("archive", "on") };
    html! {
        button.quiet.save type="submit" form=(form) { (words.say("save")) }
        button.quiet type="submit" form=(form) name="archived" value=(value) { (words.say(key)) }
    }
}
