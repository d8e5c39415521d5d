//! Lines with checkboxes, and groups of lines.

use maud::{Markup, html};
use winback_app::{
    AppError, GroupRequest, ListRequest,
    store::{Group, Page, domain::Kind},
};

use super::{
    column::Column,
    empty,
    group_label::{self, revenue},
    search_bar,
};
use crate::{
    address::Address,
    sentence::signed,
    visitor::Visitor,
    words::{Said, Words},
};

/// How many lines a page has.
const PAGE: usize = 80;
/// How many lines an open group shows.
const OPEN: usize = 40;
/// How many groups a page has.
const GROUPS: usize = 200;

pub(super) async fn list(
    visitor: &Visitor,
    address: &Address,
    filter: &str,
) -> Result<Markup, AppError> {
    let after = address.after.as_deref().map(ListRequest::cursor_of).transpose()?;
    let request =
        ListRequest { filter: filter.to_owned(), sort: address.sort.clone(), after, limit: PAGE };
    let page = visitor.desk.list(&request).await?;
    let columns = Column::shown(address, visitor.desk.shows_archived(filter).await?);
    let next = page.next.as_ref().map(ListRequest::cursor_text);
    let next = next.map(|cursor| address.with(|to| to.after = Some(cursor)));
    let words = visitor.words;
    if page.records.is_empty() {
        return Ok(empty(visitor, address));
    }
    Ok(html! {
        form.records method="get" data-records {
            (tools(visitor, address, &columns, true))
            div.wide tabindex="0" role="region" aria-label=(words.say("view-list")) {
                table {
                    (head(visitor, address, &columns))
                    tbody { (lines(visitor, &columns, &page)) }
                }
            }
        }
        nav.pages aria-label=(words.say("pages")) {
            @if address.after.is_some() {
                a.button href=(address.with(|_| ()).link()) { (words.say("first-page")) }
            }
            @if let Some(next) = &next { a.button href=(next.link()) rel="next" { (words.say("next-page")) } }
        }
    })
}

pub(super) async fn groups(
    visitor: &Visitor,
    address: &Address,
    filter: &str,
) -> Result<Markup, AppError> {
    let Some(by) = address.groups.first() else { return Ok(html! {}) };
    let request = GroupRequest {
        filter: filter.to_owned(),
        by: by.clone(),
        aggregates: "sum(expected_revenue)".into(),
        limit: Some(GROUPS),
        ..GroupRequest::default()
    };
    let grouped = visitor.desk.group(&request).await?;
    let Some(key) = grouped.grouping.keys.first().copied() else { return Ok(html! {}) };
    let columns = Column::shown(address, visitor.desk.shows_archived(filter).await?);
    let (words, currency) = (visitor.words, &visitor.desk.settings().currency);
    let mut bodies = Vec::new();
    for group in &grouped.groups.groups {
        let rows = group.rows.to_string();
        let is_open = address.open.contains(&rows);
        let lines = match is_open {
            false => html! {},
            true => {
                let request = ListRequest {
                    filter: format!("({filter}) and ({rows})"),
                    sort: address.sort.clone(),
                    after: None,
                    limit: OPEN,
                };
                let page = visitor.desk.list(&request).await?;
                html! {
                    (lines(visitor, &columns, &page))
                    @if page.next.is_some() || address.groups.len() > 1 {
                        (rest(words, address, group, &rows, columns.len()))
                    }
                }
            }
        };
        let mut toggled = address.clone();
        match is_open {
            true => toggled.open.retain(|known| *known != rows),
            false => toggled.open.push(rows.clone()),
        }
        let label = group_label::label(visitor, key, group);
        bodies.push(html! {
            tbody {
                tr.group {
                    td {}
                    @for column in &columns {
                        td.number[column.is_number()] {
                            @match column {
                                Column::Name => {
                                    a href=(toggled.link()) aria-expanded=(if is_open { "true" } else { "false" }) {
                                        (label) " " span.count { "(" (words.count(group.count)) ")" }
                                    }
                                }
                                Column::Revenue => (words.money(revenue(group), currency)),
                                _ => "",
                            }
                        }
                    }
                }
                (lines)
            }
        });
    }
    Ok(html! {
        form.records method="get" data-records {
            (tools(visitor, address, &columns, false))
            div.wide tabindex="0" role="region" aria-label=(words.say("view-list")) {
                table {
                    (head(visitor, address, &columns))
                    @for body in &bodies { (body) }
                }
            }
            @if grouped.groups.total > GROUPS { p.hint { (words.say("more-groups")) } }
        }
    })
}

/// Leads from a group to the list of its records, which is grouped by what is left.
fn rest(words: Words, address: &Address, group: &Group, rows: &str, columns: usize) -> Markup {
    let to = address.with(|to| {
        to.groups.remove(0);
        to.facets.filters.push(rows.to_owned());
    });
    let count = words.count(group.count);
    let count = [("count", Said::Count(signed(group.count), &count))];
    html! {
        tr { td colspan=(columns + 1) { a.more href=(to.link()) { (words.say_with("show-all", &count)) } } }
    }
}

fn head(visitor: &Visitor, address: &Address, columns: &[Column]) -> Markup {
    let words = visitor.words;
    html! {
        thead {
            tr {
                th.tick { input type="checkbox" data-all aria-label=(words.say("select-page")); }
                @for column in columns {
                    @let label = match (column, address.kind) {
                        (Column::Name, Kind::Lead) => words.say("lead").into_owned(),
                        _ => search_bar::label(words, column.field()),
                    };
                    @if column.is_sortable(visitor) {
                        @let (order, to) = sorting(address, *column);
                        th.number[column.is_number()] aria-sort=[order] { a href=(to) { (label) } }
                    } @else {
                        th.number[column.is_number()] { (label) }
                    }
                }
            }
        }
    }
}

/// Returns how the list is sorted by a column now, and the link that sorts it the other way.
fn sorting(address: &Address, column: Column) -> (Option<&'static str>, String) {
    let field = column.field();
    let (order, next) = match address.sort.as_deref() {
        Some(sort) if sort == field => (Some("ascending"), format!("{field} desc")),
        Some(sort) if sort == format!("{field} desc") => (Some("descending"), field.to_owned()),
        _ if column.is_number() => (None, format!("{field} desc")),
        _ => (None, field.to_owned()),
    };
    (order, address.with(|to| to.sort = Some(next)).link())
}

fn lines(visitor: &Visitor, columns: &[Column], page: &Page) -> Markup {
    let words = visitor.words;
    html! {
        @for record in &page.records {
            @let name = [("name", Said::Text(&record.deal.name))];
            tr data-to={ "/opportunities/" (record.id) } {
                td.tick {
                    input type="checkbox" name="id" value=(record.id)
                        aria-label=(words.say_with("select-record", &name));
                }
                @for column in columns {
                    td.number[column.is_number()] { (column.cell(visitor, record, &page.names)) }
                }
            }
        }
    }
}

/// Returns what can be done with the lines that are ticked, and which columns there are.
fn tools(visitor: &Visitor, address: &Address, columns: &[Column], may_take_all: bool) -> Markup {
    let words = visitor.words;
    let actions: &[(&str, &str)] = &[
        ("lose", "action-lose"),
        ("restore", "action-unarchive"),
        ("archive", "action-archive"),
        ("win", "action-win"),
        ("move", "action-move"),
        ("assign", "action-assign"),
        ("merge", "action-merge"),
        ("export", "action-export"),
    ];
    html! {
        div.tools {
            input type="hidden" name="back" value=(address.link());
            details.menu.actions {
                summary { (words.say("actions")) }
                ul {
                    @for (verb, key) in actions {
                        li { button type="submit" formaction={ "/actions/" (verb) } data-dialog[*verb != "export"] {
                            (words.say(key)) } }
                    }
                    @if address.kind == Kind::Lead {
                        li { button type="submit" formaction="/actions/convert" data-dialog { (words.say("action-convert")) } }
                    }
                }
            }
            span.selected data-selected=(words.say("selected")) aria-live="polite" {}
            @if may_take_all {
                label.check {
                    input type="checkbox" name="all" value="1" data-every;
                    span { (words.say("select-all")) }
                }
            }
            (chooser(words, address, columns))
        }
    }
}

fn chooser(words: Words, address: &Address, columns: &[Column]) -> Markup {
    html! {
        details.menu.chooser {
            summary { (words.say("columns")) }
            ul {
                @for column in Column::ALL {
                    @if column != Column::Name {
                        @let is_on = columns.contains(&column);
                        @let to = address.with(|to| {
                            let shown = columns.iter().copied().filter(|known| *known != column);
                            let added = (!is_on).then_some(column);
                            to.columns = Some(shown.chain(added).map(|it| it.field().to_owned()).collect());
                        });
                        li { a href=(to.link()) aria-current=[is_on.then_some("true")] {
                            (search_bar::label(words, column.field())) } }
                    }
                }
            }
        }
    }
}
