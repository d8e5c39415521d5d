//! The order of groups.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use winback_filter::{GroupKey, GroupValue, OrderBy, Value};

use super::{AggregateValue, FoundGroup, GroupQuery, Referred, ReferredRecords};
use crate::PERSON;

/// What a reference is ordered by; one that has no value comes last.
type Rank<'r> = (i64, &'r str, Reverse<i64>, i64);

impl GroupQuery {
    /// Orders groups as asked, and equal ones by the keys that are left, in the direction of the
    /// last that was asked for.
    pub(super) fn arrange(&self, found: &mut [FoundGroup], referred: &ReferredRecords) {
        let order = &self.grouping.order;
        let last = order.last().is_some_and(|it| it.descending);
        let left = (0..self.grouping.keys.len()).map(|key| (OrderBy::Key(key), last));
        let asked = order.iter().map(|it| (it.by, it.descending));
        let terms: Vec<(OrderBy, bool)> = asked.chain(left).collect();
        found.sort_by(|own, other| {
            let orders = terms.iter().map(|(by, descending)| {
                let order = self.compare(*by, own, other, referred);
                if *descending { order.reverse() } else { order }
            });
            orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
    }

    fn compare(
        &self,
        by: OrderBy,
        own: &FoundGroup,
        other: &FoundGroup,
        referred: &ReferredRecords,
    ) -> Ordering {
        match by {
            OrderBy::Count => own.count.cmp(&other.count),
            OrderBy::Aggregate(place) => {
                let of = |group: &FoundGroup| group.aggregates.get(place).copied().flatten();
                compare_aggregates(of(own), of(other))
            }
            OrderBy::Key(place) => {
                let key = self.grouping.keys.get(place);
                let values = own.values.get(place).zip(other.values.get(place));
                let (Some(key), Some((own, other))) = (key, values) else {
                    return Ordering::Equal;
                };
                let none = BTreeMap::new();
                compare_values(*key, own, other, referred.get(place).unwrap_or(&none))
            }
        }
    }
}

/// What is without a value comes last ascending.
fn compare_aggregates(own: Option<AggregateValue>, other: Option<AggregateValue>) -> Ordering {
    match (own, other) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(AggregateValue::Count(own)), Some(AggregateValue::Count(other))) => own.cmp(&other),
        (Some(AggregateValue::Number(own)), Some(AggregateValue::Number(other))) => own.cmp(&other),
        (Some(AggregateValue::Average(own)), Some(AggregateValue::Average(other))) => {
            own.total_cmp(&other)
        }
        (Some(AggregateValue::Date(own)), Some(AggregateValue::Date(other))) => own.cmp(&other),
        (Some(AggregateValue::Instant(own)), Some(AggregateValue::Instant(other))) => {
            own.cmp(&other)
        }
        // Values of one aggregate are of one type.
        (Some(_), Some(_)) => Ordering::Equal,
    }
}

/// Orders two values of one key: text by code point, choices by their word, references as lists are
/// sorted by them; without a value last.
pub(super) fn compare_values(
    key: GroupKey,
    own: &GroupValue,
    other: &GroupValue,
    referred: &BTreeMap<i64, Referred>,
) -> Ordering {
    use GroupValue::{Bucket, Empty, Part};
    match (own, other) {
        (Empty, Empty) => Ordering::Equal,
        (Empty, _) => Ordering::Greater,
        (_, Empty) => Ordering::Less,
        (Bucket(own), Bucket(other)) => own.cmp(other),
        (Part(own), Part(other)) => own.cmp(other),
        (GroupValue::Value(own), GroupValue::Value(other)) => match (own, other) {
            (Value::Number(own), Value::Number(other)) => own.cmp(other),
            (Value::Text(own), Value::Text(other)) => own.cmp(other),
            (Value::Choice(own), Value::Choice(other)) => own.cmp(other),
            (Value::YesNo(own), Value::YesNo(other)) => own.cmp(other),
            (Value::Date(own), Value::Date(other)) => own.cmp(other),
            (Value::Instant(own), Value::Instant(other)) => own.cmp(other),
            (Value::Reference(own), Value::Reference(other)) => {
                rank(key, *own, referred).cmp(&rank(key, *other, referred))
            }
            _ => Ordering::Equal,
        },
        _ => Ordering::Equal,
    }
}

/// Stages by place, teams by place and from the newest, people and customers by name, others by id.
/// Odoo: `_order` of the models; as [`Query::sort`](crate::Query::sort).
fn rank(key: GroupKey, id: i64, referred: &BTreeMap<i64, Referred>) -> Rank<'_> {
    let it = referred.get(&id);
    let position = it.and_then(|it| it.position).unwrap_or(i64::MAX);
    match key.field().kind().target() {
        Some("stage") => (position, "", Reverse(0), id),
        Some("team") => (position, "", Reverse(id), id),
        Some(PERSON | "customer") => (0, it.map_or("", |it| it.name.as_str()), Reverse(0), id),
        Some(_) | None => (0, "", Reverse(0), id),
    }
}

/// Returns the id of a value that is a reference.
pub(super) fn id(value: &GroupValue) -> Option<i64> {
    match value {
        GroupValue::Value(Value::Reference(id)) => Some(*id),
        GroupValue::Value(
            Value::Number(_)
            | Value::Text(_)
            | Value::Date(_)
            | Value::Instant(_)
            | Value::Choice(_)
            | Value::YesNo(_),
        )
        | GroupValue::Empty
        | GroupValue::Bucket(_)
        | GroupValue::Part(_) => None,
    }
}
