//! Cursors as text: opaque to people, the same for the same place.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use winback_domain::OpportunityId;
use winback_store::{Cursor, CursorValue};

use crate::{AppError, ListRequest, ValueProblem};

impl ListRequest {
    /// Writes where a page ended as a text that needs no quotes in a shell or an address.
    pub fn cursor_text(cursor: &Cursor) -> String {
        let values: Vec<Value> = cursor
            .values
            .iter()
            .map(|value| match value {
                CursorValue::Empty => Value::Null,
                CursorValue::Number(number) => json!(number),
                CursorValue::Text(text) => json!(text),
                CursorValue::Date(date) => json!({ "day": date.to_string() }),
                CursorValue::Instant(instant) => json!({ "at": instant.to_string() }),
            })
            .collect();
        written(&json!([cursor.id.get(), values]))
    }

    /// Reads what [`cursor_text`](Self::cursor_text) wrote.
    ///
    /// # Errors
    /// [`AppError::Value`] for anything else.
    pub fn cursor_of(text: &str) -> Result<Cursor, AppError> {
        read(text).ok_or_else(|| no_cursor(text))
    }
}

/// Writes a document as a text that needs no quotes in a shell or an address.
pub(crate) fn written(document: &Value) -> String {
    document.to_string().bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`written`] wrote.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> Option<T> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    let bytes: Option<Vec<u8>> = digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
    serde_json::from_slice(&bytes?).ok()
}

/// Refuses a text that is no cursor.
pub(crate) fn no_cursor(text: &str) -> AppError {
    AppError::value("after", text, ValueProblem::NotACursor)
}

fn read(text: &str) -> Option<Cursor> {
    let (id, values): (i64, Vec<Value>) = document(text)?;
    let values: Option<Vec<CursorValue>> = values.iter().map(value).collect();
    Some(Cursor { values: values?, id: OpportunityId::new(id) })
}

fn value(value: &Value) -> Option<CursorValue> {
    Some(match value {
        Value::Null => CursorValue::Empty,
        Value::Number(number) => CursorValue::Number(number.as_i64()?),
        Value::String(text) => CursorValue::Text(text.clone()),
        Value::Object(typed) => match (typed.get("day"), typed.get("at")) {
            (Some(day), None) => CursorValue::Date(day.as_str()?.parse().ok()?),
            (None, Some(at)) => CursorValue::Instant(at.as_str()?.parse().ok()?),
            _ => return None,
        },
        Value::Bool(_) | Value::Array(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor {
            values: vec![
                CursorValue::Empty,
                CursorValue::Number(-3),
                CursorValue::Text("Zoé \"x\"".into()),
                CursorValue::Date("2026-03-02".parse().unwrap()),
                CursorValue::Instant("2026-03-02T10:00:00.000001Z".parse().unwrap()),
            ],
            id: OpportunityId::new(12),
        };
        assert_eq!(read(&ListRequest::cursor_text(&cursor)), Some(cursor));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", "abc", "zz", "é", "5b5d", "5b312c5b747275655d5d"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
