//! Records as the rows of an export.

use std::{collections::BTreeMap, fmt::Display, sync::Arc};

use winback_domain::{
    Amount, Currency, Customer, CustomerId, CustomerKind, LossRecord, Opportunity, OpportunityId,
    PersonId, normalised_email, normalised_phone,
};
use winback_store::{Names, Page};

use super::{ExportColumn, ExportRow, ExportValue, history, referred::Referred};
use crate::{AppError, Desk};

/// The records of a page with everything that an export says of them.
pub(super) struct Records {
    records: Vec<Opportunity>,
    losses: BTreeMap<OpportunityId, Vec<LossRecord>>,
    names: Names,
    referred: Referred,
    currency: Currency,
}

impl Records {
    pub(super) async fn of(
        desk: &Desk,
        page: Page,
        losses: Vec<LossRecord>,
    ) -> Result<Self, AppError> {
        let Page { records, names, .. } = page;
        let referred = Referred::by(&desk.storage, &records).await?;
        let mut of_each: BTreeMap<OpportunityId, Vec<LossRecord>> = BTreeMap::new();
        for loss in losses {
            of_each.entry(loss.opportunity).or_default().push(loss);
        }
        let currency = desk.settings().currency.clone();
        Ok(Self { records, losses: of_each, names, referred, currency })
    }

    pub(super) fn rows(&self, columns: &Arc<[&'static ExportColumn]>) -> Vec<ExportRow> {
        let row = |record| {
            let values = columns.iter().map(|column| self.value(record, column.name)).collect();
            ExportRow { columns: Arc::clone(columns), values }
        };
        self.records.iter().map(row).collect()
    }

    fn value(&self, record: &Opportunity, column: &str) -> ExportValue {
        let found = match column.split_once('.') {
            Some(("customer", member)) => record.deal.customer.and_then(|id| {
                let mut members = self.customer(id).into_iter();
                members.find(|(name, _)| *name == member).map(|(_, value)| value)
            }),
            Some((_, member)) => record.deal.salesperson.map(|id| match member {
                "login" => self.login(id),
                _ => self.person_name(id),
            }),
            None => deal(record, column)
                .or_else(|| self.of_reference(record, column))
                .or_else(|| self.of_state(record, column)),
        };
        found.unwrap_or(ExportValue::Empty)
    }

    fn of_reference(&self, record: &Opportunity, column: &str) -> Option<ExportValue> {
        let (deal, names) = (&record.deal, &self.names);
        Some(match column {
            "country" => named(deal.address.country, &names.countries),
            "stage" => named(deal.stage, &names.stages),
            "team" => named(deal.team, &names.teams),
            "source" => named(deal.source, &names.sources),
            "medium" => named(deal.medium, &names.mediums),
            "campaign" => named(deal.campaign, &names.campaigns),
            "lost_reason" => {
                named(record.loss().and_then(|loss| loss.details.reason), &names.reasons)
            }
            "tags" => {
                // By name, since ids differ from deployment to deployment.
                let tags = deal.tags.iter().filter_map(|tag| names.tags.get(tag));
                let mut tags: Vec<&String> = tags.collect();
                tags.sort_unstable();
                ExportValue::List(tags.into_iter().cloned().map(ExportValue::Text).collect())
            }
            _ => return None,
        })
    }

    fn of_state(&self, record: &Opportunity, column: &str) -> Option<ExportValue> {
        Some(match column {
            "state" => ExportValue::Text(record.state.kind().as_str().into()),
            "active" => ExportValue::YesNo(record.state.kind().is_active()),
            "probability" => ExportValue::Percent(record.probability()),
            "automated_probability" => ExportValue::Percent(record.automated_probability()),
            "estimate" => ExportValue::Percent(record.estimate),
            "created_at" => ExportValue::Moment(record.created_at),
            "updated_at" => ExportValue::Moment(record.updated_at),
            "assigned_at" => ExportValue::moment(record.assigned_at),
            "converted_at" => ExportValue::moment(record.converted_at),
            "closed_at" => ExportValue::moment(record.state.closed_at()),
            "stage_changed_at" => ExportValue::moment(record.stage_changed_at),
            "currency" => ExportValue::Text(self.currency.code.clone()),
            "expected_revenue" => self.money(record.deal.expected_revenue),
            "losses" => {
                let losses = self.losses.get(&record.id).into_iter().flatten();
                ExportValue::List(losses.map(|loss| history::loss(loss, self)).collect())
            }
            _ => return None,
        })
    }

    /// Returns all that is known of a customer, by the names of the columns behind the dot.
    fn customer(&self, id: CustomerId) -> Vec<(&'static str, ExportValue)> {
        let Some(Customer { profile, .. }) = self.referred.customers.get(&id) else {
            return Vec::new();
        };
        let text = |text: &Option<String>| ExportValue::text(text.as_deref());
        let kind = match profile.kind {
            CustomerKind::Company => "company",
            CustomerKind::Person => "person",
        };
        let parent = profile.parent.map(|parent| ExportValue::Object(self.customer(parent)));
        vec![
            ("name", ExportValue::Text(profile.name.clone())),
            ("kind", ExportValue::Text(kind.into())),
            ("parent", parent.unwrap_or(ExportValue::Empty)),
            ("email", text(&profile.email)),
            ("phone", text(&profile.phone)),
            ("reference", text(&profile.reference)),
            ("country", named(profile.country, &self.referred.countries)),
            ("city", text(&profile.city)),
            ("language", text(&profile.language)),
            ("sector", text(&profile.sector)),
            ("employees", profile.employees.map_or(ExportValue::Empty, ExportValue::Number)),
        ]
    }

    pub(super) const fn referred(&self) -> &Referred {
        &self.referred
    }

    pub(super) fn money(&self, amount: Option<Amount>) -> ExportValue {
        amount
            .map_or(ExportValue::Empty, |amount| ExportValue::Money(self.currency.decimal(amount)))
    }

    fn login(&self, id: PersonId) -> ExportValue {
        ExportValue::text(self.referred.people.get(&id).map(|person| person.login.as_str()))
    }

    fn person_name(&self, id: PersonId) -> ExportValue {
        ExportValue::text(self.referred.people.get(&id).map(|person| person.name.as_str()))
    }

    /// Returns a person, if known.
    pub(super) fn person(&self, id: Option<PersonId>) -> ExportValue {
        id.map_or(ExportValue::Empty, |id| {
            ExportValue::Object(vec![("login", self.login(id)), ("name", self.person_name(id))])
        })
    }
}

/// What people wrote into a record; nothing if there is no such column.
fn deal(record: &Opportunity, column: &str) -> Option<ExportValue> {
    let deal = &record.deal;
    let address = &deal.address;
    let text = |text: &Option<String>| ExportValue::text(text.as_deref());
    let normal = |text: &Option<String>, normalise: fn(&str) -> Option<String>| {
        ExportValue::text(text.as_deref().and_then(normalise).as_deref())
    };
    Some(match column {
        "id" => ExportValue::Number(record.id.get()),
        "revision" => ExportValue::Number(record.revision.get()),
        "external_id" => text(&deal.external_id),
        "kind" => ExportValue::Text(deal.kind.as_str().into()),
        "name" => ExportValue::Text(deal.name.clone()),
        "company_name" => text(&deal.company_name),
        "contact_name" => text(&deal.contact_name),
        "email" => text(&deal.email),
        "email_normalised" => normal(&deal.email, normalised_email),
        "phone" => text(&deal.phone),
        "phone_normalised" => normal(&deal.phone, normalised_phone),
        "street" => text(&address.street),
        "street2" => text(&address.street2),
        "city" => text(&address.city),
        "region" => text(&address.region),
        "zip" => text(&address.zip),
        "language" => text(&deal.language),
        "notes" => text(&deal.notes),
        "priority" => deal
            .priority
            .map_or(ExportValue::Empty, |priority| ExportValue::Number(priority.stars().into())),
        "hand_probability" => {
            deal.hand_probability.map_or(ExportValue::Empty, ExportValue::Percent)
        }
        "expected_closing" => deal.expected_closing.map_or(ExportValue::Empty, ExportValue::Day),
        _ => return None,
    })
}

/// Returns the name of something.
pub(super) fn named<Id: Copy + Ord + Display>(
    id: Option<Id>,
    names: &BTreeMap<Id, String>,
) -> ExportValue {
    let name = |id: Id| names.get(&id).cloned().unwrap_or_else(|| format!("#{id}"));
    id.map_or(ExportValue::Empty, |id| ExportValue::Text(name(id)))
}
