//! The fields of a record, as inputs that look like text until they are touched.

use maud::{Markup, html};
use winback_app::{
    AppError, Desk,
    store::{
        Names,
        domain::{LabelKind, Opportunity, StateKind},
    },
};

use super::{action, value::value_of};
use crate::{
    fields::Fields,
    pages::{customers::customer_box, people, records::label},
    visitor::Visitor,
    widget::{self, choice},
    words::Words,
};

/// What boxes offer.
struct Offers {
    teams: Vec<(String, String)>,
    countries: Vec<(String, String)>,
    sources: Vec<String>,
    mediums: Vec<String>,
    campaigns: Vec<String>,
    tags: Vec<String>,
}

async fn names(desk: &Desk, kind: LabelKind) -> Result<Vec<String>, AppError> {
    let labels = desk.labels(kind).await?;
    Ok(labels.into_iter().filter(|label| label.active).map(|label| label.name).collect())
}

pub(in crate::pages) async fn teams(desk: &Desk) -> Result<Vec<(String, String)>, AppError> {
    Ok(doubled(names(desk, LabelKind::Team).await?))
}

fn doubled(names: Vec<String>) -> Vec<(String, String)> {
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

async fn offers(desk: &Desk) -> Result<Offers, AppError> {
    Ok(Offers {
        teams: teams(desk).await?,
        countries: doubled(names(desk, LabelKind::Country).await?),
        sources: names(desk, LabelKind::Source).await?,
        mediums: names(desk, LabelKind::Medium).await?,
        campaigns: names(desk, LabelKind::Campaign).await?,
        tags: names(desk, LabelKind::Tag).await?,
    })
}

/// Returns all fields of a record; with what was typed, if that was not taken.
pub(super) async fn inputs(
    visitor: &Visitor,
    record: &Opportunity,
    its: &Names,
    typed: Option<&Fields>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let offers = offers(&visitor.desk).await?;
    let people = visitor.desk.people().await?;
    let value = |field: &str| {
        let typed = typed.and_then(|typed| typed.raw(field)).map(str::to_owned);
        typed.unwrap_or_else(|| value_of(visitor, record, its, &people, field))
    };
    let line = |field: &str, kind: &str, list: Option<&str>| {
        html! {
            label { span { (label(words, field)) }
                input name=(field) type=(kind) value=(value(field)) list=[list] autocomplete="off"; }
        }
    };
    let none = words.say("none");
    let stars: Vec<(String, String)> = (0..=3_u8)
        .map(|stars| (stars.to_string(), words.say(widget::priority(stars)).into_owned()))
        .collect();
    let salespeople = people::offered(&people, record.deal.salesperson);
    let currency = &visitor.desk.settings().currency;
    Ok(html! {
        label.headline { span.hidden { (label(words, "name")) }
            input name="name" value=(value("name")) required maxlength="500" autocomplete="off"; }
        div.grid {
            (customer_box("customer", &label(words, "customer"), &value("customer")))
            label { span { (label(words, "expected_revenue")) " (" (currency.code) ")" }
                input name="expected_revenue" value=(value("expected_revenue")) inputmode="decimal" autocomplete="off"; }
            (probability(visitor, record, &value("probability"), typed))
            (line("expected_closing", "date", None))
            div.inline {
                label { span { (label(words, "salesperson")) }
                    (choice("salesperson", &value("salesperson"), Some(&none), &salespeople)) }
                a.button.quiet href=(action(record, "assign")) data-dialog { (words.say("action-assign")) }
            }
            label { span { (label(words, "team")) } (choice("team", &value("team"), Some(&none), &offers.teams)) }
            label { span { (label(words, "priority")) } (choice("priority", &value("priority"), None, &stars)) }
            label { span { (label(words, "tags")) }
                input name="tags" value=(value("tags")) list="offered-tags" autocomplete="off" data-several; }
        }
        h2 { (words.say("form-contact")) }
        div.grid {
            (line("contact_name", "text", None))
            (line("company_name", "text", None))
            (line("email", "text", None))
            (line("phone", "tel", None))
            (line("street", "text", None))
            (line("street2", "text", None))
            (line("zip", "text", None))
            (line("city", "text", None))
            (line("region", "text", None))
            label { span { (label(words, "country")) }
                (choice("country", &value("country"), Some(&none), &offers.countries)) }
            (line("language", "text", None))
        }
        h2 { (words.say("form-marketing")) }
        div.grid {
            (line("source", "text", Some("offered-sources")))
            (line("medium", "text", Some("offered-mediums")))
            (line("campaign", "text", Some("offered-campaigns")))
        }
        label.notes { span { (label(words, "notes")) }
            textarea name="notes" rows="4" { (value("notes")) } }
        (offered("offered-tags", &offers.tags))
        (offered("offered-sources", &offers.sources))
        (offered("offered-mediums", &offers.mediums))
        (offered("offered-campaigns", &offers.campaigns))
    })
}

fn offered(id: &str, names: &[String]) -> Markup {
    html! { datalist id=(id) { @for name in names { option value=(name) {} } } }
}

/// The probability, by hand or automatic. Rule: behaviour 1.5, 6.1.
fn probability(
    visitor: &Visitor,
    record: &Opportunity,
    value: &str,
    typed: Option<&Fields>,
) -> Markup {
    let words: Words = visitor.words;
    let kind = record.state.kind();
    let is_automatic = match typed {
        Some(typed) => typed.is_on("automatic"),
        None => record.deal.hand_probability.is_none(),
    };
    let may_set = matches!(kind, StateKind::Open | StateKind::Archived);
    html! {
        div.field data-probability {
            label { span { (label(words, "probability")) " (%)" }
                input name="probability" value=(value) inputmode="decimal" autocomplete="off" disabled[!may_set]; }
            @if kind == StateKind::Open {
                label.check {
                    input type="checkbox" name="automatic" checked[is_automatic];
                    span { (words.say("automatic")) ": " (words.percent(record.estimate.hundredths())) }
                }
            }
        }
    }
}
