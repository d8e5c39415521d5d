//! Single values of an export, and how they are written.

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Number, Value, json};
use winback_domain::Probability;

/// One value of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportValue {
    /// No value.
    Empty,
    /// A text, a word or a name.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A probability.
    Percent(Probability),
    /// An amount as decimal text, such as `1500.50`, in the deployment's currency.
    Money(String),
    /// A day.
    Day(Date),
    /// An instant.
    Moment(Timestamp),
    /// Yes or no.
    YesNo(bool),
    /// Several values.
    List(Vec<Self>),
    /// Values by name.
    Object(Vec<(&'static str, Self)>),
}

impl ExportValue {
    pub(super) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    pub(super) fn moment(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, Self::Moment)
    }

    /// Returns the value in JSON: amounts as text, probabilities as numbers of percent.
    pub fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) | Self::Money(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Percent(percent) => {
                percent.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
            }
            Self::Day(day) => json!(day.to_string()),
            Self::Moment(at) => json!(at.to_string()),
            Self::YesNo(yes) => json!(yes),
            Self::List(values) => values.iter().map(Self::json).collect(),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| ((*name).into(), value.json()));
                Value::Object(members.collect())
            }
        }
    }

    /// Returns the value as it stands in a cell of a CSV file: lists and objects as JSON text, no
    /// value as nothing.
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Money(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Percent(percent) => percent.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(at) => at.to_string(),
            Self::YesNo(yes) => yes.to_string(),
            Self::List(_) | Self::Object(_) => self.json().to_string(),
        }
    }
}

/// Returns values by the names of their columns as one JSON object, nested at the dots.
pub(super) fn nested<'a>(values: impl Iterator<Item = (&'static str, &'a ExportValue)>) -> Value {
    let mut object = Map::new();
    for (name, value) in values {
        let Some((group, member)) = name.split_once('.') else {
            object.insert(name.into(), value.json());
            continue;
        };
        let members = object.entry(group).or_insert_with(|| Value::Object(Map::new()));
        if let Some(members) = members.as_object_mut() {
            members.insert(member.into(), value.json());
        }
    }
    for value in object.values_mut() {
        let empty = |members: &Map<String, Value>| members.values().all(Value::is_null);
        if value.as_object().is_some_and(empty) {
            *value = Value::Null;
        }
    }
    Value::Object(object)
}
