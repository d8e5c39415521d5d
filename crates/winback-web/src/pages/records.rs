//! The pipeline and the leads: cards in columns, or a list, behind a search bar.

mod column;
mod custom;
mod favourites;
mod group_label;
mod kanban;
mod list;
mod search_bar;

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use maud::{Markup, html};
use winback_app::{
    AppError,
    store::{Tally, domain::Kind},
};

pub(in crate::pages) use search_bar::label;

use crate::{
    Web,
    address::{Address, View},
    failure::Failure,
    layout::Section,
    sentence::{sentence, signed},
    visitor::Visitor,
    words::{Said, Words},
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/pipeline", get(pipeline))
        .route("/leads", get(leads))
        .merge(custom::routes())
        .merge(favourites::routes())
}

async fn pipeline(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    records(&visitor, Kind::Opportunity).await
}

async fn leads(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    visitor.desk.must_use_leads()?;
    records(&visitor, Kind::Lead).await
}

pub(super) const fn section(kind: Kind) -> Section {
    match kind {
        Kind::Opportunity => Section::Pipeline,
        Kind::Lead => Section::Leads,
    }
}

async fn records(visitor: &Visitor, kind: Kind) -> Result<Response, Failure> {
    if !visitor.here.contains('?') {
        return Ok(Redirect::to(&opening(visitor, kind).await?.link()).into_response());
    }
    let address = Address::of(kind, &visitor.query);
    let words = visitor.words;
    let title = words.say(match kind {
        Kind::Opportunity => "nav-pipeline",
        Kind::Lead => "nav-leads",
    });
    let favourites = visitor.desk.saved_searches().await?;
    let bar = search_bar::bar(visitor, &address, &favourites);
    let content = match content(visitor, &address).await {
        Ok(content) => content,
        Err(error) => match what_was_typed(words, &error) {
            Some(problem) => Content { tally: None, markup: problem },
            None => return Err(error.into()),
        },
    };
    let body = html! {
        div.control {
            div.title {
                h1 { (title) }
                a.button.primary href=(new_link(&address)) data-dialog { (words.say("new")) }
            }
            (bar)
            div.views {
                @if let Some(tally) = &content.tally { (counted(visitor, tally)) }
                (views(words, &address))
            }
        }
        (content.markup)
    };
    Ok(visitor.page(&title, section(kind), &body))
}

/// What a page shows below its search bar.
struct Content {
    tally: Option<Tally>,
    markup: Markup,
}

async fn content(visitor: &Visitor, address: &Address) -> Result<Content, AppError> {
    for filter in &address.facets.filters {
        // By itself first, so that an error tells its place in what was typed.
        visitor.desk.parse_filter(filter).await?;
    }
    let filter = visitor.desk.open_filter(&address.facets.filter(address.kind)?).await?;
    let tally = visitor.desk.count(&filter).await?;
    let markup = match (tally.count(), address.view) {
        (0, View::List) => empty(visitor, address),
        (count, View::List) if address.groups.is_empty() => {
            list::list(visitor, address, &filter, count, &tally).await?
        }
        (_, View::List) => list::groups(visitor, address, &filter).await?,
        (count, View::Kanban) => {
            let board = kanban::board(visitor, address, &filter).await?;
            html! { @if count == 0 { (empty(visitor, address)) } (board) }
        }
    };
    Ok(Content { tally: Some(tally), markup })
}

/// Tells an error in what was typed at its place; nothing for other errors.
fn what_was_typed(words: Words, error: &AppError) -> Option<Markup> {
    match error {
        AppError::Filter { text, errors } | AppError::SavedSearch { text, errors, .. } => {
            Some(html! {
                section.empty role="alert" {
                    h2 { (words.say("filter-wrong")) }
                    (custom::marked(text, errors))
                    @for error in errors.iter() { p.problem { (error) } }
                }
            })
        }
        AppError::Unknown { .. } | AppError::Usage(_) | AppError::Refused(_) => Some(html! {
            section.empty role="alert" {
                h2 { (words.say("filter-wrong")) }
                p.problem { (sentence(words, error)) }
            }
        }),
        _ => None,
    }
}

/// Returns what the page opens with: the person's default search, or what is theirs. Rule: behaviour 8.1.
async fn opening(visitor: &Visitor, kind: Kind) -> Result<Address, AppError> {
    if kind == Kind::Lead {
        return Ok(Address::bare(kind).toggled("my-leads"));
    }
    let searches = visitor.desk.saved_searches().await?;
    let default = searches.iter().find(|search| search.own && search.search.default);
    Ok(match default {
        Some(search) => search_bar::favourite(kind, search),
        None => Address::bare(kind).toggled("my-pipeline"),
    })
}

fn counted(visitor: &Visitor, tally: &Tally) -> Markup {
    let (words, currency) = (visitor.words, &visitor.desk.settings().currency);
    let shown = words.count(tally.count());
    let count = Said::Count(signed(tally.count()), &shown);
    html! {
        p.count {
            (words.say_with("records", &[("count", count)]))
            " · " (words.money(tally.revenue_minor(), currency))
        }
    }
}

fn views(words: Words, address: &Address) -> Markup {
    let views = [(View::Kanban, "view-kanban"), (View::List, "view-list")];
    html! {
        nav.switch aria-label=(words.say("views")) {
            @for (view, key) in views {
                @let to = address.with(|to| { to.view = view; to.sort = None; });
                a href=(to.link()) aria-current=[(view == address.view).then_some("true")] {
                    (words.say(key))
                }
            }
        }
    }
}

pub(super) fn new_link(address: &Address) -> String {
    let pairs = [("kind", address.kind.as_str().to_owned()), ("back", address.link())];
    link("/opportunities/new", &pairs)
}

/// Returns an address with names and values behind it.
pub(super) fn link(path: &str, pairs: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{path}?{}", query.extend_pairs(pairs).finish())
}

/// Says that there is nothing, and what to do about it.
fn empty(visitor: &Visitor, address: &Address) -> Markup {
    let words = visitor.words;
    let is_narrowed = address.facets != winback_app::Facets::default();
    html! {
        section.empty {
            @if is_narrowed {
                h2 { (words.say("empty-filtered")) }
                p { (words.say("empty-filtered-hint")) }
                p { a.button href=(address.with(|to| to.facets = winback_app::Facets::default()).link()) {
                    (words.say("remove-filters")) } }
            } @else {
                h2 { (words.say("empty-all")) }
                p { (words.say("empty-all-hint")) }
                p { a.button.primary href=(new_link(address)) data-dialog { (words.say("new")) } }
            }
        }
    }
}
