//! What the references of groups lead to: names, places, and what is on offer.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use winback_store::filter::{GroupKey, GroupValue, Value};
use winback_store::{FoundGroup, GroupQuery, OPPORTUNITY, PERSON, Referred, ReferredRecords};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::{Sql, sql};

type Row = (BigInt, BigInt, Text, Nullable<BigInt>, Bool);

/// Finds the records that the groups refer to, of all keys in one statement, and those on offer where
/// empty groups are wanted.
pub(super) fn referred(
    conn: &mut Conn,
    query: &GroupQuery,
    found: &[FoundGroup],
) -> Attempt<ReferredRecords> {
    let keys = &query.grouping.keys;
    let mut referred: ReferredRecords = keys.iter().map(|_| Default::default()).collect();
    let parts = keys.iter().zip(0_i64..).zip(0_usize..).filter_map(|((key, number), place)| {
        let ids = found.iter().filter_map(|group| id(group.values.get(place)?));
        part(*key, number, ids, query.fill.is_some())
    });
    let Some(statement) = parts.reduce(|all, part| all.text(" UNION ALL ").then(part)) else {
        return Ok(referred);
    };
    let rows: Vec<(i64, i64, String, Option<i64>, bool)> = statement.rows::<Row>().load(conn)?;
    for (key, id, name, position, offered) in rows {
        let place = usize::try_from(key).ok().and_then(|key| referred.get_mut(key));
        if let Some(records) = place {
            records.insert(id, Referred { name, position, offered });
        }
    }
    Ok(referred)
}

fn id(value: &GroupValue) -> Option<i64> {
    match value {
        GroupValue::Value(Value::Reference(id)) => Some(*id),
        GroupValue::Value(_) | GroupValue::Empty | GroupValue::Bucket(_) | GroupValue::Part(_) => {
            None
        }
    }
}

fn part(key: GroupKey, number: i64, ids: impl Iterator<Item = i64>, fill: bool) -> Option<Sql> {
    // Few enough to be shown though they have no records; otherwise nothing.
    let (columns, offered) = match key.field().kind().target()? {
        "stage" => ("id, name, position, active AND team_id IS NULL FROM stages", Some("1 = 1")),
        PERSON => ("id, name, CAST(NULL AS BIGINT), active FROM people", Some("active")),
        "lost_reason" => {
            ("id, name, CAST(NULL AS BIGINT), active FROM lost_reasons", Some("active"))
        }
        "team" => ("id, name, position, active FROM teams", Some("active")),
        "tag" => ("id, name, CAST(NULL AS BIGINT), active FROM tags", Some("active")),
        "customer" => ("id, full_name, CAST(NULL AS BIGINT), FALSE FROM customers", None),
        "source" => ("id, name, CAST(NULL AS BIGINT), FALSE FROM sources", None),
        "medium" => ("id, name, CAST(NULL AS BIGINT), FALSE FROM mediums", None),
        "campaign" => ("id, name, CAST(NULL AS BIGINT), FALSE FROM campaigns", None),
        "country" => ("id, name, CAST(NULL AS BIGINT), FALSE FROM countries", None),
        OPPORTUNITY => ("id, name, CAST(NULL AS BIGINT), FALSE FROM opportunities", None),
        _ => return None,
    };
    let all = sql("SELECT CAST(").int(number).text(" AS BIGINT), ").text(columns);
    let all = all.text(" WHERE id").in_ids(ids);
    Some(match offered.filter(|_| fill) {
        Some(offered) => all.text(" OR ").text(offered),
        None => all,
    })
}
