//! Driver errors, mapped to store errors: here and nowhere else.

use diesel::result::{DatabaseErrorKind, Error as DriverError};
use thiserror::Error;
use winback_store::StoreError;

use crate::postgres;

/// Why a piece of work stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// As the store's contract says.
    Store(StoreError),
    /// The driver failed.
    Driver(DriverError),
    /// The work was lost on the way: a panic, or no connection.
    Lost(Box<dyn std::error::Error + Send + Sync>),
}

/// What a piece of work gives.
pub(crate) type Attempt<T> = Result<T, Failure>;

/// What the driver said, in words that tell what to do.
#[derive(Debug, Error)]
enum Said {
    #[error("the disk is full: free some space, then try again")]
    DiskFull(#[source] DriverError),
    #[error(
        "the disk cannot be written: check its free space, and limits on the size of files, then try again"
    )]
    Disk(#[source] DriverError),
    #[error("the database cannot be written: make the file and its folder writable")]
    ReadOnly(#[source] DriverError),
    #[error("the database file is damaged: restore it from a backup")]
    Damaged(#[source] DriverError),
}

/// Says that the database holds what this program never writes.
#[derive(Debug, Error)]
#[error("the database holds {what} `{found}`, which this version does not know")]
struct Unknown {
    what: &'static str,
    found: String,
}

/// Returns the failure to read a stored value.
pub(crate) fn unknown(what: &'static str, found: &(impl ToString + ?Sized)) -> Failure {
    let unknown = Unknown { what, found: found.to_string() };
    Failure::Driver(DriverError::DeserializationError(Box::new(unknown)))
}

/// Returns the failure of a reference to what does not exist.
pub(crate) fn missing(what: &'static str, id: i64) -> Failure {
    Failure::Store(StoreError::Missing { what, id })
}

/// Returns the failure to take a name that is taken.
pub(crate) fn taken(what: &'static str, name: impl Into<String>) -> Failure {
    Failure::Store(StoreError::Taken { what, name: name.into() })
}

impl From<DriverError> for Failure {
    fn from(error: DriverError) -> Self {
        Self::Driver(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Failure {
    /// Maps the failure of a backend's operation, such as `searching`.
    pub(crate) fn into_store_error(
        self,
        backend: &'static str,
        operation: &'static str,
    ) -> StoreError {
        let source = match self {
            Self::Store(error) => return error,
            Self::Driver(error) if is_busy(&error) => return StoreError::Busy,
            Self::Driver(error) if is_gone(&error) => postgres::lost(error),
            Self::Driver(error) => explained(error),
            Self::Lost(error) => postgres::explained(error),
        };
        StoreError::Backend { backend, operation, source }
    }
}

fn message(error: &DriverError) -> &str {
    match error {
        DriverError::DatabaseError(_, information) => information.message(),
        _ => "",
    }
}

/// Tells whether somebody else held the database for longer than a call waits.
pub(crate) fn is_busy(error: &DriverError) -> bool {
    let DriverError::DatabaseError(_, information) = error else { return false };
    information.message().contains("database is locked")
        || information.message().contains("database table is locked")
        || postgres::is_lock_timeout(information.as_ref())
}

const fn kind(error: &DriverError) -> Option<&DatabaseErrorKind> {
    match error {
        DriverError::DatabaseError(kind, _) => Some(kind),
        _ => None,
    }
}

/// Tells whether the server refused a transaction because of another one, and would take it now.
pub(crate) fn is_conflict(error: &DriverError) -> bool {
    match error {
        DriverError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        DriverError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            postgres::is_deadlock(information.as_ref())
        }
        _ => false,
    }
}

/// Tells whether a row was taken, or something referred to went away, after it had been looked for.
pub(crate) fn is_taken_meanwhile(error: &DriverError) -> bool {
    matches!(
        kind(error),
        Some(DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation)
    )
}

/// Tells whether the connection to a server is lost.
pub(crate) fn is_gone(error: &DriverError) -> bool {
    matches!(
        kind(error),
        Some(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
    ) || ["terminating connection", "closed the connection", "no connection to the server"]
        .iter()
        .any(|sign| message(error).contains(sign))
}

/// Tells whether a file is no SQLite database at all.
pub(crate) fn is_no_database(error: &DriverError) -> bool {
    message(error).contains("file is not a database")
}

/// Adds what to do to what the driver said.
pub(crate) fn explained(error: DriverError) -> Box<dyn std::error::Error + Send + Sync> {
    let said = message(&error);
    if said.contains("disk is full") {
        Box::new(Said::DiskFull(error))
    } else if said.contains("disk I/O error") {
        Box::new(Said::Disk(error))
    } else if said.contains("readonly database") || said.contains("unable to open database") {
        Box::new(Said::ReadOnly(error))
    } else if said.contains("malformed") {
        Box::new(Said::Damaged(error))
    } else {
        postgres::explained(Box::new(error))
    }
}
