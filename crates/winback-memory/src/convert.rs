//! Leads that become opportunities.

use std::collections::{BTreeMap, BTreeSet};

use winback_store::domain::{
    Conversion, CustomerId, Deal, EntryKind, NewCustomer, Operation, OperationKind, Stamp,
};
use winback_store::{Selection, StoreError, StoreResult, is_estimated_anew, scored};

use crate::world::{World, name_key};

/// The customers that deals speak of.
#[derive(Debug, Default)]
struct OwnCustomers {
    /// Those that there are, by the keys of their names; none if nothing is asked for.
    known: Option<BTreeMap<String, BTreeSet<CustomerId>>>,
    last: i64,
    new: Vec<NewCustomer>,
}

impl OwnCustomers {
    fn of(world: &World) -> Self {
        let mut known: BTreeMap<String, BTreeSet<CustomerId>> = BTreeMap::new();
        for (id, customer) in &world.customers {
            for name in [&customer.profile.name, &customer.full_name] {
                known.entry(name_key(name)).or_default().insert(*id);
            }
        }
        let last = world.customers.last_key_value().map_or(0, |(id, _)| id.get());
        Self { known: Some(known), last, new: Vec::new() }
    }

    fn of_deal(&mut self, deal: &Deal) -> Option<CustomerId> {
        let profile = deal.own_customer()?;
        let found = self.known.as_mut()?.entry(name_key(&profile.name)).or_default();
        if found.len() != 1 {
            self.last += 1;
            *found = [CustomerId::new(self.last)].into();
            self.new.push(profile);
        }
        found.first().copied()
    }
}

impl World {
    /// Counts the customers that converting records would add.
    pub(crate) fn lacking(&self, selection: &Selection) -> u64 {
        let mut own = OwnCustomers::of(self);
        for record in self.select(selection).records {
            own.of_deal(&record.deal);
        }
        u64::try_from(own.new.len()).unwrap_or(u64::MAX)
    }

    /// Converts with a customer in a copy of the world, which takes its place if a record is converted.
    pub(crate) fn convert_with_customer(
        &mut self,
        selection: &Selection,
        conversion: &Conversion,
        customer: Option<&str>,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        let Some(customer) = customer else {
            return self.convert(selection, conversion, stamp);
        };
        let mut draft = self.clone();
        let customer = Some(draft.ensure_company(customer));
        let done = draft.convert(selection, &Conversion { customer, ..*conversion }, stamp)?;
        if done.is_some() {
            *self = draft;
        }
        Ok(done)
    }

    pub(crate) fn convert(
        &mut self,
        selection: &Selection,
        conversion: &Conversion,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.check_customer(conversion.customer)?;
        self.check_person(conversion.salesperson)?;
        self.check_team(conversion.team)?;
        let selected = self.select(selection);
        if !selected.missing.is_empty() {
            return Err(StoreError::NotFound(selected.missing));
        }
        let found = u64::try_from(selected.records.len()).unwrap_or(u64::MAX);
        let estimator = self.estimator([]);
        let mut own = OwnCustomers::default();
        if conversion.customer_of_each && conversion.customer.is_none() {
            own = OwnCustomers::of(self);
        }
        let (mut converted, mut refused, mut total) = (Vec::new(), Vec::new(), 0_u64);
        for before in selected.records {
            let mut record = before.clone();
            let customer = conversion.customer.or_else(|| own.of_deal(&before.deal));
            let conversion = Conversion { customer, ..*conversion };
            match record.convert(&conversion, &self.stages, stamp) {
                Ok(mut changes) => {
                    if is_estimated_anew(before, &record)
                        && let Some(estimate) = estimator.estimate(&scored(&record))
                    {
                        record.re_estimate(estimate, &mut changes);
                    }
                    converted.push((record, changes));
                }
                Err(error) => {
                    total += 1;
                    refused.push(error);
                    refused.truncate(StoreError::LISTED);
                }
            }
        }
        if total > 0 {
            return Err(StoreError::Refused { refused, total });
        }
        if let Some(confirmed) = selection.confirmed.filter(|confirmed| *confirmed != found) {
            return Err(StoreError::Moved { confirmed, found });
        }
        if converted.is_empty() {
            return Ok(None);
        }
        for profile in own.new {
            self.add_customer(profile);
        }
        let operation = self.operation(OperationKind::Convert, converted.len(), None, stamp);
        for (record, changes) in converted {
            self.log(&record, &operation, EntryKind::Converted, changes);
            self.put(record);
        }
        Ok(Some(operation))
    }
}
