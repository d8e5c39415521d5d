//! What the records of a page refer to, with all that an export says of it.

use std::collections::BTreeMap;

use winback_domain::{
    CountryId, Customer, CustomerId, LabelKind, LostReason, LostReasonId, Opportunity, Person,
    PersonId, StageId,
};
use winback_store::Storage;

use crate::AppError;

/// People, stages, reasons, countries and customers by their ids.
pub(super) struct Referred {
    pub(super) people: BTreeMap<PersonId, Person>,
    pub(super) stages: BTreeMap<StageId, String>,
    pub(super) reasons: BTreeMap<LostReasonId, LostReason>,
    pub(super) countries: BTreeMap<CountryId, String>,
    pub(super) customers: BTreeMap<CustomerId, Customer>,
}

impl Referred {
    /// Loads what records refer to. It is loaded after them, and nothing of it is ever deleted, so
    /// that nothing can be missing.
    pub(super) async fn by(storage: &Storage, records: &[Opportunity]) -> Result<Self, AppError> {
        let people = storage.people.list().await?;
        let stages = storage.pipeline.stages().await?;
        let reasons = storage.reasons.list().await?;
        let countries = storage.pipeline.labels(LabelKind::Country).await?;
        let country = |label: winback_domain::Label| (CountryId::new(label.id), label.name);
        Ok(Self {
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            stages: stages.stages().iter().map(|stage| (stage.id, stage.name.clone())).collect(),
            reasons: reasons.into_iter().map(|reason| (reason.id, reason)).collect(),
            countries: countries.into_iter().map(country).collect(),
            customers: customers(storage, records).await?,
        })
    }
}

/// Loads customers, then the companies that they belong to, and so on.
async fn customers(
    storage: &Storage,
    records: &[Opportunity],
) -> Result<BTreeMap<CustomerId, Customer>, AppError> {
    let mut customers = BTreeMap::new();
    let mut wanted: Vec<CustomerId> =
        records.iter().filter_map(|record| record.deal.customer).collect();
    while !wanted.is_empty() {
        wanted.sort_unstable();
        wanted.dedup();
        let found = storage.customers.of_ids(&wanted).await?;
        customers.extend(found.into_iter().map(|customer| (customer.id, customer)));
        wanted = customers.values().filter_map(|customer| customer.profile.parent).collect();
        wanted.retain(|parent| !customers.contains_key(parent));
    }
    Ok(customers)
}
