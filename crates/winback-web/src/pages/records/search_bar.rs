//! The search bar: facets, what can be typed, and the drop-down of filters, groups and favourites.

use maud::{Markup, html};
use winback_app::{
    FacetGroup, READY_FILTERS, ReadyFilter, SearchedIn, ShownSearch,
    store::{
        OPPORTUNITY,
        domain::{Kind, SearchView},
        filter::FieldKind,
    },
};

use super::link;
use crate::{
    address::{Address, View},
    visitor::Visitor,
    words::Words,
};

/// The keys that are offered to group by, with those that are cut by time. Rule: behaviour 8.2.
const GROUPS: [&str; 9] = [
    "salesperson",
    "team",
    "stage",
    "city",
    "country",
    "lost_reason",
    "campaign",
    "medium",
    "source",
];
const TIMES: [&str; 4] = ["created_at", "converted_at", "expected_closing", "closed_at"];
const CUTS: [(&str, &str); 5] = [
    ("year", "cut-year"),
    ("quarter", "cut-quarter"),
    ("month", "cut-month"),
    ("week", "cut-week"),
    ("day", "cut-day"),
];

/// Returns the key of a field's label.
pub(in crate::pages) fn label_key(field: &str) -> String {
    format!("field-{}", field.replace('_', "-"))
}

/// Returns the label of a field, or its name if it is none that pages know.
pub(in crate::pages) fn label(words: Words, field: &str) -> String {
    let key = label_key(field);
    if words.has(&key) { words.say(&key).into_owned() } else { field.to_owned() }
}

/// Returns the label of a key of groups, such as `created_at:month`.
fn key_label(words: Words, key: &str) -> String {
    let (field, cut) = key.split_once(':').unzip();
    let field = label(words, field.unwrap_or(key));
    match CUTS.iter().find(|(name, _)| Some(*name) == cut) {
        Some((_, key)) => format!("{field}: {}", words.say(key)),
        None => field,
    }
}

/// Returns the list that a favourite leads to.
pub(super) fn favourite(kind: Kind, shown: &ShownSearch) -> Address {
    let keys = |text: &String| text.split(',').map(|key| key.trim().to_owned()).collect();
    Address::bare(kind).with(|to| {
        to.facets.named = vec![shown.mention.trim_start_matches('@').to_owned()];
        to.groups = shown.search.group_by.as_ref().map(keys).unwrap_or_default();
        to.sort.clone_from(&shown.search.order);
        to.view = match shown.search.view {
            SearchView::List | SearchView::Group => View::List,
        };
    })
}

pub(super) fn bar(visitor: &Visitor, address: &Address, favourites: &[ShownSearch]) -> Markup {
    let words = visitor.words;
    let placeholder = words.say("search-placeholder");
    html! {
        div.searching {
            form.search role="search" method="get" action=(address.path()) {
                @for (name, value) in address.pairs() {
                    input type="hidden" name=(name) value=(value);
                }
                (chips(words, address))
                input type="search" name="q" autocomplete="off" placeholder=(placeholder)
                    aria-label=(placeholder) data-suggest=(suggestions(words));
            }
            details.menu.filters {
                summary { (words.say("filters")) }
                div.columns {
                    (filters(words, address))
                    (groups(visitor, address))
                    (favourite_column(visitor, address, favourites))
                }
            }
        }
    }
}

/// What a script offers while one types, as `place=words` in lines.
fn suggestions(words: Words) -> String {
    let places = SearchedIn::ALL.map(|its| format!("{its}={}", words.say(searched(its))));
    places.join("\n")
}

const fn searched(its: SearchedIn) -> &'static str {
    match its {
        SearchedIn::Opportunity => "search-in-opportunity",
        SearchedIn::Customer => "search-in-customer",
        SearchedIn::Salesperson => "search-in-salesperson",
        SearchedIn::LostReason => "search-in-lost-reason",
    }
}

/// Returns the facets that are on, those that are or-ed in one. Rule: behaviour 8.3.
fn chips(words: Words, address: &Address) -> Markup {
    let or = words.say("or");
    let mut groups: Vec<(Option<FacetGroup>, Vec<&String>)> = Vec::new();
    for name in &address.facets.named {
        let group = ReadyFilter::named(name).map(|ready| ready.group);
        match groups.iter_mut().find(|(known, _)| known.is_some() && *known == group) {
            Some((_, names)) => names.push(name),
            None => groups.push((group, vec![name])),
        }
    }
    html! {
        @for (_, names) in &groups {
            @let titles: Vec<String> = names.iter().map(|name| title(words, name)).collect();
            @let without = address.with(|to| to.facets.named.retain(|name| !names.contains(&name)));
            (chip(words, None, &titles.join(&format!(" {or} ")), &without, None))
        }
        @for its in SearchedIn::ALL {
            @let texts: Vec<&str> = address.facets.texts.iter().filter(|(known, _)| *known == its)
                .map(|(_, text)| text.as_str()).collect();
            @if !texts.is_empty() {
                @let without = address.with(|to| to.facets.texts.retain(|(known, _)| *known != its));
                @let kind = label(words, its.as_str());
                (chip(words, Some(&kind), &texts.join(&format!(" {or} ")), &without, None))
            }
        }
        @for filter in &address.facets.filters {
            @let without = address.with(|to| to.facets.filters.retain(|known| known != filter));
            @let edit = link("/filter", &[("back", without.link()), ("text", filter.clone())]);
            (chip(words, None, filter, &without, Some(&edit)))
        }
        @if address.facets.include_archived {
            (chip(words, None, &words.say("include-archived"), &address.archived_toggled(), None))
        }
        @if !address.groups.is_empty() {
            @let titles: Vec<String> = address.groups.iter().map(|key| key_label(words, key)).collect();
            @let without = address.with(|to| to.groups.clear());
            (chip(words, Some(&words.say("group-by")), &titles.join(" › "), &without, None))
        }
    }
}

fn chip(
    words: Words,
    kind: Option<&str>,
    text: &str,
    without: &Address,
    edit: Option<&str>,
) -> Markup {
    let name = [kind.unwrap_or_default(), text].join(" ");
    let remove = words.say_with("remove-facet", &[("name", crate::words::Said::Text(name.trim()))]);
    html! {
        span.facet {
            @if let Some(kind) = kind { span.kind { (kind) } }
            @match edit {
                Some(edit) => a.text href=(edit) data-dialog { (text) },
                None => span.text { (text) },
            }
            a.remove href=(without.link()) aria-label=(remove) title=(remove) { "×" }
        }
    }
}

/// Returns what people read for a ready filter or a saved search.
fn title(words: Words, name: &str) -> String {
    match ReadyFilter::named(name) {
        Some(ready) => words.say(&ready_key(ready)).into_owned(),
        None => name.to_owned(),
    }
}

fn ready_key(ready: &ReadyFilter) -> String {
    format!("ready-{}", ready.name)
}

fn filters(words: Words, address: &Address) -> Markup {
    let elsewhere = match address.kind {
        Kind::Opportunity => ["my-leads", ""],
        Kind::Lead => ["my-pipeline", "open"],
    };
    let groups = [FacetGroup::Whose, FacetGroup::State, FacetGroup::Created, FacetGroup::Closed];
    let custom = link("/filter", &[("back", address.with(|_| ()).link())]);
    html! {
        section {
            h2 { (words.say("filters")) }
            @for group in groups {
                ul {
                    @for ready in READY_FILTERS {
                        @if ready.group == group && !elsewhere.contains(&ready.name) {
                            @let is_on = address.facets.named.iter().any(|name| name == ready.name);
                            (tick(&words.say(&ready_key(ready)), is_on, &address.toggled(ready.name)))
                        }
                    }
                    // It is not or-ed with the states above it.
                    @if group == FacetGroup::State {
                        (tick(&words.say("include-archived"), address.facets.include_archived, &address.archived_toggled()))
                    }
                }
            }
            p { a.custom href=(custom) data-dialog { (words.say("add-custom-filter")) } }
        }
    }
}

fn tick(title: &str, is_on: bool, to: &Address) -> Markup {
    html! { li { a href=(to.link()) aria-current=[is_on.then_some("true")] { (title) } } }
}

fn groups(visitor: &Visitor, address: &Address) -> Markup {
    let words = visitor.words;
    let is_on = |key: &str| address.groups.iter().any(|known| known == key);
    let entity = visitor.desk.schema().entity(OPPORTUNITY);
    let custom = entity.into_iter().flat_map(|entity| entity.fields.iter()).filter(|field| {
        field.groupable
            && !GROUPS.contains(&field.name)
            && !TIMES.contains(&field.name)
            && words.has(&label_key(field.name))
    });
    html! {
        section {
            h2 { (words.say("group-by")) }
            ul {
                @for key in GROUPS { (tick(&label(words, key), is_on(key), &address.grouped(key))) }
                @for field in TIMES {
                    li {
                        details {
                            summary { (label(words, field)) }
                            ul {
                                @for (cut, name) in CUTS {
                                    @let key = format!("{field}:{cut}");
                                    (tick(&words.say(name), is_on(&key), &address.grouped(&key)))
                                }
                            }
                        }
                    }
                }
            }
            form.inline method="get" action=(address.path()) {
                @for (name, value) in address.pairs() {
                    input type="hidden" name=(name) value=(value);
                }
                label { span.hidden { (words.say("custom-group")) }
                    select name="g" {
                        option value="" { (words.say("custom-group")) }
                        @for field in custom {
                            @let cut = if matches!(field.kind, FieldKind::Date | FieldKind::Instant) { ":month" } else { "" };
                            option value={ (field.name) (cut) } { (label(words, field.name)) }
                        }
                    }
                }
                button type="submit" { (words.say("add")) }
            }
        }
    }
}

fn favourite_column(visitor: &Visitor, address: &Address, favourites: &[ShownSearch]) -> Markup {
    let words = visitor.words;
    html! {
        section {
            h2 { (words.say("favourites")) }
            ul {
                @for shown in favourites {
                    @let to = favourite(address.kind, shown);
                    @let is_on = address.facets.named == to.facets.named;
                    li.favourite {
                        a href=(to.link()) aria-current=[is_on.then_some("true")] {
                            (shown.search.name)
                            @if !shown.own { small { " " (shown.owner) } }
                            @if shown.own && shown.search.default { small { " · " (words.say("default")) } }
                        }
                        @if shown.own || visitor.is_manager() {
                            (remove(words, shown, address))
                        }
                    }
                }
            }
            @if favourites.is_empty() { p.hint { (words.say("favourites-empty")) } }
            (save(words, address))
        }
    }
}

fn remove(words: Words, shown: &ShownSearch, address: &Address) -> Markup {
    let name = [("name", crate::words::Said::Text(&shown.search.name))];
    html! {
        form method="post" action="/favourites/delete" {
            input type="hidden" name="name" value=(shown.mention);
            input type="hidden" name="back" value=(address.link());
            button.quiet type="submit" aria-label=(words.say_with("delete-favourite", &name)) { "×" }
        }
    }
}

fn save(words: Words, address: &Address) -> Markup {
    html! {
        details {
            summary { (words.say("save-search")) }
            form.stack method="post" action="/favourites" {
                input type="hidden" name="back" value=(address.link());
                label { span { (words.say("name")) } input name="name" required maxlength="100"; }
                label.check { input type="checkbox" name="default"; span { (words.say("default-search")) } }
                label.check { input type="checkbox" name="shared"; span { (words.say("shared-search")) } }
                button.primary type="submit" { (words.say("save")) }
            }
        }
    }
}
