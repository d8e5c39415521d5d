//! Groups as the database gives them, each as one array.

use serde_json::Value as Json;
use winback_store::filter::{Aggregate, AggregateKind, FieldKind, GroupKey, GroupValue, Value};
use winback_store::{AggregateValue, FoundGroup, GroupQuery};

use crate::clock;
use crate::error::{Attempt, unknown};
use crate::rows::{count, date, instant};
use crate::selection::whole;

/// Reads one group.
pub(super) fn group(query: &GroupQuery, row: &str) -> Attempt<FoundGroup> {
    let row: Vec<Json> = serde_json::from_str(row).map_err(|_| unknown("the group", row))?;
    let mut cells = row.iter();
    let mut next = || cells.next().unwrap_or(&Json::Null);
    let keys = query.grouping.keys.iter();
    let values = keys.map(|key| value(*key, next())).collect::<Attempt<_>>()?;
    let records = count(int(next())?);
    let aggregates = query.grouping.aggregates.iter();
    let aggregates =
        aggregates.map(|aggregate| measured(*aggregate, &mut next)).collect::<Attempt<_>>()?;
    Ok(FoundGroup { values, count: records, aggregates })
}

fn value(key: GroupKey, cell: &Json) -> Attempt<GroupValue> {
    if cell.is_null() {
        return Ok(GroupValue::Empty);
    }
    if let Some(cut) = key.cut() {
        return clock::value(cut, int(cell)?);
    }
    let wrong = || unknown("the value of a key", cell);
    Ok(GroupValue::Value(match key.field().kind() {
        FieldKind::Number { .. } => Value::Number(int(cell)?),
        FieldKind::Text => Value::Text(cell.as_str().ok_or_else(wrong)?.to_owned()),
        FieldKind::Choice(words) => {
            let found = words.iter().find(|word| cell.as_str() == Some(word));
            Value::Choice(found.ok_or_else(wrong)?)
        }
        FieldKind::YesNo => {
            Value::YesNo(cell.as_bool().map_or_else(|| int(cell).map(|it| it != 0), Ok)?)
        }
        FieldKind::Reference { .. } | FieldKind::Many { .. } => Value::Reference(int(cell)?),
        FieldKind::Date => Value::Date(date(int(cell)?)?),
        FieldKind::Instant => Value::Instant(instant(int(cell)?)?),
    }))
}

fn measured<'j>(
    aggregate: Aggregate,
    next: &mut impl FnMut() -> &'j Json,
) -> Attempt<Option<AggregateValue>> {
    Ok(match aggregate.kind() {
        AggregateKind::Count | AggregateKind::CountDistinct => {
            Some(AggregateValue::Count(count(int(next())?)))
        }
        AggregateKind::Sum | AggregateKind::Average => {
            let (records, high, low) = (count(int(next())?), int(next())?, int(next())?);
            let sum = whole(high, low);
            match aggregate.kind() {
                AggregateKind::Average => AggregateValue::average(sum, records),
                _ => (records > 0).then_some(AggregateValue::Number(sum)),
            }
        }
        AggregateKind::Min | AggregateKind::Max => match next() {
            Json::Null => None,
            cell => Some(extreme(aggregate.field().kind(), int(cell)?)?),
        },
    })
}

fn extreme(kind: FieldKind, number: i64) -> Attempt<AggregateValue> {
    Ok(match kind {
        FieldKind::Date => AggregateValue::Date(date(number)?),
        FieldKind::Instant => AggregateValue::Instant(instant(number)?),
        FieldKind::Number { .. }
        | FieldKind::Text
        | FieldKind::Choice(_)
        | FieldKind::YesNo
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => AggregateValue::Number(number.into()),
    })
}

fn int(cell: &Json) -> Attempt<i64> {
    cell.as_i64().ok_or_else(|| unknown("the number of a group", cell))
}
