//! Groups of records. Rule: behaviour 8.2.

use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use winback_app::{
    Grouped,
    store::{
        AggregateValue, Group,
        domain::Currency,
        filter::{Aggregate, FieldKind, FieldRef, GroupKey, GroupValue, Value},
    },
};

use super::{Money, Ref};

/// Records in groups.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GroupsBody {
    /// The groups.
    pub groups: Vec<GroupBody>,
    /// How many groups there are, those beyond the limit included.
    pub total: usize,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GroupBody {
    /// The values of the keys, in the order of the keys; null where records have none. A bucket of time
    /// is where it starts, in the zone of the person.
    pub values: Vec<Json>,
    /// How many records.
    pub count: u64,
    /// The aggregates, in the order in which they were asked for.
    pub aggregates: Vec<Json>,
    /// The filter that finds the records of the group.
    pub filter: String,
}

impl GroupsBody {
    pub(crate) fn of(grouped: &Grouped, currency: &Currency) -> Self {
        let group = |group: &Group| {
            let keys = grouped.grouping.keys.iter().zip(&group.values).zip(&group.names);
            let values =
                keys.map(|((key, value), name)| of_key(*key, value, name.as_ref(), currency));
            let aggregates = grouped.grouping.aggregates.iter().zip(&group.aggregates);
            GroupBody {
                values: values.collect(),
                count: group.count,
                aggregates: aggregates
                    .map(|(aggregate, value)| of_aggregate(*aggregate, *value, currency))
                    .collect(),
                filter: group.rows.to_string(),
            }
        };
        let groups = &grouped.groups;
        Self { groups: groups.groups.iter().map(group).collect(), total: groups.total }
    }
}

fn of_key(key: GroupKey, value: &GroupValue, name: Option<&String>, currency: &Currency) -> Json {
    match value {
        GroupValue::Empty => Json::Null,
        GroupValue::Part(number) => json!(number),
        GroupValue::Bucket(start) => json!(start.to_string()),
        GroupValue::Value(value) => match value {
            Value::Number(value) => number(key.field(), i128::from(*value), currency),
            Value::Text(text) => json!(text),
            Value::Date(day) => json!(day.to_string()),
            Value::Instant(at) => json!(at.to_string()),
            Value::Choice(word) => json!(word),
            Value::YesNo(yes) => json!(yes),
            Value::Reference(id) => json!(Ref::of(*id, name)),
        },
    }
}

fn of_aggregate(aggregate: Aggregate, value: Option<AggregateValue>, currency: &Currency) -> Json {
    match value {
        None => Json::Null,
        Some(AggregateValue::Count(count)) => json!(count),
        Some(AggregateValue::Number(value)) => number(aggregate.field(), value, currency),
        Some(AggregateValue::Average(average)) => {
            number(aggregate.field(), rounded(average), currency)
        }
        Some(AggregateValue::Date(day)) => json!(day.to_string()),
        Some(AggregateValue::Instant(at)) => json!(at.to_string()),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an average lies between values of 64 bits")]
fn rounded(average: f64) -> i128 {
    average.round() as i128
}

/// Returns a number in units of its field: amounts are money, other fractions percent.
fn number(field: FieldRef, value: i128, currency: &Currency) -> Json {
    match field.kind() {
        FieldKind::Number { scale: 0 } => json!(value),
        _ if field.name().ends_with("revenue") => json!(Money::of(value, currency)),
        #[expect(clippy::cast_precision_loss, reason = "percentages are small")]
        _ => json!(value as f64 / 100.0),
    }
}
