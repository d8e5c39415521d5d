//! Groups without records.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::DateTime;
use winback_filter::{AggregateKind, Bucket, Cut, FieldKind, GroupKey, GroupValue, Part, Value};

use super::{AggregateValue, FoundGroup, GroupFill, GroupQuery, Referred, ReferredRecords};
use crate::StoreError;

impl GroupQuery {
    /// Adds the groups without records that are wanted.
    pub(super) fn add_empty(
        &self,
        filling: &GroupFill,
        found: &mut Vec<FoundGroup>,
        referred: &ReferredRecords,
    ) -> Result<(), StoreError> {
        let too_many = || StoreError::TooManyGroups { most: Self::MOST_FILLED };
        let keys = self.grouping.keys.iter().enumerate();
        let mut combined: Vec<Vec<GroupValue>> = vec![Vec::new()];
        for ((place, key), referred) in keys.zip(referred) {
            let values = values(*key, place, filling, found, referred).ok_or_else(too_many)?;
            if combined.len().saturating_mul(values.len()) > Self::MOST_FILLED {
                return Err(too_many());
            }
            let with = |start: &Vec<GroupValue>| -> Vec<Vec<GroupValue>> {
                let add =
                    |value: &GroupValue| [start.as_slice(), std::slice::from_ref(value)].concat();
                values.iter().map(add).collect()
            };
            combined = combined.iter().flat_map(with).collect();
        }
        let known: HashSet<&[GroupValue]> = found.iter().map(|it| it.values.as_slice()).collect();
        let missing: Vec<_> =
            combined.into_iter().filter(|values| !known.contains(values.as_slice())).collect();
        let kinds = self.grouping.aggregates.iter().map(|aggregate| aggregate.kind());
        let aggregates: Vec<_> = kinds.map(of_none).collect();
        found.extend(missing.into_iter().map(|values| FoundGroup {
            values,
            count: 0,
            aggregates: aggregates.clone(),
        }));
        Ok(())
    }
}

/// What an aggregate gives of no records.
fn of_none(kind: AggregateKind) -> Option<AggregateValue> {
    match kind {
        AggregateKind::Count | AggregateKind::CountDistinct => Some(AggregateValue::Count(0)),
        AggregateKind::Sum | AggregateKind::Average | AggregateKind::Min | AggregateKind::Max => {
            None
        }
    }
}

/// Returns the values that a key has or could have; nothing if there are too many.
fn values(
    key: GroupKey,
    place: usize,
    filling: &GroupFill,
    found: &[FoundGroup],
    referred: &BTreeMap<i64, Referred>,
) -> Option<Vec<GroupValue>> {
    let known = found.iter().filter_map(|group| group.values.get(place));
    let could: Vec<GroupValue> = match (key.cut(), key.field().kind()) {
        (Some(Cut::Bucket(bucket)), _) => buckets(bucket, filling, known.clone())?,
        (Some(Cut::Part(part)), _) => numbers(part).map(GroupValue::Part).collect(),
        (None, FieldKind::Choice(words)) => {
            words.iter().map(|word| GroupValue::Value(Value::Choice(word))).collect()
        }
        (None, FieldKind::YesNo) => {
            [false, true].map(|yes| GroupValue::Value(Value::YesNo(yes))).to_vec()
        }
        (None, FieldKind::Reference { .. } | FieldKind::Many { .. }) => referred
            .iter()
            .filter(|(_, it)| it.offered)
            .map(|(id, _)| GroupValue::Value(Value::Reference(*id)))
            .collect(),
        (
            None,
            FieldKind::Text | FieldKind::Number { .. } | FieldKind::Date | FieldKind::Instant,
        ) => Vec::new(),
    };
    let mut met = HashSet::new();
    Some(known.cloned().chain(could).filter(|value| met.insert(value.clone())).collect())
}

fn buckets<'g>(
    bucket: Bucket,
    filling: &GroupFill,
    known: impl Iterator<Item = &'g GroupValue>,
) -> Option<Vec<GroupValue>> {
    let starts: Vec<DateTime> = known
        .filter_map(|value| match value {
            GroupValue::Bucket(start) => Some(*start),
            GroupValue::Empty | GroupValue::Value(_) | GroupValue::Part(_) => None,
        })
        .collect();
    let bound = |bound: Option<DateTime>| bound.map(|at| bucket.start(at));
    let first = starts.iter().copied().chain(bound(filling.from)).min();
    let last = starts.iter().copied().chain(bound(filling.until)).max();
    let (first, last) = (first.or(last), last.or(first));
    let mut filled = Vec::new();
    let mut next = first;
    while let Some(start) = next
        && (Some(start) <= last || filled.len() < filling.at_least)
    {
        if filled.len() == GroupQuery::MOST_FILLED {
            return None;
        }
        filled.push(GroupValue::Bucket(start));
        next = bucket.next(start);
    }
    Some(filled)
}

/// Returns all numbers that a part can be, where they are few.
fn numbers(part: Part) -> std::ops::RangeInclusive<i64> {
    match part {
        Part::Hour => 0..=23,
        Part::DayOfWeek => 0..=6,
        Part::Month => 1..=12,
        Part::Quarter => 1..=4,
        Part::DayOfMonth => 1..=31,
        #[expect(clippy::reversed_empty_ranges, reason = "only those that occur")]
        Part::DayOfYear | Part::IsoWeek | Part::Year => 1..=0,
    }
}
