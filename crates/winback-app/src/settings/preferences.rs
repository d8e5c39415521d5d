//! What people choose for themselves: language and time zone. Rule: behaviour 7.8.

use winback_domain::{Language, Person, ZoneName};
use winback_store::PersonEdit;

use super::time_zone;
use crate::{AppError, Desk, Misuse, ValueProblem, desk::find_person_among};

/// What a person chooses; what is absent stays, an empty text takes the choice back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PreferenceRequest {
    /// The language of the pages, by its tag.
    pub language: Option<String>,
    /// The time zone in which the person's days begin, as an IANA name.
    pub time_zone: Option<String>,
}

impl Desk {
    /// Keeps what this person chooses, all of it or nothing.
    ///
    /// # Errors
    /// [`AppError::Value`] for a language or a zone that there is not; [`AppError::Usage`] if nothing
    /// is chosen; [`AppError::Store`].
    pub async fn choose(&self, request: &PreferenceRequest) -> Result<Person, AppError> {
        let edits = edits(request)?;
        Ok(self.storage.people.edit(self.actor().id, &edits).await?)
    }

    /// Chooses for a person, named by login or name: oneself, or anybody for a manager.
    ///
    /// # Errors
    /// As [`choose`](Self::choose); [`AppError::Unknown`]; [`AppError::NotAllowed`].
    pub async fn choose_for(
        &self,
        person: &str,
        request: &PreferenceRequest,
    ) -> Result<Person, AppError> {
        let people = self.storage.people.list().await?;
        let person = find_person_among(people.iter(), person)?;
        if person.id != self.actor().id {
            self.must_configure("choose for others")?;
        }
        Ok(self.storage.people.edit(person.id, &edits(request)?).await?)
    }
}

fn edits(request: &PreferenceRequest) -> Result<Vec<PersonEdit>, AppError> {
    let mut edits = Vec::new();
    if let Some(tag) = &request.language {
        edits.push(PersonEdit::Language(match tag.trim() {
            "" => None,
            tag => Some(language(tag)?),
        }));
    }
    if let Some(name) = &request.time_zone {
        edits.push(PersonEdit::TimeZone(match name.trim() {
            "" => None,
            name => ZoneName::new(time_zone(name)?),
        }));
    }
    if edits.is_empty() {
        return Err(Misuse::NothingChosen.into());
    }
    Ok(edits)
}

fn language(tag: &str) -> Result<Language, AppError> {
    Language::from_word(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
        AppError::value("language", tag, ValueProblem::NotALanguage { known: known.join(", ") })
    })
}
