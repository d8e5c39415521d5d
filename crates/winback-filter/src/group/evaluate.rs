//! Which groups a record belongs to: what every backend must agree with.

use super::{GroupKey, GroupValue, Grouping};
use crate::offsets::Offsets;
use crate::record::{Datum, Record};
use crate::schema::{FieldKind, FieldRef};
use crate::value::Value;

impl Grouping {
    /// Returns the groups that the record is in, each as the values of the keys, in order.
    ///
    /// That is one group, unless a key is a list or leads through one: then the record is once in the
    /// group of each value of its members. `offsets` is the clock that times are cut by.
    pub fn groups_of(&self, record: &dyn Record, offsets: &Offsets) -> Vec<Vec<GroupValue>> {
        let mut groups = vec![vec![GroupValue::Empty; self.keys.len()]];
        let mut vias: Vec<Option<FieldRef>> = self.keys.iter().map(|key| key.via()).collect();
        vias.sort_by_key(|via| via.map(FieldRef::name));
        vias.dedup();
        for via in vias {
            let places = || self.keys.iter().enumerate().filter(|(_, key)| key.via() == via);
            let members = match via {
                None => vec![values(places(), record, offsets)],
                Some(via) => {
                    let related = record.related(via.name());
                    let members = related.iter().map(AsRef::as_ref);
                    members.map(|member| values(places(), member, offsets)).collect()
                }
            };
            if !members.is_empty() {
                groups = members.iter().flat_map(|member| combined(&groups, member)).collect();
            }
        }
        let mut different: Vec<Vec<GroupValue>> = Vec::with_capacity(groups.len());
        for group in groups {
            if !different.contains(&group) {
                different.push(group);
            }
        }
        different
    }
}

/// The values of some keys, each with its place among the keys; several for a list.
type Values = Vec<(usize, Vec<GroupValue>)>;

fn values<'k>(
    keys: impl Iterator<Item = (usize, &'k GroupKey)>,
    record: &dyn Record,
    offsets: &Offsets,
) -> Values {
    keys.map(|(place, key)| {
        let values = match record.datum(key.field().name()) {
            Datum::Many(ids) if !ids.is_empty() => {
                ids.into_iter().map(|id| GroupValue::Value(Value::Reference(id))).collect()
            }
            datum => vec![GroupValue::of(*key, value(key.field().kind(), &datum), offsets)],
        };
        (place, values)
    })
    .collect()
}

fn combined(groups: &[Vec<GroupValue>], member: &Values) -> Vec<Vec<GroupValue>> {
    let mut groups = groups.to_vec();
    for (place, values) in member {
        groups = groups
            .iter()
            .flat_map(|group| {
                values.iter().map(|value| {
                    let mut group = group.clone();
                    group.iter_mut().skip(*place).take(1).for_each(|it| it.clone_from(value));
                    group
                })
            })
            .collect();
    }
    groups
}

fn value(kind: FieldKind, datum: &Datum<'_>) -> Option<Value> {
    Some(match datum {
        Datum::Empty | Datum::Many(_) => return None,
        Datum::Number(number) => Value::Number(*number),
        Datum::Text(text) => Value::Text(text.clone().into_owned()),
        Datum::Date(day) => Value::Date(*day),
        Datum::Instant(at) => Value::Instant(*at),
        Datum::YesNo(yes) => Value::YesNo(*yes),
        Datum::Reference(id) => Value::Reference(*id),
        Datum::Choice(word) => match kind {
            FieldKind::Choice(words) => Value::Choice(words.iter().find(|known| *known == word)?),
            _ => return None,
        },
    })
}
