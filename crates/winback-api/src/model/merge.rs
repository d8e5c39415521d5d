//! Merges. Rule: behaviour 5.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use winback_app::{
    MergePreview,
    store::{
        Merged,
        domain::{Currency, MergedField, TrackedValue},
    },
};

use super::{OperationBody, activity::tracked};

/// What merging records would come to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MergePreviewBody {
    /// The record that would stay.
    pub survivor: i64,
    /// All records, each at the revision that is shown: what merging takes.
    pub records: Vec<SeenBody>,
    /// How many won records the filter leaves out.
    pub won_left_out: u64,
    /// The fields of the result.
    pub fields: Vec<MergedFieldBody>,
}

/// A record at a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenBody {
    /// The record.
    pub id: i64,
    /// Its revision.
    pub revision: i64,
}

/// A field of the result.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MergedFieldBody {
    /// The field.
    pub field: &'static str,
    /// The value it would have.
    pub value: Option<Value>,
    /// The records that the value comes from.
    pub from: Vec<i64>,
    /// What other records have there, which would be kept in the history alone.
    pub others: Vec<OtherValue>,
}

/// The value that a record has.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OtherValue {
    /// The record.
    pub id: i64,
    /// Its value.
    pub value: Value,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MergedBody {
    /// The record that all are now.
    pub survivor: i64,
    /// The operation, by which it can be undone.
    pub operation: OperationBody,
}

impl MergePreviewBody {
    pub(crate) fn of(preview: &MergePreview, currency: &Currency) -> Self {
        let names = &preview.names;
        let field = |merged: &MergedField| {
            let value = |value: &TrackedValue| tracked(merged.field, value, names, currency);
            let others = merged.others.iter();
            MergedFieldBody {
                field: merged.field.as_str(),
                value: merged.value.as_ref().map(value),
                from: merged.from.iter().map(|id| id.get()).collect(),
                others: others
                    .map(|(id, other)| OtherValue { id: id.get(), value: value(other) })
                    .collect(),
            }
        };
        let seen = |input: &winback_app::store::MergeInput| SeenBody {
            id: input.id.get(),
            revision: input.revision.map_or(0, |revision| revision.get()),
        };
        Self {
            survivor: preview.merge.survivor.id.get(),
            records: preview.inputs.iter().map(seen).collect(),
            won_left_out: preview.won_left_out,
            fields: preview.merge.fields.iter().map(field).collect(),
        }
    }
}

impl MergedBody {
    pub(crate) fn of(merged: &Merged) -> Self {
        Self { survivor: merged.survivor.id.get(), operation: OperationBody::of(&merged.operation) }
    }
}
