//! The list of customers.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    customer::{CustomerRequest, Customers},
    store::domain::{Customer, Kind},
};

use super::{NEW, PATH, link, records};
use crate::{
    Web,
    failure::{Failure, status},
    layout::Section,
    sentence::{sentence, signed},
    visitor::Visitor,
    words::Said,
};

/// How many lines a page has.
const LINES: usize = 80;

pub(super) async fn list(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let (words, query) = (visitor.words, &visitor.query);
    let is_archived = query.is_on("archived");
    let filter = if is_archived { "active is false" } else { "" };
    let search = query.get("search").unwrap_or_default().to_owned();
    let request = CustomerRequest {
        filter: filter.to_owned(),
        search: Some(search.clone()),
        after: query.get("after").map(CustomerRequest::cursor_of).transpose()?,
        limit: LINES,
    };
    let lines = match visitor.desk.customers(&request).await {
        Ok(page) => {
            let count = visitor.desk.count_customers(&request).await?;
            lines(&visitor, &search, &page, count)
        }
        Err(error) if status(&error).is_server_error() => return Err(error.into()),
        Err(error) => html! { p.problem role="alert" { (sentence(words, &error)) } },
    };
    let body = html! {
        div.configuration {
            div.control {
                div.title {
                    h1 { (words.say("nav-customers")) }
                    a.button.primary href=(NEW) data-dialog { (words.say("new")) }
                }
                form.inline method="get" action=(PATH) role="search" {
                    label.search { input type="search" name="search" value=(search) autocomplete="off"
                        placeholder=(words.say("customers-search")) aria-label=(words.say("customers-search")); }
                    label.check { input type="checkbox" name="archived" value="on" checked[is_archived];
                        span { (words.say("customers-archived")) } }
                    button type="submit" { (words.say("search")) }
                }
            }
            (lines)
        }
    };
    Ok(visitor.page(&words.say("nav-customers"), Section::Customers, &body))
}

fn lines(visitor: &Visitor, search: &str, page: &Customers, count: u64) -> Markup {
    let words = visitor.words;
    if page.customers.is_empty() {
        return html! { section.empty { h2 { (words.say("customers-empty")) } } };
    }
    let shown = words.count(count);
    let count = Said::Count(signed(count), &shown);
    let next = page.next.as_ref().map(|cursor| {
        let mut pairs = vec![("search", search.to_owned())];
        let archived = visitor.query.is_on("archived").then(|| ("archived", "on".to_owned()));
        pairs.extend(archived);
        pairs.push(("after", CustomerRequest::cursor_text(cursor)));
        link(PATH, &pairs)
    });
    html! {
        p.count { (words.say_with("customers-count", &[("count", count)])) }
        div.wide tabindex="0" role="region" aria-label=(words.say("nav-customers")) {
            table {
                thead { tr {
                    th { (words.say("name")) }
                    th { (words.say("field-email")) }
                    th { (words.say("field-phone")) }
                    th { (words.say("field-city")) }
                    th { (words.say("field-country")) }
                    th { span.hidden { (words.say("actions")) } }
                } }
                tbody { @for customer in &page.customers { (line(visitor, page, customer)) } }
            }
        }
        nav.pages aria-label=(words.say("pages")) {
            @if let Some(next) = next { a.button href=(next) rel="next" { (words.say("next-page")) } }
        }
    }
}

fn line(visitor: &Visitor, page: &Customers, customer: &Customer) -> Markup {
    let words = visitor.words;
    let profile = &customer.profile;
    let country = profile.country.and_then(|id| page.names.countries.get(&id));
    let said = [("name", Said::Text(&customer.full_name))];
    html! {
        tr.archived[!customer.active] {
            td { a href={ (PATH) "/" (customer.id) } data-dialog { (customer.full_name) } }
            td { (profile.email.as_deref().unwrap_or_default()) }
            td { (profile.phone.as_deref().unwrap_or_default()) }
            td { (profile.city.as_deref().unwrap_or_default()) }
            td { (country.map(String::as_str).unwrap_or_default()) }
            td { a.button.quiet href=(records(Kind::Opportunity, customer.id))
                aria-label=(words.say_with("customer-opportunities-of", &said)) {
                (words.say("customer-opportunities")) } }
        }
    }
}
