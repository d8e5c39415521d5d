//! What goes over the wire: one shape for money, dates and references everywhere.

mod activity;
mod customer;
mod group;
mod input;
mod list;
mod loss;
mod merge;
mod operation;
mod opportunity;
mod outcome;

pub use activity::{ActivityBody, ChangeBody};
pub use customer::{CustomerBody, CustomersBody, ShownCustomerBody};
pub use group::{GroupBody, GroupsBody};
pub use input::{CustomerFields, MoneyInput, NoteBody, OpportunityFields, PersonName, ReasonInput};
pub use list::{LabelBody, PersonBody, ReasonBody, SearchBody, SettingBody, StageBody};
pub use loss::{LossBody, RevisionBody};
pub use merge::{MergePreviewBody, MergedBody, MergedFieldBody, OtherValue, SeenBody};
pub use operation::{OperationBody, OperationsBody};
pub use opportunity::{
    CountBody, OpportunitiesBody, OpportunityBody, ShownBody, SimilarBody, StateCount,
};
pub use outcome::{EffectCount, Outcome};

pub(crate) use input::{filter_text, given};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use winback_app::store::domain::{Amount, Currency};

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    /// In the smallest units of the currency, such as cents.
    #[schema(value_type = i64)]
    pub minor: i128,
    /// The currency, by its code of ISO 4217.
    pub currency: String,
    /// The same as a decimal text, such as `1234.50`.
    pub amount: String,
}

impl Money {
    /// Returns an amount in a currency.
    pub fn of(minor: i128, currency: &Currency) -> Self {
        Self { minor, currency: currency.code.clone(), amount: currency.decimal_of_sum(minor) }
    }

    pub(crate) fn maybe(amount: Option<Amount>, currency: &Currency) -> Option<Self> {
        amount.map(|amount| Self::of(amount.minor().into(), currency))
    }
}

/// Something that is referred to: its id, and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ref {
    /// The id.
    pub id: i64,
    /// The name; empty if it cannot be told.
    pub name: String,
}

impl Ref {
    pub(crate) fn of(id: i64, name: Option<&String>) -> Self {
        Self { id, name: name.cloned().unwrap_or_default() }
    }
}
