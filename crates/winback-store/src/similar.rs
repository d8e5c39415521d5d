//! What makes records similar: who is behind them. Rule: behaviour 5.6.

use winback_domain::{
    CountryId, CustomerId, Deal, Label, Opportunity, PhoneNumber, company_domain, normalised_email,
    normalised_phone,
};
use winback_filter::fold;

/// The longest domain that is compared, in characters: a longer one is none.
pub const LONGEST_DOMAIN: usize = 255;

/// What two records have in common, the strongest evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The e-mail address, in its normal form.
    Email,
    /// The phone number, in its normal form; of two, one of which is without the code of its country,
    /// if that is told by its record.
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
    pub phone: Option<PhoneForms>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The domain of a company.
    pub domain: Option<String>,
}

/// The normal forms of a phone number, which is the same in all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhoneForms {
    /// Those that say of themselves what number they are: with the code of its country, the usual one
    /// first, and the one that was given.
    pub anywhere: Vec<String>,
    /// Those without the code of a country, which are this number in a record of one of
    /// [these](Self::countries).
    pub at_home: Vec<String>,
    /// The countries whose number it is.
    pub countries: Vec<CountryId>,
}

impl PhoneForms {
    /// Returns the forms of a number in a record of a country; `countries` is the list of all. Nothing
    /// if the text has no [normal form](normalised_phone).
    fn of(text: &str, country: Option<CountryId>, countries: &[Label]) -> Option<Self> {
        let given = normalised_phone(text)?;
        let code = countries.iter().find(|label| Some(CountryId::new(label.id)) == country);
        let number = PhoneNumber::read(text, code.and_then(|label| label.code.as_deref()));
        let Some(number) = number else {
            return Some(Self { anywhere: vec![given], ..Self::default() });
        };
        let mut anywhere = number.abroad();
        if !anywhere.contains(&given) {
            anywhere.push(given);
        }
        let is_its = |label: &&Label| label.code.as_deref().is_some_and(|code| number.is_of(code));
        let its = countries.iter().filter(is_its).map(|label| CountryId::new(label.id));
        Some(Self { anywhere, at_home: number.at_home(), countries: its.collect() })
    }

    /// Tells whether the number of a deal is this one.
    fn is_of(&self, deal: &Deal) -> bool {
        let is_there = || deal.address.country.is_some_and(|its| self.countries.contains(&its));
        deal.phone.as_deref().and_then(normalised_phone).is_some_and(|form| {
            self.anywhere.contains(&form) || self.at_home.contains(&form) && is_there()
        })
    }

    /// Returns the form to show.
    pub fn usual(&self) -> Option<&str> {
        self.anywhere.first().map(String::as_str)
    }
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
    /// Returns who is behind a deal; `countries` is the list of all, by which a phone number without the
    /// code of its country is read.
    pub fn of(deal: &Deal, countries: &[Label]) -> Self {
        let phone = deal.phone.as_deref();
        let email = deal.email.as_deref().and_then(normalised_email);
        let domain = email.as_deref().and_then(company_domain).map(fold);
        Self {
            email: email.as_deref().map(fold),
            phone: phone.and_then(|text| PhoneForms::of(text, deal.address.country, countries)),
            customer: deal.customer,
            domain: domain.filter(|domain| domain.chars().count() <= LONGEST_DOMAIN),
        }
    }

    /// Returns what this and a deal have in common, the strongest first.
    pub fn signs(&self, deal: &Deal) -> Vec<Sign> {
        let other = Self::of(deal, &[]);
        let both = |sign: &Sign| match sign {
            Sign::Email => self.email.is_some() && self.email == other.email,
            Sign::Phone => self.phone.as_ref().is_some_and(|phone| phone.is_of(deal)),
            Sign::Customer => self.customer.is_some() && self.customer == other.customer,
            Sign::Domain => self.domain.is_some() && self.domain == other.domain,
        };
        Sign::ALL.into_iter().filter(both).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use winback_domain::LabelKind;

    fn deal(email: &str, phone: &str, customer: Option<i64>) -> Deal {
        let mut deal = Deal::named("Pumps", None);
        deal.email = Some(email.to_owned());
        deal.phone = Some(phone.to_owned());
        deal.customer = customer.map(CustomerId::new);
        deal
    }

    #[test]
    fn signs_are_what_both_have_the_strongest_first() {
        let own = Likeness::of(&deal("Ann <ann@Example.com>", "+32 2 555 01 02", Some(7)), &[]);
        let signs = |email, phone, customer| own.signs(&deal(email, phone, customer));
        assert_eq!(signs("ANN@example.com", "0032 2 5550102", Some(7)), Sign::ALL);
        assert_eq!(signs("bob@example.com", "", Some(7)), [Sign::Customer, Sign::Domain]);
        assert_eq!(signs("bob@example.org", "12", None), []);
    }

    #[test]
    fn what_nobody_has_is_not_in_common() {
        let (none, public) = (deal("", "", None), deal("ann@gmail.com", "", None));
        assert_eq!(Likeness::of(&none, &[]).signs(&none), []);
        let bob = deal("bob@gmail.com", "", None);
        assert_eq!(Likeness::of(&public, &[]).signs(&bob), []);
    }

    fn called(phone: &str, country: Option<i64>) -> Deal {
        let mut deal = deal("", phone, None);
        deal.address.country = country.map(CountryId::new);
        deal
    }

    #[test]
    fn a_number_without_its_countrys_code_is_of_the_country_of_its_record() {
        let country = |(id, code): (i64, &str)| {
            Label::new(LabelKind::Country, id, code.to_owned(), Some(code.to_owned()))
        };
        let countries = [(1, "BE"), (2, "CN"), (3, "GB"), (4, "JE")].map(country);
        for (one, other, expected) in [
            (("+86 138 1234 5678", None), ("0138 1234 5678", Some(2)), true),
            (("+86 138 1234 5678", Some(1)), ("138 1234 5678", Some(2)), true),
            (("+86 138 1234 5678", None), ("0138 1234 5678", None), false),
            (("+86 138 1234 5678", None), ("0138 1234 5678", Some(1)), false),
            (("0138 1234 5678", Some(2)), ("138 1234 5678", Some(2)), true),
            (("0138 1234 5678", Some(2)), ("138 1234 5678", None), false),
            (("0138 1234 5678", Some(2)), ("0138 1234 5678", None), true),
            (("0138 1234 5678", Some(9)), ("0138 1234 5678", None), true),
            (("020 7946 0000", Some(3)), ("020 7946 0000", Some(4)), true),
            (("020 7946 0000", Some(3)), ("20 7946 0000", Some(4)), true),
            (("+44 (0)20 7946 0000", None), ("+44 20 7946 0000", None), true),
            (("+32 2 555 01 02", None), ("+86 2 555 01 02", None), false),
        ] {
            for ((phone, country), (its, place)) in [(one, other), (other, one)] {
                let likeness = Likeness::of(&called(phone, country), &countries);
                let alike = likeness.signs(&called(its, place)).contains(&Sign::Phone);
                assert_eq!(alike, expected, "{phone} {country:?}, {its} {place:?}");
            }
        }
    }
}
