//! Making opportunities of leads. Rule: behaviour 1.1.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{AppError, ConversionRequest};

use super::chosen::{Chosen, nothing};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    pages::{form::teams, people::offered},
    sentence::{sentence, signed, transition},
    visitor::Visitor,
    widget::choice,
    words::Said,
};

pub(super) async fn form(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    let title = visitor.words.say("action-convert");
    let body = match chosen.is_empty() {
        true => nothing(&visitor, &chosen),
        false => page(&visitor, &chosen, &visitor.query, None).await?,
    };
    Ok(visitor.page(&title, chosen.section(), &body))
}

fn request(fields: &Fields) -> ConversionRequest {
    let text = |name: &str| fields.get(name).map(str::to_owned);
    ConversionRequest {
        customer: text("customer"),
        customer_of_each: fields.is_on("customer_of_each"),
        salesperson: text("salesperson"),
        team: text("team"),
    }
}

async fn page(
    visitor: &Visitor,
    chosen: &Chosen,
    fields: &Fields,
    problem: Option<&str>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let target = chosen.target(visitor).await?;
    let preview = visitor.desk.preview_conversion(&target, &ConversionRequest::default()).await?;
    let people = offered(&visitor.desk.people().await?, None);
    let teams = teams(&visitor.desk).await?;
    let value = |name: &str| fields.raw(name).unwrap_or_default();
    let count = |key: &str, count: u64| {
        let shown = words.count(count);
        words.say_with(key, &[("count", Said::Count(signed(count), &shown))])
    };
    let keep = words.say("keep-as-is");
    Ok(html! {
        form.sheet.narrow method="post" action="/actions/convert" {
            h1 { (words.say("action-convert")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            (chosen.hidden())
            input type="hidden" name="confirmed" value=(preview.leads);
            p {
                (count("convert-leads", preview.leads)) " · "
                (words.money(preview.revenue_minor, &visitor.desk.settings().currency))
            }
            @if preview.refused > 0 {
                div.problem role="alert" {
                    p { (count("preview-refused", preview.refused)) }
                    ul { @for error in &preview.named { li { (transition(words, error)) } } }
                }
            }
            label { span { (words.say("field-customer")) }
                input name="customer" value=(value("customer")) autocomplete="off" placeholder=(keep); }
            label.check {
                input type="checkbox" name="customer_of_each" checked[fields.is_on("customer_of_each")];
                span { (words.say("customer-of-each")) }
            }
            label { span { (words.say("field-salesperson")) }
                (choice("salesperson", value("salesperson"), Some(&keep), &people)) }
            label { span { (words.say("field-team")) } (choice("team", value("team"), Some(&keep), &teams)) }
            p.buttons {
                @if preview.refused == 0 && preview.missing.is_empty() {
                    button.primary type="submit" { (words.say("action-convert")) }
                }
                a.button href=(chosen.back) data-close { (words.say("cancel")) }
            }
        }
    })
}

pub(super) async fn convert(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &fields)?;
    let target = chosen.target(&visitor).await?;
    match visitor.desk.convert(&target, &request(&fields), fields.number("confirmed")).await {
        Ok(operation) => Ok(visitor.go(&chosen.back, Done::of(operation.as_ref()))),
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let problem = sentence(visitor.words, &error);
            let body = page(&visitor, &chosen, &fields, Some(&problem)).await?;
            Ok(visitor.refused(&visitor.words.say("action-convert"), chosen.section(), &body))
        }
    }
}
