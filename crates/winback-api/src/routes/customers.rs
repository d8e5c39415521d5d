//! Customers. Rule: behaviour 5.6, 8.7.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{customer::CustomerRequest, store::domain::CustomerId};

use super::opportunities::page_length;
use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::{Body, Named, Params},
    model::{CustomerBody, CustomerFields, CustomersBody, ShownCustomerBody},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(show, change))
}

/// Which customers to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// A filter on customers in any spelling, such as `country = BE and parent is not set`. Archived
    /// customers are left out unless it speaks of `active`.
    filter: Option<String>,
    /// A text that the full name, the e-mail address or the reference holds.
    search: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many customers, 1 to 1,000; 80 if absent.
    limit: Option<usize>,
}

/// Lists customers by full name, a page at a time.
#[utoipa::path(get, path = "/customers", tag = "customers", operation_id = "list_customers",
    params(ListParams), responses((status = 200, body = CustomersBody)))]
async fn list(
    desk: Reader,
    Params(params): Params<ListParams>,
) -> Result<Json<CustomersBody>, Problem> {
    let request = CustomerRequest {
        filter: params.filter.unwrap_or_default(),
        search: params.search,
        after: params.after.as_deref().map(CustomerRequest::cursor_of).transpose()?,
        limit: page_length(params.limit)?,
    };
    Ok(Json(CustomersBody::of(&desk.customers(&request).await?)))
}

/// A customer to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCustomer {
    /// The name.
    name: String,
    /// Other fields; it is a company unless `kind` says otherwise.
    #[serde(default)]
    fields: CustomerFields,
}

/// Adds a customer. Names need not be unique.
#[utoipa::path(post, path = "/customers", tag = "customers", operation_id = "create_customer",
    request_body = NewCustomer, responses((status = 201, body = CustomerBody)))]
async fn create(
    desk: Writer,
    Body(new): Body<NewCustomer>,
) -> Result<(StatusCode, Json<CustomerBody>), Problem> {
    let fields = new.fields.assignments(&desk.settings().currency)?;
    let added = desk.create_customer(&new.name, &fields).await?;
    Ok((StatusCode::CREATED, Json(CustomerBody::of(&added.customer, &added.names))))
}

/// Shows a customer, and what its opportunities and its leads come to.
#[utoipa::path(get, path = "/customers/{id}", tag = "customers", operation_id = "show_customer",
    params(("id" = i64, Path, description = "The customer")),
    responses((status = 200, body = ShownCustomerBody)))]
async fn show(desk: Reader, Named(id): Named<i64>) -> Result<Json<ShownCustomerBody>, Problem> {
    let shown = desk.show_customer(CustomerId::new(id)).await?;
    Ok(Json(ShownCustomerBody::of(&shown, &desk.settings().currency)))
}

/// What to change of a customer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomerChange {
    /// The fields to set.
    fields: CustomerFields,
}

/// Sets fields of a customer. A new name shows in the full names of all that belong to it.
#[utoipa::path(patch, path = "/customers/{id}", tag = "customers", operation_id = "change_customer",
    request_body = CustomerChange, params(("id" = i64, Path, description = "The customer")),
    responses((status = 200, body = CustomerBody)))]
async fn change(
    desk: Writer,
    Named(id): Named<i64>,
    Body(change): Body<CustomerChange>,
) -> Result<Json<CustomerBody>, Problem> {
    let fields = change.fields.assignments(&desk.settings().currency)?;
    let changed = desk.edit_customer(CustomerId::new(id), &fields).await?;
    Ok(Json(CustomerBody::of(&changed.customer, &changed.names)))
}
