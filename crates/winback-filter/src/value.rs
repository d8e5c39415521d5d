//! The constants that tests compare with.

use jiff::Timestamp;
use jiff::civil::Date;

/// One constant in a predicate, of the type of the field that it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number in units of 10^-scale of its field.
    Number(i64),
    /// Text, exactly as given.
    Text(String),
    /// A calendar day.
    Date(Date),
    /// A point in time.
    Instant(Timestamp),
    /// One of the field's choices.
    Choice(&'static str),
    /// Yes (`true`) or no.
    YesNo(bool),
    /// The id of a record.
    Reference(i64),
}
