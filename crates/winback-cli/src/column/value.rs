//! The value of a record in a column.

use std::{collections::BTreeMap, fmt::Display};

use winback_app::store::{
    Names,
    domain::{Opportunity, Priority, Probability},
};

use crate::output::Cell;

/// Returns the value of a record in the column of this name; nothing if there is no such column.
pub(super) fn of(column: &str, record: &Opportunity, names: &Names) -> Option<Cell> {
    of_deal(column, record)
        .or_else(|| of_reference(column, record, names))
        .or_else(|| of_state(column, record))
}

/// What people wrote.
fn of_deal(column: &str, record: &Opportunity) -> Option<Cell> {
    let deal = &record.deal;
    let address = &deal.address;
    let text = |text: &Option<String>| Cell::text(text.as_deref());
    let normal = |text: &Option<String>, normalise: fn(&str) -> Option<String>| {
        text.as_deref().and_then(normalise).map_or(Cell::Empty, Cell::Text)
    };
    Some(match column {
        "id" => Cell::Id(record.id.get()),
        "kind" => Cell::Text(deal.kind.as_str().into()),
        "name" => Cell::Text(deal.name.clone()),
        "company_name" => text(&deal.company_name),
        "contact_name" => text(&deal.contact_name),
        "email" => text(&deal.email),
        "email_normalised" => normal(&deal.email, winback_app::store::domain::normalised_email),
        "phone" => text(&deal.phone),
        "phone_normalised" => normal(&deal.phone, winback_app::store::domain::normalised_phone),
        "street" => text(&address.street),
        "street2" => text(&address.street2),
        "city" => text(&address.city),
        "region" => text(&address.region),
        "zip" => text(&address.zip),
        "language" => text(&deal.language),
        "notes" => text(&deal.notes),
        "external_id" => text(&deal.external_id),
        "priority" => deal.priority.map_or(Cell::Empty, stars),
        "expected_revenue" => {
            deal.expected_revenue.map_or(Cell::Empty, |amount| Cell::Money(amount.minor().into()))
        }
        "expected_closing" => deal.expected_closing.map_or(Cell::Empty, Cell::Day),
        "hand_probability" => deal.hand_probability.map_or(Cell::Empty, percent),
        _ => return None,
    })
}

/// What refers to something with a name.
fn of_reference(column: &str, record: &Opportunity, names: &Names) -> Option<Cell> {
    let deal = &record.deal;
    let loss = record.loss();
    Some(match column {
        "customer" => reference(deal.customer, &names.customers, |id| id.get()),
        "country" => reference(deal.address.country, &names.countries, |id| id.get()),
        "stage" => reference(deal.stage, &names.stages, |id| id.get()),
        "salesperson" => reference(deal.salesperson, &names.people, |id| id.get()),
        "team" => reference(deal.team, &names.teams, |id| id.get()),
        "source" => reference(deal.source, &names.sources, |id| id.get()),
        "medium" => reference(deal.medium, &names.mediums, |id| id.get()),
        "campaign" => reference(deal.campaign, &names.campaigns, |id| id.get()),
        "tags" => Cell::References(
            deal.tags.iter().map(|tag| (tag.get(), name_of(*tag, &names.tags))).collect(),
        ),
        "lost_reason" => {
            reference(loss.and_then(|loss| loss.details.reason), &names.reasons, |id| id.get())
        }
        "lost_by" => reference(loss.and_then(|loss| loss.lost_by), &names.people, |id| id.get()),
        _ => return None,
    })
}

/// What follows from the record's state and history.
fn of_state(column: &str, record: &Opportunity) -> Option<Cell> {
    let details = record.loss().map(|loss| &loss.details);
    let moment = |instant: Option<jiff::Timestamp>| instant.map_or(Cell::Empty, Cell::Moment);
    Some(match column {
        "probability" => percent(record.probability()),
        "automated_probability" => percent(record.automated_probability()),
        "created_at" => Cell::Moment(record.created_at),
        "updated_at" => Cell::Moment(record.updated_at),
        "assigned_at" => moment(record.assigned_at),
        "converted_at" => moment(record.converted_at),
        "closed_at" => moment(record.state.closed_at()),
        "stage_changed_at" => moment(record.stage_changed_at),
        "active" => Cell::YesNo(record.state.kind().is_active()),
        "state" => Cell::Text(record.state.kind().as_str().into()),
        "competitor" => Cell::text(details.and_then(|details| details.competitor.as_deref())),
        "closing_note" => details
            .and_then(|details| details.note.as_ref())
            .map_or(Cell::Empty, |note| Cell::Note(note.html().to_owned())),
        "revision" => Cell::Id(record.revision.get()),
        _ => return None,
    })
}

fn stars(priority: Priority) -> Cell {
    Cell::Stars(priority.stars())
}

fn percent(probability: Probability) -> Cell {
    Cell::Percent(probability.hundredths().into())
}

fn reference<Id: Copy + Ord + Display>(
    id: Option<Id>,
    names: &BTreeMap<Id, String>,
    number: fn(Id) -> i64,
) -> Cell {
    id.map_or(Cell::Empty, |id| Cell::Reference(number(id), name_of(id, names)))
}

/// Returns the name of something, or its id where a page came without the name.
pub(crate) fn name_of<Id: Copy + Ord + Display>(id: Id, names: &BTreeMap<Id, String>) -> String {
    names.get(&id).cloned().unwrap_or_else(|| format!("#{id}"))
}

#[cfg(test)]
mod tests {
    use winback_app::store::{
        OPPORTUNITY,
        domain::{Deal, OpportunityId, Revision, State},
        opportunity_schema,
    };

    use super::*;
    use crate::column::FURTHER;

    #[test]
    fn every_field_of_filters_but_losses_is_a_column() {
        let record = Opportunity {
            id: OpportunityId::new(1),
            revision: Revision::FIRST,
            deal: Deal::named("Pumps", None),
            state: State::Open,
            estimate: Probability::EVEN,
            created_at: jiff::Timestamp::UNIX_EPOCH,
            updated_at: jiff::Timestamp::UNIX_EPOCH,
            assigned_at: None,
            converted_at: None,
            stage_changed_at: None,
        };
        let schema = opportunity_schema(2);
        let fields = schema.entity(OPPORTUNITY).unwrap().fields.iter().map(|field| field.name);
        let without: Vec<&str> = fields
            .chain(FURTHER.map(|(name, _)| name))
            .filter(|name| of(name, &record, &Names::default()).is_none())
            .collect();
        assert_eq!(without, ["losses"]);
    }
}
