//! Groups of records, counted by the database in one statement.
//!
//! The innermost select reads what keys and aggregates need of each record, dates as the seconds that
//! a clock shows; the next one cuts them into the numbers that group; the outer one counts.

mod joined;
mod read;
mod referred;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use winback_store::filter::{Aggregate, AggregateKind, FieldKind, GroupKey};
use winback_store::{FoundGroup, GroupQuery, GroupedRecords, Groups};

use self::joined::Joined;
use crate::clock;
use crate::connection::Conn;
use crate::dialect::Word;
use crate::error::{Attempt, unknown};
use crate::predicate::{self, Place};
use crate::sql::{Sql, Table, sql};
use crate::trigrams::{COUNTED, narrowed};

/// Finds groups.
pub(crate) fn group(conn: &mut Conn, query: &GroupQuery) -> Attempt<Groups> {
    let filter = narrowed(conn, &query.filter, own(query.records), COUNTED)?;
    let rows: Vec<String> = statement(query, filter)?.rows::<Text>().load(conn)?;
    let found =
        rows.iter().map(|row| read::group(query, row)).collect::<Attempt<Vec<FoundGroup>>>()?;
    let referred = referred::referred(conn, query, &found)?;
    Ok(query.answer(found, &referred)?)
}

/// The table of the records that are grouped.
const fn own(records: GroupedRecords) -> Table {
    match records {
        GroupedRecords::Opportunities => Table::Named("opportunities"),
        GroupedRecords::Losses => Table::Named("losses"),
    }
}

fn statement(query: &GroupQuery, filter: Sql) -> Attempt<Sql> {
    let keys = query.grouping.keys.len();
    let numbered = |prefix| (0..keys).map(move |place| Sql::default().numbered(prefix, place));
    let aggregates = query.grouping.aggregates.iter().enumerate();
    let measured = aggregates.flat_map(|(place, aggregate)| measured(*aggregate, place));
    let columns = numbered("k").chain([sql("COUNT(*)")]).chain(measured);
    let statement = sql("SELECT ")
        .word(Word::JsonArray)
        .then(Sql::listed(columns))
        .word(Word::JsonArrayEnd)
        .text(" FROM (")
        .then(cut(query, filter)?)
        .text(") AS cut");
    Ok(if keys == 0 {
        statement
    } else {
        statement.text(" GROUP BY ").then(Sql::listed(numbered("k")))
    })
}

/// Returns what is computed for an aggregate: the sum of numbers as its halves, since it may not fit.
fn measured(aggregate: Aggregate, place: usize) -> Vec<Sql> {
    let of =
        |before: &'static str, after: &'static str| sql(before).numbered("m", place).text(after);
    match aggregate.kind() {
        AggregateKind::Count => vec![of("COUNT(", ")")],
        AggregateKind::CountDistinct => vec![of("COUNT(DISTINCT ", ")")],
        AggregateKind::Sum | AggregateKind::Average => vec![
            of("COUNT(", ")"),
            of("CAST(COALESCE(SUM(", " >> 32), 0) AS BIGINT)"),
            of("CAST(COALESCE(SUM(", " & 4294967295), 0) AS BIGINT)"),
        ],
        AggregateKind::Min => vec![of("MIN(", ")")],
        AggregateKind::Max => vec![of("MAX(", ")")],
    }
}

/// Selects the keys of each record, as they group, and what is computed of it: once for each value of
/// a key that leads through a list, and so without doubles.
fn cut(query: &GroupQuery, filter: Sql) -> Attempt<Sql> {
    let joined = Joined::of(query)?;
    let doubled = joined.doubles();
    let keys = query.grouping.keys.iter().enumerate().map(|(place, key)| {
        let seconds = || Sql::default().numbered("s", place);
        let number = match key.cut() {
            Some(cut) => clock::number(cut, seconds),
            None => seconds(),
        };
        number.text(" AS ").numbered("k", place)
    });
    let fields =
        (0..query.grouping.aggregates.len()).map(|place| Sql::default().numbered("m", place));
    let id = doubled.then(|| sql("id"));
    // Without keys and aggregates there is nothing else to select.
    let one =
        (query.grouping.keys.is_empty() && query.grouping.aggregates.is_empty()).then(|| sql("id"));
    let columns = Sql::listed(id.or(one).into_iter().chain(keys).chain(fields));
    Ok(sql(if doubled { "SELECT DISTINCT " } else { "SELECT " })
        .then(columns)
        .text(" FROM (")
        .then(records(query, &joined, filter)?)
        .text(") AS records"))
}

fn records(query: &GroupQuery, joined: &Joined, filter: Sql) -> Attempt<Sql> {
    let own = own(query.records);
    let id = Sql::default().column(own, "id").text(" AS id");
    let mut columns = vec![id];
    for (place, key) in query.grouping.keys.iter().enumerate() {
        columns.push(
            key_column(query, *key, joined.table(place, own))?.text(" AS ").numbered("s", place),
        );
    }
    for (place, aggregate) in query.grouping.aggregates.iter().enumerate() {
        let column = match predicate::place(aggregate.field())? {
            Place::Scalar(scalar) => scalar.column,
            Place::Reference { column, .. } => column,
            Place::Tags | Place::Losses => {
                return Err(unknown("no aggregate of the field", aggregate.field().name()));
            }
        };
        columns.push(Sql::default().column(own, column).text(" AS ").numbered("m", place));
    }
    Ok(sql("SELECT ")
        .then(Sql::listed(columns))
        .text(" FROM ")
        .alias(own)
        .then(joined.joins(own))
        .text(" WHERE ")
        .then(filter))
}

/// Returns the column of a key; of a date or time the seconds that the clock shows.
fn key_column(query: &GroupQuery, key: GroupKey, table: Table) -> Attempt<Sql> {
    let column = match predicate::place(key.field())? {
        Place::Scalar(scalar) => scalar.column,
        Place::Reference { column, .. } => column,
        Place::Tags => "tag_id",
        Place::Losses => return Err(unknown("no group by the field", key.field().name())),
    };
    let column = || Sql::default().column(table, column);
    Ok(match key.field().kind() {
        FieldKind::Date | FieldKind::Instant if key.cut().is_some() => {
            clock::seconds(key.field(), &column, &query.offsets)
        }
        _ => column(),
    })
}

#[cfg(test)]
mod tests;
