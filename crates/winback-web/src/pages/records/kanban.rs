//! Cards in columns, which are stages unless the page is grouped by something else.

use maud::{Markup, html};
use winback_app::{
    AppError, GroupRequest, ListRequest,
    store::{
        Group, Names,
        domain::{Opportunity, Stage, StateKind},
        filter::{GroupValue, Value},
    },
};

use super::{
    group_label::{label, revenue},
    link,
};
use crate::{
    address::{Address, View},
    layout::avatar,
    sentence::{signed, state},
    visitor::Visitor,
    widget,
    words::Said,
};

/// How many cards a column shows; the rest is a click away, in the list.
const CARDS: usize = 15;
/// How many columns a board has at the most.
const COLUMNS: usize = 30;

pub(super) async fn board(
    visitor: &Visitor,
    address: &Address,
    filter: &str,
) -> Result<Markup, AppError> {
    let by = address.groups.first().map_or("stage", String::as_str);
    let is_by_stage = by == "stage";
    let request = GroupRequest {
        filter: filter.to_owned(),
        by: by.to_owned(),
        aggregates: "sum(expected_revenue)".into(),
        fill: is_by_stage,
        limit: Some(COLUMNS),
        ..GroupRequest::default()
    };
    let grouped = visitor.desk.group(&request).await?;
    let Some(key) = grouped.grouping.keys.first().copied() else { return Ok(html! {}) };
    let pipeline = visitor.desk.pipeline().await?;
    let stages = if is_by_stage { pipeline.stages() } else { &[] };
    let mut columns = Vec::new();
    for group in &grouped.groups.groups {
        let stage = stage_of(group, stages);
        let rows = group.rows.to_string();
        let is_folded = stage.is_some_and(|stage| stage.folded);
        // An address names the columns whose fold is the other way round.
        let is_shut = is_folded != address.open.contains(&rows);
        let page = match is_shut || group.count == 0 {
            true => None,
            false => {
                let request = ListRequest {
                    filter: format!("({filter}) and ({rows})"),
                    sort: address.sort.clone(),
                    after: None,
                    limit: CARDS,
                };
                Some(visitor.desk.list(&request).await?)
            }
        };
        let cards = html! {
            @if let Some(page) = &page {
                @for record in &page.records { (card(visitor, record, &page.names)) }
            }
        };
        let column = Column { title: label(visitor, key, group), group, stage, rows, is_shut };
        columns.push(column.markup(visitor, address, &cards));
    }
    let words = visitor.words;
    let hint = words.say("drag-hint");
    Ok(html! {
        p.hidden #drag-hint { (hint) }
        div.board role="group" aria-label=(words.say("board")) data-board[is_by_stage]
            data-lifted=(words.say("drag-lifted")) data-over=(words.say("drag-over"))
            data-dropped=(words.say("drag-dropped")) data-cancelled=(words.say("drag-cancelled")) {
            @for column in &columns { (column) }
        }
        @if grouped.groups.total > COLUMNS {
            p.hint { (words.say("more-columns")) }
        }
    })
}

fn stage_of<'s>(group: &Group, stages: &'s [Stage]) -> Option<&'s Stage> {
    match group.values.first() {
        Some(GroupValue::Value(Value::Reference(id))) => {
            stages.iter().find(|stage| stage.id.get() == *id)
        }
        _ => None,
    }
}

struct Column<'a> {
    title: String,
    group: &'a Group,
    stage: Option<&'a Stage>,
    /// The filter of its records.
    rows: String,
    is_shut: bool,
}

impl Column<'_> {
    fn markup(&self, visitor: &Visitor, address: &Address, cards: &Markup) -> Markup {
        let (words, currency) = (visitor.words, &visitor.desk.settings().currency);
        let count = words.count(self.group.count);
        let fold = self.folding(address);
        let said = [("name", Said::Text(&self.title))];
        let stage = self.stage.map(|stage| stage.name.as_str());
        let is_droppable = self.stage.is_some_and(|stage| !stage.archived);
        html! {
            section.column.shut[self.is_shut] data-stage=[stage.filter(|_| is_droppable)] {
                header {
                    h2 {
                        a href=(fold) title=(words.say_with("fold", &said)) { (self.title) }
                        " " span.count title=(words.say("count")) { (count) }
                    }
                    @if !self.is_shut {
                        p.sum { (words.money(revenue(self.group), currency)) }
                        @if let Some(stage) = stage {
                            a.add href=(link("/opportunities/new", &[
                                ("kind", address.kind.as_str().to_owned()),
                                ("stage", stage.to_owned()),
                                ("back", address.link()),
                            ])) data-dialog aria-label=(words.say_with("new-in", &said)) { "+" }
                        }
                    }
                }
                @if !self.is_shut {
                    div.cards { (cards) }
                    @if usize::try_from(self.group.count).unwrap_or(usize::MAX) > CARDS {
                        a.more href=(self.rest(address)) {
                            (words.say_with("show-all", &[("count", Said::Count(signed(self.group.count), &count))]))
                        }
                    }
                }
            }
        }
    }

    /// Returns the same page with this column folded, or unfolded.
    fn folding(&self, address: &Address) -> String {
        let mut to = address.clone();
        match to.open.iter().position(|rows| *rows == self.rows) {
            Some(place) => drop(to.open.remove(place)),
            None => to.open.push(self.rows.clone()),
        }
        to.link()
    }

    /// Returns the list of all records of this column.
    fn rest(&self, address: &Address) -> String {
        let to = address.with(|to| {
            to.view = View::List;
            to.groups.clear();
            to.facets.filters.push(self.rows.clone());
        });
        to.link()
    }
}

fn card(visitor: &Visitor, record: &Opportunity, names: &Names) -> Markup {
    let (words, deal) = (visitor.words, &record.deal);
    let kind = record.state.kind();
    let customer = deal.customer.and_then(|id| names.customers.get(&id));
    let customer = customer.or(deal.company_name.as_ref()).or(deal.contact_name.as_ref());
    let person = deal.salesperson.and_then(|id| names.people.get(&id));
    let may_move = matches!(kind, StateKind::Open | StateKind::Won);
    html! {
        article.card data-id=(record.id) draggable=[may_move.then_some("true")]
            tabindex=[may_move.then_some("0")] aria-describedby=[may_move.then_some("drag-hint")]
            aria-label=(deal.name) {
            @if kind != StateKind::Open {
                p class={ "ribbon " (kind.as_str()) } {
                    (words.say(state(kind)))
                    @if let Some(reason) = widget::reason(record, names) { ": " (reason) }
                }
            }
            h3 { a href={ "/opportunities/" (record.id) } draggable="false" { (deal.name) } }
            @if let Some(customer) = customer { p.customer { (customer) } }
            @if let Some(amount) = deal.expected_revenue {
                p.revenue { (words.amount(amount, &visitor.desk.settings().currency)) }
            }
            @if !deal.tags.is_empty() {
                p.tags { @for name in deal.tags.iter().filter_map(|id| names.tags.get(id)) { span.tag { (name) } } }
            }
            footer {
                @if let Some(priority) = deal.priority { (widget::stars(words, priority.stars())) }
                @if let Some(name) = person { span.who title=(name) { (avatar(name)) span.hidden { (name) } } }
                (menu(visitor, record))
            }
        }
    }
}

fn menu(visitor: &Visitor, record: &Opportunity) -> Markup {
    let words = visitor.words;
    // Where the form goes back to is where the link was followed: a board has many links.
    let to = |verb: &str| format!("/actions/{verb}?id={}", record.id);
    let entries: &[(&str, &str)] = match record.state.kind() {
        StateKind::Open => &[
            ("lose", "action-lose"),
            ("win", "action-win"),
            ("move", "action-move"),
            ("assign", "action-assign"),
            ("archive", "action-archive"),
        ],
        StateKind::Won => &[
            ("lose", "action-lose"),
            ("move", "action-move"),
            ("assign", "action-assign"),
            ("archive", "action-archive"),
        ],
        StateKind::Lost => {
            &[("restore", "action-restore"), ("lose", "action-amend"), ("assign", "action-assign")]
        }
        StateKind::Archived => {
            &[("restore", "action-unarchive"), ("lose", "action-lose"), ("assign", "action-assign")]
        }
    };
    let name = [("name", Said::Text(&record.deal.name))];
    html! {
        details.menu {
            summary aria-label=(words.say_with("card-menu", &name)) { "⋯" }
            ul {
                @for (verb, key) in entries {
                    li { a href=(to(verb)) data-dialog { (words.say(key)) } }
                }
            }
        }
    }
}
