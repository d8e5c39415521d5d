//! What the app and its stores refuse, one sentence for each.

use std::borrow::Cow;

use winback_app::{
    Misuse, NoUndo, Refusal, ValueProblem,
    store::{
        StoreError,
        domain::{EditError, LabelKind, MergeError, StateKind},
    },
};

use super::{filter, signed, state, transition};
use crate::words::{Said, Words};

fn say(words: Words, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, Said::Text(value))).collect();
    words.say_with(key, &values)
}

fn count(words: Words, count: usize) -> String {
    words.count(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Returns what a place is called on the pages: a field, a setting, or what a form asks for.
fn label(words: Words, place: &str) -> Cow<'static, str> {
    let place = place.replace('_', "-");
    // A name is not that of an opportunity everywhere.
    let keys = match place.as_str() {
        "name" | "password" | "language" => vec![place],
        _ => vec![format!("field-{place}"), format!("setting-{place}")],
    };
    let key = keys.into_iter().find(|key| words.has(key));
    key.map_or(words.say("rules-value"), |key| words.say(&key))
}

/// Says what is wrong with a value.
pub(super) fn value(words: Words, place: &str, value: &str, problem: &ValueProblem) -> String {
    let label = label(words, place);
    let said = |key: &str, values: &[(&'static str, &str)]| {
        let problem = say(words, key, values);
        let all = [("field", &*label), ("value", value), ("problem", problem.as_str())];
        say(words, "error-value", &all)
    };
    // A password is not shown, and what is empty neither.
    let whole = |key: &str| say(words, key, &[("field", &label)]);
    match problem {
        ValueProblem::Empty => whole("error-value-empty"),
        ValueProblem::ShortPassword => whole("error-password-short"),
        ValueProblem::LongPassword => whole("error-password-long"),
        ValueProblem::OwnName => whole("error-password-own-name"),
        ValueProblem::EasilyGuessed => whole("error-password-guessed"),
        ValueProblem::Nul => said("error-value-nul", &[]),
        ValueProblem::TooLong { most } => {
            said("error-value-long", &[("most", &count(words, *most))])
        }
        ValueProblem::NotOneLine => said("error-value-one-line", &[]),
        ValueProblem::NotAPriority => said("error-value-priority", &[]),
        ValueProblem::NotADay => said("error-value-day", &[]),
        ValueProblem::NotADayOrNone => said("error-value-day-or-none", &[]),
        ValueProblem::DayOutOfRange => said("error-value-day-range", &[]),
        ValueProblem::NotAPlace => said("error-value-place", &[]),
        ValueProblem::NotAnAmount => said("error-value-amount", &[]),
        ValueProblem::TooPrecise { code, digits } => {
            said("error-value-precise", &[("code", code), ("digits", &digits.to_string())])
        }
        ValueProblem::TooLarge => said("error-value-large", &[]),
        ValueProblem::NotAProbability => said("error-value-probability", &[]),
        ValueProblem::Certain => said("error-value-certain", &[]),
        ValueProblem::NotAKind => said("error-value-kind", &[]),
        ValueProblem::NotEmployees => said("error-value-employees", &[]),
        ValueProblem::NeitherYesNorNo => said("error-value-yes-no", &[]),
        ValueProblem::NeitherOnNorOff => said("error-value-on-off", &[]),
        ValueProblem::NotACustomer => said("error-value-customer", &[]),
        ValueProblem::SeveralCustomers { id } => {
            said("error-value-customers", &[("id", &id.to_string())])
        }
        ValueProblem::NoTokenTime { most } => {
            said("error-value-token-time", &[("most", &most.to_string())])
        }
        ValueProblem::OutlivesToken { until } => {
            said("error-value-outlives", &[("until", &until.to_string())])
        }
        ValueProblem::NotALanguage { known } => said("error-value-language", &[("known", known)]),
        ValueProblem::NotACursor => said("error-value-cursor", &[]),
        ValueProblem::NotALength => said("error-value-length", &[]),
        ValueProblem::FinerThanDays => said("error-value-finer", &[]),
        ValueProblem::NoTime => said("error-value-no-time", &[]),
        ValueProblem::LengthOutOfRange => said("error-value-length-range", &[]),
        ValueProblem::NotALogin => said("error-value-login", &[]),
        ValueProblem::Comma => said("error-value-comma", &[]),
        ValueProblem::NotACurrency => said("error-value-currency", &[]),
        ValueProblem::NotATimeZone => said("error-value-time-zone", &[]),
        ValueProblem::NotALocale => said("error-value-locale", &[]),
        ValueProblem::NestedSearch => said("error-value-nested", &[]),
        ValueProblem::ReservedCharacter => said("error-value-reserved", &[]),
        ValueProblem::NameOfDefault => said("error-value-default-name", &[]),
        ValueProblem::NameOfReadyFilter { filter } => {
            said("error-value-ready-name", &[("filter", filter)])
        }
    }
}

/// Says why something makes no sense.
pub(super) fn misuse(words: Words, misuse: &Misuse) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    match misuse {
        Misuse::NoAssignment(text) => say("error-no-assignment", &[("text", text)]),
        Misuse::EditedStage => say("error-edited-stage", &[]),
        Misuse::EditedState(name) => say("error-edited-state", &[("field", &label(words, name))]),
        Misuse::EditedKind => say("error-edited-kind", &[]),
        Misuse::KeptField(name) => say("error-kept-field", &[("field", &label(words, name))]),
        Misuse::UnknownField { field, nearest, .. }
        | Misuse::UnknownCustomerField { field, nearest, .. } => {
            let told = say("error-no-field", &[("field", field)]);
            filter::advised(words, told, &[], nearest.as_slice())
        }
        Misuse::UnknownColumn { column, nearest, .. } => {
            let told = say("error-no-column", &[("column", column)]);
            filter::advised(words, told, &[], nearest.as_slice())
        }
        Misuse::NoReceiver => say("error-no-receiver", &[]),
        Misuse::UnnamedLeads => say("error-unnamed-leads", &[]),
        Misuse::CustomerOfMerged => say("error-customer-of-merged", &[]),
        Misuse::MergeOfOne(_) => say("error-merge-few", &[]),
        Misuse::TooManyToMerge { found, most } => {
            let (found, most) = (count(words, *found), count(words, *most));
            say("error-merge-many", &[("found", &found), ("most", &most)])
        }
        Misuse::Merge(error) => merge(words, error),
        Misuse::NothingChosen => say("error-nothing-chosen", &[]),
        Misuse::GivenTwice { clause, .. } => say("error-given-twice", &[("clause", clause)]),
        Misuse::GroupedList => say("error-grouped-list", &[]),
        Misuse::ReversedPeriod { since, until } => {
            let (since, until) = (since.to_string(), until.to_string());
            say("error-reversed-period", &[("since", &since), ("until", &until)])
        }
        Misuse::EmptyFilter => say("error-empty-filter", &[]),
        Misuse::NotInSchema(what) => say("error-not-in-schema", &[("what", what)]),
    }
}

fn merge(words: Words, error: &MergeError) -> String {
    match error {
        MergeError::TooFew(_) => say(words, "error-merge-few", &[]),
        MergeError::Twice(id) => say(words, "error-merge-twice", &[("id", &id.to_string())]),
    }
}

/// Says what the rules forbid.
pub(super) fn refusal(words: Words, refusal: &Refusal) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    match refusal {
        Refusal::SeveralCustomers { name, id } => {
            say("error-several-customers", &[("name", name), ("id", &id.to_string())])
        }
        Refusal::SeveralPeople { name, logins } => {
            let logins = filter::either(words, logins.iter().map(|it| filter::quoted(words, it)));
            say("error-several-people", &[("name", name), ("logins", &logins)])
        }
        Refusal::NotEmpty { present, .. } => {
            say("error-not-empty", &[("present", &words.count(*present))])
        }
        Refusal::ReasonIntoItself(name) => say("error-reason-into-itself", &[("name", name)]),
        Refusal::EditBesideLoss(_) => say("error-edit-beside-loss", &[]),
        Refusal::NotUndoable { why, .. } => not_undoable(words, *why),
        Refusal::UndoneAlready(_) => say("error-undone-already", &[]),
        Refusal::Undo(_) => say("error-undo-log", &[]),
        Refusal::TooManyMerges { groups, most } => {
            let (found, most) = (count(words, *groups), count(words, *most));
            say("error-many-merges", &[("found", &found), ("most", &most)])
        }
        Refusal::TooManyLeads { most } => {
            say("error-many-leads", &[("most", &count(words, *most))])
        }
        Refusal::LeadItself(id) => say("error-lead-itself", &[("id", &id.to_string())]),
        Refusal::Transition(error) => transition(words, error),
        Refusal::ReadyFilter { name, .. } => say("error-ready-filter", &[("name", name)]),
        Refusal::DefaultOfOther { name, owner } => {
            say("error-default-of-other", &[("name", name), ("owner", owner)])
        }
        Refusal::SeveralSearches { name, written } => {
            let written = filter::either(words, written.iter().map(|it| filter::quoted(words, it)));
            say("error-several-searches", &[("name", name), ("written", &written)])
        }
        Refusal::System(_) => say("error-server", &[]),
        Refusal::NotFirst => say("error-not-first", &[]),
        Refusal::NoManager => say("error-no-manager", &[]),
        Refusal::NoActiveManager => say("error-no-active-manager", &[]),
        Refusal::InvalidLink => say("error-invalid-link", &[]),
        Refusal::LinkForOwner => say("error-link-for-owner", &[]),
        Refusal::ArchivedStage(name) => say("error-archived-stage", &[("name", name)]),
        Refusal::ArchivedLabel { kind, name } => {
            let what = words.say(list(*kind));
            say("error-archived-label", &[("what", &what), ("name", name)])
        }
        Refusal::TakenLogin(name) => say("error-taken-login", &[("name", name)]),
        Refusal::OtherDigits { code, digits, now, now_digits } => {
            let (digits, now_digits) = (digits.to_string(), now_digits.to_string());
            let values = [
                ("code", code.as_str()),
                ("digits", &digits),
                ("now", now),
                ("now_digits", &now_digits),
            ];
            say("error-other-digits", &values)
        }
        Refusal::LeadsOff => say("error-leads-off", &[]),
        Refusal::NotInstalled => say("error-not-installed", &[]),
        Refusal::Left(name) => say("error-left", &[("name", name)]),
        Refusal::Said(sentence) => sentence.clone(),
    }
}

/// Returns the key of what a list's entries are called.
const fn list(kind: LabelKind) -> &'static str {
    match kind {
        LabelKind::Team => "field-team",
        LabelKind::Tag => "tag",
        LabelKind::Source => "field-source",
        LabelKind::Medium => "field-medium",
        LabelKind::Campaign => "field-campaign",
        LabelKind::Country => "field-country",
    }
}

fn not_undoable(words: Words, why: NoUndo) -> String {
    let key = match why {
        NoUndo::Created => "error-undo-create",
        NoUndo::Imported => "error-undo-import",
        NoUndo::Merged => "error-undo-merge",
        NoUndo::MergedReasons => "error-undo-merge-reasons",
        NoUndo::Undone => "error-undo-undo",
    };
    words.say(key).into_owned()
}

/// Says what a store refuses.
pub(super) fn store(words: Words, error: &StoreError) -> String {
    let told = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    match error {
        StoreError::NotFound(_) | StoreError::Missing { .. } => told("error-not-found", &[]),
        StoreError::Refused { refused, total } => {
            let first = refused.first().map(|error| transition(words, error)).unwrap_or_default();
            let shown = words.count(*total);
            let values =
                [("count", Said::Count(signed(*total), &shown)), ("first", Said::Text(&first))];
            words.say_with("error-refused", &values)
        }
        StoreError::Edit(error) => edit(words, error),
        StoreError::Merge(error) => merge(words, error),
        StoreError::MergedOn { into, .. } => {
            told("error-merged-on", &[("into", &into.to_string())])
        }
        StoreError::Undecided(fields) => {
            let labels = fields.iter().map(|field| label(words, field.as_str()));
            let labels: Vec<_> = labels.collect();
            told("error-undecided", &[("fields", &labels.join(&words.say("error-filter-comma")))])
        }
        StoreError::Stale { .. } => told("error-stale", &[]),
        StoreError::Moved { found, .. } => {
            let shown = words.count(*found);
            words.say_with("error-moved", &[("count", Said::Count(signed(*found), &shown))])
        }
        StoreError::Taken { name, .. } => told("error-taken", &[("name", name)]),
        StoreError::Circle { customer, parent } => {
            told("error-circle", &[("name", customer), ("parent", parent)])
        }
        StoreError::LastManager { name } => told("error-last-manager", &[("name", name)]),
        StoreError::InUse { name, .. } => told("error-in-use", &[("name", name)]),
        StoreError::TooManyGroups { most } => {
            told("error-many-groups", &[("most", &count(words, *most))])
        }
        StoreError::Busy => told("error-busy", &[]),
        // What a policy bars is told in its own words before it comes here, and nothing is imported
        // on a page; what the database said is for the log alone.
        _ => told("error-server", &[]),
    }
}

fn edit(words: Words, error: &EditError) -> String {
    match error {
        EditError::Certain(_) => words.say("error-edit-certain").into_owned(),
        EditError::Closed { state: kind, .. } => {
            let key = match kind {
                StateKind::Won => "error-edit-won",
                StateKind::Lost => "error-edit-lost",
                StateKind::Open | StateKind::Archived => "error-edit-closed",
            };
            say(words, key, &[("state", &words.say(state(*kind)))])
        }
        EditError::ZeroOnArchived(_) => words.say("error-edit-zero").into_owned(),
    }
}
