//! The store of saved searches.

use async_trait::async_trait;
use winback_store::domain::{
    NewSavedSearch, PersonId, SavedSearch, SavedSearchEdit, SavedSearchId,
};
use winback_store::{SavedSearchStore, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::{World, name_key};

impl World {
    /// Finds a saved search that exists for a person.
    fn search_seen_by(&self, id: SavedSearchId, person: PersonId) -> StoreResult<&SavedSearch> {
        let found = self.searches.get(&id).filter(|search| search.is_seen_by(person));
        found.ok_or(StoreError::Missing { what: "saved search", id: id.get() })
    }

    /// Puts a saved search in place, new or changed, if its name is free.
    fn put_search(&mut self, search: SavedSearch) -> StoreResult<SavedSearch> {
        let key = name_key(&search.name);
        let others = |it: &&SavedSearch| it.owner == search.owner && it.id != search.id;
        if self.searches.values().filter(others).any(|it| name_key(&it.name) == key) {
            return Err(StoreError::Taken { what: "saved search", name: search.name });
        }
        if search.default {
            for other in self.searches.values_mut().filter(|it| it.owner == search.owner) {
                other.default = false;
            }
        }
        self.searches.insert(search.id, search.clone());
        Ok(search)
    }
}

#[async_trait]
impl SavedSearchStore for Memory {
    async fn seen_by(&self, person: PersonId) -> StoreResult<Vec<SavedSearch>> {
        let mut seen: Vec<SavedSearch> = self.read(|world| {
            world.searches.values().filter(|search| search.is_seen_by(person)).cloned().collect()
        });
        seen.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(seen)
    }

    async fn create(&self, new: &NewSavedSearch) -> StoreResult<SavedSearch> {
        self.write(|world| {
            world.check_person(Some(new.owner))?;
            let id = SavedSearchId::new(world.last_search + 1);
            let search = world.put_search(SavedSearch::new(id, new.clone()))?;
            world.last_search = id.get();
            Ok(search)
        })
    }

    async fn edit(
        &self,
        id: SavedSearchId,
        person: PersonId,
        edits: &[SavedSearchEdit],
    ) -> StoreResult<SavedSearch> {
        self.write(|world| {
            let mut search = world.search_seen_by(id, person)?.clone();
            search.edit(edits);
            world.put_search(search)
        })
    }

    async fn delete(&self, id: SavedSearchId, person: PersonId) -> StoreResult<()> {
        self.write(|world| {
            world.search_seen_by(id, person)?;
            world.searches.remove(&id);
            Ok(())
        })
    }
}
