//! What the app refuses, in the language of the page.

mod filter;
mod said;
#[cfg(test)]
mod tests;

use winback_app::{
    AppError,
    store::domain::{PolicyViolation, StateKind, TransitionError},
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
        AppError::Unknown { what, name, nearest, .. } => {
            let what = words.say(thing(what));
            let values = [("what", Said::Text(&what)), ("name", Said::Text(name))];
            let told = words.say_with("error-unknown", &values);
            filter::advised(words, told, &[], nearest.as_slice())
        }
        AppError::Renamed { name, now, .. } => {
            words.say_with("error-renamed", &[("name", Said::Text(name)), ("now", Said::Text(now))])
        }
        AppError::Ambiguous { name, ids, .. } => {
            let id = ids.first().copied().unwrap_or_default().to_string();
            let values = [("name", Said::Text(name)), ("id", Said::Text(&id))];
            words.say_with("error-several-customers", &values)
        }
        AppError::Merged { merged, .. } => match merged.first() {
            Some((id, into)) => {
                let (id, into) = (id.to_string(), into.to_string());
                let values = [("id", Said::Text(&id)), ("into", Said::Text(&into))];
                words.say_with("error-merged", &values)
            }
            None => words.say("error-not-found").into_owned(),
        },
        AppError::Value { place, value, problem } => said::value(words, place, value, problem),
        AppError::Usage(misuse) => said::misuse(words, misuse),
        AppError::Refused(refusal) => said::refusal(words, refusal),
        AppError::Policy { violation, reason, archiving, .. } => {
            let asked = policy(words, *violation, reason.as_deref());
            match archiving {
                true => words.say_with("error-archiving-loses", &[("asked", Said::Text(&asked))]),
                false => asked,
            }
        }
        AppError::Vetoed { sentence, .. } => sentence.clone(),
        AppError::Store(error) => said::store(words, error),
        // Nobody comes to a page with a token, or imports there.
        AppError::Mandate { .. } => words.say("error-not-allowed").into_owned(),
        AppError::Plugin { .. } | AppError::Import(_) => words.say("error-server").into_owned(),
    }
}

/// A line for each of the things that are wrong.
fn told(sentences: impl Iterator<Item = String>) -> String {
    sentences.collect::<Vec<_>>().join("\n")
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
        "saved search" | "saved search or ready filter" => "favourite",
        "tag" => "tag",
        "source" => "field-source",
        "medium" => "field-medium",
        "campaign" => "field-campaign",
        "opportunity" => "field-opportunity",
        _ => "entry",
    }
}

pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
