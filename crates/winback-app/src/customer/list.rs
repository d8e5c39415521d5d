//! Lists of customers, and one with what its opportunities and leads come to.

use std::collections::BTreeSet;

use serde_json::json;
use winback_domain::{CountryId, Customer, CustomerId, Kind, LabelKind};
use winback_filter::{Condition, Entity, Predicate, Relation, Search, TextMatch, Value};
use winback_store::{CUSTOMER, CustomerCursor, CustomerQuery, Names, Selection, Tally};

use crate::desk::{is_domain, is_tree};
use crate::list::cursor;
use crate::{AppError, Desk, Misuse, Refusal, field};

/// A list of customers that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerRequest {
    /// A filter on customers in any spelling, such as `country = BE and parent is not set`; empty for
    /// all. Archived ones are left out unless it speaks of `active`.
    pub filter: String,
    /// A text that the full name, the e-mail address or the reference holds. Rule: behaviour 8.7.
    pub search: Option<String>,
    /// Where the page before ended.
    pub after: Option<CustomerCursor>,
    /// How many customers at the most; at least 1.
    pub limit: usize,
}

impl CustomerRequest {
    /// Writes where a page ended as a text that needs no quotes in a shell or an address.
    pub fn cursor_text(cursor: &CustomerCursor) -> String {
        cursor::written(&json!([cursor.id.get(), cursor.key]))
    }

    /// Reads what [`cursor_text`](Self::cursor_text) wrote.
    ///
    /// # Errors
    /// [`AppError::Value`] for anything else.
    pub fn cursor_of(text: &str) -> Result<CustomerCursor, AppError> {
        let read: Option<(i64, String)> = cursor::document(text);
        // No name holds NUL, which a server would not even compare.
        let read = read.filter(|(_, key)| !key.contains('\0'));
        let (id, key) = read.ok_or_else(|| cursor::no_cursor(text))?;
        Ok(CustomerCursor { key, id: CustomerId::new(id) })
    }
}

/// One page of customers.
#[derive(Debug, Clone)]
pub struct Customers {
    /// The customers, by full name.
    pub customers: Vec<Customer>,
    /// The full names of the companies that they belong to, and the names of their countries.
    pub names: Names,
    /// Where to go on; nothing if this is the last page.
    pub next: Option<CustomerCursor>,
}

/// One customer.
#[derive(Debug, Clone)]
pub struct ShownCustomer {
    /// The customer.
    pub customer: Customer,
    /// The full name of the company that it belongs to, and the name of its country.
    pub names: Names,
    /// The opportunities of this customer that the person sees, in whichever state.
    pub tally: Tally,
    /// The same of the leads; nothing where leads are not in use. Rule: behaviour 1.1.
    pub leads: Option<Tally>,
}

impl Desk {
    /// Returns one page of customers, by full name.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Domain`], [`AppError::Tree`] for the filter;
    /// [`AppError::Value`] for the searched text; [`AppError::Store`].
    pub async fn customers(&self, request: &CustomerRequest) -> Result<Customers, AppError> {
        let query = CustomerQuery {
            filter: self.asked_customers(request)?,
            after: request.after.clone(),
            limit: request.limit.max(1),
        };
        let page = self.storage.customers.list(&query).await?;
        let names = self.names_of_customers(&page.customers).await?;
        Ok(Customers { customers: page.customers, names, next: page.next })
    }

    /// Counts all pages of a list of customers.
    ///
    /// # Errors
    /// As [`customers`](Self::customers).
    pub async fn count_customers(&self, request: &CustomerRequest) -> Result<u64, AppError> {
        Ok(self.storage.customers.count(&self.asked_customers(request)?).await?)
    }

    /// Returns a customer, and what its opportunities and its leads come to.
    ///
    /// # Errors
    /// [`AppError::Absent`]; [`AppError::Store`].
    pub async fn show_customer(&self, id: CustomerId) -> Result<ShownCustomer, AppError> {
        let customer = self.customer_of(id).await?;
        let names = self.names_of_customers(std::slice::from_ref(&customer)).await?;
        let (relation, value) = (Relation::Equal, Value::Reference(id.get()));
        let own = self.test("customer", Condition::Compare { relation, value })?;
        let own = own.and(self.visible()?);
        let tally = self.tally_of(Kind::Opportunity, &own).await?;
        let leads = match self.settings.leads {
            true => Some(self.tally_of(Kind::Lead, &own).await?),
            false => None,
        };
        Ok(ShownCustomer { customer, names, tally, leads })
    }

    async fn tally_of(&self, kind: Kind, filter: &Predicate) -> Result<Tally, AppError> {
        let kind = Condition::OneOf(vec![Value::Choice(kind.as_str())]);
        let filter = filter.clone().and(self.test("kind", kind)?);
        Ok(self.storage.opportunities.tally(&Selection::matching(filter)).await?)
    }

    /// Finds a customer by its id or its name.
    ///
    /// # Errors
    /// [`AppError::Unknown`]; [`AppError::Refused`] if several have the name.
    pub async fn customer_named(&self, name: &str) -> Result<CustomerId, AppError> {
        let unknown = || AppError::Unknown {
            what: CUSTOMER,
            name: name.trim().to_owned(),
            nearest: None,
            known: Vec::new(),
            more: 0,
        };
        match self.known_customer(name).await {
            Ok(found) => found.ok_or_else(unknown),
            Err(AppError::Ambiguous { name, ids, .. }) => {
                let id = ids.first().copied().unwrap_or_default();
                Err(Refusal::SeveralCustomers { name, id }.into())
            }
            Err(other) => Err(other),
        }
    }

    pub(super) async fn customer_of(&self, id: CustomerId) -> Result<Customer, AppError> {
        let absent = AppError::Absent { what: CUSTOMER, id: id.get() };
        self.storage.customers.get(id).await?.ok_or(absent)
    }

    /// Returns the names of what customers refer to.
    pub(super) async fn names_of_customers(
        &self,
        customers: &[Customer],
    ) -> Result<Names, AppError> {
        let mut names = Names::default();
        let parents: BTreeSet<CustomerId> =
            customers.iter().filter_map(|customer| customer.profile.parent).collect();
        if !parents.is_empty() {
            let parents = Vec::from_iter(parents);
            let parents = self.storage.customers.of_ids(&parents).await?;
            names.customers.extend(parents.into_iter().map(|it| (it.id, it.full_name)));
        }
        if customers.iter().any(|customer| customer.profile.country.is_some()) {
            let countries = self.storage.pipeline.labels(LabelKind::Country).await?;
            let named = countries.into_iter().map(|it| (CountryId::new(it.id), it.name));
            names.countries.extend(named);
        }
        Ok(names)
    }

    pub(super) fn customer_entity(&self) -> Result<&Entity, AppError> {
        self.schema()
            .entity(CUSTOMER)
            .ok_or_else(|| AppError::from(Misuse::NotInSchema("customers")))
    }

    fn asked_customers(&self, request: &CustomerRequest) -> Result<Predicate, AppError> {
        let mut filter = self.parse_customers(&request.filter)?;
        let is_active = |field: winback_filter::FieldRef| {
            field.entity() == CUSTOMER && field.name() == "active"
        };
        if !filter.mentions(&mut { is_active }) {
            let (relation, value) = (Relation::Equal, Value::YesNo(true));
            let active = Condition::Compare { relation, value };
            filter = filter.and(self.of_customers("active", active)?);
        }
        let search = request.search.as_deref().unwrap_or_default();
        let Some(text) = field::text("search", search)? else { return Ok(filter) };
        let mut found = Predicate::nothing();
        for search in &self.customer_entity()?.search {
            let (how, ignore_case) = match search {
                Search::Contains(_) => (TextMatch::Contains, true),
                Search::Exactly(_) => (TextMatch::Equals, false),
            };
            let condition = Condition::Text { how, ignore_case, text: text.clone() };
            found = found.or(self.of_customers(search.field(), condition)?);
        }
        Ok(filter.and(found))
    }

    fn parse_customers(&self, text: &str) -> Result<Predicate, AppError> {
        let (schema, context) = (self.schema(), self.context());
        if text.trim().is_empty() {
            return Ok(Predicate::everything());
        }
        if is_domain(text) {
            let domain = schema.parse_domain_text(CUSTOMER, text, false, &context);
            return domain.map_err(|error| AppError::Domain(Box::new(error)));
        }
        if is_tree(text) {
            let tree = winback_filter::Tree::from_json(text).map_err(AppError::Tree)?;
            return schema.parse_tree(CUSTOMER, &tree, &context).map_err(AppError::Tree);
        }
        schema.parse(CUSTOMER, text, &context).map_err(|errors| AppError::filter(text, errors))
    }

    fn of_customers(&self, field: &str, condition: Condition) -> Result<Predicate, AppError> {
        Predicate::test(self.customer_entity()?, field, condition)
            .map_err(|error| AppError::filter(field, error))
    }
}
