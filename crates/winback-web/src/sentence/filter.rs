//! What is wrong with a filter, an order or keys, in the language of the page.
//!
//! What is typed stays as it is typed: the words of filters are the same in every language.

#[cfg(test)]
mod tests;

use std::fmt::Display;

use winback_app::store::filter::{
    DomainError, DomainErrorKind, Expected, FieldKind, FilterError, FilterErrorKind, Found,
    TreeError, TreeErrorKind,
};

use crate::words::{Said, Words};

/// Says what is wrong with a text and at which of its characters.
pub(crate) fn in_text(words: Words, text: &str, error: &FilterError) -> String {
    let problem = filter(words, &error.kind);
    let column = error.column(text).to_string();
    let told = say(words, "error-filter-at", &[("problem", &problem), ("column", &column)]);
    let unknown_field = matches!(error.kind, FilterErrorKind::UnknownField { .. });
    // The fields are many, and a list to choose from stands beside the text.
    let expected = if unknown_field { &[][..] } else { &error.expected };
    advised(words, told, expected, &error.suggestions)
}

/// Says what is wrong with a tree and under which of its keys.
pub(crate) fn in_tree(words: Words, error: &TreeError) -> String {
    let problem = tree(words, &error.kind);
    let expected = if error.suggestions.is_empty() { &error.expected[..] } else { &[] };
    let told = match error.pointer.as_str() {
        "" => say(words, "error-filter-whole", &[("problem", &problem)]),
        place => say(words, "error-filter-in", &[("problem", &problem), ("place", place)]),
    };
    advised(words, told, expected, &error.suggestions)
}

/// Says what is wrong with a domain and in which of its elements.
pub(crate) fn in_domain(words: Words, error: &DomainError) -> String {
    let problem = domain(words, &error.kind);
    let place: String = error.place.iter().map(|index| format!("[{index}]")).collect();
    let told = match place.as_str() {
        "" => say(words, "error-filter-whole", &[("problem", &problem)]),
        place => say(words, "error-filter-in", &[("problem", &problem), ("place", place)]),
    };
    advised(words, told, &error.expected, &error.suggestions)
}

fn say(words: Words, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, Said::Text(value))).collect();
    words.say_with(key, &values)
}

/// Adds what could stand there, and which names are near.
pub(super) fn advised(
    words: Words,
    told: String,
    expected: &[Expected],
    near: &[String],
) -> String {
    let mut sentences = vec![told];
    if !expected.is_empty() {
        let listed = either(words, expected.iter().map(|it| awaited(words, it)));
        sentences.push(say(words, "error-filter-expected", &[("expected", &listed)]));
    }
    if !near.is_empty() {
        let listed = either(words, near.iter().map(|name| quoted(words, name)));
        sentences.push(say(words, "error-filter-meant", &[("names", &listed)]));
    }
    sentences.join(&words.say("error-filter-between"))
}

/// Lists one or the other.
pub(super) fn either(words: Words, all: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = all.collect();
    let Some(last) = all.pop() else { return String::new() };
    if all.is_empty() {
        return last;
    }
    let first = all.join(&words.say("error-filter-comma"));
    say(words, "error-filter-or", &[("first", &first), ("last", &last)])
}

pub(super) fn quoted(words: Words, typed: impl Display) -> String {
    say(words, "error-filter-quoted", &[("typed", &typed.to_string())])
}

fn awaited(words: Words, expected: &Expected) -> String {
    let key = match expected {
        Expected::Word(word) => return quoted(words, word),
        Expected::ClosingQuote(mark) => {
            return say(words, "error-filter-closing-quote", &[("mark", &mark.to_string())]);
        }
        Expected::WholeNumberFrom(least) => {
            return say(words, "error-filter-whole-from", &[("least", &least.to_string())]);
        }
        Expected::End => "error-filter-end",
        Expected::Field => "error-filter-field",
        Expected::FieldsAroundDot => "error-filter-around-dot",
        Expected::Value => "error-filter-value",
        Expected::Scalar => "error-filter-scalar",
        Expected::YesNo => "error-filter-yes-no",
        Expected::Text => "error-filter-text",
        Expected::Number => "error-filter-number",
        Expected::WholeNumber => "error-filter-whole-number",
        Expected::Date => "error-filter-date",
        Expected::DateOrTime => "error-filter-date-or-time",
        Expected::DomainDateOrTime => "error-filter-domain-date-or-time",
        Expected::Length => "error-filter-length",
        Expected::IdOrQuotedName => "error-filter-id-or-quoted-name",
        Expected::QuotedName => "error-filter-quoted-name",
        Expected::IdOrName => "error-filter-id-or-name",
        Expected::IdsOrNamesAlone => "error-filter-alone",
        Expected::KeyOrAggregate => "error-filter-key-or-aggregate",
        Expected::Aggregate => "error-filter-aggregate",
        Expected::Branch => "error-filter-branch",
        Expected::LengthObject => "error-filter-length-object",
        Expected::PeriodObject => "error-filter-period-object",
        Expected::Condition => "error-filter-condition",
        Expected::List => "error-filter-list",
        Expected::Conditions => "error-filter-conditions",
        Expected::Numbers => "error-filter-numbers",
        Expected::Texts => "error-filter-texts",
        Expected::Dates => "error-filter-dates",
        Expected::Choices => "error-filter-choices",
        Expected::IdsOrNames => "error-filter-ids-or-names",
    };
    words.say(key).into_owned()
}

fn stands(words: Words, found: &Found) -> String {
    match found {
        Found::Word(typed) | Found::Text(typed) | Found::Number(typed) => quoted(words, typed),
        Found::List => words.say("error-filter-list").into_owned(),
        Found::Object => words.say("error-filter-object").into_owned(),
        Found::End => words.say("error-filter-text-end").into_owned(),
    }
}

fn type_of(words: Words, kind: FieldKind) -> String {
    let key = match kind {
        FieldKind::Text => "field-type-text",
        FieldKind::Number { .. } => "field-type-number",
        FieldKind::Date => "field-type-date",
        FieldKind::Instant => "field-type-time",
        FieldKind::Choice(_) => "field-type-choice",
        FieldKind::YesNo => "field-type-yes-no",
        FieldKind::Reference { .. } => "field-type-reference",
        FieldKind::Many { .. } => "field-type-many",
    };
    words.say(key).into_owned()
}

fn filter(words: Words, kind: &FilterErrorKind) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    let limit = |key: &str, limit: &usize| {
        let shown = words.count(u64::try_from(*limit).unwrap_or(u64::MAX));
        say(key, &[("limit", &shown)])
    };
    match kind {
        FilterErrorKind::TooLong { limit: most } => limit("error-filter-too-long", most),
        FilterErrorKind::LongPattern { limit: most } => limit("error-filter-long-pattern", most),
        FilterErrorKind::TooDeep { limit: most } => limit("error-filter-too-deep", most),
        FilterErrorKind::TooManyKeys { limit: most } => limit("error-filter-many-keys", most),
        FilterErrorKind::Unclosed => say("error-filter-unclosed", &[]),
        FilterErrorKind::TooDeepKey => say("error-filter-deep-key", &[]),
        FilterErrorKind::UnknownCharacter { found } => {
            let shown = match found.is_control() {
                true => found.escape_default().to_string(),
                false => found.to_string(),
            };
            say("error-filter-character", &[("found", &shown)])
        }
        FilterErrorKind::Unexpected { found } => {
            say("error-filter-unexpected", &[("found", &stands(words, found))])
        }
        FilterErrorKind::UnknownEntity { name } => say("error-filter-records", &[("name", name)]),
        FilterErrorKind::UnknownField { name, .. } => {
            say("error-filter-unknown-field", &[("name", name)])
        }
        FilterErrorKind::NoFieldsInside { field, field_kind } => {
            no_fields_inside(words, field, *field_kind)
        }
        FilterErrorKind::WrongOperator { field, field_kind, operator } => {
            wrong_operator(words, field, *field_kind, &operator.to_string())
        }
        FilterErrorKind::WrongPartOperator { part, operator } => {
            let number = words.say("field-type-number");
            let values =
                [("field", *part), ("type", &*number), ("operator", &operator.to_string())];
            say("error-filter-wrong-operator", &values)
        }
        FilterErrorKind::WrongValue { field, value } => {
            say("error-filter-wrong-value", &[("field", field), ("value", value)])
        }
        FilterErrorKind::UnknownChoice { field, value } => {
            say("error-filter-no-choice", &[("field", field), ("value", value)])
        }
        FilterErrorKind::OutOfRange { field, value } => {
            say("error-filter-out-of-range", &[("field", field), ("value", value)])
        }
        FilterErrorKind::TimeOnDate { field, value } => {
            say("error-filter-time-on-date", &[("field", field), ("value", value)])
        }
        FilterErrorKind::WrongCondition { field, field_kind } => {
            let type_name = type_of(words, *field_kind);
            say("error-filter-wrong-condition", &[("field", field), ("type", &type_name)])
        }
        FilterErrorKind::WrongEntity { field, found } => {
            say("error-filter-wrong-entity", &[("field", field), ("found", found)])
        }
        FilterErrorKind::UnknownCut { field, cut } => {
            say("error-filter-unknown-cut", &[("field", field), ("cut", cut)])
        }
        FilterErrorKind::WrongCut { field, cut } => {
            say("error-filter-wrong-cut", &[("field", field), ("cut", cut)])
        }
        FilterErrorKind::NotGroupable { field } => {
            say("error-filter-not-groupable", &[("field", field)])
        }
        FilterErrorKind::RepeatedKey { key } => say("error-filter-repeated-key", &[("key", key)]),
        FilterErrorKind::UnknownAggregate { name } => {
            say("error-filter-no-aggregate", &[("name", name)])
        }
        FilterErrorKind::WrongAggregate { field, field_kind, aggregate } => {
            wrong_operator(words, field, *field_kind, aggregate.spelling())
        }
        FilterErrorKind::NoSuchOrder { name } => say("error-filter-no-order", &[("name", name)]),
        FilterErrorKind::Nobody { field } => say("error-filter-nobody", &[("field", field)]),
        FilterErrorKind::NotAPerson { field, .. } => {
            say("error-filter-no-person", &[("field", field)])
        }
        FilterErrorKind::NotSortable { field } => {
            say("error-filter-not-sortable", &[("field", field)])
        }
    }
}

fn no_fields_inside(words: Words, field: &str, kind: FieldKind) -> String {
    let type_name = type_of(words, kind);
    say(words, "error-filter-no-inside", &[("field", field), ("type", &type_name)])
}

fn wrong_operator(words: Words, field: &str, kind: FieldKind, operator: &str) -> String {
    let type_name = type_of(words, kind);
    let values = [("field", field), ("type", type_name.as_str()), ("operator", operator)];
    say(words, "error-filter-wrong-operator", &values)
}

/// What a reader of JSON says is English; the line and the column at its end are told.
fn not_json(words: Words, problem: &str) -> String {
    let place = problem.rsplit_once(" at line ").and_then(|(_, it)| it.split_once(" column "));
    match place {
        Some((line, column)) => {
            say(words, "error-filter-json-at", &[("line", line), ("column", column)])
        }
        None => say(words, "error-filter-json", &[]),
    }
}

fn tree(words: Words, kind: &TreeErrorKind) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    match kind {
        TreeErrorKind::NotJson { problem } => not_json(words, problem),
        TreeErrorKind::Unexpected { found } => {
            say("error-filter-unexpected", &[("found", &stands(words, found))])
        }
        TreeErrorKind::UnknownKey { key } => say("error-filter-unknown-key", &[("key", key)]),
        TreeErrorKind::MissingKey { key } => say("error-filter-missing-key", &[("key", key)]),
        TreeErrorKind::UnknownOperator { name } => {
            say("error-filter-unknown-operator", &[("name", name)])
        }
        TreeErrorKind::BadField { name } => say("error-filter-bad-field", &[("name", name)]),
        TreeErrorKind::WrongOperand { operator } => {
            say("error-filter-wrong-operand", &[("operator", &operator.to_string())])
        }
        TreeErrorKind::BadWord { word } => say("error-filter-bad-word", &[("word", word)]),
        TreeErrorKind::Filter(kind) => filter(words, kind),
    }
}

fn domain(words: Words, kind: &DomainErrorKind) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(words, key, values);
    match kind {
        DomainErrorKind::NotJson { reason } => not_json(words, reason),
        DomainErrorKind::UnknownEntity { name } => say("error-filter-records", &[("name", name)]),
        DomainErrorKind::NotADomain { found } => say("error-filter-no-domain", &[("found", found)]),
        DomainErrorKind::NotACondition { found } => {
            say("error-filter-no-condition", &[("found", found)])
        }
        DomainErrorKind::MissingCondition { operator } => {
            say("error-filter-missing-condition", &[("operator", &operator.to_string())])
        }
        DomainErrorKind::TooDeep { limit } => {
            let shown = words.count(u64::try_from(*limit).unwrap_or(u64::MAX));
            say("error-filter-deep-domain", &[("limit", &shown)])
        }
        DomainErrorKind::UnknownField { name, .. } => {
            say("error-filter-unknown-field", &[("name", name)])
        }
        DomainErrorKind::NoFieldsInside { field, field_kind } => {
            no_fields_inside(words, field, *field_kind)
        }
        DomainErrorKind::UnknownOperator { name } => {
            say("error-filter-unknown-operator", &[("name", name)])
        }
        DomainErrorKind::WrongOperator { field, field_kind, operator } => {
            wrong_operator(words, field, *field_kind, operator)
        }
        DomainErrorKind::WrongValue { field, value } => {
            say("error-filter-wrong-value", &[("field", field), ("value", value)])
        }
        DomainErrorKind::Refused(error) => {
            let problem = filter(words, &error.kind);
            advised(words, problem, &error.expected, &error.suggestions)
        }
    }
}
