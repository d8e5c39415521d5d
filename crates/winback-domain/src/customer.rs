//! Customers: the companies and people that opportunities are with.

use crate::{CountryId, CustomerId};

/// Whether a customer is a company or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomerKind {
    /// A company.
    Company,
    /// A person, perhaps of a company (the parent).
    Person,
}

/// What is known of a customer before a store has given it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// The name, without the parent's.
    pub name: String,
    /// Company or person.
    pub kind: CustomerKind,
    /// The company that a person, or a branch, belongs to.
    pub parent: Option<CustomerId>,
    /// E-mail address, as typed.
    pub email: Option<String>,
    /// Phone number, as typed.
    pub phone: Option<String>,
    /// The deployment's own reference, such as an account number.
    pub reference: Option<String>,
    /// Country.
    pub country: Option<CountryId>,
    /// City.
    pub city: Option<String>,
    /// Language as a BCP 47 tag, such as `en` or `zh-CN`.
    pub language: Option<String>,
    /// Branch of business, such as `medical`.
    pub sector: Option<String>,
    /// Number of employees.
    pub employees: Option<i64>,
}

impl NewCustomer {
    /// Returns a company of which only the name is known.
    pub fn company(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: CustomerKind::Company,
            parent: None,
            email: None,
            phone: None,
            reference: None,
            country: None,
            city: None,
            language: None,
            sector: None,
            employees: None,
        }
    }
}

/// One change to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerEdit {
    /// Whether it is still offered.
    Active(bool),
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// What is known of it.
    pub profile: NewCustomer,
    /// The name behind its parent's: `Parent, Child`.
    pub full_name: String,
    /// Whether it is still offered.
    pub active: bool,
}
