//! Leads and the open opportunities of the same people. Rule: behaviour 1.1, 5.7.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use winback_domain::{CountryId, CustomerId, OpportunityId};

use crate::{Likeness, MergeInput, PhoneForms, Sign};

/// A lead, and the open opportunity that it belongs to. Rule: behaviour 1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterpart {
    /// The lead.
    pub lead: MergeInput,
    /// The opportunity.
    pub opportunity: MergeInput,
    /// The strongest that they have in common; never the [domain](Sign::Domain) alone, as colleagues
    /// have deals of their own.
    pub sign: Sign,
}

/// An opportunity that leads may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// When it was created: the newest is taken.
    pub created_at: Timestamp,
    /// The record.
    pub opportunity: MergeInput,
}

impl Candidate {
    fn age(&self) -> (Timestamp, OpportunityId) {
        (self.created_at, self.opportunity.id)
    }
}

/// Opportunities that leads may belong to, the newest for each thing that they can have in common.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    emails: HashMap<String, Candidate>,
    phones: HashMap<String, BTreeMap<Option<CountryId>, Candidate>>,
    customers: HashMap<CustomerId, Candidate>,
}

impl Candidates {
    /// Adds an opportunity by its e-mail address, in its normal form and folded.
    pub fn add_email(&mut self, email: String, candidate: Candidate) {
        let held = self.emails.entry(email).or_insert(candidate);
        *held = newest(*held, candidate);
    }

    /// Adds an opportunity by its phone number, in its normal form, and the country of its address.
    pub fn add_phone(&mut self, phone: String, country: Option<CountryId>, candidate: Candidate) {
        let held = self.phones.entry(phone).or_default().entry(country).or_insert(candidate);
        *held = newest(*held, candidate);
    }

    /// Adds an opportunity by its customer.
    pub fn add_customer(&mut self, customer: CustomerId, candidate: Candidate) {
        let held = self.customers.entry(customer).or_insert(candidate);
        *held = newest(*held, candidate);
    }

    /// Returns the opportunity that has most in common with somebody, of several the newest: what
    /// [`similar`](crate::OpportunityStore::similar) would name first among those that were added.
    pub fn of(&self, who: &Likeness) -> Option<(Sign, MergeInput)> {
        let email = || self.emails.get(who.email.as_ref()?).copied();
        let phone = || self.called(who.phone.as_ref()?);
        let customer = || self.customers.get(&who.customer?).copied();
        let found = email().map(|it| (Sign::Email, it));
        let found = found.or_else(|| Some((Sign::Phone, phone()?)));
        let found = found.or_else(|| Some((Sign::Customer, customer()?)));
        found.map(|(sign, candidate)| (sign, candidate.opportunity))
    }

    fn called(&self, number: &PhoneForms) -> Option<Candidate> {
        let of = |form: &String| self.phones.get(form).into_iter().flatten();
        let anywhere = number.anywhere.iter().flat_map(of);
        let at_home = number.at_home.iter().flat_map(of);
        let at_home = at_home
            .filter(|(country, _)| country.is_some_and(|its| number.countries.contains(&its)));
        anywhere.chain(at_home).map(|(_, candidate)| *candidate).reduce(newest)
    }
}

fn newest(one: Candidate, other: Candidate) -> Candidate {
    if other.age() > one.age() { other } else { one }
}
