//! Configuration: lost reasons, stages, teams, people, settings. Rule: behaviour 4, 7.2.

mod people;
mod reasons;
mod settings;
mod stages;
mod teams;

use axum::Router;
use maud::{Markup, html};

use crate::{Web, fields::Fields, visitor::Visitor, words::Words};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .merge(reasons::routes())
        .merge(stages::routes())
        .merge(teams::routes())
        .merge(people::routes())
        .merge(settings::routes())
}

/// What was typed and not taken, and why: it stays where it was typed.
#[derive(Clone, Copy)]
struct Typed<'f>(Option<(&'f Fields, &'f str)>);

impl<'f> Typed<'f> {
    const fn of(refused: Option<(&'f Fields, &'f str)>) -> Self {
        Self(refused)
    }

    fn problem(self) -> Option<&'f str> {
        self.0.map(|(_, problem)| problem)
    }

    /// Tells whether it was typed to add something.
    fn is_new(self) -> bool {
        self.0.is_some_and(|(fields, _)| fields.get("was").is_none())
    }

    /// Returns what was typed into a field to add something.
    fn added(self, name: &str) -> &'f str {
        let typed = self.0.filter(|_| self.is_new());
        typed.and_then(|(fields, _)| fields.raw(name)).unwrap_or_default()
    }

    /// Returns what was typed into the line of one thing, by the name that it had.
    fn line(self, was: &str) -> Self {
        Self(self.0.filter(|(fields, _)| fields.raw("was") == Some(was)))
    }

    /// Returns what was typed into a field, or else what it says now.
    fn or<'v>(self, name: &str, now: &'v str) -> &'v str
    where
        'f: 'v,
    {
        self.0.and_then(|(fields, _)| fields.raw(name)).unwrap_or(now)
    }

    /// Tells whether a box was ticked, or else whether it is now.
    fn is_on(self, name: &str, now: bool) -> bool {
        self.0.map_or(now, |(fields, _)| fields.is_on(name))
    }
}

/// A page of configuration: its name, what to add, what went wrong, and the table.
fn page(visitor: &Visitor, title: &str, new: &Markup, typed: Typed<'_>, table: &Markup) -> Markup {
    let words = visitor.words;
    html! {
        div.configuration {
            div.control {
                div.title {
                    h1 { (words.say(title)) }
                    details.menu.adding open[typed.is_new()] {
                        summary.button.primary { (words.say("new")) }
                        (new)
                    }
                }
            }
            @if let Some(problem) = typed.problem() { p.problem role="alert" { (problem) } }
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
