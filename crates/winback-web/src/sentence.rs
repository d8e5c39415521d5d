//! What the app refuses, in the language of the page.

mod filter;

use std::borrow::Cow;

use winback_app::{
    AppError, ErrorClass,
    store::{
        StoreError,
        domain::{PolicyViolation, StateKind, TransitionError},
    },
};

use crate::words::{Said, Words};

pub(crate) use filter::{in_text, in_tree};

/// Returns an error as a sentence. What the failing database said is for the log alone.
pub(crate) fn sentence(words: Words, error: &AppError) -> String {
    let count = |key: &str, count: u64| {
        let shown = words.count(count);
        words.say_with(key, &[("count", Said::Count(signed(count), &shown))])
    };
    match error {
        error if error.class() == ErrorClass::Environment => match error {
            AppError::Store(StoreError::Busy) => words.say("error-busy").into_owned(),
            _ => words.say("error-server").into_owned(),
        },
        AppError::Filter { text, errors } => told(errors.iter().map(|it| in_text(words, text, it))),
        AppError::SavedSearch { name, text, errors, .. } => {
            let told = told(errors.iter().map(|it| in_text(words, text, it)));
            let values = [("name", Said::Text(name)), ("problem", Said::Text(&told))];
            words.say_with("error-saved-search", &values)
        }
        AppError::Domain(error) => filter::in_domain(words, error),
        AppError::Tree(errors) => told(errors.iter().map(|it| in_tree(words, it))),
        AppError::SignIn => words.say("error-sign-in").into_owned(),
        AppError::SlowDown { seconds } => count("error-slow-down", *seconds),
        AppError::NotAllowed { .. } => words.say("error-not-allowed").into_owned(),
        AppError::NotFound(_) | AppError::Absent { .. } => {
            words.say("error-not-found").into_owned()
        }
        AppError::Unknown { what, name, .. } => {
            let what = words.say(thing(what));
            let values = [("what", Said::Text(&what)), ("name", Said::Text(name))];
            words.say_with("error-unknown", &values)
        }
        AppError::Value { place, value, problem } => match field(words, place) {
            Some(label) => format!("{label}: “{value}” {problem}"),
            None => error.to_string(),
        },
        AppError::Usage(text) => {
            let placed = text
                .split_once(": ")
                .and_then(|(place, problem)| Some(format!("{}: {problem}", field(words, place)?)));
            placed.unwrap_or_else(|| text.clone())
        }
        AppError::Policy { violation, reason, .. } => policy(words, *violation, reason.as_deref()),
        AppError::Vetoed { sentence, .. } => sentence.clone(),
        AppError::Store(StoreError::Stale { .. }) => words.say("error-stale").into_owned(),
        AppError::Store(StoreError::Moved { found, .. }) => count("error-moved", *found),
        AppError::Store(StoreError::Taken { name, .. }) => {
            words.say_with("error-taken", &[("name", Said::Text(name))])
        }
        AppError::Store(StoreError::LastManager { name }) => {
            words.say_with("error-last-manager", &[("name", Said::Text(name))])
        }
        AppError::Store(StoreError::Circle { customer, parent }) => {
            let values = [("name", Said::Text(customer)), ("parent", Said::Text(parent))];
            words.say_with("error-circle", &values)
        }
        AppError::Store(StoreError::Refused { refused, total }) => {
            let first = refused.first().map(|error| transition(words, error)).unwrap_or_default();
            let shown = words.count(*total);
            let values =
                [("count", Said::Count(signed(*total), &shown)), ("first", Said::Text(&first))];
            words.say_with("error-refused", &values)
        }
        error => error.to_string(),
    }
}

/// A line for each of the things that are wrong.
fn told(sentences: impl Iterator<Item = String>) -> String {
    sentences.collect::<Vec<_>>().join("\n")
}

/// Returns the label of a field by its name in filters, if it is one.
fn field(words: Words, name: &str) -> Option<Cow<'static, str>> {
    let key = format!("field-{}", name.replace('_', "-"));
    words.has(&key).then(|| words.say(&key))
}

/// Says why a record cannot be changed. Rule: behaviour 1.4.
pub(crate) fn transition(words: Words, error: &TransitionError) -> String {
    let state = words.say(state(error.state));
    let values = [("name", Said::Text(&error.name)), ("state", Said::Text(&state))];
    words.say_with("error-transition", &values)
}

/// Returns the key of a state's name.
pub(crate) const fn state(state: StateKind) -> &'static str {
    match state {
        StateKind::Open => "state-open",
        StateKind::Won => "state-won",
        StateKind::Lost => "state-lost",
        StateKind::Archived => "state-archived",
    }
}

fn policy(words: Words, violation: PolicyViolation, reason: Option<&str>) -> String {
    match violation {
        PolicyViolation::ReasonRequired => words.say("error-reason-required").into_owned(),
        PolicyViolation::NoteRequired => words.say("error-note-required").into_owned(),
        PolicyViolation::NoteRequiredForReason(_) => {
            let reason = reason.unwrap_or_default();
            words.say_with("error-note-required-for", &[("reason", Said::Text(reason))])
        }
    }
}

/// Returns the key of what the app calls a kind of thing.
fn thing(what: &str) -> &'static str {
    match what {
        "lost reason" => "field-lost-reason",
        "stage" => "field-stage",
        "person" => "field-salesperson",
        "team" => "field-team",
        "customer" => "field-customer",
        "country" => "field-country",
        "saved search" => "favourite",
        _ => "entry",
    }
}

pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
