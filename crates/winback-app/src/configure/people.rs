//! People: who works here, and in which role.

use winback_domain::{NewPerson, Person, Role};
use winback_store::{PersonEdit, StoreError};

use crate::{AppError, Desk, desk::find_person_among, field};

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
            return Err(AppError::value("login", login, "is no login: give one without spaces"));
        }
        let email = field::text("email", email.unwrap_or_default())?;
        let new = NewPerson { name, login, email, role };
        self.storage.people.create(&new).await.map_err(|error| match error {
            StoreError::Taken { what: "login", name } => AppError::Refused(format!(
                "somebody has the login `{name}` already: give another one"
            )),
            other => other.into(),
        })
    }

    /// Gives a person, named by login or name, another role. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Refused`] for the last manager.
    pub async fn set_role(&self, person: &str, role: Role) -> Result<Person, AppError> {
        self.must_configure("change roles")?;
        let people = self.storage.people.list().await?;
        let person = find_person_among(people.iter(), person)?;
        let is_manager = |person: &&Person| person.active && person.role == Role::Manager;
        let managers = people.iter().filter(is_manager).count();
        if is_manager(&person) && managers == 1 && role != Role::Manager {
            return Err(AppError::Refused(format!(
                "{} is the only manager: make somebody else a manager first",
                person.name
            )));
        }
        Ok(self.storage.people.edit(person.id, &[PersonEdit::Role(role)]).await?)
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
