//! The store of people.

use async_trait::async_trait;
use winback_domain::{Language, NewPerson, Person, PersonId, Role, ZoneName};

use crate::StoreResult;

/// One change to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEdit {
    /// Another name.
    Name(String),
    /// Another e-mail address, or none.
    Email(Option<String>),
    /// Another role.
    Role(Role),
    /// Whether the person still works here.
    Active(bool),
    /// The language that the person chose, or none.
    Language(Option<Language>),
    /// The time zone that the person chose, or none.
    TimeZone(Option<ZoneName>),
}

impl PersonEdit {
    /// Makes the change.
    pub fn make(&self, person: &mut Person) {
        match self {
            Self::Name(name) => person.name.clone_from(name),
            Self::Email(email) => person.email.clone_from(email),
            Self::Role(role) => person.role = *role,
            Self::Active(active) => person.active = *active,
            Self::Language(language) => person.preferences.language = *language,
            Self::TimeZone(zone) => person.preferences.time_zone.clone_from(zone),
        }
    }
}

/// Stores people. Logins are unique ignoring case.
#[async_trait]
pub trait PersonStore: Send + Sync {
    /// Returns everybody, by name and id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn list(&self) -> StoreResult<Vec<Person>>;

    /// Adds a person.
    ///
    /// # Errors
    /// `Taken` if the login is another person's.
    async fn create(&self, new: &NewPerson) -> StoreResult<Person>;

    /// Changes a person, all edits or none. Nobody else writes meanwhile, so that two managers cannot
    /// leave at once.
    ///
    /// # Errors
    /// `Missing`; `LastManager` if the person is the only manager who still works here, and would not
    /// be.
    async fn edit(&self, id: PersonId, edits: &[PersonEdit]) -> StoreResult<Person>;
}
