//! The form of a customer.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    AppError, Assignment,
    customer::ShownCustomer,
    store::{
        Tally,
        domain::{CustomerId, CustomerKind, Kind, LabelKind},
    },
};

use super::{NEW, PATH, customer_box, records};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    sentence::{sentence, signed},
    visitor::{Part, Visitor},
    widget::choice,
    words::{Said, Words},
};

/// The fields of a customer that are typed or chosen, in the order of the form.
const FIELDS: [&str; 11] = [
    "name",
    "kind",
    "parent",
    "email",
    "phone",
    "country",
    "city",
    "language",
    "sector",
    "employees",
    "reference",
];

/// What was typed, and why it was not taken.
type Refused<'f> = Option<(&'f Fields, &'f str)>;

pub(super) async fn new(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let body = body(&visitor, None, None).await?;
    Ok(visitor.page(&visitor.words.say("new-customer"), Section::Customers, &body))
}

pub(super) async fn add(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let name = fields.get("name").unwrap_or_default();
    let given = FIELDS.iter().filter(|field| **field != "name").filter_map(|field| {
        let value = fields.get(field)?.to_owned();
        Some(Assignment { field: (*field).to_owned(), value })
    });
    match visitor.desk.create_customer(name, &given.collect::<Vec<_>>()).await {
        Ok(_) => Ok(visitor.go(&visitor.back(&fields, PATH), Done::Saved)),
        Err(error) => refused(&visitor, None, &fields, error).await,
    }
}

pub(super) async fn show(
    State(_): State<Web>,
    visitor: Visitor,
    Part(id): Part<i64>,
) -> Result<Response, Failure> {
    let shown = visitor.desk.show_customer(CustomerId::new(id)).await?;
    let body = body(&visitor, Some(&shown), None).await?;
    Ok(visitor.page(&shown.customer.full_name, Section::Customers, &body))
}

pub(super) async fn save(
    State(_): State<Web>,
    visitor: Visitor,
    Part(id): Part<i64>,
    fields: Fields,
) -> Result<Response, Failure> {
    let shown = visitor.desk.show_customer(CustomerId::new(id)).await?;
    // What was left alone is not set: somebody else may have changed it meanwhile.
    let changed = FIELDS.iter().filter_map(|field| {
        let value = fields.raw(field)?;
        let was = fields.raw(&was(field)).unwrap_or_default();
        (one_line(value) != one_line(was))
            .then(|| Assignment { field: (*field).to_owned(), value: value.to_owned() })
    });
    let mut changed: Vec<Assignment> = changed.collect();
    if fields.is_on("active") != fields.is_on(&was("active")) {
        let value = if fields.is_on("active") { "yes" } else { "no" };
        changed.push(Assignment { field: "active".to_owned(), value: value.to_owned() });
    }
    match visitor.desk.edit_customer(shown.customer.id, &changed).await {
        Ok(edited) => {
            let done = if edited.changed { Done::Saved } else { Done::Nothing };
            Ok(visitor.go(&visitor.back(&fields, PATH), done))
        }
        Err(error) => refused(&visitor, Some(&shown), &fields, error).await,
    }
}

/// Returns what a box of one line makes of a text: a browser leaves out line breaks there, and keeps
/// them in what a form keeps.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}

/// Returns the name under which a form keeps what a field said when it was shown.
fn was(field: &str) -> String {
    format!("was-{field}")
}

async fn refused(
    visitor: &Visitor,
    shown: Option<&ShownCustomer>,
    fields: &Fields,
    error: AppError,
) -> Result<Response, Failure> {
    if status(&error).is_server_error() {
        return Err(error.into());
    }
    let words = visitor.words;
    let problem = sentence(words, &error);
    let body = body(visitor, shown, Some((fields, &problem))).await?;
    let title = shown.map_or(words.say("new-customer"), |it| it.customer.full_name.clone().into());
    Ok(visitor.refused(&title, Section::Customers, &body))
}

/// Returns what a field of a customer says.
fn value_of(shown: &ShownCustomer, field: &str) -> String {
    let (profile, names) = (&shown.customer.profile, &shown.names);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        "name" => profile.name.clone(),
        "kind" => profile.kind.as_str().to_owned(),
        "parent" => {
            profile.parent.and_then(|id| names.customers.get(&id)).cloned().unwrap_or_default()
        }
        "email" => text(&profile.email),
        "phone" => text(&profile.phone),
        "country" => {
            profile.country.and_then(|id| names.countries.get(&id)).cloned().unwrap_or_default()
        }
        "city" => text(&profile.city),
        "language" => text(&profile.language),
        "sector" => text(&profile.sector),
        "employees" => profile.employees.map(|number| number.to_string()).unwrap_or_default(),
        "reference" => text(&profile.reference),
        _ => String::new(),
    }
}

async fn body(
    visitor: &Visitor,
    shown: Option<&ShownCustomer>,
    refused: Refused<'_>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let typed = refused.map(|(fields, _)| fields);
    let now = |field: &str| shown.map(|shown| value_of(shown, field)).unwrap_or_default();
    let value =
        |field: &str| typed.and_then(|it| it.raw(field)).map_or_else(|| now(field), str::to_owned);
    let line = |field: &str, key: &str, kind: &str| {
        html! {
            label { span { (words.say(key)) }
                input name=(field) type=(kind) value=(value(field)) autocomplete="off"; }
        }
    };
    let countries = visitor.desk.labels(LabelKind::Country).await?;
    let countries: Vec<_> = countries.into_iter().map(|it| (it.name.clone(), it.name)).collect();
    let none = words.say("none");
    let action = shown.map_or(NEW.to_owned(), |shown| format!("{PATH}/{}", shown.customer.id));
    let fields = typed.unwrap_or(&visitor.query);
    let back = visitor.back(fields, PATH);
    let title = shown.map_or(words.say("new-customer"), |it| it.customer.full_name.clone().into());
    Ok(html! {
        form.sheet method="post" action=(action) {
            h1 { (title) }
            @if let Some((_, problem)) = refused { p.problem role="alert" { (problem) } }
            @if let Some(shown) = shown { (tallies(visitor, shown)) (seen(shown, typed)) }
            input type="hidden" name="back" value=(back);
            label { span { (words.say("name")) }
                input name="name" value=(value("name")) required autofocus maxlength="500" autocomplete="off"; }
            div.grid {
                label { span { (words.say("field-kind")) } (choice("kind", &value("kind"), None, &kinds(words))) }
                (customer_box("parent", &words.say("field-parent"), &value("parent")))
                (line("email", "field-email", "text"))
                (line("phone", "field-phone", "tel"))
                label { span { (words.say("field-country")) }
                    (choice("country", &value("country"), Some(&none), &countries)) }
                (line("city", "field-city", "text"))
                (line("language", "field-language", "text"))
                (line("sector", "field-sector", "text"))
                (line("employees", "field-employees", "text"))
                (line("reference", "field-reference", "text"))
            }
            @if let Some(shown) = shown {
                @let is_active = typed.map_or(shown.customer.profile.active, |typed| typed.is_on("active"));
                label.check { input type="checkbox" name="active" value="on" checked[is_active];
                    span { (words.say("field-active")) } }
            }
            p.buttons {
                button.primary type="submit" { (words.say(if shown.is_some() { "save" } else { "create" })) }
                a.button href=(back) data-close { (words.say("cancel")) }
            }
        }
    })
}

/// What the form said when it was shown first.
fn seen(shown: &ShownCustomer, typed: Option<&Fields>) -> Markup {
    let before = |field: &str| {
        let kept = typed.and_then(|typed| typed.raw(&was(field))).map(str::to_owned);
        kept.unwrap_or_else(|| value_of(shown, field))
    };
    let was_active = match typed {
        Some(typed) => typed.is_on(&was("active")),
        None => shown.customer.profile.active,
    };
    html! {
        @for field in FIELDS { input type="hidden" name=(was(field)) value=(before(field)); }
        @if was_active { input type="hidden" name=(was("active")) value="on"; }
    }
}

fn kinds(words: Words) -> Vec<(String, String)> {
    let key = |kind: CustomerKind| match kind {
        CustomerKind::Company => "kind-company",
        CustomerKind::Person => "kind-person",
    };
    let option = |kind: CustomerKind| (kind.as_str().to_owned(), words.say(key(kind)).into_owned());
    CustomerKind::ALL.into_iter().map(option).collect()
}

/// What the opportunities and the leads of a customer come to, and where they are.
fn tallies(visitor: &Visitor, shown: &ShownCustomer) -> Markup {
    let of_kind = |kind: Kind, key: &str, tally: &Tally| {
        let (words, currency) = (visitor.words, &visitor.desk.settings().currency);
        let number = words.count(tally.count());
        let count = Said::Count(signed(tally.count()), &number);
        html! {
            p { a href=(records(kind, shown.customer.id)) { (words.say(key)) } ": "
                (words.say_with("records", &[("count", count)])) " · "
                (words.money(tally.revenue_minor(), currency)) }
        }
    };
    html! {
        (of_kind(Kind::Opportunity, "customer-opportunities", &shown.tally))
        @if let Some(leads) = &shown.leads { (of_kind(Kind::Lead, "nav-leads", leads)) }
    }
}
