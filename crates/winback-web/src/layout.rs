//! The shell around every page.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    assets,
    flash::Done,
    visitor::Visitor,
    words::{Language, OfPages, Words},
};

/// What pages may load: what this server has itself, and nothing inline.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// The part of the product that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Opportunities.
    Pipeline,
    /// Leads.
    Leads,
    /// Customers.
    Customers,
    /// Lists and settings.
    Configuration,
    /// The person's own.
    Profile,
}

/// Stands where the rest of a page is put in: behind all that a person can have typed.
const REST: &str = "\u{0}";

/// Returns a page for somebody who is signed in.
pub(crate) fn whole(
    visitor: &Visitor,
    title: &str,
    section: Section,
    done: Option<Done>,
    body: &Markup,
) -> Response {
    let page = document(visitor.words, title, &shell(visitor, section, done, body));
    answered(page.into_string())
}

/// Returns a page in two halves, between which something is put in.
pub(crate) fn halves(
    visitor: &Visitor,
    title: &str,
    section: Section,
    done: Option<Done>,
    first: &Markup,
) -> (String, String) {
    let body = html! { (first) (REST) };
    let page = document(visitor.words, title, &shell(visitor, section, done, &body)).into_string();
    match page.rsplit_once(REST) {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (page, String::new()),
    }
}

fn shell(visitor: &Visitor, section: Section, done: Option<Done>, body: &Markup) -> Markup {
    let words = visitor.words;
    html! {
        header.top {
            a.brand href="/pipeline" { (mark()) span { "Winback" } }
            nav aria-label=(words.say("nav-main")) {
                (entry(words, "/pipeline", "nav-pipeline", section == Section::Pipeline))
                @if visitor.desk.settings().leads {
                    (entry(words, "/leads", "nav-leads", section == Section::Leads))
                }
                (entry(words, "/customers", "nav-customers", section == Section::Customers))
                @if visitor.is_manager() { (configuration(words, section)) }
            }
            (person(visitor))
        }
        main #main tabindex="-1" { (body) }
        div.toasts #toasts role="status" aria-live="polite" {
            @if let Some(done) = done { (toast(words, done, &visitor.here)) }
        }
    }
}

/// Returns a page for whoever it is, without navigation.
pub(crate) fn plain(words: Words, title: &str, body: &Markup) -> Response {
    let shell = html! {
        header.top { a.brand href="/pipeline" { (mark()) span { "Winback" } } }
        main #main tabindex="-1" { (body) }
    };
    answered(document(words, title, &shell).into_string())
}

fn document(words: Words, title: &str, shell: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.language.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Winback" }
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("winback.css"));
                script type="module" src=(assets::address("winback.js")) {}
            }
            body data-unanswered=(words.say("failure-no-answer")) data-unsaved=(words.say("unsaved")) {
                a.skip href="#main" { (words.say("skip")) }
                (shell)
            }
        }
    }
}

/// Answers with a page, and with what browsers are to know of it.
pub(crate) fn answered(page: impl Into<Body>) -> Response {
    let mut response = Response::new(page.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn entry(words: Words, to: &str, key: &str, current: bool) -> Markup {
    html! { a href=(to) aria-current=[current.then_some("page")] { (words.say(key)) } }
}

fn configuration(words: Words, section: Section) -> Markup {
    let entries = [
        ("/configuration/lost-reasons", "nav-lost-reasons"),
        ("/configuration/stages", "nav-stages"),
        ("/configuration/teams", "nav-teams"),
        ("/configuration/people", "nav-people"),
        ("/configuration/settings", "nav-settings"),
    ];
    html! {
        details.menu {
            summary aria-current=[(section == Section::Configuration).then_some("true")] {
                (words.say("nav-configuration"))
            }
            ul { @for (to, key) in entries { li { a href=(to) { (words.say(key)) } } } }
        }
    }
}

fn person(visitor: &Visitor) -> Markup {
    let (words, name) = (visitor.words, &visitor.desk.actor().name);
    html! {
        details.menu.person {
            summary { (avatar(name)) span.name { (name) } }
            ul {
                li { a href="/profile" { (words.say("nav-profile")) } }
                li { a href="/operations" { (words.say("nav-operations")) } }
                li { (languages(words, &visitor.here)) }
                li {
                    form method="post" action="/sign-out" {
                        button type="submit" { (words.say("sign-out")) }
                    }
                }
            }
        }
    }
}

/// Returns the switch between languages.
pub(crate) fn languages(words: Words, here: &str) -> Markup {
    html! {
        form.languages method="post" action="/language" {
            input type="hidden" name="back" value=(here);
            @for language in Language::ALL {
                button type="submit" name="language" value=(language.as_str()) lang=(language.as_str())
                    aria-pressed=(if language == words.language { "true" } else { "false" }) {
                    (language.name())
                }
            }
        }
    }
}

/// Returns a person's first letter in a circle, for the eye alone.
pub(crate) fn avatar(name: &str) -> Markup {
    let letter: String =
        name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let hue =
        name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 8;
    html! { span class={ "avatar hue-" (hue) } aria-hidden="true" { (letter) } }
}

fn toast(words: Words, done: Done, here: &str) -> Markup {
    html! {
        div.toast {
            span { (done.sentence(words)) }
            @if let Some(id) = done.created() { a href={ "/opportunities/" (id) } { (words.say("open")) } }
            @if let Some(operation) = done.undoable() {
                form method="post" action={ "/operations/" (operation) "/undo" } {
                    input type="hidden" name="back" value=(here);
                    button type="submit" { (words.say("undo")) }
                }
            }
        }
    }
}

fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false" {
            path d="M4 5l4 13 4-9 4 9 4-13" {}
        }
    }
}
