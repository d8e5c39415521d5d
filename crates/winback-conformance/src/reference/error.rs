//! What can be wrong with recorded answers.

use std::io;
use std::path::PathBuf;

use winback_store::StoreError;

/// Why recorded answers could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// A file cannot be read.
    #[error("`{}` cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("`{}` does not hold recorded answers", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong where.
        source: serde_json::Error,
    },
    /// A value of a record is none that can be stored.
    #[error("record {record}: `{value}` is no value for `{field}`")]
    Value {
        /// The id of the record there.
        record: i64,
        /// The field there.
        field: &'static str,
        /// The value.
        value: String,
    },
    /// The storage fails, or refuses a record.
    #[error("the records cannot be stored: {0}")]
    Store(#[from] StoreError),
}
