//! Rows of people.

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use winback_store::domain::{NewPerson, Person, PersonId, Role};
use winback_store::filter::fold;

use super::{folded, name_key};
use crate::error::{Attempt, unknown};
use crate::schema::people;

/// What is read of a row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = people)]
pub(crate) struct PersonRow {
    id: i64,
    name: String,
    login: String,
    email: Option<String>,
    role: String,
    active: bool,
}

impl From<(i64, String, String, Option<String>, String, bool)> for PersonRow {
    fn from(columns: (i64, String, String, Option<String>, String, bool)) -> Self {
        let (id, name, login, email, role, active) = columns;
        Self { id, name, login, email, role, active }
    }
}

impl PersonRow {
    /// Returns the person.
    pub(crate) fn into_person(self) -> Attempt<Person> {
        let role = Role::from_word(&self.role).ok_or_else(|| unknown("the role", &self.role))?;
        let Self { id, name, login, email, role: _, active } = self;
        Ok(Person { id: PersonId::new(id), name, login, email, role, active })
    }
}

/// What is written of a person.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = people)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PersonColumns<'a> {
    name: &'a str,
    name_folded: String,
    login: &'a str,
    login_folded: String,
    login_key: String,
    email: Option<&'a str>,
    email_folded: Option<String>,
    role: &'static str,
    active: bool,
}

impl<'a> PersonColumns<'a> {
    /// Returns the columns of a person.
    pub(crate) fn of(person: &'a NewPerson, active: bool) -> Self {
        let NewPerson { name, login, email, role } = person;
        Self {
            name,
            name_folded: fold(name),
            login,
            login_folded: fold(login),
            login_key: name_key(login),
            email: email.as_deref(),
            email_folded: folded(email.as_deref()),
            role: role.as_str(),
            active,
        }
    }
}
