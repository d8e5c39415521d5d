//! People: who works here, and in which role.

use winback_domain::{NewPerson, Person, Role, StateKind};
use winback_filter::{Condition, Relation, Value};
use winback_store::{PersonEdit, Selection, StoreError};

use crate::{AppError, Desk, Refusal, ValueProblem, desk::find_person_among, field};

/// A person who was archived or taken back, and the records that stay theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedPerson {
    /// The person as it is now.
    pub person: Person,
    /// How many open records are theirs, leads included.
    pub open: u64,
    /// How many records are theirs in all.
    pub records: u64,
}

impl Desk {
    /// Returns everybody, by name.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn people(&self) -> Result<Vec<Person>, AppError> {
        Ok(self.storage.people.list().await?)
    }

    /// Adds a person; without a login, one is made from the name. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Value`]; [`AppError::Store`] if the login is taken.
    pub async fn add_person(
        &self,
        name: &str,
        login: Option<&str>,
        email: Option<&str>,
        role: Role,
    ) -> Result<Person, AppError> {
        self.must_configure("add people")?;
        let name = field::required_text("name", name)?;
        let login = match login {
            Some(login) => field::required_text("login", login)?,
            None => login_for(&name),
        };
        if login.is_empty() || login.chars().any(char::is_whitespace) {
            return Err(AppError::value("login", login, ValueProblem::NotALogin));
        }
        let email = field::text("email", email.unwrap_or_default())?;
        let new = NewPerson { name, login, email, role };
        self.storage.people.create(&new).await.map_err(|error| match error {
            StoreError::Taken { what: "login", name } => Refusal::TakenLogin(name).into(),
            other => other.into(),
        })
    }

    /// Gives a person, named by login or name, another role. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Store`] for the last manager.
    pub async fn set_role(&self, person: &str, role: Role) -> Result<Person, AppError> {
        self.must_configure("change roles")?;
        self.edit_named(person, &[PersonEdit::Role(role)]).await
    }

    /// Gives a person, named by login or name, another name or e-mail address; an empty address is
    /// none. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Value`].
    pub async fn edit_person(
        &self,
        person: &str,
        name: Option<&str>,
        email: Option<&str>,
    ) -> Result<Person, AppError> {
        self.change_person(person, name, email, None).await
    }

    /// Changes what is given of a person, named by login or name: all of it or nothing. Only managers may.
    ///
    /// # Errors
    /// As [`edit_person`](Self::edit_person) and [`set_role`](Self::set_role).
    pub async fn change_person(
        &self,
        person: &str,
        name: Option<&str>,
        email: Option<&str>,
        role: Option<Role>,
    ) -> Result<Person, AppError> {
        self.must_configure("change people")?;
        let mut edits = Vec::new();
        if let Some(name) = name {
            edits.push(PersonEdit::Name(field::required_text("name", name)?));
        }
        if let Some(email) = email {
            edits.push(PersonEdit::Email(field::text("email", email)?));
        }
        edits.extend(role.map(PersonEdit::Role));
        self.edit_named(person, &edits).await
    }

    /// Archives a person, named by login or name, who no longer works here, or takes the person back.
    /// The records stay where they are; sessions end, and tokens are revoked. Only managers may. Rule:
    /// behaviour 7.4.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Store`] for the last manager.
    pub async fn archive_person(
        &self,
        person: &str,
        archived: bool,
    ) -> Result<ArchivedPerson, AppError> {
        self.must_configure("archive people")?;
        let people = self.storage.people.list().await?;
        let id = find_person_among(people.iter(), person)?.id;
        // Sessions and tokens of before do not come back with the person.
        let (accounts, now) = (&self.storage.accounts, self.now());
        if !archived {
            accounts.lock_out(id, now).await?;
        }
        let person = self.storage.people.edit(id, &[PersonEdit::Active(!archived)]).await?;
        if archived {
            accounts.lock_out(id, now).await?;
        }
        let (relation, value) = (Relation::Equal, Value::Reference(person.id.get()));
        let own = self.test("salesperson", Condition::Compare { relation, value })?;
        let tally = self.storage.opportunities.tally(&Selection::matching(own)).await?;
        let open = tally.rows.iter().filter(|row| row.state == StateKind::Open);
        let open = open.map(|row| row.count).sum();
        Ok(ArchivedPerson { person, open, records: tally.count() })
    }

    async fn edit_named(&self, person: &str, edits: &[PersonEdit]) -> Result<Person, AppError> {
        let people = self.storage.people.list().await?;
        let person = find_person_among(people.iter(), person)?;
        Ok(self.storage.people.edit(person.id, edits).await?)
    }
}

/// Makes a login from a name: its words in lower case, joined by dots.
pub(crate) fn login_for(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::login_for;

    #[test]
    fn a_login_is_made_of_the_words_of_the_name() {
        assert_eq!(login_for("Darcel Schlecht"), "darcel.schlecht");
        assert_eq!(login_for(" Zoé  O'Neil "), "zoé.o.neil");
        assert_eq!(login_for("李 雷"), "李.雷");
    }
}
