//! People, as boxes offer them.

use winback_app::store::domain::{Person, PersonId};

/// Returns those who work here, by login, each with what people read; and somebody more, who stays where
/// they are until another is chosen. Where two have the same name, the login stands behind it.
pub(super) fn offered(people: &[Person], kept: Option<PersonId>) -> Vec<(String, String)> {
    let is_offered = |person: &&Person| person.active || Some(person.id) == kept;
    let offered: Vec<&Person> = people.iter().filter(is_offered).collect();
    let named = |person: &Person| {
        let namesakes = offered.iter().filter(|other| other.name == person.name).count();
        match namesakes {
            1 => person.name.clone(),
            _ => format!("{} ({})", person.name, person.login),
        }
    };
    offered.iter().map(|person| (person.login.clone(), named(person))).collect()
}

/// Returns the login of a person; nothing for nobody.
pub(super) fn login(people: &[Person], id: Option<PersonId>) -> &str {
    let person = people.iter().find(|person| Some(person.id) == id);
    person.map(|person| person.login.as_str()).unwrap_or_default()
}
