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
    /// Whether it is offered, or else archived.
    pub active: bool,
}

impl CustomerKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Company, Self::Person];

    /// Returns the word for the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Person => "person",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gave.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl NewCustomer {
    /// Returns a company that is offered, of which only the name is known.
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
            active: true,
        }
    }

    /// Returns the name behind its parent's, given the parent's full name.
    ///
    /// ```
    /// use winback_domain::NewCustomer;
    ///
    /// let desk = NewCustomer::company("Desk");
    /// assert_eq!(desk.full_name(Some("Acme, Ann")), "Acme, Ann, Desk");
    /// ```
    pub fn full_name(&self, parent: Option<&str>) -> String {
        parent.map_or_else(|| self.name.clone(), |parent| format!("{parent}, {}", self.name))
    }
}

/// One change to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerEdit {
    /// The name, without the parent's.
    Name(String),
    /// Company or person.
    Kind(CustomerKind),
    /// The company that it belongs to.
    Parent(Option<CustomerId>),
    /// E-mail address.
    Email(Option<String>),
    /// Phone number.
    Phone(Option<String>),
    /// The deployment's own reference.
    Reference(Option<String>),
    /// Country.
    Country(Option<CountryId>),
    /// City.
    City(Option<String>),
    /// Language as a BCP 47 tag.
    Language(Option<String>),
    /// Branch of business.
    Sector(Option<String>),
    /// Number of employees.
    Employees(Option<i64>),
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
}

impl Customer {
    /// Sets what edits say, one after another. The full name is left alone: whoever keeps customers
    /// knows the parents and those who belong to this one.
    pub fn edit(&mut self, edits: &[CustomerEdit]) {
        let profile = &mut self.profile;
        for edit in edits.iter().cloned() {
            match edit {
                CustomerEdit::Name(name) => profile.name = name,
                CustomerEdit::Kind(kind) => profile.kind = kind,
                CustomerEdit::Parent(parent) => profile.parent = parent,
                CustomerEdit::Email(email) => profile.email = email,
                CustomerEdit::Phone(phone) => profile.phone = phone,
                CustomerEdit::Reference(reference) => profile.reference = reference,
                CustomerEdit::Country(country) => profile.country = country,
                CustomerEdit::City(city) => profile.city = city,
                CustomerEdit::Language(language) => profile.language = language,
                CustomerEdit::Sector(sector) => profile.sector = sector,
                CustomerEdit::Employees(employees) => profile.employees = employees,
                CustomerEdit::Active(active) => profile.active = active,
            }
        }
    }
}
