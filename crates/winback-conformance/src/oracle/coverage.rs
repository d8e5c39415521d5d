//! Which conditions random filters have asked of which fields.

use std::collections::BTreeSet;

use winback_store::filter::{Condition, FieldKind, Predicate, Schema};

use super::predicate::is_lined;

/// One field of one entity, and the name of a condition that it was asked.
type Asked = (&'static str, &'static str, &'static str);

/// What random filters have asked.
#[derive(Default)]
pub(super) struct Coverage {
    seen: BTreeSet<Asked>,
}

impl Coverage {
    /// Takes note of every test of a filter, those on referred records included.
    pub(super) fn note(&mut self, predicate: &Predicate) {
        self.seen.extend(asked_by(predicate));
    }

    /// Says whether a filter asks something that none before has asked.
    pub(super) fn is_widened_by(&self, predicate: &Predicate) -> bool {
        asked_by(predicate).iter().any(|asked| !self.seen.contains(asked))
    }

    /// Returns what a schema lets one ask that no filter has asked.
    pub(super) fn missing(&self, schema: &Schema) -> Vec<Asked> {
        let fields = schema.entities().iter().flat_map(|entity| {
            entity.fields.iter().map(move |field| (entity.name, field.name, field.kind))
        });
        let askable = fields.flat_map(|(entity, field, kind)| {
            askable(schema, kind).into_iter().map(move |condition| (entity, field, condition))
        });
        askable.filter(|asked| !self.seen.contains(asked)).collect()
    }
}

/// Returns what the tests of a filter ask, those on referred records included.
fn asked_by(predicate: &Predicate) -> Vec<Asked> {
    match predicate {
        Predicate::All(members) | Predicate::Any(members) => {
            members.iter().flat_map(asked_by).collect()
        }
        Predicate::Not(inner) => asked_by(inner),
        Predicate::Test(test) => {
            let (field, condition) = (test.field(), test.condition());
            let mut asked = on_referred(condition).map(asked_by).unwrap_or_default();
            asked.push((field.entity(), field.name(), name_of(condition)));
            asked
        }
    }
}

/// Returns the filter on referred records inside a condition.
fn on_referred(condition: &Condition) -> Option<&Predicate> {
    match condition {
        Condition::Matches(filter)
        | Condition::AtLeast { filter, .. }
        | Condition::InLine { filter, .. } => Some(filter),
        Condition::IsSet
        | Condition::Compare { .. }
        | Condition::OneOf(_)
        | Condition::Text { .. }
        | Condition::Part { .. } => None,
    }
}

/// Names a condition. A new one belongs into [`askable`] too, so that the generator must make it.
fn name_of(condition: &Condition) -> &'static str {
    match condition {
        Condition::IsSet => "is set",
        Condition::Compare { .. } => "compare",
        Condition::OneOf(_) => "one of",
        Condition::Text { .. } => "text",
        Condition::Matches(_) => "matches",
        Condition::AtLeast { .. } => "at least",
        Condition::InLine { .. } => "in line",
        Condition::Part { .. } => "part",
    }
}

/// Returns the names of all conditions that a field of this kind can be asked.
fn askable(schema: &Schema, kind: FieldKind) -> Vec<&'static str> {
    let mut names = vec!["is set"];
    names.extend_from_slice(match kind {
        FieldKind::Text => &["compare", "one of", "text"][..],
        FieldKind::Number { .. } | FieldKind::Choice(_) => &["compare", "one of"],
        FieldKind::Date | FieldKind::Instant => &["compare", "part"],
        FieldKind::YesNo => &["compare"],
        FieldKind::Reference { .. } => &["compare", "one of", "matches"],
        FieldKind::Many { .. } => &["one of", "matches", "at least"],
    });
    if matches!(kind, FieldKind::Reference { to } if is_lined(schema, to)) {
        names.push("in line");
    }
    names
}
