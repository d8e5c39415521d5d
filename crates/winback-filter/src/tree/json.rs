//! A tree written as JSON, and read by serde.

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Operand, Rule, Scalar, Tree};
use crate::period::{Length, Period};

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rule(rule) => rule.serialize(serializer),
            Self::All(members) => one(serializer, "all", members),
            Self::Any(members) => one(serializer, "any", members),
            Self::Not(inner) => one(serializer, "not", inner),
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("field", &self.field)?;
        map.serialize_entry("operator", self.operator.name())?;
        match &self.operand {
            Operand::Nothing => {}
            Operand::Value(value) => map.serialize_entry("value", value)?,
            Operand::Ends(from, to) => {
                map.serialize_entry("from", from)?;
                map.serialize_entry("to", to)?;
            }
            Operand::Values(values) => map.serialize_entry("values", values)?,
            Operand::Filter(filter) => map.serialize_entry("filter", filter)?,
            Operand::Amount(count, filter) => {
                map.serialize_entry("count", count)?;
                if let Some(filter) = filter {
                    map.serialize_entry("filter", filter)?;
                }
            }
            Operand::Period(period) => map.serialize_entry("period", &period_of(*period))?,
            Operand::Length(length) => map.serialize_entry("length", &Lasting::of(*length))?,
        }
        map.end()
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => number.serialize(serializer),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Word(word) => one(serializer, "word", word.as_str()),
        }
    }
}

fn one<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    key: &str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

/// A length of time in JSON.
#[derive(Serialize)]
struct Lasting {
    count: u32,
    unit: &'static str,
}

impl Lasting {
    fn of(length: Length) -> Self {
        Self { count: length.count.get(), unit: length.unit.name() }
    }
}

/// A stretch of time in JSON; without a count it is one of the calendar.
#[derive(Serialize)]
struct Stretch {
    which: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    unit: &'static str,
}

fn period_of(period: Period) -> Stretch {
    let lasting = |which, length: Length| Stretch {
        which,
        count: Some(length.count.get()),
        unit: length.unit.name(),
    };
    match period {
        Period::Last(length) => lasting("last", length),
        Period::Next(length) => lasting("next", length),
        Period::Calendar { which, unit } => {
            Stretch { which: which.name(), count: None, unit: unit.name() }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    /// Reads a tree; its errors are told in one text. [`Tree::from_value`] keeps them apart.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Self::from_value(&value).map_err(D::Error::custom)
    }
}
