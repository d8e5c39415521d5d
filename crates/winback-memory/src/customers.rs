//! The store of customers.

use std::collections::BTreeSet;

use async_trait::async_trait;
use winback_store::domain::{Customer, CustomerEdit, CustomerId, NewCustomer};
use winback_store::{CustomerStore, Selection, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::{World, name_key};

impl World {
    /// Adds a customer whose parent and country exist.
    pub(crate) fn add_customer(&mut self, profile: NewCustomer) -> Customer {
        let last = self.customers.last_key_value().map_or(0, |(id, _)| id.get());
        let id = CustomerId::new(last + 1);
        let full_name = self.full_name(&profile);
        self.note_customer(&profile, id);
        let customer = Customer { id, profile, full_name, active: true };
        self.customers.insert(id, customer.clone());
        customer
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
        let wanted = name_key(name);
        let is_named = |customer: &&Customer| {
            name_key(&customer.profile.name) == wanted || name_key(&customer.full_name) == wanted
        };
        Ok(self
            .read(|world| world.customers.values().filter(is_named).take(limit).cloned().collect()))
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
        self.write(|world| {
            let missing = StoreError::Missing { what: "customer", id: id.get() };
            let customer = world.customers.get_mut(&id).ok_or(missing)?;
            for edit in edits {
                match edit {
                    CustomerEdit::Active(active) => customer.active = *active,
                }
            }
            Ok(customer.clone())
        })
    }
}
