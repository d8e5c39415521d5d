//! A new record, with the few fields that one knows at once.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{AppError, Assignment, store::domain::Kind};

use super::value::plain;
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    layout::Section,
    pages::{
        customers::customer_box,
        people::{login, offered},
        records::{label, section},
        records_of,
    },
    sentence::sentence,
    visitor::Visitor,
    widget::choice,
};

/// The fields of a new record besides its name and stage.
const FIELDS: [&str; 6] =
    ["customer", "contact_name", "email", "phone", "expected_revenue", "salesperson"];

fn kind_of(fields: &Fields) -> Kind {
    fields.get("kind").and_then(Kind::from_word).unwrap_or(Kind::Opportunity)
}

pub(super) async fn form(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let kind = kind_of(&visitor.query);
    let body = page(&visitor, &visitor.query, kind, None).await?;
    Ok(visitor.page(&title(&visitor, kind), section(kind), &body))
}

fn title(visitor: &Visitor, kind: Kind) -> String {
    let key = match kind {
        Kind::Opportunity => "new-opportunity",
        Kind::Lead => "new-lead",
    };
    visitor.words.say(key).into_owned()
}

async fn page(
    visitor: &Visitor,
    fields: &Fields,
    kind: Kind,
    problem: Option<&str>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let back = visitor.back(fields, records_of(kind));
    let value = |name: &str| fields.raw(name).unwrap_or_default().to_owned();
    let pipeline = visitor.desk.pipeline().await?;
    let stages = pipeline.stages().iter().filter(|stage| !stage.archived && !stage.won);
    let stages: Vec<(String, String)> =
        stages.map(|stage| (stage.name.clone(), stage.name.clone())).collect();
    let first = stages.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let stage = fields.get("stage").map_or(first, str::to_owned);
    let people = visitor.desk.people().await?;
    let own = login(&people, Some(visitor.desk.actor().id));
    let salesperson = fields.raw("salesperson").unwrap_or(own);
    let people = offered(&people, None);
    let line = |field: &str, kind: &str| {
        html! {
            label { span { (label(words, field)) }
                input name=(field) type=(kind) value=(value(field)) autocomplete="off"; }
        }
    };
    let currency = &visitor.desk.settings().currency;
    Ok(html! {
        form.sheet.narrow method="post" action="/opportunities/new" {
            h1 { (title(visitor, kind)) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            input type="hidden" name="kind" value=(kind.as_str());
            input type="hidden" name="back" value=(back);
            label { span { (label(words, "name")) }
                input name="name" value=(value("name")) required autofocus maxlength="500" autocomplete="off"; }
            div.grid {
                (customer_box("customer", &label(words, "customer"), &value("customer")))
                label { span { (label(words, "expected_revenue")) " (" (currency.code) ")" }
                    input name="expected_revenue" value=(value("expected_revenue")) inputmode="decimal" autocomplete="off"; }
                (line("contact_name", "text"))
                (line("email", "text"))
                (line("phone", "tel"))
                label { span { (label(words, "salesperson")) }
                    (choice("salesperson", salesperson, Some(&words.say("none")), &people)) }
                @if kind == Kind::Opportunity {
                    label { span { (label(words, "stage")) } (choice("stage", &stage, None, &stages)) }
                }
            }
            p.buttons {
                button.primary type="submit" { (words.say("create")) }
                button type="submit" name="then" value="open" { (words.say("create-and-open")) }
                a.button href=(back) data-close { (words.say("cancel")) }
            }
        }
    })
}

pub(super) async fn create(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let kind = kind_of(&fields);
    let given = FIELDS.iter().filter_map(|field| {
        let value = plain(field, fields.get(field)?);
        Some(Assignment { field: (*field).to_owned(), value })
    });
    let given: Vec<Assignment> = given.collect();
    let name = fields.get("name").unwrap_or_default();
    let stage = fields.get("stage").filter(|_| kind == Kind::Opportunity);
    match visitor.desk.create(name, kind, stage, &given).await {
        Ok(created) => {
            let id = created.opportunity.id;
            let back = visitor.back(&fields, records_of(kind));
            let to = match fields.get("then") {
                Some(_) => format!("/opportunities/{id}"),
                None => back,
            };
            Ok(visitor.go(&to, Done::Created(id)))
        }
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let problem = sentence(visitor.words, &error);
            let body = page(&visitor, &fields, kind, Some(&problem)).await?;
            let section: Section = section(kind);
            Ok(visitor.refused(&title(&visitor, kind), section, &body))
        }
    }
}
