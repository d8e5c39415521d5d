//! The customer of a row, and the people in it.

use std::sync::Arc;

use winback_domain::{CustomerKind, NewCustomer, NewPerson, Role};
use winback_store::ImportCustomer;

use super::{
    fields::{Fields, Reader},
    place::Places,
};

const MEMBERS: [&str; 11] = [
    "name",
    "kind",
    "parent",
    "email",
    "phone",
    "reference",
    "country",
    "city",
    "language",
    "sector",
    "employees",
];

/// Reads a customer with the companies that it belongs to.
pub(super) fn customer(
    places: &Places,
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    name: &str,
) -> Option<Arc<ImportCustomer>> {
    let members = reader.object(fields, name)?;
    if members.values().all(serde_json::Value::is_null) {
        return None;
    }
    let place = format!("{}{name}.", fields.place);
    let fields = Fields { members, place: &place };
    reader.only(fields, &MEMBERS);
    let kind = reader.word(fields, "kind", "`company` or `person`", |word| match word {
        "company" => Some(CustomerKind::Company),
        "person" => Some(CustomerKind::Person),
        _ => None,
    });
    let employees = reader.word(fields, "employees", "a number of people", |text| {
        text.parse().ok().filter(|number| *number >= 0)
    });
    let profile = NewCustomer {
        name: reader.required(fields, "name", "the name of the customer"),
        kind: kind.unwrap_or(CustomerKind::Company),
        parent: None,
        email: reader.text(fields, "email"),
        phone: reader.text(fields, "phone"),
        reference: reader.text(fields, "reference"),
        country: None,
        city: reader.text(fields, "city"),
        language: reader.text(fields, "language"),
        sector: reader.text(fields, "sector"),
        employees,
        active: true,
    };
    let country = places.country_name(reader, fields, "country");
    let parent = customer(places, reader, fields, "parent");
    Some(Arc::new(ImportCustomer { profile, parent, country }))
}

/// Reads a person; one who is not known yet comes in as a salesperson.
pub(super) fn person(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    name: &str,
) -> Option<Arc<NewPerson>> {
    let members = reader.object(fields, name)?;
    if members.values().all(serde_json::Value::is_null) {
        return None;
    }
    let place = format!("{}{name}.", fields.place);
    let fields = Fields { members, place: &place };
    reader.only(fields, &["login", "name"]);
    let login = reader.required(fields, "login", "the login of the person");
    if login.chars().any(char::is_whitespace) {
        reader.problem(fields, "login", "a login without spaces");
    }
    let name = reader.text(fields, "name").unwrap_or_else(|| login.clone());
    Some(Arc::new(NewPerson { name, login, email: None, role: Role::Salesperson }))
}
