//! Operations.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{ShownOperation, store::domain::Operation};

/// One change, to one record or to many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OperationBody {
    /// Its id.
    pub id: i64,
    /// What was done, such as `mark-lost`.
    pub kind: &'static str,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The id of the person who did it.
    pub by: i64,
    /// The person's name, where operations are listed.
    pub person: Option<String>,
    /// How many records it changed.
    pub records: u64,
    /// The note that was given with it, as sanitised HTML.
    pub note: Option<String>,
}

impl OperationBody {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            id: operation.id.get(),
            kind: operation.kind.as_str(),
            at: operation.at.to_string(),
            by: operation.by.get(),
            person: None,
            records: operation.records,
            note: operation.note.as_ref().map(|note| note.html().to_owned()),
        }
    }

    pub(crate) fn shown(shown: &ShownOperation) -> Self {
        Self { person: Some(shown.person.clone()), ..Self::of(&shown.operation) }
    }
}

/// The latest operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OperationsBody {
    /// The operations, the newest first.
    pub operations: Vec<OperationBody>,
    /// What to give as `before` for older ones; absent if there are none.
    pub next: Option<i64>,
}
