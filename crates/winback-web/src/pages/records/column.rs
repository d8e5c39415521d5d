//! The columns of the list.

use maud::{Markup, html};
use winback_app::store::{Names, domain::Opportunity};

use crate::{address::Address, layout::avatar, visitor::Visitor, widget};

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Customer,
    Contact,
    Email,
    Phone,
    City,
    Country,
    Salesperson,
    Team,
    Stage,
    LostReason,
    Competitor,
    Tags,
    Priority,
    Source,
    CreatedAt,
    ClosedAt,
    ExpectedClosing,
    Revenue,
    Probability,
}

impl Column {
    pub(super) const ALL: [Self; 20] = [
        Self::Name,
        Self::Customer,
        Self::Contact,
        Self::Email,
        Self::Phone,
        Self::City,
        Self::Country,
        Self::Salesperson,
        Self::Team,
        Self::Stage,
        Self::LostReason,
        Self::Competitor,
        Self::Tags,
        Self::Priority,
        Self::Source,
        Self::CreatedAt,
        Self::ClosedAt,
        Self::ExpectedClosing,
        Self::Revenue,
        Self::Probability,
    ];

    /// Returns the name of its field in filters.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Customer => "customer",
            Self::Contact => "contact_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::City => "city",
            Self::Country => "country",
            Self::Salesperson => "salesperson",
            Self::Team => "team",
            Self::Stage => "stage",
            Self::LostReason => "lost_reason",
            Self::Competitor => "competitor",
            Self::Tags => "tags",
            Self::Priority => "priority",
            Self::Source => "source",
            Self::CreatedAt => "created_at",
            Self::ClosedAt => "closed_at",
            Self::ExpectedClosing => "expected_closing",
            Self::Revenue => "expected_revenue",
            Self::Probability => "probability",
        }
    }

    /// Tells whether its values stand to the right.
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Revenue | Self::Probability)
    }

    /// Tells whether a list can be sorted by it.
    pub(super) fn is_sortable(self, visitor: &Visitor) -> bool {
        let entity = visitor.desk.schema().entity(winback_app::store::OPPORTUNITY);
        let mut fields = entity.into_iter().flat_map(|entity| entity.fields.iter());
        fields.any(|field| field.name == self.field() && field.sortable)
    }

    /// Returns the columns that are shown: those of the address, or those that suit what is listed.
    pub(super) fn shown(address: &Address, shows_lost: bool) -> Vec<Self> {
        if let Some(chosen) = &address.columns {
            let is_chosen = |column: &Self| {
                *column == Self::Name || chosen.iter().any(|name| name == column.field())
            };
            return Self::ALL.into_iter().filter(is_chosen).collect();
        }
        let mut columns = vec![Self::Name, Self::Customer, Self::Salesperson, Self::Stage];
        match shows_lost {
            true => columns.extend([Self::LostReason, Self::ClosedAt, Self::Revenue]),
            false => columns.extend([Self::ExpectedClosing, Self::Revenue, Self::Probability]),
        }
        columns
    }

    /// Returns the value of a record.
    pub(super) fn cell(self, visitor: &Visitor, record: &Opportunity, names: &Names) -> Markup {
        let (words, deal, desk) = (visitor.words, &record.deal, &visitor.desk);
        let text = |text: Option<&String>| html! { @if let Some(text) = text { (text) } };
        match self {
            Self::Name => html! {
                a.name href={ "/opportunities/" (record.id) } { (deal.name) }
                " " (widget::badge(words, record.state.kind()))
            },
            Self::Customer => {
                let customer = deal.customer.and_then(|id| names.customers.get(&id));
                text(customer.or(deal.company_name.as_ref()))
            }
            Self::Contact => text(deal.contact_name.as_ref()),
            Self::Email => text(deal.email.as_ref()),
            Self::Phone => text(deal.phone.as_ref()),
            Self::City => text(deal.address.city.as_ref()),
            Self::Country => text(deal.address.country.and_then(|id| names.countries.get(&id))),
            Self::Salesperson => {
                let person = deal.salesperson.and_then(|id| names.people.get(&id));
                html! { @if let Some(name) = person { span.person { (avatar(name)) (name) } } }
            }
            Self::Team => text(deal.team.and_then(|id| names.teams.get(&id))),
            Self::Stage => text(deal.stage.and_then(|id| names.stages.get(&id))),
            Self::LostReason => {
                html! { @if let Some(reason) = widget::reason(record, names) { (reason) } }
            }
            Self::Competitor => {
                text(record.loss().and_then(|loss| loss.details.competitor.as_ref()))
            }
            Self::Tags => html! {
                @for name in deal.tags.iter().filter_map(|id| names.tags.get(id)) {
                    span.tag { (name) } " "
                }
            },
            Self::Priority => {
                html! { @if let Some(priority) = deal.priority { (widget::stars(words, priority.stars())) } }
            }
            Self::Source => text(deal.source.and_then(|id| names.sources.get(&id))),
            Self::CreatedAt => html! { (words.day_of(record.created_at, desk.zone())) },
            Self::ClosedAt => {
                html! { @if let Some(at) = record.state.closed_at() { (words.day_of(at, desk.zone())) } }
            }
            Self::ExpectedClosing => {
                html! { @if let Some(day) = deal.expected_closing { (words.day(day)) } }
            }
            Self::Revenue => html! {
                @if let Some(amount) = deal.expected_revenue {
                    (words.amount(amount, &desk.settings().currency))
                }
            },
            Self::Probability => html! { (words.percent(record.probability().hundredths())) },
        }
    }
}
