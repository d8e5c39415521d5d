//! Adding customers, and changing them.

use winback_domain::{Customer, CustomerEdit, CustomerId, CustomerKind, NewCustomer};
use winback_filter::fold;
use winback_store::Names;

use crate::field::{line, required_line, text};
use crate::{AppError, Assignment, Desk, Misuse, ValueProblem};

/// The fields of a customer that can be set, by their names in filters, as [`Assignment`] takes them.
pub const CUSTOMER_FIELDS: &[&str] = &[
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
    "active",
];

/// How many customers of the same name are told of.
const TOLD: usize = 5;

/// A customer that was added.
#[derive(Debug, Clone)]
pub struct AddedCustomer {
    /// The customer.
    pub customer: Customer,
    /// The full name of the company that it belongs to, and the name of its country.
    pub names: Names,
    /// Others with the same full name: perhaps it was there already.
    pub namesakes: Vec<Customer>,
}

/// A customer after an edit.
#[derive(Debug, Clone)]
pub struct ChangedCustomer {
    /// The customer as it is now.
    pub customer: Customer,
    /// The full name of the company that it belongs to, and the name of its country.
    pub names: Names,
    /// Whether anything changed.
    pub changed: bool,
}

impl Desk {
    /// Adds a customer: a company, unless `kind` says otherwise.
    ///
    /// # Errors
    /// [`AppError::Value`], [`AppError::Unknown`], [`AppError::Usage`] for the assignments.
    pub async fn create_customer(
        &self,
        name: &str,
        assignments: &[Assignment],
    ) -> Result<AddedCustomer, AppError> {
        let profile = NewCustomer::company(required_line("name", name)?);
        let full_name = profile.name.clone();
        let mut draft = Customer { id: CustomerId::new(0), profile, full_name };
        draft.edit(&self.customer_edits(assignments).await?);
        let customer = self.storage.customers.create(&draft.profile).await?;
        let named = self.storage.customers.named(&customer.full_name, TOLD + 1).await?;
        let is_namesake = |other: &Customer| {
            other.id != customer.id && fold(&other.full_name) == fold(&customer.full_name)
        };
        let namesakes = named.into_iter().filter(is_namesake).take(TOLD).collect();
        let names = self.names_of_customers(std::slice::from_ref(&customer)).await?;
        Ok(AddedCustomer { customer, names, namesakes })
    }

    /// Sets fields of a customer. A new name shows in the full names of all that belong to it.
    ///
    /// # Errors
    /// [`AppError::Absent`]; [`AppError::Value`], [`AppError::Unknown`], [`AppError::Usage`] for the
    /// assignments; [`AppError::Store`] if it would belong to itself.
    pub async fn edit_customer(
        &self,
        id: CustomerId,
        assignments: &[Assignment],
    ) -> Result<ChangedCustomer, AppError> {
        let before = self.customer_of(id).await?;
        let edits = self.customer_edits(assignments).await?;
        let customer = self.storage.customers.edit(id, &edits).await?;
        let names = self.names_of_customers(std::slice::from_ref(&customer)).await?;
        Ok(ChangedCustomer { changed: customer != before, customer, names })
    }

    async fn customer_edits(
        &self,
        assignments: &[Assignment],
    ) -> Result<Vec<CustomerEdit>, AppError> {
        let mut edits = Vec::with_capacity(assignments.len());
        for Assignment { field, value } in assignments {
            let known = self.customer_entity()?.field(field).map(|field| field.name);
            edits.push(match known.unwrap_or(field) {
                "name" => CustomerEdit::Name(required_line("name", value)?),
                "kind" => CustomerEdit::Kind(kind(value)?),
                "parent" => CustomerEdit::Parent(self.parent(value).await?),
                "email" => CustomerEdit::Email(line("email", value)?),
                "phone" => CustomerEdit::Phone(line("phone", value)?),
                "reference" => CustomerEdit::Reference(line("reference", value)?),
                "country" => CustomerEdit::Country(self.country(value).await?),
                "city" => CustomerEdit::City(line("city", value)?),
                "language" => CustomerEdit::Language(line("language", value)?),
                "sector" => CustomerEdit::Sector(line("sector", value)?),
                "employees" => CustomerEdit::Employees(employees(value)?),
                "active" => CustomerEdit::Active(yes_or_no(value)?),
                "id" | "full_name" => {
                    return Err(Misuse::KeptField(field.clone()).into());
                }
                _ => return Err(no_field(field)),
            });
        }
        Ok(edits)
    }

    /// Finds the company that a customer is to belong to, by id or name: none is added here.
    async fn parent(&self, value: &str) -> Result<Option<CustomerId>, AppError> {
        let Some(name) = text("parent", value)? else { return Ok(None) };
        let problem = match self.known_customer(&name).await {
            Ok(Some(id)) => return Ok(Some(id)),
            Ok(None) | Err(AppError::Unknown { .. }) => ValueProblem::NotACustomer,
            Err(AppError::Ambiguous { ids, .. }) => {
                let id = ids.first().copied().unwrap_or_default();
                ValueProblem::SeveralCustomers { id }
            }
            Err(other) => return Err(other),
        };
        Err(AppError::value("parent", name, problem))
    }
}

fn kind(value: &str) -> Result<CustomerKind, AppError> {
    let kind = CustomerKind::from_word(fold(value.trim()).as_str());
    kind.ok_or_else(|| AppError::value("kind", value, ValueProblem::NotAKind))
}

fn employees(value: &str) -> Result<Option<i64>, AppError> {
    let Some(number) = text("employees", value)? else { return Ok(None) };
    let parsed = number.parse().ok().filter(|number: &i64| *number >= 0);
    parsed.map(Some).ok_or_else(|| AppError::value("employees", number, ValueProblem::NotEmployees))
}

fn yes_or_no(value: &str) -> Result<bool, AppError> {
    match fold(value.trim()).as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(AppError::value("active", value, ValueProblem::NeitherYesNorNo)),
    }
}

fn no_field(field: &str) -> AppError {
    let nearest = AppError::nearest(field, CUSTOMER_FIELDS.iter().copied());
    let (field, known) = (field.to_owned(), CUSTOMER_FIELDS);
    Misuse::UnknownCustomerField { field, nearest, known }.into()
}
