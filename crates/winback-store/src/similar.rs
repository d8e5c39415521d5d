//! What makes records similar: who is behind them. Rule: behaviour 5.6.

use winback_domain::{
    CustomerId, Deal, Opportunity, company_domain, normalised_email, normalised_phone,
};
use winback_filter::fold;

/// The longest domain that is compared, in characters: a longer one is none.
pub const LONGEST_DOMAIN: usize = 255;

/// What two records have in common, the strongest evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The e-mail address, in its normal form.
    Email,
    /// The phone number, in its normal form.
    Phone,
    /// The customer.
    Customer,
    /// The domain of the e-mail address, which is not a public mail provider's.
    Domain,
}

impl Sign {
    /// All signs, the strongest first.
    pub const ALL: [Self; 4] = [Self::Email, Self::Phone, Self::Customer, Self::Domain];
}

/// Who is behind a record, in the forms that are compared; those of texts ignore case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likeness {
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The domain of a company.
    pub domain: Option<String>,
}

/// A record that may be of the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarRecord {
    /// The record, in whichever state.
    pub record: Opportunity,
    /// What it has in common, the strongest first.
    pub signs: Vec<Sign>,
}

impl Likeness {
    /// Returns who is behind a deal.
    pub fn of(deal: &Deal) -> Self {
        let email = deal.email.as_deref().and_then(normalised_email);
        let domain = email.as_deref().and_then(company_domain).map(fold);
        Self {
            email: email.as_deref().map(fold),
            phone: deal.phone.as_deref().and_then(normalised_phone).as_deref().map(fold),
            customer: deal.customer,
            domain: domain.filter(|domain| domain.chars().count() <= LONGEST_DOMAIN),
        }
    }

    /// Returns what this and another have in common, the strongest first.
    pub fn signs(&self, other: &Self) -> Vec<Sign> {
        let both = |sign: &Sign| match sign {
            Sign::Email => self.email.is_some() && self.email == other.email,
            Sign::Phone => self.phone.is_some() && self.phone == other.phone,
            Sign::Customer => self.customer.is_some() && self.customer == other.customer,
            Sign::Domain => self.domain.is_some() && self.domain == other.domain,
        };
        Sign::ALL.into_iter().filter(both).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deal(email: &str, phone: &str, customer: Option<i64>) -> Deal {
        let mut deal = Deal::named("Pumps", None);
        deal.email = Some(email.to_owned());
        deal.phone = Some(phone.to_owned());
        deal.customer = customer.map(CustomerId::new);
        deal
    }

    #[test]
    fn signs_are_what_both_have_the_strongest_first() {
        let own = Likeness::of(&deal("Ann <ann@Example.com>", "+32 2 555 01 02", Some(7)));
        let signs =
            |email, phone, customer| own.signs(&Likeness::of(&deal(email, phone, customer)));
        assert_eq!(signs("ANN@example.com", "0032 2 5550102", Some(7)), Sign::ALL);
        assert_eq!(signs("bob@example.com", "", Some(7)), [Sign::Customer, Sign::Domain]);
        assert_eq!(signs("bob@example.org", "12", None), []);
    }

    #[test]
    fn what_nobody_has_is_not_in_common() {
        let (none, public) = (deal("", "", None), deal("ann@gmail.com", "", None));
        assert_eq!(Likeness::of(&none).signs(&Likeness::of(&none)), []);
        let bob = Likeness::of(&deal("bob@gmail.com", "", None));
        assert_eq!(Likeness::of(&public).signs(&bob), []);
    }
}
