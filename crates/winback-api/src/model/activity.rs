//! The activity log.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use winback_app::store::{
    Names,
    domain::{ActivityEntry, Currency, FieldChange, TrackedField, TrackedValue},
};

use super::{Money, Ref, opportunity::person};

/// What happened to a record at one time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActivityBody {
    /// Its id.
    pub id: i64,
    /// The record it happened to, if that was merged into this one.
    pub origin: Option<i64>,
    /// The operation that it is part of.
    pub operation: i64,
    /// What happened, such as `lost` or `stage-moved`.
    pub kind: &'static str,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// By whom.
    pub by: Option<Ref>,
    /// The revision of the record that it led to.
    pub revision: i64,
    /// The note that was given, as sanitised HTML.
    pub note: Option<String>,
    /// The fields that changed.
    pub changes: Vec<ChangeBody>,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChangeBody {
    /// The field.
    pub field: &'static str,
    /// Its value before, in the shape that the field has in a record; absent if it was empty.
    pub old: Option<Value>,
    /// Its value after.
    pub new: Option<Value>,
}

impl ActivityBody {
    pub(crate) fn of(entry: &ActivityEntry, names: &Names, currency: &Currency) -> Self {
        let change = |change: &FieldChange| ChangeBody {
            field: change.field.as_str(),
            old: change.old.as_ref().map(|value| tracked(change.field, value, names, currency)),
            new: change.new.as_ref().map(|value| tracked(change.field, value, names, currency)),
        };
        Self {
            id: entry.id.get(),
            origin: entry.origin.map(|id| id.get()),
            operation: entry.operation.get(),
            kind: entry.kind.as_str(),
            at: entry.at.to_string(),
            by: person(Some(entry.by), names),
            revision: entry.revision.get(),
            note: entry.note.as_ref().map(|note| note.html().to_owned()),
            changes: entry.changes.iter().map(change).collect(),
        }
    }
}

/// Returns the value of a field in the shape that it has in a record.
pub(crate) fn tracked(
    field: TrackedField,
    value: &TrackedValue,
    names: &Names,
    currency: &Currency,
) -> Value {
    match value {
        TrackedValue::Text(text) => json!(text),
        TrackedValue::Number(number) => json!(number),
        TrackedValue::Amount(amount) => json!(Money::of(amount.minor().into(), currency)),
        TrackedValue::Probability(it) => json!(f64::from(it.hundredths()) / 100.0),
        TrackedValue::Date(day) => json!(day.to_string()),
        TrackedValue::Instant(at) => json!(at.to_string()),
        TrackedValue::Reference(id) => json!(Ref::of(*id, names.of(field, *id))),
        TrackedValue::References(ids) => {
            ids.iter().map(|id| json!(Ref::of(*id, names.of(field, *id)))).collect()
        }
    }
}
