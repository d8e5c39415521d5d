//! Structured changes as they are kept: an array of `[field, old, new]`.

use jiff::civil::Date;
use serde_json::{Value as Json, json};
use winback_store::domain::{
    Amount, FieldChange, Probability, TrackedField, TrackedValue, ValueType,
};

use crate::error::{Attempt, unknown};
use crate::rows::{instant, micros};

/// Writes changes.
pub(crate) fn encode(changes: &[FieldChange]) -> String {
    let one = |change: &FieldChange| {
        json!([change.field.as_str(), value(change.old.as_ref()), value(change.new.as_ref())])
    };
    Json::Array(changes.iter().map(one).collect()).to_string()
}

fn value(value: Option<&TrackedValue>) -> Json {
    match value {
        None => Json::Null,
        Some(TrackedValue::Text(text)) => json!(text),
        Some(TrackedValue::Number(number) | TrackedValue::Reference(number)) => json!(number),
        Some(TrackedValue::Amount(amount)) => json!(amount.minor()),
        Some(TrackedValue::Probability(probability)) => json!(probability.hundredths()),
        Some(TrackedValue::Date(day)) => json!(day.to_string()),
        Some(TrackedValue::Instant(at)) => json!(micros(*at)),
        Some(TrackedValue::References(ids)) => json!(ids),
    }
}

/// Reads changes.
pub(crate) fn decode(text: &str) -> Attempt<Vec<FieldChange>> {
    let damaged = || unknown("the changes", text);
    let changes: Vec<(String, Json, Json)> = serde_json::from_str(text).map_err(|_| damaged())?;
    let one = |(word, old, new): (String, Json, Json)| {
        let field = TrackedField::from_word(&word).ok_or_else(damaged)?;
        let kind = field.value_type();
        Ok(FieldChange { field, old: tracked(kind, &old)?, new: tracked(kind, &new)? })
    };
    changes.into_iter().map(one).collect()
}

fn tracked(kind: ValueType, found: &Json) -> Attempt<Option<TrackedValue>> {
    if found.is_null() {
        return Ok(None);
    }
    let damaged = || unknown("the value of a change", found);
    let number = || found.as_i64().ok_or_else(damaged);
    let text = || found.as_str().ok_or_else(damaged);
    Ok(Some(match kind {
        ValueType::Text => TrackedValue::Text(text()?.to_owned()),
        ValueType::Number => TrackedValue::Number(number()?),
        ValueType::Amount => TrackedValue::Amount(Amount::from_minor(number()?)),
        ValueType::Probability => TrackedValue::Probability(
            Probability::from_hundredths(number()?).map_err(|_| damaged())?,
        ),
        ValueType::Date => TrackedValue::Date(text()?.parse::<Date>().map_err(|_| damaged())?),
        ValueType::Instant => TrackedValue::Instant(instant(number()?)?),
        ValueType::Reference => TrackedValue::Reference(number()?),
        ValueType::References => {
            let ids = found.as_array().ok_or_else(damaged)?.iter().map(Json::as_i64);
            TrackedValue::References(ids.collect::<Option<_>>().ok_or_else(damaged)?)
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(kind: ValueType) -> TrackedValue {
        match kind {
            ValueType::Text => TrackedValue::Text("a \"b\" \\ \n é".into()),
            ValueType::Number => TrackedValue::Number(3),
            ValueType::Amount => TrackedValue::Amount(Amount::from_minor(i64::MIN)),
            ValueType::Probability => TrackedValue::Probability(Probability::CERTAIN),
            ValueType::Date => TrackedValue::Date("2026-02-28".parse().unwrap()),
            ValueType::Instant => TrackedValue::Instant("2026-03-02T10:00:00.5Z".parse().unwrap()),
            ValueType::Reference => TrackedValue::Reference(7),
            ValueType::References => TrackedValue::References(vec![1, 2]),
        }
    }

    #[test]
    fn every_field_comes_back_as_it_was_written() {
        let changes: Vec<FieldChange> = TrackedField::ALL
            .iter()
            .map(|field| FieldChange {
                field: *field,
                old: None,
                new: Some(example(field.value_type())),
            })
            .collect();
        assert_eq!(decode(&encode(&changes)).unwrap(), changes);
    }

    #[test]
    fn a_damaged_text_is_an_error_that_shows_it() {
        let error =
            decode(r#"[["state","open"]]"#).unwrap_err().into_store_error("sqlite", "reading");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(r#"the changes `[["state","open"]]`"#), "{source}");
    }
}
