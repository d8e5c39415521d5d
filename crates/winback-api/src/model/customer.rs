//! Customers.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{
    customer::{CustomerRequest, Customers, ShownCustomer},
    store::{
        Names,
        domain::{Currency, Customer},
    },
};

use super::{CountBody, Ref};

/// A customer: a company, or a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerBody {
    /// Its id.
    pub id: i64,
    /// The name, without that of the company it belongs to.
    pub name: String,
    /// The name behind that of the company it belongs to.
    pub full_name: String,
    /// `company` or `person`.
    pub kind: &'static str,
    /// The company that it belongs to, by its full name.
    pub parent: Option<Ref>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// The deployment's own reference, such as an account number.
    pub reference: Option<String>,
    /// Country.
    pub country: Option<Ref>,
    /// City.
    pub city: Option<String>,
    /// Language as a BCP 47 tag.
    pub language: Option<String>,
    /// Branch of business.
    pub sector: Option<String>,
    /// Number of employees.
    pub employees: Option<i64>,
    /// Whether it is still offered.
    pub active: bool,
}

impl CustomerBody {
    pub(crate) fn of(customer: &Customer, names: &Names) -> Self {
        let profile = customer.profile.clone();
        let parent = profile.parent.map(|id| Ref::of(id.get(), names.customers.get(&id)));
        let country = profile.country.map(|id| Ref::of(id.get(), names.countries.get(&id)));
        Self {
            id: customer.id.get(),
            name: profile.name,
            full_name: customer.full_name.clone(),
            kind: profile.kind.as_str(),
            parent,
            email: profile.email,
            phone: profile.phone,
            reference: profile.reference,
            country,
            city: profile.city,
            language: profile.language,
            sector: profile.sector,
            employees: profile.employees,
            active: customer.profile.active,
        }
    }
}

/// One page of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomersBody {
    /// The customers, by full name.
    pub records: Vec<CustomerBody>,
    /// Where to go on: what to give as `after`; absent on the last page.
    pub next: Option<String>,
}

impl CustomersBody {
    pub(crate) fn of(page: &Customers) -> Self {
        let record = |customer| CustomerBody::of(customer, &page.names);
        Self {
            records: page.customers.iter().map(record).collect(),
            next: page.next.as_ref().map(CustomerRequest::cursor_text),
        }
    }
}

/// A customer, and what its opportunities and its leads come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownCustomerBody {
    /// The customer.
    pub customer: CustomerBody,
    /// Its opportunities that one sees, in whichever state.
    pub opportunities: CountBody,
    /// The same of its leads; null where leads are not in use.
    pub leads: Option<CountBody>,
}

impl ShownCustomerBody {
    pub(crate) fn of(shown: &ShownCustomer, currency: &Currency) -> Self {
        Self {
            customer: CustomerBody::of(&shown.customer, &shown.names),
            opportunities: CountBody::of(&shown.tally, currency),
            leads: shown.leads.as_ref().map(|leads| CountBody::of(leads, currency)),
        }
    }
}
