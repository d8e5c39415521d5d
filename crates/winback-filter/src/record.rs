//! Records in memory, as evaluation sees them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;

/// A record that a predicate can be tried on.
pub trait Record {
    /// Returns the value of the field with this name (ours), of the type that the schema gives it.
    ///
    /// A field that the record does not know is [`Datum::Empty`].
    fn datum(&self, field: &str) -> Datum<'_>;

    /// Returns the records that a reference (none or one) or a list of records leads to.
    ///
    /// Empty for all other fields.
    fn related<'a>(&'a self, field: &str) -> Vec<Box<dyn Record + 'a>>;

    /// Returns the records that stand directly under this one, with their ids; to be given for
    /// entities that have a [parent](crate::Entity::parent).
    fn members<'a>(&'a self) -> Vec<(i64, Box<dyn Record + 'a>)> {
        Vec::new()
    }
}

/// The value of one field of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum<'a> {
    /// No value.
    Empty,
    /// A number in units of 10^-scale of its field.
    Number(i64),
    /// Text; the empty text is a value.
    Text(Cow<'a, str>),
    /// A calendar day.
    Date(Date),
    /// A point in time.
    Instant(Timestamp),
    /// One of the field's choices.
    Choice(&'a str),
    /// Yes (`true`) or no.
    YesNo(bool),
    /// The id of the record referred to.
    Reference(i64),
    /// The ids of the records in a list; an empty list counts as no value.
    Many(Vec<i64>),
}
