//! How records are grouped: by which keys, with which aggregates, in which order.

use jiff::civil::Weekday;

use crate::error::FilterError;
use crate::schema::{Entity, Schema};

mod aggregate;
mod evaluate;
mod key;
mod list;
mod order;
mod rows;
#[cfg(test)]
mod tests;

pub use aggregate::{Aggregate, AggregateKind};
pub use key::GroupKey;
pub use order::{GroupOrder, OrderBy};
pub use rows::GroupValue;

/// The most keys that records are grouped by.
pub const MAX_GROUP_KEYS: usize = 3;

/// How records are grouped: by no key, which makes one group of all of them, or by up to three; with
/// which aggregates over each group, and in which order the groups come.
///
/// Each group has its count without being asked. A record whose key is a list, such as tags, or leads
/// through one, such as `losses.lost_at`, is once in the group of each value of its members, and in
/// the group without a value if it has no members. Two keys through one list are of one and the same
/// member.
///
/// ```
/// use jiff::civil::Weekday;
/// use winback_filter::{Entity, Field, FieldKind, Grouping, Schema};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Field::new("model", "bicycle.model", FieldKind::Text).groupable();
/// let price = Field::new("price", "bicycle.price", FieldKind::Number { scale: 2 });
/// let sold = Field::new("sold", "bicycle.sold", FieldKind::Date).groupable();
/// let fields = vec![model, price, sold];
/// let bicycle = Entity { name: "bicycle", display: "model", search: vec![], fields };
/// let schema = Schema::new(vec![bicycle])?;
/// let bicycle = schema.entity("bicycle").ok_or("the schema has bicycles")?;
///
/// let grouping = Grouping::by(&schema, bicycle, "model, sold:month", Weekday::Monday)?
///     .with(bicycle, "sum(price), count distinct model")?
///     .ordered("sum(price) desc, sold")?;
/// let keys: Vec<_> = grouping.keys.iter().map(ToString::to_string).collect();
/// assert_eq!(keys, ["model", "sold:month"]);
///
/// let slip = Grouping::by(&schema, bicycle, "model, sold:mont", Weekday::Monday).unwrap_err();
/// assert_eq!(slip.suggestions, ["month"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Grouping {
    /// The keys, at most [`MAX_GROUP_KEYS`].
    pub keys: Vec<GroupKey>,
    /// What is computed of each group besides its count.
    pub aggregates: Vec<Aggregate>,
    /// What the groups are ordered by, most significant first; then by the keys that are left, in
    /// the direction of the last.
    pub order: Vec<GroupOrder>,
}

impl Grouping {
    /// Reads keys of a record type, such as `lost_reason, lost_at:month`; an empty text is no key.
    ///
    /// A key is a field that can be grouped by, or one of the records that a field leads to
    /// (`losses.lost_at`, or `lost_at` where the schema declares that short form). Beside one of
    /// those, an own field may mean theirs ([`Field::beside`](crate::Field::beside)): by
    /// `lost_reason, lost_at`, each loss has the reason that it was lost for. A date or time may be
    /// cut, and is by month otherwise; `week` starts on `week_starts`.
    ///
    /// # Errors
    /// `UnknownField`; `NoFieldsInside` and `TooDeepKey` for dots; `NotGroupable`; `UnknownCut` and
    /// `WrongCut`; `TooManyKeys` and `RepeatedKey`; `Unexpected` for a comma too many.
    pub fn by(
        schema: &Schema,
        entity: &Entity,
        text: &str,
        week_starts: Weekday,
    ) -> Result<Self, FilterError> {
        let keys = key::parse_all(schema, entity, text, week_starts);
        let keys = keys.map_err(|error| error.in_text(text))?;
        Ok(Self { keys, ..Self::default() })
    }

    /// Adds aggregates, such as `sum(expected_revenue), count distinct salesperson`.
    ///
    /// # Errors
    /// `UnknownField`; `UnknownAggregate`; `WrongAggregate` if the field's type has none such.
    pub fn with(mut self, entity: &Entity, text: &str) -> Result<Self, FilterError> {
        let aggregates = aggregate::parse_all(entity, text);
        self.aggregates.extend(aggregates.map_err(|error| error.in_text(text))?);
        Ok(self)
    }

    /// Orders the groups, such as by `count desc, lost_reason`; ascending unless said otherwise.
    ///
    /// A key and an aggregate can be called as they are printed, and by the name of the field alone
    /// if that says which.
    ///
    /// # Errors
    /// `NoSuchOrder` for what is neither a key nor an aggregate of the grouping.
    pub fn ordered(mut self, text: &str) -> Result<Self, FilterError> {
        let order = order::parse_all(&self, text).map_err(|error| error.in_text(text))?;
        self.order.extend(order);
        Ok(self)
    }
}
