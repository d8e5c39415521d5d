//! The list of customers.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    customer::{CustomerRequest, Customers},
    store::domain::{Customer, Kind},
};

use super::{NEW, PATH, link, records, told_late};
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
    let (lines, is_counted) = match visitor.desk.customers(&request).await {
        Ok(page) => (lines(&visitor, &search, &page), !page.customers.is_empty()),
        Err(error) if status(&error).is_server_error() => return Err(error.into()),
        Err(error) => (html! { p.problem role="alert" { (sentence(words, &error)) } }, false),
    };
    let first = html! {
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
                div.views {}
            }
            (lines)
        }
    };
    let title = words.say("nav-customers");
    if !is_counted {
        return Ok(visitor.page(&title, Section::Customers, &first));
    }
    let seen = visitor.page_in_parts(&title, Section::Customers, &first);
    Ok(seen.followed_by(async move { counted(&visitor, &request).await }))
}

/// Tells how many there are: this looks at all that match, however few the page shows.
async fn counted(visitor: &Visitor, request: &CustomerRequest) -> Markup {
    let words = visitor.words;
    match visitor.desk.count_customers(request).await {
        Ok(count) => {
            let shown = words.count(count);
            let count = Said::Count(signed(count), &shown);
            // A script puts it into the control panel.
            html! { p.count data-late { (words.say_with("customers-count", &[("count", count)])) } }
        }
        Err(error) => told_late(words, &error),
    }
}

fn lines(visitor: &Visitor, search: &str, page: &Customers) -> Markup {
    let words = visitor.words;
    if page.customers.is_empty() {
        return html! { section.empty { h2 { (words.say("customers-empty")) } } };
    }
    let next = page.next.as_ref().map(|cursor| {
        let mut pairs = vec![("search", search.to_owned())];
        let archived = visitor.query.is_on("archived").then(|| ("archived", "on".to_owned()));
        pairs.extend(archived);
        pairs.push(("after", CustomerRequest::cursor_text(cursor)));
        link(PATH, &pairs)
    });
    html! {
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
        tr.archived[!customer.profile.active] {
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
