//! Predicates as SQL: the same records as `Predicate::matches` finds in memory.
//!
//! A test on an empty value is false. SQL makes it NULL, which a condition treats as false too; only
//! under a negation the two differ, so there, and only there, NULL is made false. Elsewhere the
//! conditions stay bare, so that indexes can serve them.

mod constant;
mod place;

use std::collections::BTreeSet;

use winback_store::filter::{
    Condition, FieldRef, Line, PartTest, Predicate, Relation, Test, Value,
};

use self::constant::{constant, ids, list, looks_like, sign};
use self::place::Entity;
use crate::clock;
use crate::dialect::Word;
use crate::error::{Attempt, unknown};
use crate::sql::{Sql, Table, sql};

pub(crate) use self::place::{Place, Scalar, of as place, scalar};

/// A filter on referred records, with the ids of all that can match it.
pub(crate) type Few = (Predicate, BTreeSet<i64>);

/// Returns the condition that a record of the table must meet to match.
pub(crate) fn condition(predicate: &Predicate, table: Table) -> Attempt<Sql> {
    among(predicate, table, &[])
}

/// Returns the same condition, in which referred records are looked for among those that can match,
/// wherever these are known to be few.
pub(crate) fn among(predicate: &Predicate, table: Table, few: &[Few]) -> Attempt<Sql> {
    let all = |members: &[Predicate]| -> Attempt<Vec<Sql>> {
        members.iter().map(|member| among(member, table, few)).collect()
    };
    Ok(match predicate {
        Predicate::All(members) => Sql::joined(all(members)?, " AND ", "(1 = 1)"),
        Predicate::Any(members) => match own_or_nobodys(members)? {
            Some((column, value)) => {
                let column = || sql("").word(Word::NoIndex).column(table, column);
                let own = sql("(").then(column()).text(" = ").then(constant(value));
                own.text(" OR ").then(column()).text(" IS NULL)")
            }
            None => Sql::joined(all(members)?, " OR ", "(1 = 0)"),
        },
        Predicate::Not(inner) => match empty_column(inner)? {
            Some(column) => Sql::default().column(table, column).text(" IS NULL"),
            None => sql("NOT COALESCE(").then(among(inner, table, few)?).text(", FALSE)"),
        },
        Predicate::Test(one) => test(one, table, few)?,
    })
}

/// Recognises what most people may see: the records of one person, or of nobody. A list of them is
/// found along the index of its order; those of the column would give many that are then sorted.
fn own_or_nobodys(members: &[Predicate]) -> Attempt<Option<(&'static str, &Value)>> {
    let [Predicate::Test(own), Predicate::Not(inner)] = members else { return Ok(None) };
    let Condition::Compare { relation: Relation::Equal, value } = own.condition() else {
        return Ok(None);
    };
    Ok(match (place::of(own.field())?, empty_column(inner)?) {
        (Place::Reference { column, .. }, Some(empty)) if column == empty => Some((column, value)),
        _ => None,
    })
}

/// Returns the column that is empty where a predicate does not hold: said so plainly, an index knows
/// where the empty ones are.
fn empty_column(predicate: &Predicate) -> Attempt<Option<&'static str>> {
    let Predicate::Test(test) = predicate else { return Ok(None) };
    Ok(match (test.condition(), place::of(test.field())?) {
        (Condition::IsSet, Place::Scalar(scalar)) => Some(scalar.column),
        (Condition::IsSet, Place::Reference { column, .. }) => Some(column),
        _ => None,
    })
}

fn test(test: &Test, table: Table, few: &[Few]) -> Attempt<Sql> {
    match place::of(test.field())? {
        Place::Scalar(scalar) => on_scalar(test, scalar, table),
        Place::Reference { column, to, only_in } => {
            on_reference(test, (column, only_in), to, table, few)
        }
        Place::Tags => on_tags(test, table),
        Place::Losses => on_losses(test, table),
    }
}

fn on_scalar(test: &Test, scalar: Scalar, table: Table) -> Attempt<Sql> {
    let column = || Sql::default().column(table, scalar.column);
    Ok(match test.condition() {
        Condition::IsSet => column().text(" IS NOT NULL"),
        Condition::Compare { relation, value } => {
            column().text(sign(*relation)).then(constant(value))
        }
        Condition::OneOf(values) => column().within(list(test.field().kind(), values)),
        Condition::Text { how, ignore_case, text } => {
            let folded = scalar.folded.filter(|_| *ignore_case).unwrap_or(scalar.column);
            looks_like(*how, || Sql::default().column(table, folded), text)
        }
        Condition::Part { part, offsets, test: asked } => {
            let seconds = clock::seconds(test.field(), &column, offsets);
            let number = clock::part(*part, || seconds.clone());
            match asked {
                PartTest::Compare { relation, number: constant } => {
                    number.text(sign(*relation)).int(*constant)
                }
                PartTest::OneOf(numbers) => number.in_ids(numbers.iter().copied()),
            }
        }
        Condition::Matches(_) | Condition::AtLeast { .. } | Condition::InLine { .. } => {
            return Err(unexpected(test));
        }
    })
}

fn on_reference(
    test: &Test,
    (column, only_in): (&'static str, Option<&'static str>),
    to: Entity,
    table: Table,
    few: &[Few],
) -> Attempt<Sql> {
    let own = || Sql::default().column(table, column);
    // The column's own index holds one value after another, and so would have to be sorted; the
    // plus sign keeps the database from it, and the state leads it to the index of the list.
    let any_of = || match only_in {
        None => own(),
        Some(state) => {
            Sql::default().column(table, "state").text(" = ").text(state).text(" AND +").then(own())
        }
    };
    Ok(match test.condition() {
        Condition::IsSet => own().text(" IS NOT NULL"),
        Condition::Compare { relation, value } => own().text(sign(*relation)).then(constant(value)),
        Condition::OneOf(values) => sql("(").then(any_of()).within(ids(values)).text(")"),
        // Not correlated: the database finds the referred records once, not once for each record.
        Condition::Matches(inner) => {
            let deeper = table.deeper();
            let known = few.iter().find(|(filter, _)| filter == inner.as_ref());
            let among_these = known.map_or_else(Sql::default, |(_, ids)| {
                let id = Sql::default().column(deeper, "id");
                id.in_ids(ids.iter().copied()).text(" AND ")
            });
            sql("(")
                .then(any_of())
                .text(" IN (SELECT ")
                .column(deeper, "id")
                .text(" FROM ")
                .text(to.table())
                .text(" AS ")
                .alias(deeper)
                .text(" WHERE ")
                .then(among_these)
                .then(among(inner, deeper, few)?)
                .text("))")
        }
        Condition::InLine { line, parent, filter } => sql("(")
            .then(any_of())
            .text(" IN (")
            .then(in_line(*line, *parent, filter, to, table.deeper())?)
            .text("))"),
        Condition::Text { .. } | Condition::Part { .. } | Condition::AtLeast { .. } => {
            return Err(unexpected(test));
        }
    })
}

/// Returns the statement that finds the ids in line with those that pass. It begins at these and
/// follows the line away from them; what it met before it does not follow again.
fn in_line(
    line: Line,
    parent: FieldRef,
    filter: &Predicate,
    to: Entity,
    met: Table,
) -> Attempt<Sql> {
    let Place::Reference { column: above, .. } = place::of(parent)? else {
        return Err(unknown("no line along the field", parent.name()));
    };
    let (from, next) = match line {
        Line::Under => (above, "id"),
        Line::Over => ("id", above),
    };
    let table = met.deeper();
    let records = || sql(" FROM ").text(to.table()).text(" AS ").alias(table);
    Ok(sql("WITH RECURSIVE ")
        .alias(met)
        .text(" (id) AS (SELECT ")
        .column(table, "id")
        .then(records())
        .text(" WHERE ")
        .then(condition(filter, table)?)
        .text(" UNION SELECT ")
        .column(table, next)
        .then(records())
        .text(" JOIN ")
        .alias(met)
        .text(" ON ")
        .column(table, from)
        .text(" = ")
        .column(met, "id")
        .text(" WHERE ")
        .column(table, next)
        .text(" IS NOT NULL) SELECT ")
        .column(met, "id")
        .text(" FROM ")
        .alias(met))
}

/// Not correlated either: given the choice, SQLite would look up the referred records of each record
/// by what is asked of them, and so read all of these again for each.
fn on_tags(test: &Test, table: Table) -> Attempt<Sql> {
    let own = Sql::default().column(table, "id");
    let tagged = own.text(" IN (SELECT opportunity_tags.opportunity_id FROM opportunity_tags");
    Ok(match test.condition() {
        Condition::IsSet => tagged.text(")"),
        Condition::OneOf(values) => {
            tagged.text(" WHERE opportunity_tags.tag_id").within(ids(values)).text(")")
        }
        Condition::Matches(inner) => tagged.then(with_tags(inner, table)?).text(")"),
        Condition::AtLeast { count, filter } => tagged
            .then(with_tags(filter, table)?)
            .text(" GROUP BY opportunity_tags.opportunity_id HAVING COUNT(*) >= ")
            .int(i64::from(count.get()))
            .text(")"),
        Condition::Compare { .. }
        | Condition::Text { .. }
        | Condition::InLine { .. }
        | Condition::Part { .. } => {
            return Err(unexpected(test));
        }
    })
}

fn with_tags(filter: &Predicate, table: Table) -> Attempt<Sql> {
    let deeper = table.deeper();
    Ok(sql(" WHERE opportunity_tags.tag_id IN (SELECT ")
        .column(deeper, "id")
        .text(" FROM tags AS ")
        .alias(deeper)
        .text(" WHERE ")
        .then(condition(filter, deeper)?)
        .text(")"))
}

fn on_losses(test: &Test, table: Table) -> Attempt<Sql> {
    let deeper = table.deeper();
    let had = Sql::default()
        .column(table, "id")
        .text(" IN (SELECT ")
        .column(deeper, "opportunity_id")
        .text(" FROM losses AS ")
        .alias(deeper);
    Ok(match test.condition() {
        Condition::IsSet => had.text(")"),
        Condition::OneOf(values) => {
            had.text(" WHERE ").column(deeper, "id").within(ids(values)).text(")")
        }
        Condition::Matches(inner) => had.text(" WHERE ").then(condition(inner, deeper)?).text(")"),
        // Grouped, and so not correlated: the losses are counted once for all records.
        Condition::AtLeast { count, filter } => had
            .text(" WHERE ")
            .then(condition(filter, deeper)?)
            .text(" GROUP BY ")
            .column(deeper, "opportunity_id")
            .text(" HAVING COUNT(*) >= ")
            .int(i64::from(count.get()))
            .text(")"),
        Condition::Compare { .. }
        | Condition::Text { .. }
        | Condition::InLine { .. }
        | Condition::Part { .. } => {
            return Err(unexpected(test));
        }
    })
}

/// The check of the filter engine lets no such test through.
fn unexpected(test: &Test) -> crate::error::Failure {
    unknown("a test of the field", test.field().name())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::num::NonZeroU32;

    use diesel::RunQueryDsl;
    use diesel::sql_types::{BigInt, Integer, Text};
    use jiff::Timestamp;
    use winback_store::filter::{Field, FieldKind, Offsets, Part, TextMatch};
    use winback_store::opportunity_schema;

    use super::*;
    use crate::connection::Conn;
    use crate::sqlite::in_memory;

    const TABLES: [(&str, &str); 12] = [
        ("opportunity", "opportunities"),
        ("loss", "losses"),
        ("customer", "customers"),
        ("person", "people"),
        ("stage", "stages"),
        ("lost_reason", "lost_reasons"),
        ("team", "teams"),
        ("tag", "tags"),
        ("source", "sources"),
        ("medium", "mediums"),
        ("campaign", "campaigns"),
        ("country", "countries"),
    ];

    fn constant_for(kind: FieldKind) -> Value {
        match kind {
            FieldKind::Text => Value::Text("'\"%\\".into()),
            FieldKind::Number { .. } => Value::Number(7),
            FieldKind::Date => Value::Date("2026-03-02".parse().unwrap()),
            FieldKind::Instant => Value::Instant(Timestamp::UNIX_EPOCH),
            FieldKind::Choice(words) => Value::Choice(words[0]),
            FieldKind::YesNo => Value::YesNo(true),
            FieldKind::Reference { .. } | FieldKind::Many { .. } => Value::Reference(7),
        }
    }

    /// Every condition that anybody can put to a field; the check drops those that do not fit.
    fn conditions(field: &Field) -> Vec<Condition> {
        let value = || constant_for(field.kind);
        let relations = [
            Relation::Equal,
            Relation::Less,
            Relation::LessOrEqual,
            Relation::Greater,
            Relation::GreaterOrEqual,
        ];
        let compared = relations.map(|relation| Condition::Compare { relation, value: value() });
        let looks = [
            TextMatch::Equals,
            TextMatch::Contains,
            TextMatch::StartsWith,
            TextMatch::EndsWith,
            TextMatch::Pattern,
        ];
        let texts = looks.into_iter().flat_map(|how| {
            [true, false]
                .map(|ignore_case| Condition::Text { how, ignore_case, text: "É'".into() })
        });
        let lists = [Condition::OneOf(vec![value()]), Condition::OneOf(Vec::new())];
        let everything = || Box::new(Predicate::everything());
        let parent = opportunity_schema(2).entity("customer").and_then(|it| it.parent()).unwrap();
        let in_line = |line| Condition::InLine { line, parent, filter: everything() };
        let lines = [Line::Under, Line::Over].map(in_line);
        let count = NonZeroU32::new(2).unwrap();
        let nested =
            [Condition::Matches(everything()), Condition::AtLeast { count, filter: everything() }];
        let nested = nested.into_iter().chain(lines);
        let tests =
            [PartTest::OneOf(vec![7]), PartTest::Compare { relation: Relation::Less, number: 7 }];
        let parts = tests.into_iter().flat_map(|test| {
            [Part::Hour, Part::Month].map(|part| {
                let (offsets, test) = (Offsets::utc(), test.clone());
                Condition::Part { part, offsets, test }
            })
        });
        let all = [Condition::IsSet].into_iter().chain(compared).chain(texts).chain(parts);
        all.chain(lists).chain(nested).collect()
    }

    fn count(conn: &mut Conn, table: &'static str, predicate: &Predicate) -> i64 {
        let statement = sql("SELECT COUNT(*) FROM ").text(table).text(" WHERE ");
        let statement = statement.then(condition(predicate, Table::Named(table)).unwrap());
        statement.rows::<BigInt>().get_result(conn).unwrap()
    }

    #[test]
    fn every_condition_on_every_field_of_the_schema_runs() {
        let mut conn = in_memory();
        let (schema, mut asked) = (opportunity_schema(2), BTreeSet::new());
        for entity in schema.entities() {
            let table = TABLES.iter().find(|(name, _)| *name == entity.name).unwrap().1;
            for field in &entity.fields {
                for condition in conditions(field) {
                    let Ok(predicate) = Predicate::test(entity, field.name, condition) else {
                        continue;
                    };
                    assert_eq!(count(&mut conn, table, &predicate.clone().not()), 0);
                    assert_eq!(count(&mut conn, table, &predicate), 0);
                    asked.insert((entity.name, field.name));
                }
            }
        }
        let fields = schema.entities().iter().map(|entity| entity.fields.len());
        assert_eq!(asked.len(), fields.sum::<usize>());
    }

    #[test]
    fn a_line_of_customers_is_followed_by_its_index() {
        let schema = opportunity_schema(2);
        let utc =
            winback_store::filter::Context::new(Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let filter = schema.parse("opportunity", "customer under 7", &utc).unwrap();
        let written = condition(&filter, Table::Named("opportunities")).unwrap();
        let statement = sql("EXPLAIN QUERY PLAN SELECT id FROM opportunities WHERE ").then(written);
        let rows: Vec<(i32, i32, i32, String)> =
            statement.rows::<(Integer, Integer, Integer, Text)>().load(&mut in_memory()).unwrap();
        let plan: Vec<String> = rows.into_iter().map(|(_, _, _, line)| line).collect();
        let followed = "SEARCH t2 USING COVERING INDEX customers_parent (parent_id=?)";
        assert!(plan.iter().any(|line| line == followed), "{plan:?}");
    }

    #[test]
    fn a_filter_may_have_thousands_of_members() {
        let schema = opportunity_schema(2);
        let entity = schema.entity("stage").unwrap();
        let equal =
            |number| Condition::Compare { relation: Relation::Equal, value: Value::Number(number) };
        let members = (0..5000).map(|n| Predicate::test(entity, "id", equal(n)).unwrap());
        assert_eq!(count(&mut in_memory(), "stages", &Predicate::Any(members.collect())), 0);
    }

    #[test]
    fn what_people_type_is_bound_and_never_part_of_the_statement() {
        let schema = opportunity_schema(2);
        let entity = schema.entity("stage").unwrap();
        let text = "'; DROP TABLE stages; --".to_owned();
        let condition = Condition::Text { how: TextMatch::Contains, ignore_case: false, text };
        let predicate = Predicate::test(entity, "name", condition).unwrap();
        let written = super::condition(&predicate, Table::Named("stages")).unwrap();
        let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&written).to_string();
        let statement = shown.split("-- binds").next().unwrap().trim();
        assert_eq!(statement, "instr(stages.name, ?) > 0");
    }
}
