//! Which condition a field of which type can be asked.

use std::num::NonZeroU32;

use jiff::Timestamp;

use crate::calendar::Part;
use crate::error::{FilterError, FilterErrorKind};
use crate::offsets::Offsets;
use crate::predicate::{Condition, Predicate, Relation, TextMatch};
use crate::schema::{FieldKind, FieldRef};
use crate::text;
use crate::value::Value;

/// The longest pattern, in bytes: databases match longer ones slowly, or not at all.
const MAX_PATTERN: usize = 10_000;

/// Returns the condition in its one form: searched text folded when case is ignored, patterns
/// without a dangling escape, exact equality as a comparison.
pub(crate) fn condition(field: FieldRef, condition: Condition) -> Result<Condition, FilterError> {
    match condition {
        Condition::IsSet => Ok(Condition::IsSet),
        Condition::Compare { relation, value } => {
            let ordered = matches!(
                field.kind(),
                FieldKind::Text | FieldKind::Number { .. } | FieldKind::Date | FieldKind::Instant
            );
            let related = ordered || relation == Relation::Equal;
            let single = !matches!(field.kind(), FieldKind::Many { .. });
            ensure(field, single && related && has_type(field.kind(), &value))?;
            Ok(Condition::Compare { relation, value: whole_microseconds(value) })
        }
        Condition::OneOf(values) => {
            ensure(field, has_lists(field.kind()))?;
            ensure(field, values.iter().all(|value| has_type(field.kind(), value)))?;
            Ok(Condition::OneOf(values))
        }
        Condition::Text { how, ignore_case, text } => {
            ensure(field, field.kind() == FieldKind::Text)?;
            text_condition(how, ignore_case, text)
        }
        Condition::Matches(inner) => {
            ensure(field, field.kind().target().is_some())?;
            Ok(Condition::Matches(Box::new(on_target(field, *inner)?)))
        }
        Condition::AtLeast { count, filter } => {
            ensure(field, matches!(field.kind(), FieldKind::Many { .. }))?;
            let filter = Box::new(on_target(field, *filter)?);
            Ok(match count {
                NonZeroU32::MIN => Condition::Matches(filter),
                count => Condition::AtLeast { count, filter },
            })
        }
        Condition::InLine { line, parent, filter } => {
            let same = FieldKind::Reference { to: parent.entity() };
            ensure(field, parent.is_parent() && field.kind() == same)?;
            Ok(Condition::InLine { line, parent, filter: Box::new(on_target(field, *filter)?) })
        }
        Condition::Part { part, offsets, test } => {
            let is_day = field.kind() == FieldKind::Date;
            ensure(field, field.kind() == FieldKind::Instant || is_day && part != Part::Hour)?;
            let offsets = if is_day { Offsets::utc() } else { offsets };
            Ok(Condition::Part { part, offsets, test })
        }
    }
}

/// Returns a filter on the records that the field leads to in normal form.
fn on_target(field: FieldRef, inner: Predicate) -> Result<Predicate, FilterError> {
    let target = field.kind().target();
    match stray(&inner, target) {
        Some(found) => {
            let kind = FilterErrorKind::WrongEntity { field: field.name(), found };
            Err(FilterError::new(kind, 0..0).expecting_words(target))
        }
        None => Ok(inner.normalized()),
    }
}

/// Instants are compared to the microsecond, which is as fine as backends keep them.
fn whole_microseconds(value: Value) -> Value {
    match value {
        Value::Instant(at) => {
            Value::Instant(Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at))
        }
        other => other,
    }
}

fn ensure(field: FieldRef, holds: bool) -> Result<(), FilterError> {
    let kind = FilterErrorKind::WrongCondition { field: field.name(), field_kind: field.kind() };
    if holds { Ok(()) } else { Err(FilterError::new(kind, 0..0)) }
}

fn has_lists(kind: FieldKind) -> bool {
    match kind {
        FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Choice(_)
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => true,
        FieldKind::Date | FieldKind::Instant | FieldKind::YesNo => false,
    }
}

fn has_type(kind: FieldKind, value: &Value) -> bool {
    match value {
        Value::Number(_) => matches!(kind, FieldKind::Number { .. }),
        Value::Text(_) => kind == FieldKind::Text,
        Value::Date(_) => kind == FieldKind::Date,
        Value::Instant(_) => kind == FieldKind::Instant,
        Value::Choice(choice) => {
            matches!(kind, FieldKind::Choice(choices) if choices.contains(choice))
        }
        Value::YesNo(_) => kind == FieldKind::YesNo,
        Value::Reference(_) => kind.target().is_some(),
    }
}

fn text_condition(
    how: TextMatch,
    ignore_case: bool,
    text: String,
) -> Result<Condition, FilterError> {
    let text = if ignore_case { text::fold(&text) } else { text };
    Ok(match how {
        TextMatch::Pattern if text.len() > MAX_PATTERN => {
            let kind = FilterErrorKind::LongPattern { limit: MAX_PATTERN };
            return Err(FilterError::new(kind, 0..0));
        }
        TextMatch::Equals if !ignore_case => {
            Condition::Compare { relation: Relation::Equal, value: Value::Text(text) }
        }
        TextMatch::Pattern => {
            Condition::Text { how, ignore_case, text: text::closed_pattern(text) }
        }
        TextMatch::Equals | TextMatch::Contains | TextMatch::StartsWith | TextMatch::EndsWith => {
            Condition::Text { how, ignore_case, text }
        }
    })
}

/// Returns the record type of a test that is not about `target`.
fn stray(inner: &Predicate, target: Option<&'static str>) -> Option<&'static str> {
    match inner {
        Predicate::All(members) | Predicate::Any(members) => {
            members.iter().find_map(|member| stray(member, target))
        }
        Predicate::Not(inner) => stray(inner, target),
        Predicate::Test(test) => Some(test.field().entity()).filter(|found| Some(*found) != target),
    }
}
