//! The store of customers.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use winback_store::domain::{Customer, CustomerEdit, CustomerId, NewCustomer};
use winback_store::filter::Predicate;
use winback_store::{
    CustomerCursor, CustomerPage, CustomerQuery, CustomerStore, Selection, StoreError, StoreResult,
};

use crate::backend::Memory;
use crate::world::{World, name_key};

impl World {
    /// Adds a customer whose parent and country exist.
    pub(crate) fn add_customer(&mut self, profile: NewCustomer) -> Customer {
        let last = self.customers.last_key_value().map_or(0, |(id, _)| id.get());
        let id = CustomerId::new(last + 1);
        let full_name = self.full_name(&profile);
        self.note_customer(&profile, id);
        let customer = Customer { id, profile, full_name };
        self.customers.insert(id, customer.clone());
        customer
    }

    /// Returns the customers of a name, or of a full name, by id.
    pub(crate) fn customers_named(&self, name: &str, limit: usize) -> Vec<Customer> {
        let wanted = name_key(name);
        let is_named = |customer: &&Customer| {
            name_key(&customer.profile.name) == wanted || name_key(&customer.full_name) == wanted
        };
        self.customers.values().filter(is_named).take(limit).cloned().collect()
    }

    /// Returns the customers that pass a filter, by id.
    fn customers_matching(&self, filter: &Predicate) -> impl Iterator<Item = &Customer> {
        self.customers.values().filter(|customer| filter.matches(&self.view_customer(customer)))
    }

    fn list_customers(&self, query: &CustomerQuery) -> CustomerPage {
        let limit = query.limit.max(1);
        let found = self.customers_matching(&query.filter);
        let mut found: Vec<(CustomerCursor, &Customer)> = found
            .map(|customer| (CustomerCursor::of(customer), customer))
            .filter(|(place, _)| query.after.as_ref().is_none_or(|after| place > after))
            .collect();
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let found = found.into_iter().take(limit.saturating_add(1));
        CustomerPage::of(found.map(|(_, customer)| customer.clone()).collect(), limit)
    }

    /// Returns those whose full names are neither name nor full name of somebody else, by id.
    fn named_alone(&self, ids: &BTreeSet<&CustomerId>) -> Vec<CustomerId> {
        let mut having: BTreeMap<String, BTreeSet<CustomerId>> = BTreeMap::new();
        for customer in self.customers.values() {
            for name in [&customer.profile.name, &customer.full_name] {
                having.entry(name_key(name)).or_default().insert(customer.id);
            }
        }
        let is_alone = |customer: &&Customer| {
            having.get(&name_key(&customer.full_name)).is_some_and(|ids| ids.len() == 1)
        };
        let asked = ids.iter().filter_map(|id| self.customers.get(id));
        asked.filter(is_alone).map(|customer| customer.id).collect()
    }

    fn edit_customer(&mut self, id: CustomerId, edits: &[CustomerEdit]) -> StoreResult<Customer> {
        let missing = StoreError::Missing { what: "customer", id: id.get() };
        let before = self.customers.get(&id).ok_or(missing)?.clone();
        let mut customer = before.clone();
        customer.edit(edits);
        self.check_customer(customer.profile.parent)?;
        self.check_country(customer.profile.country)?;
        let under = self.under(id);
        if let Some(parent) = customer.profile.parent.filter(|parent| under.contains(parent)) {
            let parent = self.customers.get(&parent).map(|parent| parent.full_name.clone());
            let parent = parent.unwrap_or_default();
            return Err(StoreError::Circle { customer: before.full_name, parent });
        }
        self.customers.insert(id, customer);
        // Whoever stands above comes first.
        for id in under {
            let full_name = self.customers.get(&id).map(|it| self.full_name(&it.profile));
            if let (Some(it), Some(full_name)) = (self.customers.get_mut(&id), full_name) {
                it.full_name = full_name;
            }
        }
        self.note_customers();
        let missing = StoreError::Missing { what: "customer", id: id.get() };
        self.customers.get(&id).cloned().ok_or(missing)
    }

    /// Returns a customer and all that belong to it, each behind the one that it belongs to.
    fn under(&self, id: CustomerId) -> Vec<CustomerId> {
        let mut members: BTreeMap<CustomerId, Vec<CustomerId>> = BTreeMap::new();
        for customer in self.customers.values() {
            if let Some(parent) = customer.profile.parent {
                members.entry(parent).or_default().push(customer.id);
            }
        }
        let (mut under, mut next) = (Vec::new(), vec![id]);
        while !next.is_empty() {
            under.extend(&next);
            next = next.iter().filter_map(|id| members.remove(id)).flatten().collect();
        }
        under
    }
}

#[async_trait]
impl CustomerStore for Memory {
    async fn get(&self, id: CustomerId) -> StoreResult<Option<Customer>> {
        Ok(self.read(|world| world.customers.get(&id).cloned()))
    }

    async fn of_ids(&self, ids: &[CustomerId]) -> StoreResult<Vec<Customer>> {
        let ids: BTreeSet<&CustomerId> = ids.iter().collect();
        let found = |world: &World| {
            ids.into_iter().filter_map(|id| world.customers.get(id)).cloned().collect()
        };
        Ok(self.read(found))
    }

    async fn named(&self, name: &str, limit: usize) -> StoreResult<Vec<Customer>> {
        Ok(self.read(|world| world.customers_named(name, limit)))
    }

    async fn named_alone(&self, ids: &[CustomerId]) -> StoreResult<Vec<CustomerId>> {
        Ok(self.read(|world| world.named_alone(&ids.iter().collect())))
    }

    async fn list(&self, query: &CustomerQuery) -> StoreResult<CustomerPage> {
        Ok(self.read(|world| world.list_customers(query)))
    }

    async fn count(&self, filter: &Predicate) -> StoreResult<u64> {
        let count = self.read(|world| world.customers_matching(filter).count());
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    async fn lacking(&self, selection: &Selection) -> StoreResult<u64> {
        Ok(self.read(|world| world.lacking(selection)))
    }

    async fn create(&self, new: &NewCustomer) -> StoreResult<Customer> {
        self.write(|world| {
            world.check_customer(new.parent)?;
            world.check_country(new.country)?;
            Ok(world.add_customer(new.clone()))
        })
    }

    async fn edit(&self, id: CustomerId, edits: &[CustomerEdit]) -> StoreResult<Customer> {
        self.write(|world| world.edit_customer(id, edits))
    }
}
