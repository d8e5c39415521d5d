//! Rows of people.

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use winback_store::domain::{Language, NewPerson, Person, PersonId, Preferences, Role, ZoneName};
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
    language: Option<String>,
    time_zone: Option<String>,
}

/// The columns of a row, in their order.
pub(crate) type PersonFound =
    (i64, String, String, Option<String>, String, bool, Option<String>, Option<String>);

impl From<PersonFound> for PersonRow {
    fn from(columns: PersonFound) -> Self {
        let (id, name, login, email, role, active, language, time_zone) = columns;
        Self { id, name, login, email, role, active, language, time_zone }
    }
}

impl PersonRow {
    /// Returns the person.
    pub(crate) fn into_person(self) -> Attempt<Person> {
        let Self { id, name, login, email, role, active, language, time_zone } = self;
        let role = Role::from_word(&role).ok_or_else(|| unknown("the role", &role))?;
        let language = language.map(|tag| {
            Language::from_word(&tag).ok_or_else(|| unknown("the language of a person", &tag))
        });
        let time_zone = time_zone.map(|name| {
            let zone = ZoneName::new(name.as_str());
            zone.ok_or_else(|| unknown("the time zone of a person", &name))
        });
        let (language, time_zone) = (language.transpose()?, time_zone.transpose()?);
        let preferences = Preferences { language, time_zone };
        Ok(Person { id: PersonId::new(id), name, login, email, role, active, preferences })
    }
}

/// What is written of a person's preferences.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = people)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct PreferenceColumns<'a> {
    language: Option<&'static str>,
    time_zone: Option<&'a str>,
}

impl<'a> PreferenceColumns<'a> {
    /// Returns the columns of preferences.
    pub(crate) fn of(preferences: &'a Preferences) -> Self {
        let Preferences { language, time_zone } = preferences;
        Self {
            language: language.map(Language::as_str),
            time_zone: time_zone.as_ref().map(ZoneName::as_str),
        }
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
