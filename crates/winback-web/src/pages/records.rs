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
    AppError, Facets,
    store::{Tally, domain::Kind},
};

pub(in crate::pages) use search_bar::label;

use crate::{
    Web,
    address::{Address, View},
    failure::Failure,
    layout::Section,
    sentence::{in_text, sentence, signed},
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
    records(visitor, Kind::Opportunity).await
}

async fn leads(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    visitor.desk.must_use_leads()?;
    records(visitor, Kind::Lead).await
}

pub(super) const fn section(kind: Kind) -> Section {
    match kind {
        Kind::Opportunity => Section::Pipeline,
        Kind::Lead => Section::Leads,
    }
}

async fn records(visitor: Visitor, kind: Kind) -> Result<Response, Failure> {
    if !visitor.here.contains('?') {
        return Ok(Redirect::to(&opening(&visitor, kind).await?.link()).into_response());
    }
    let address = Address::of(kind, &visitor.query);
    let words = visitor.words;
    let title = words.say(match kind {
        Kind::Opportunity => "nav-pipeline",
        Kind::Lead => "nav-leads",
    });
    let favourites = visitor.desk.saved_searches().await?;
    let bar = search_bar::bar(&visitor, &address, &favourites);
    let control = html! {
        div.control {
            div.title {
                h1 { (title) }
                a.button.primary href=(new_link(&address)) data-dialog { (words.say("new")) }
            }
            (bar)
            div.views { (views(words, &address)) }
        }
    };
    let filter = match filter_of(&visitor, &address).await {
        Ok(filter) => filter,
        Err(error) => {
            let problem = what_was_typed(words, &error).ok_or(error)?;
            let body = html! { (control) (problem) };
            return Ok(visitor.page(&title, section(kind), &body));
        }
    };
    let (lines, rest) = match (address.view, address.groups.is_empty()) {
        (View::List, true) => match list::list(&visitor, &address, &filter).await {
            Ok(list) => (list, Rest::Count),
            Err(error) => (what_was_typed(words, &error).ok_or(error)?, Rest::Nothing),
        },
        (View::List, false) | (View::Kanban, _) => (html! {}, Rest::Groups),
    };
    let first = html! { (control) (lines) };
    let seen = visitor.page_in_parts(&title, section(kind), &first);
    Ok(seen.followed_by(async move { rest.told(&visitor, &address, &filter).await }))
}

/// What comes behind the first part of a page, as it takes looking at many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    /// How many records there are.
    Count,
    /// The groups, and how many records there are.
    Groups,
}

impl Rest {
    async fn told(self, visitor: &Visitor, address: &Address, filter: &str) -> Markup {
        let told = match self {
            Self::Nothing => Ok(html! {}),
            Self::Count => count(visitor, filter).await,
            Self::Groups => grouped(visitor, address, filter).await,
        };
        told.unwrap_or_else(|error| match what_was_typed(visitor.words, &error) {
            Some(problem) => problem,
            None => told_late(visitor.words, &error),
        })
    }
}

/// Tells what went wrong behind the first part of a page: its status was sent already.
pub(super) fn told_late(words: Words, error: &AppError) -> Markup {
    tracing::error!(%error, "the second part of a page failed");
    html! { p.problem role="alert" { (sentence(words, error)) } }
}

async fn count(visitor: &Visitor, filter: &str) -> Result<Markup, AppError> {
    Ok(counted(visitor, &visitor.desk.count(filter).await?))
}

async fn grouped(visitor: &Visitor, address: &Address, filter: &str) -> Result<Markup, AppError> {
    let groups = match address.view {
        View::List => list::groups(visitor, address, filter).await?,
        View::Kanban => kanban::board(visitor, address, filter).await?,
    };
    let tally = visitor.desk.count(filter).await?;
    Ok(html! {
        @if tally.count() == 0 { (empty(visitor, address)) }
        (groups)
        (counted(visitor, &tally))
    })
}

async fn filter_of(visitor: &Visitor, address: &Address) -> Result<String, AppError> {
    for filter in &address.facets.filters {
        // By itself first, so that an error tells its place in what was typed.
        visitor.desk.parse_filter(filter).await?;
    }
    visitor.desk.open_filter(&address.facets.filter(address.kind)?).await
}

/// Tells an error in what was typed at its place; nothing for other errors.
fn what_was_typed(words: Words, error: &AppError) -> Option<Markup> {
    match error {
        AppError::Filter { text, errors } | AppError::SavedSearch { text, errors, .. } => {
            Some(html! {
                section.empty role="alert" {
                    h2 { (words.say("filter-wrong")) }
                    (custom::marked(text, errors))
                    @for error in errors.iter() { p.problem { (in_text(words, text, error)) } }
                }
            })
        }
        AppError::Domain(_)
        | AppError::Tree(_)
        | AppError::Unknown { .. }
        | AppError::Usage(_)
        | AppError::Refused(_) => Some(html! {
            section.empty role="alert" {
                h2 { (words.say("filter-wrong")) }
                @for line in sentence(words, error).lines() { p.problem { (line) } }
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
        // A script puts it into the control panel.
        p.count data-late {
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
    let everything = Facets { include_archived: true, ..Facets::default() };
    let is_narrowed = address.facets != Facets::default() && address.facets != everything;
    html! {
        section.empty {
            @if is_narrowed {
                h2 { (words.say("empty-filtered")) }
                p { (words.say("empty-filtered-hint")) }
                p { a.button href=(address.with(|to| to.facets = Facets::default()).link()) {
                    (words.say("remove-filters")) } }
            } @else {
                h2 { (words.say("empty-all")) }
                p { (words.say("empty-all-hint")) }
                p { a.button.primary href=(new_link(address)) data-dialog { (words.say("new")) } }
            }
        }
    }
}
