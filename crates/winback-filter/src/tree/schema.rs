//! The JSON schema of trees, made from the operators and what each needs.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::Tree;
use crate::operator::{Needs, OperatorKind};
use crate::period::{Unit, Which};

/// All needs; the operators with the same ones have rules of the same keys.
const NEEDS: [Needs; 9] = [
    Needs::Nothing,
    Needs::Value,
    Needs::Ends,
    Needs::Values,
    Needs::Filter,
    Needs::ValueOrFilter,
    Needs::Amount,
    Needs::Period,
    Needs::Length,
];

impl Tree {
    /// Returns the JSON schema of trees, as a document of its own.
    pub fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl JsonSchema for Tree {
    fn schema_name() -> Cow<'static, str> {
        "Filter".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Tree").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tree = generator.subschema_for::<Self>();
        let branch = |key: &str, what: &str| {
            object([(key, json!({ "type": "array", "items": tree }))], &[key], what)
        };
        let mut forms = vec![
            branch("all", "All of these hold; an empty list is everything."),
            branch("any", "At least one of these holds; an empty list is nothing."),
            object([("not", json!(tree))], &["not"], "This does not hold."),
        ];
        forms.extend(NEEDS.into_iter().flat_map(|needs| rules(needs, &tree)));
        json_schema!({
            "description": "A filter: a branch, or a rule that asks a field.",
            "oneOf": forms
        })
    }
}

/// Returns the rules of the operators that need this; in two forms if either of two will do.
fn rules(needs: Needs, tree: &Schema) -> Vec<Value> {
    let count = json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX });
    let unit = json!({ "enum": Unit::ALL.map(Unit::name) });
    let one = |key, schema| vec![vec![(key, schema, true)]];
    let keys = match needs {
        Needs::Nothing => vec![vec![]],
        Needs::Value => one("value", scalar()),
        Needs::Ends => vec![vec![("from", scalar(), true), ("to", scalar(), true)]],
        Needs::Values => one("values", json!({ "type": "array", "items": scalar() })),
        Needs::Filter => one("filter", json!(tree)),
        Needs::ValueOrFilter => [one("value", scalar()), one("filter", json!(tree))].concat(),
        Needs::Amount => {
            let count = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
            vec![vec![("count", count, true), ("filter", json!(tree), false)]]
        }
        Needs::Period => {
            let which = |all: &[Which]| {
                let names: Vec<_> = all.iter().map(|which| which.name()).collect();
                json!({ "enum": names })
            };
            let counted = [
                ("which", which(&[Which::Last, Which::Next])),
                ("count", count),
                ("unit", unit.clone()),
            ];
            let counted =
                object(counted, &["which", "count", "unit"], "Days that end or begin with today.");
            let calendar = [("which", which(&Which::ALL)), ("unit", unit)];
            let calendar = object(calendar, &["which", "unit"], "One of the calendar.");
            one("period", json!({ "oneOf": [counted, calendar] }))
        }
        Needs::Length => {
            let length = object([("count", count), ("unit", unit)], &["count", "unit"], "So long.");
            one("length", length)
        }
    };
    keys.into_iter().map(|keys| rule(needs, keys)).collect()
}

fn rule(needs: Needs, keys: Vec<(&'static str, Value, bool)>) -> Value {
    let operators = OperatorKind::ALL.iter().filter(|operator| operator.needs() == needs);
    let names: Vec<_> = operators.map(|operator| operator.name()).collect();
    let field = json!({
        "type": "string",
        "description": "A field, reached through dots: `customer.country`, `created_at:month_number`."
    });
    let required: Vec<_> = ["field", "operator"]
        .into_iter()
        .chain(keys.iter().filter(|(_, _, needed)| *needed).map(|(key, _, _)| *key))
        .collect();
    let own = [("field", field), ("operator", json!({ "enum": names }))];
    let keys = own.into_iter().chain(keys.into_iter().map(|(key, schema, _)| (key, schema)));
    object(keys, &required, "A field is asked something.")
}

fn scalar() -> Value {
    let word = object(
        [("word", json!({ "type": "string" }))],
        &["word"],
        "A word without quotes: `me`, `now`, `today`, `yesterday` or `tomorrow`.",
    );
    json!({ "anyOf": [{ "type": ["string", "number", "boolean"] }, word] })
}

fn object<'k>(
    keys: impl IntoIterator<Item = (&'k str, Value)>,
    required: &[&str],
    description: &str,
) -> Value {
    let properties: Map<String, Value> =
        keys.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}
