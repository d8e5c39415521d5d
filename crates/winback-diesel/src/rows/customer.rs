//! Rows of customers.

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use winback_store::domain::{CountryId, Customer, CustomerId, CustomerKind, NewCustomer};
use winback_store::filter::fold;

use super::{folded, name_key};
use crate::error::{Attempt, unknown};
use crate::schema::customers;

/// What is read of a row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub(crate) struct CustomerRow {
    id: i64,
    name: String,
    full_name: String,
    kind: String,
    parent_id: Option<i64>,
    email: Option<String>,
    phone: Option<String>,
    reference: Option<String>,
    country_id: Option<i64>,
    city: Option<String>,
    language: Option<String>,
    sector: Option<String>,
    employees: Option<i64>,
    active: bool,
}

impl CustomerRow {
    /// Returns the customer.
    pub(crate) fn into_customer(self) -> Attempt<Customer> {
        let kind = CustomerKind::from_word(&self.kind)
            .ok_or_else(|| unknown("the kind of customer", &self.kind))?;
        Ok(Customer {
            id: CustomerId::new(self.id),
            full_name: self.full_name,
            profile: NewCustomer {
                name: self.name,
                kind,
                parent: self.parent_id.map(CustomerId::new),
                email: self.email,
                phone: self.phone,
                reference: self.reference,
                country: self.country_id.map(CountryId::new),
                city: self.city,
                language: self.language,
                sector: self.sector,
                employees: self.employees,
                active: self.active,
            },
        })
    }
}

/// Makes the columns that are written of a new customer, and the same with its id in front: a `COPY`
/// takes no columns inside of others.
macro_rules! columns {
    ($($column:ident: $type:ty,)*) => {
        /// What is written of a new customer, and of one that changed.
        ///
        /// It borrows nothing: only then can a statement for many of them be prepared once.
        #[derive(Debug, Insertable, AsChangeset)]
        #[diesel(
            table_name = customers,
            treat_none_as_default_value = false,
            treat_none_as_null = true
        )]
        pub(crate) struct CustomerColumns { $($column: $type,)* }

        /// What is written of a new customer whose id is known.
        #[derive(Debug, Insertable)]
        #[diesel(table_name = customers, treat_none_as_default_value = false)]
        pub(crate) struct NumberedCustomer { id: i64, $($column: $type,)* }

        impl NumberedCustomer {
            /// Returns the columns of a customer that belongs to no other, with its id.
            pub(crate) fn of(id: i64, new: &NewCustomer) -> Self {
                let CustomerColumns { $($column,)* } = CustomerColumns::of(new, None);
                Self { id, $($column,)* }
            }
        }
    };
}

columns! {
    name: String,
    name_folded: String,
    name_key: String,
    full_name_folded: String,
    full_name_key: String,
    full_name: String,
    kind: &'static str,
    parent_id: Option<i64>,
    email: Option<String>,
    email_folded: Option<String>,
    phone: Option<String>,
    phone_folded: Option<String>,
    reference: Option<String>,
    reference_folded: Option<String>,
    country_id: Option<i64>,
    city: Option<String>,
    city_folded: Option<String>,
    language: Option<String>,
    language_folded: Option<String>,
    sector: Option<String>,
    sector_folded: Option<String>,
    employees: Option<i64>,
    active: bool,
}

impl CustomerColumns {
    /// Returns the columns of a customer; `parent` is the full name of the company it belongs to.
    pub(crate) fn of(new: &NewCustomer, parent: Option<&str>) -> Self {
        let full_name = new.full_name(parent);
        Self {
            name: new.name.clone(),
            name_folded: fold(&new.name),
            name_key: name_key(&new.name),
            full_name_folded: fold(&full_name),
            full_name_key: name_key(&full_name),
            full_name,
            kind: new.kind.as_str(),
            parent_id: new.parent.map(CustomerId::get),
            email: new.email.clone(),
            email_folded: folded(new.email.as_deref()),
            phone: new.phone.clone(),
            phone_folded: folded(new.phone.as_deref()),
            reference: new.reference.clone(),
            reference_folded: folded(new.reference.as_deref()),
            country_id: new.country.map(CountryId::get),
            city: new.city.clone(),
            city_folded: folded(new.city.as_deref()),
            language: new.language.clone(),
            language_folded: folded(new.language.as_deref()),
            sector: new.sector.clone(),
            sector_folded: folded(new.sector.as_deref()),
            employees: new.employees,
            active: new.active,
        }
    }
}
