//! The saved searches that a person can name.

use winback_domain::{Person, PersonId, SavedSearch};
use winback_filter::fold;

use super::{ShownSearch, mention, ready::READY_FILTERS};
use crate::{AppError, Desk, Refusal};

/// What an unknown name of a saved search is called in errors.
const SAVED_SEARCH: &str = "saved search";

/// The saved searches that a person sees, and everybody they may belong to.
#[derive(Debug)]
pub(super) struct Known {
    person: PersonId,
    searches: Vec<SavedSearch>,
    people: Vec<Person>,
}

impl Desk {
    pub(super) async fn known_searches(&self) -> Result<Known, AppError> {
        let person = self.actor().id;
        let searches = self.storage.searches.seen_by(person).await?;
        let people = self.storage.people.list().await?;
        Ok(Known { person, searches, people })
    }
}

impl Known {
    /// Returns the person's default search.
    pub(super) fn default(&self) -> Option<&SavedSearch> {
        self.searches.iter().find(|search| self.is_own(search) && search.default)
    }

    /// Finds a saved search by its name, an own one before those that others share, or by the login
    /// or name of its owner and its name, such as `ann/Big deals`; case makes no other.
    ///
    /// # Errors
    /// [`AppError::Refused`] if several people share one of this name; it names them.
    pub(super) fn find(&self, name: &str) -> Result<Option<&SavedSearch>, AppError> {
        let (owner, own_name) = match name.split_once('/') {
            Some((owner, name)) => (Some(owner), name),
            None => (None, name),
        };
        let wanted = fold(own_name.trim());
        let named = self.searches.iter().filter(|search| fold(&search.name) == wanted);
        let found: Vec<&SavedSearch> = match owner {
            Some(owner) => {
                let owners = self.called(owner);
                named.filter(|search| owners.contains(&search.owner)).collect()
            }
            None => {
                let (own, shared): (Vec<_>, Vec<_>) = named.partition(|search| self.is_own(search));
                if own.is_empty() { shared } else { own }
            }
        };
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            several => {
                let written = several.iter().map(|search| self.owned_name(search)).collect();
                let name = own_name.to_string();
                Err(Refusal::SeveralSearches { name, written }.into())
            }
        }
    }

    /// Finds a saved search as [`find`](Self::find) does.
    ///
    /// # Errors
    /// [`AppError::Unknown`] with the nearest, and [`AppError::Refused`] as there.
    pub(super) fn named(&self, name: &str) -> Result<&SavedSearch, AppError> {
        self.find(name)?.ok_or_else(|| {
            let names = self.names();
            AppError::unknown(SAVED_SEARCH, name, names.iter().map(String::as_str))
        })
    }

    /// Refuses a name that is neither that of a saved search nor of a ready filter.
    pub(super) fn unknown(&self, name: &str) -> AppError {
        let names = self.names();
        let ready = READY_FILTERS.iter().map(|ready| ready.name);
        let all = names.iter().map(String::as_str).chain(ready);
        AppError::unknown("saved search or ready filter", name, all)
    }

    /// Returns all of them as they are shown: own ones first.
    pub(super) fn shown(&self) -> Vec<ShownSearch> {
        let (own, shared): (Vec<_>, Vec<_>) =
            self.searches.iter().partition(|search| self.is_own(search));
        own.into_iter().chain(shared).map(|search| self.show(search)).collect()
    }

    /// Returns one as it is shown.
    pub(super) fn show(&self, search: &SavedSearch) -> ShownSearch {
        let own = self.is_own(search);
        let owner = self.owner(search).map(|owner| owner.name.clone()).unwrap_or_default();
        let name = if own { search.name.clone() } else { self.owned_name(search) };
        ShownSearch { mention: mention::written(&name), owner, own, search: search.clone() }
    }

    pub(super) fn is_own(&self, search: &SavedSearch) -> bool {
        search.owner == self.person
    }

    fn owner(&self, search: &SavedSearch) -> Option<&Person> {
        self.people.iter().find(|person| person.id == search.owner)
    }

    /// Returns who has a login or, if nobody has, who has a name.
    fn called(&self, owner: &str) -> Vec<PersonId> {
        let wanted = fold(owner.trim());
        let with = |text: fn(&Person) -> &String| -> Vec<PersonId> {
            let people = self.people.iter().filter(|person| fold(text(person)) == wanted);
            people.map(|person| person.id).collect()
        };
        let by_login = with(|person| &person.login);
        if by_login.is_empty() { with(|person| &person.name) } else { by_login }
    }

    /// Returns the name behind its owner's login.
    fn owned_name(&self, search: &SavedSearch) -> String {
        let login = self.owner(search).map(|owner| owner.login.as_str()).unwrap_or_default();
        format!("{login}/{}", search.name)
    }

    /// Returns the names, with the owner where the name alone means another one, or several.
    fn names(&self) -> Vec<String> {
        let name = |search: &SavedSearch| match self.find(&search.name) {
            Ok(Some(found)) if found.id == search.id => search.name.clone(),
            Ok(_) | Err(_) => self.owned_name(search),
        };
        self.searches.iter().map(name).collect()
    }
}
