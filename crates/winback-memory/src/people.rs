//! The store of people.

use async_trait::async_trait;
use winback_store::domain::{NewPerson, Person, PersonId, Preferences};
use winback_store::{PersonEdit, PersonStore, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::World;

impl World {
    /// Adds a person whose login is free.
    pub(crate) fn add_person(&mut self, new: &NewPerson) -> Person {
        let last = self.people.last_key_value().map_or(0, |(id, _)| id.get());
        let person = Person {
            id: PersonId::new(last + 1),
            name: new.name.clone(),
            login: new.login.clone(),
            email: new.email.clone(),
            role: new.role,
            active: true,
            preferences: Preferences::default(),
        };
        self.people.insert(person.id, person.clone());
        person
    }
}

#[async_trait]
impl PersonStore for Memory {
    async fn list(&self) -> StoreResult<Vec<Person>> {
        let mut people: Vec<Person> = self.read(|world| world.people.values().cloned().collect());
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(people)
    }

    async fn create(&self, new: &NewPerson) -> StoreResult<Person> {
        self.write(|world| match world.person_with_login(&new.login) {
            Some(_) => Err(StoreError::Taken { what: "login", name: new.login.clone() }),
            None => Ok(world.add_person(new)),
        })
    }

    async fn edit(&self, id: PersonId, edits: &[PersonEdit]) -> StoreResult<Person> {
        self.write(|world| {
            let missing = StoreError::Missing { what: "person", id: id.get() };
            let before = world.people.get(&id).ok_or(missing)?;
            let mut person = before.clone();
            for edit in edits {
                edit.make(&mut person);
            }
            if before.is_manager() && !person.is_manager() {
                let others = world.people.values().filter(|other| other.id != id);
                if others.filter(|other| other.is_manager()).count() == 0 {
                    return Err(StoreError::LastManager { name: before.name.clone() });
                }
            }
            world.people.insert(id, person.clone());
            Ok(person)
        })
    }
}
