//! Values of fields, as a form takes them and as people read them.

use winback_app::{
    Assignment, SETTABLE,
    store::{
        Names,
        domain::{Opportunity, Person, StateKind, TrackedField, TrackedValue},
    },
};

use crate::{
    fields::Fields, pages::people::login, sentence::state, visitor::Visitor, widget::priority,
};

/// Returns the value of a field as the app reads it.
pub(super) fn value_of(
    visitor: &Visitor,
    record: &Opportunity,
    names: &Names,
    people: &[Person],
    field: &str,
) -> String {
    let (deal, address) = (&record.deal, &record.deal.address);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let named = |name: Option<&String>| name.cloned().unwrap_or_default();
    match field {
        "name" => deal.name.clone(),
        "customer" => named(deal.customer.and_then(|id| names.customers.get(&id))),
        "company_name" => text(&deal.company_name),
        "contact_name" => text(&deal.contact_name),
        "email" => text(&deal.email),
        "phone" => text(&deal.phone),
        "street" => text(&address.street),
        "street2" => text(&address.street2),
        "city" => text(&address.city),
        "region" => text(&address.region),
        "zip" => text(&address.zip),
        "country" => named(address.country.and_then(|id| names.countries.get(&id))),
        "language" => text(&deal.language),
        "notes" => text(&deal.notes),
        "salesperson" => login(people, deal.salesperson).to_owned(),
        "team" => named(deal.team.and_then(|id| names.teams.get(&id))),
        "tags" => {
            let tags = deal.tags.iter().filter_map(|id| names.tags.get(id).cloned());
            tags.collect::<Vec<_>>().join(", ")
        }
        "priority" => deal.priority.map(|it| it.stars().to_string()).unwrap_or_default(),
        "source" => named(deal.source.and_then(|id| names.sources.get(&id))),
        "medium" => named(deal.medium.and_then(|id| names.mediums.get(&id))),
        "campaign" => named(deal.campaign.and_then(|id| names.campaigns.get(&id))),
        "expected_revenue" => {
            let currency = &visitor.desk.settings().currency;
            deal.expected_revenue.map(|amount| currency.decimal(amount)).unwrap_or_default()
        }
        "expected_closing" => deal.expected_closing.map(|day| day.to_string()).unwrap_or_default(),
        "external_id" => text(&deal.external_id),
        "probability" => {
            let hundredths = record.probability().hundredths();
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => String::new(),
    }
}

/// Returns what was typed as the app reads it: people write amounts as pages do, with marks between
/// thousands.
pub(super) fn plain(field: &str, typed: &str) -> String {
    // Browsers send lines with carriage returns.
    let typed = typed.replace("\r\n", "\n");
    match field {
        "expected_revenue" if has_thousands(typed.trim()) => typed.trim().replace(',', ""),
        "probability" => typed.trim().trim_end_matches('%').trim().to_owned(),
        _ => typed,
    }
}

/// Tells whether commas stand just between thousands: one that may be a decimal point is left for the app
/// to refuse.
fn has_thousands(amount: &str) -> bool {
    let whole = amount.split('.').next().unwrap_or_default().trim_start_matches('-');
    let mut parts = whole.split(',');
    let first = parts.next().unwrap_or_default();
    let is_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    (1..=3).contains(&first.len())
        && is_digits(first)
        && parts.all(|part| part.len() == 3 && is_digits(part))
}

/// Returns the fields of a form that say something else than the record.
pub(super) fn changed(
    visitor: &Visitor,
    record: &Opportunity,
    names: &Names,
    people: &[Person],
    fields: &Fields,
) -> Vec<Assignment> {
    let mut changed = Vec::new();
    // The probability goes with the box beside it; what a form does not hold is left alone.
    for field in SETTABLE.iter().copied().filter(|field| *field != "probability") {
        let Some(typed) = fields.raw(field) else { continue };
        let typed = plain(field, typed);
        if typed.trim() != value_of(visitor, record, names, people, field).trim() {
            changed.push(Assignment { field: field.to_owned(), value: typed });
        }
    }
    if let Some(typed) = fields.raw("probability").map(|typed| plain("probability", typed)) {
        let is_automatic = fields.is_on("automatic");
        let was_automatic = record.deal.hand_probability.is_none();
        let is_other = typed != value_of(visitor, record, names, people, "probability");
        let value = match (is_automatic, was_automatic) {
            (true, false) => Some(String::new()),
            (true, true) => is_other.then(|| typed.clone()),
            (false, _) => (is_other || was_automatic).then(|| typed.clone()),
        };
        let is_kept = record.state.kind() != StateKind::Open && !is_other;
        if let Some(value) = value.filter(|_| !is_kept) {
            changed.push(Assignment { field: "probability".to_owned(), value });
        }
    }
    changed
}

/// Returns a value of the log as people read it.
pub(in crate::pages) fn tracked(
    visitor: &Visitor,
    field: TrackedField,
    value: &TrackedValue,
    names: &Names,
) -> String {
    let words = visitor.words;
    match value {
        TrackedValue::Text(text) if field == TrackedField::State => {
            match StateKind::from_word(text) {
                Some(kind) => words.say(state(kind)).into_owned(),
                None => text.clone(),
            }
        }
        TrackedValue::Text(text) if field.as_str() == "kind" => match text.as_str() {
            "lead" => words.say("lead").into_owned(),
            _ => words.say("opportunity").into_owned(),
        },
        TrackedValue::Text(text) => text.clone(),
        TrackedValue::Number(stars @ 0..=3) if field.as_str() == "priority" => {
            words.say(priority(u8::try_from(*stars).unwrap_or(0))).into_owned()
        }
        TrackedValue::Number(number) => words.decimal(&number.to_string()),
        TrackedValue::Amount(amount) => words.amount(*amount, &visitor.desk.settings().currency),
        TrackedValue::Probability(it) => words.percent(it.hundredths()),
        TrackedValue::Date(day) => words.day(*day),
        TrackedValue::Instant(at) => words.moment(*at, visitor.desk.zone()),
        TrackedValue::Reference(id) => named(field, *id, names),
        TrackedValue::References(ids) => {
            ids.iter().map(|id| named(field, *id, names)).collect::<Vec<_>>().join(", ")
        }
    }
}

fn named(field: TrackedField, id: i64, names: &Names) -> String {
    names.of(field, id).cloned().unwrap_or_else(|| format!("#{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_may_have_marks_between_thousands_and_nothing_else_is_guessed() {
        for (typed, read) in [
            ("1,500", "1500"),
            (" 1,234,567.50 ", "1234567.50"),
            ("-12,000", "-12000"),
            ("1,5", "1,5"),
            ("1,50", "1,50"),
            ("1500,000", "1500,000"),
            ("12.5", "12.5"),
            ("", ""),
        ] {
            assert_eq!(plain("expected_revenue", typed), read, "{typed}");
        }
        assert_eq!(plain("probability", " 12.5 % "), "12.5");
        assert_eq!(plain("notes", "a\r\nb"), "a\nb");
    }
}
