//! Constants and searched texts in conditions.

use winback_store::filter::{FieldKind, Relation, TextMatch, Value};

use super::place::literal;
use crate::dialect::List;
use crate::rows::{days, micros};
use crate::sql::{Sql, sql};

/// Compares without `LIKE` on SQLite wherever a text is searched as it stands, because `LIKE` limits
/// the length of what it takes there.
pub(super) fn looks_like(how: TextMatch, column: impl Fn() -> Sql, text: &str) -> Sql {
    match how {
        TextMatch::Equals => column().text(" = ").str(text),
        TextMatch::Contains => sql("").holds(column(), text),
        TextMatch::StartsWith => {
            sql("substr(").then(column()).text(", 1, length(").str(text).text(")) = ").str(text)
        }
        TextMatch::EndsWith => sql("substr(")
            .then(column())
            .text(", length(")
            .then(column())
            .text(") - length(")
            .str(text)
            .text(") + 1) = ")
            .str(text),
        TextMatch::Pattern => column().text(" LIKE ").str(text).text(" ESCAPE '\\'"),
    }
}

/// Returns the sign of a relation.
pub(super) const fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => " = ",
        Relation::Less => " < ",
        Relation::LessOrEqual => " <= ",
        Relation::Greater => " > ",
        Relation::GreaterOrEqual => " >= ",
    }
}

/// Returns a constant. States and yes/no stand in the text of the statement, because an index on part
/// of a table serves only statements that say which part.
pub(super) fn constant(value: &Value) -> Sql {
    match value {
        Value::Number(number) | Value::Reference(number) => Sql::default().int(*number),
        Value::Text(text) => Sql::default().str(text.as_str()),
        Value::Date(day) => Sql::default().int(days(*day)),
        Value::Instant(at) => Sql::default().int(micros(*at)),
        Value::YesNo(true) => sql("TRUE"),
        Value::YesNo(false) => sql("FALSE"),
        Value::Choice(word) => literal(word).map_or_else(|| Sql::default().str(*word), sql),
    }
}

/// Returns a list of constants of a field's kind.
pub(super) fn list(kind: FieldKind, values: &[Value]) -> List {
    match kind {
        FieldKind::Text | FieldKind::Choice(_) => {
            List::Texts(values.iter().filter_map(word).collect())
        }
        FieldKind::YesNo => List::Bools(values.iter().filter_map(yes_or_no).collect()),
        FieldKind::Number { .. }
        | FieldKind::Date
        | FieldKind::Instant
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => ids(values),
    }
}

/// Returns a list of ids or other numbers.
pub(super) fn ids(values: &[Value]) -> List {
    List::Ints(values.iter().filter_map(number).collect())
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) | Value::Reference(number) => Some(*number),
        Value::Date(day) => Some(days(*day)),
        Value::Instant(at) => Some(micros(*at)),
        Value::YesNo(_) | Value::Text(_) | Value::Choice(_) => None,
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Choice(word) => Some((*word).to_owned()),
        Value::Number(_)
        | Value::Reference(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::YesNo(_) => None,
    }
}

fn yes_or_no(value: &Value) -> Option<bool> {
    match value {
        Value::YesNo(yes) => Some(*yes),
        Value::Number(_)
        | Value::Reference(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::Text(_)
        | Value::Choice(_) => None,
    }
}
