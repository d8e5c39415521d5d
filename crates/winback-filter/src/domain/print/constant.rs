//! Constants in domains.

use serde_json::{Value as Json, json};

use crate::schema::{Field, FieldKind};
use crate::value::Value;

/// Returns the constants of a list.
pub(super) fn constants(field: &Field, values: &[Value]) -> Json {
    Json::Array(values.iter().map(|value| constant(field, value)).collect())
}

/// Returns a constant as the reference spells it for the field; times are UTC.
pub(super) fn constant(field: &Field, value: &Value) -> Json {
    match value {
        Value::Number(number) if field.reference_choices.is_some() => json!(number.to_string()),
        Value::Number(units) => match field.kind {
            FieldKind::Number { scale } if scale > 0 => decimal(*units, scale),
            _ => json!(units),
        },
        Value::Text(text) => json!(text),
        Value::Choice(word) => json!(word),
        Value::Date(day) => json!(day.to_string()),
        Value::Instant(at) => {
            let time = jiff::tz::Offset::UTC.to_datetime(*at);
            json!(time.to_string().replace('T', " "))
        }
        Value::YesNo(yes) => json!(yes),
        Value::Reference(id) => json!(id),
    }
}

/// Returns a number of JSON, or a text if that would not be exact.
fn decimal(units: i64, scale: u8) -> Json {
    let digits = usize::from(scale);
    let all = format!("{:0>width$}", units.unsigned_abs(), width = digits + 1);
    let (whole, decimals) = all.split_at(all.len() - digits);
    let sign = if units < 0 { "-" } else { "" };
    let decimals = decimals.trim_end_matches('0');
    let text = if decimals.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{decimals}")
    };
    let exact = text.parse::<f64>().ok().filter(|number| number.to_string() == text);
    exact.map_or_else(|| json!(text), |number| json!(number))
}
