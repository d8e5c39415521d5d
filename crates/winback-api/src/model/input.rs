//! What callers send.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;
use winback_app::{Assignment, NoteInput, ReasonChoice, store::domain::Currency};

use crate::Problem;

/// A closing note: one of both.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum NoteBody {
    /// Plain text.
    Text(String),
    /// Rich text as HTML; what is not on the allow-list is taken out.
    Html(String),
}

impl From<NoteBody> for NoteInput {
    fn from(note: NoteBody) -> Self {
        match note {
            NoteBody::Text(text) => Self::Text(text),
            NoteBody::Html(html) => Self::Html(html),
        }
    }
}

/// A lost reason by its name: one that is there, or one to be added if it is not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum ReasonInput {
    /// One that is there.
    Name(String),
    /// One that is added if it is not there; managers may.
    Create(String),
}

impl From<ReasonInput> for ReasonChoice {
    fn from(reason: ReasonInput) -> Self {
        match reason {
            ReasonInput::Name(name) => Self::Existing(name),
            ReasonInput::Create(name) => Self::New(name),
        }
    }
}

/// An amount: a decimal text such as `1234.50`, or minor units.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum MoneyInput {
    /// A decimal text in the deployment's currency.
    Amount(String),
    /// In the smallest units of the currency.
    Minor(i64),
}

/// A person, by login, ignoring case; by name, too, if no other person has it. `GET /people` tells the
/// logins; who does not work here any more is not taken.
///
/// A name that is nobody's is the problem `/problems/unknown-name`, whose `field` is this member, `value`
/// what was given, and `errors[0].suggestions` the nearest login.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PersonName(pub String);

/// Tells a member that is null, which empties the field, from one that is absent.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

macro_rules! fields {
    (
        $(#[doc = $about:literal])+ $fields:ident;
        $($(#[doc = $doc:literal])+ $name:ident: $kind:ty),* $(,)?
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Default, PartialEq, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $fields {
            $($(#[doc = $doc])+
            #[serde(default, deserialize_with = "given")]
            #[schema(value_type = Option<$kind>)]
            pub $name: Option<Option<$kind>>,)*
        }

        impl $fields {
            fn texts(self) -> BTreeMap<&'static str, Option<Given>> {
                let mut texts = BTreeMap::new();
                $(if let Some(value) = self.$name {
                    texts.insert(stringify!($name), value.map(Given::from));
                })*
                texts
            }
        }
    };
}

fields! {
    /// Fields to set: what is absent stays, what is null is emptied. Referred records are given by
    /// their names, people by their logins.
    OpportunityFields;
    /// The name.
    name: String,
    /// The customer, by name or id; a company that is not there yet is added.
    customer: String,
    /// The name of a company that is no customer yet.
    company_name: String,
    /// The person to talk to.
    contact_name: String,
    /// E-mail address.
    email: String,
    /// Phone number.
    phone: String,
    /// Street and number.
    street: String,
    /// A second line.
    street2: String,
    /// City.
    city: String,
    /// State, province or county.
    region: String,
    /// Postal code.
    zip: String,
    /// Country, by name or code.
    country: String,
    /// Language of the contact as a BCP 47 tag.
    language: String,
    /// Notes, as plain text.
    notes: String,
    /// Who works on it.
    salesperson: PersonName,
    /// The team, by name.
    team: String,
    /// Tags, by name; those that are not there yet are added.
    tags: Vec<String>,
    /// Stars, 0 to 3.
    priority: u8,
    /// Where the contact came from.
    source: String,
    /// How the contact came in.
    medium: String,
    /// The campaign.
    campaign: String,
    /// What it would bring.
    expected_revenue: MoneyInput,
    /// The probability in percent, 0 to 99.99; null to follow the history again.
    probability: f64,
    /// The day on which it is expected to close, such as `2026-03-31`.
    expected_closing: String,
    /// Its id in another system.
    external_id: String,
}

fields! {
    /// Fields of a customer to set: what is absent stays, what is null is emptied.
    CustomerFields;
    /// The name, without that of the company it belongs to.
    name: String,
    /// `company` or `person`.
    kind: String,
    /// The company that it belongs to, by name or id.
    parent: String,
    /// E-mail address.
    email: String,
    /// Phone number.
    phone: String,
    /// The deployment's own reference, such as an account number.
    reference: String,
    /// Country, by name or code.
    country: String,
    /// City.
    city: String,
    /// Language as a BCP 47 tag.
    language: String,
    /// Branch of business.
    sector: String,
    /// Number of employees.
    employees: i64,
    /// Whether it is still offered.
    active: bool,
}

impl CustomerFields {
    /// Returns the fields as the app takes them.
    ///
    /// # Errors
    /// None: no field of a customer is a list or an amount.
    pub(crate) fn assignments(self, currency: &Currency) -> Result<Vec<Assignment>, Problem> {
        assigned(self.texts(), currency)
    }
}

/// A value that was given for a field.
enum Given {
    Text(String),
    Texts(Vec<String>),
    Number(String),
    Money(MoneyInput),
}

impl From<String> for Given {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<PersonName> for Given {
    fn from(PersonName(name): PersonName) -> Self {
        Self::Text(name)
    }
}

impl From<Vec<String>> for Given {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<u8> for Given {
    fn from(number: u8) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<i64> for Given {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<bool> for Given {
    fn from(yes: bool) -> Self {
        Self::Text(if yes { "yes" } else { "no" }.to_owned())
    }
}

impl From<f64> for Given {
    fn from(number: f64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<MoneyInput> for Given {
    fn from(money: MoneyInput) -> Self {
        Self::Money(money)
    }
}

impl OpportunityFields {
    /// Returns the fields as the app takes them.
    ///
    /// # Errors
    /// [`Problem`] for a tag with a comma in it, which lists of tags cannot hold.
    pub(crate) fn assignments(self, currency: &Currency) -> Result<Vec<Assignment>, Problem> {
        assigned(self.texts(), currency)
    }
}

fn assigned(
    texts: BTreeMap<&'static str, Option<Given>>,
    currency: &Currency,
) -> Result<Vec<Assignment>, Problem> {
    let assignment = |(field, value): (&'static str, Option<Given>)| {
        let value = match value {
            None => String::new(),
            Some(Given::Text(text) | Given::Number(text)) => text,
            Some(Given::Texts(texts)) => {
                if let Some(tag) = texts.iter().find(|text| text.contains(',')) {
                    let problem = "a tag has no comma in its name: give two tags";
                    return Err(Problem::malformed(field, problem).given(tag));
                }
                texts.join(",")
            }
            Some(Given::Money(MoneyInput::Amount(text))) => text,
            Some(Given::Money(MoneyInput::Minor(minor))) => currency.decimal_of_sum(minor.into()),
        };
        Ok(Assignment { field: field.to_owned(), value })
    };
    texts.into_iter().map(assignment).collect()
}

/// Returns a filter as text: a text in any spelling, or a document of the tree or domain spelling.
pub(crate) fn filter_text(filter: Option<Value>) -> String {
    match filter {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(document) => document.to_string(),
    }
}
