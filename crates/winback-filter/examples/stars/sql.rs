//! A predicate in the SQL of SQLite: identifiers come from the schema, values are always bound.

use rusqlite::types::Value as Bound;
use winback_filter::{
    Condition, FieldKind, FieldRef, Part, PartTest, Predicate, Relation, Test, TextMatch, Value,
};

/// Returns a condition on the table `t0`, which is never NULL, and the values of its parameters.
pub(crate) fn translate(predicate: &Predicate) -> Result<(String, Vec<Bound>), &'static str> {
    let mut sql = Sql::default();
    let condition = sql.predicate(predicate, 0)?;
    Ok((condition, sql.values))
}

#[derive(Default)]
struct Sql {
    values: Vec<Bound>,
}

impl Sql {
    /// Translates what is asked of the table `t{depth}`.
    fn predicate(&mut self, predicate: &Predicate, depth: usize) -> Result<String, &'static str> {
        let mut joined = |members: &[Predicate], joint: &str, none: &str| {
            let parts = members.iter().map(|member| self.predicate(member, depth));
            let parts = parts.collect::<Result<Vec<_>, _>>()?;
            Ok(if parts.is_empty() { none.to_owned() } else { format!("({})", parts.join(joint)) })
        };
        match predicate {
            Predicate::All(members) => joined(members, " AND ", "TRUE"),
            Predicate::Any(members) => joined(members, " OR ", "FALSE"),
            Predicate::Not(inner) => Ok(format!("NOT {}", self.predicate(inner, depth)?)),
            // A test of an empty value is false, where SQL would say NULL.
            Predicate::Test(test) => Ok(format!("({}) IS TRUE", self.test(test, depth)?)),
        }
    }

    fn test(&mut self, test: &Test, depth: usize) -> Result<String, &'static str> {
        let field = test.field();
        let column = format!("t{depth}.{}", field.name());
        Ok(match test.condition() {
            Condition::IsSet if is_many(field) => self.referred(field, None, depth, "> 0")?,
            Condition::IsSet => format!("{column} IS NOT NULL"),
            Condition::Compare { relation, value } => {
                format!("{column} {} {}", sign(*relation), self.bind(value))
            }
            Condition::OneOf(values) => {
                let values: Vec<_> = values.iter().map(|value| self.bind(value)).collect();
                let listed = format!("IN ({})", values.join(", "));
                if is_many(field) {
                    let (table, below) = (field.kind().target().unwrap_or_default(), depth + 1);
                    let ids = format!(
                        "SELECT id FROM {table} t{below} WHERE t{below}.star = t{depth}.id"
                    );
                    format!("EXISTS (SELECT 1 FROM ({ids}) WHERE id {listed})")
                } else {
                    format!("{column} {listed}")
                }
            }
            Condition::Text { how, ignore_case, text } => {
                let found = if *ignore_case { format!("fold({column})") } else { column };
                let text = self.bind(&Value::Text(text.clone()));
                match how {
                    TextMatch::Equals => format!("{found} = {text}"),
                    TextMatch::Contains => format!("instr({found}, {text}) > 0"),
                    TextMatch::StartsWith => format!("instr({found}, {text}) = 1"),
                    TextMatch::EndsWith => format!("ends_with({found}, {text})"),
                    TextMatch::Pattern => format!("pattern_matches({found}, {text})"),
                }
            }
            Condition::Matches(inner) => self.referred(field, Some(inner), depth, "> 0")?,
            Condition::AtLeast { count, filter } => {
                self.referred(field, Some(filter), depth, &format!(">= {count}"))?
            }
            Condition::Part { part: Part::Month, test, .. } => {
                let month = format!("CAST(strftime('%m', {column}) AS INTEGER)");
                match test {
                    PartTest::Compare { relation, number } => {
                        format!(
                            "{month} {} {}",
                            sign(*relation),
                            self.bind(&Value::Number(*number))
                        )
                    }
                    PartTest::OneOf(numbers) => {
                        let numbers = numbers.iter().map(|it| self.bind(&Value::Number(*it)));
                        format!("{month} IN ({})", numbers.collect::<Vec<_>>().join(", "))
                    }
                }
            }
            Condition::Part { .. } => return Err("stars are asked for months alone"),
            Condition::InLine { .. } => return Err("no star stands under another one"),
        })
    }

    /// Counts the records that a field leads to, of those that pass.
    fn referred(
        &mut self,
        field: FieldRef,
        filter: Option<&Predicate>,
        depth: usize,
        wanted: &str,
    ) -> Result<String, &'static str> {
        let (table, below) = (field.kind().target().unwrap_or_default(), depth + 1);
        let join = if is_many(field) {
            format!("t{below}.star = t{depth}.id")
        } else {
            format!("t{below}.id = t{depth}.{}", field.name())
        };
        let filter = filter.map_or(Ok("TRUE".to_owned()), |it| self.predicate(it, below))?;
        Ok(format!("(SELECT count(*) FROM {table} t{below} WHERE {join} AND {filter}) {wanted}"))
    }

    fn bind(&mut self, value: &Value) -> String {
        self.values.push(match value {
            Value::Number(number) | Value::Reference(number) => Bound::Integer(*number),
            Value::Text(text) => Bound::Text(text.clone()),
            Value::Date(date) => Bound::Text(date.to_string()),
            Value::Instant(instant) => Bound::Integer(instant.as_microsecond()),
            Value::Choice(choice) => Bound::Text((*choice).to_owned()),
            Value::YesNo(yes) => Bound::Integer((*yes).into()),
        });
        format!("?{}", self.values.len())
    }
}

fn is_many(field: FieldRef) -> bool {
    matches!(field.kind(), FieldKind::Many { .. })
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=",
        Relation::Less => "<",
        Relation::LessOrEqual => "<=",
        Relation::Greater => ">",
        Relation::GreaterOrEqual => ">=",
    }
}
