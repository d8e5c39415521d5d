//! What can be asked, told to an editor or a program: the schema as data.

use jiff::civil::Weekday;
use schemars::JsonSchema;
use serde::Serialize;

use crate::calendar::{Cut, Part};
use crate::group::AggregateKind;
use crate::operator::{Needs, OperatorKind};
use crate::schema::{Entity, Field, FieldKind, Schema};

/// All record types, their fields and what each can be asked, and the operators; what an editor of
/// [trees](crate::Tree) offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Catalogue {
    /// The record types, in the order of the schema.
    pub entities: Vec<EntityEntry>,
    /// All operators.
    pub operators: Vec<OperatorEntry>,
    /// The record type of people, with whose references `me` can be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<&'static str>,
}

/// A record type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntityEntry {
    /// Its name.
    pub name: &'static str,
    /// The field that names its records to people.
    pub display: &'static str,
    /// Its fields, in the order in which they are offered.
    pub fields: Vec<FieldEntry>,
    /// Words of the text spelling that stand for something longer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseEntry>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldEntry {
    /// Its name.
    pub name: &'static str,
    /// The name of the same field in the reference system, which is understood as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_name: Option<&'static str>,
    /// The key of the label that people see.
    pub label: &'static str,
    /// The type of its values.
    pub r#type: TypeName,
    /// How many decimals a number has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// The choices, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<&'static [&'static str]>,
    /// The record type that a reference or a list leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'static str>,
    /// Whether every record has a value.
    pub required: bool,
    /// Whether lists can be grouped by it.
    pub groupable: bool,
    /// Whether lists can be sorted by it.
    pub sortable: bool,
    /// The names of the operators to offer, in order.
    pub operators: Vec<&'static str>,
    /// How its days and times are cut for grouping: `created_at:month`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<&'static str>,
    /// The numbers of its days and times that can be asked: `created_at:month_number`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<&'static str>,
    /// What can be computed of it for each group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aggregates: Vec<&'static str>,
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TypeName {
    /// Text.
    Text,
    /// A number of so many decimals.
    Number,
    /// A day.
    Date,
    /// A point in time.
    DateTime,
    /// One of some words.
    Choice,
    /// Yes or no.
    YesNo,
    /// At most one other record.
    Reference,
    /// Any number of other records.
    Many,
}

/// Words that stand for something longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PhraseEntry {
    /// The words.
    pub words: &'static str,
    /// What they stand for, in the text spelling.
    pub stands_for: &'static str,
}

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OperatorEntry {
    /// How trees name it.
    pub name: &'static str,
    /// How the text spelling writes it.
    pub spelling: &'static str,
    /// The keys of a rule that it needs besides `field` and `operator`.
    pub needs: &'static [&'static str],
    /// The operator that asks the opposite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opposite: Option<&'static str>,
}

impl Schema {
    /// Returns what can be asked of which records, as data.
    pub fn catalogue(&self) -> Catalogue {
        let operators = OperatorKind::ALL.iter().map(|operator| OperatorEntry {
            name: operator.name(),
            spelling: operator.spelling(),
            needs: keys(operator.needs()),
            opposite: operator.opposite().map(OperatorKind::name),
        });
        Catalogue {
            entities: self.entities().iter().map(|entity| self.entry(entity)).collect(),
            operators: operators.collect(),
            people: self.people(),
        }
    }

    fn entry(&self, entity: &Entity) -> EntityEntry {
        let phrases = self.phrases(entity.name);
        let phrases = phrases
            .map(|phrase| PhraseEntry { words: phrase.words, stands_for: phrase.stands_for() });
        EntityEntry {
            name: entity.name,
            display: entity.display,
            fields: entity.fields.iter().map(field).collect(),
            phrases: phrases.collect(),
        }
    }
}

fn field(field: &Field) -> FieldEntry {
    let kind = field.kind;
    let days_alone = kind == FieldKind::Date;
    let is_time = days_alone || kind == FieldKind::Instant;
    let cuts = Cut::all(Weekday::Monday).filter(|cut| !days_alone || cut.suits_days());
    let parts = Part::ALL.into_iter().filter(|part| !(days_alone && *part == Part::Hour));
    FieldEntry {
        name: field.name,
        reference_name: field.reference_name,
        label: field.label,
        r#type: type_name(kind),
        decimals: match kind {
            FieldKind::Number { scale } => Some(scale),
            _ => None,
        },
        choices: match kind {
            FieldKind::Choice(choices) => Some(choices),
            _ => None,
        },
        to: kind.target(),
        required: !field.nullable,
        groupable: field.groupable,
        sortable: field.sortable,
        operators: field.operators().iter().map(|operator| operator.name()).collect(),
        cuts: if is_time && field.groupable { cuts.map(Cut::spelling).collect() } else { vec![] },
        parts: if is_time { parts.map(Part::spelling).collect() } else { vec![] },
        aggregates: AggregateKind::of(kind).map(AggregateKind::spelling).collect(),
    }
}

fn type_name(kind: FieldKind) -> TypeName {
    match kind {
        FieldKind::Text => TypeName::Text,
        FieldKind::Number { .. } => TypeName::Number,
        FieldKind::Date => TypeName::Date,
        FieldKind::Instant => TypeName::DateTime,
        FieldKind::Choice(_) => TypeName::Choice,
        FieldKind::YesNo => TypeName::YesNo,
        FieldKind::Reference { .. } => TypeName::Reference,
        FieldKind::Many { .. } => TypeName::Many,
    }
}

fn keys(needs: Needs) -> &'static [&'static str] {
    match needs {
        Needs::Nothing => &[],
        Needs::Value => &["value"],
        Needs::Ends => &["from", "to"],
        Needs::Values => &["values"],
        Needs::Filter => &["filter"],
        Needs::ValueOrFilter => &["value", "filter"],
        Needs::Amount => &["count", "filter"],
        Needs::Period => &["period"],
        Needs::Length => &["length"],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sample;
    use crate::{Context, Operand, OperatorKind, Rule, Scalar, Tree};

    #[test]
    fn a_catalogue_tells_what_a_field_is_and_can_be_asked() {
        let catalogue = serde_json::to_value(sample::schema().catalogue()).unwrap();
        assert_eq!(catalogue["people"], json!("author"));
        assert_eq!(catalogue["entities"][0]["display"], json!("title"));
        assert_eq!(
            catalogue["entities"][0]["fields"][2],
            json!({
                "name": "price", "reference_name": "list_price", "label": "price",
                "type": "number", "decimals": 2,
                "required": false, "groupable": false, "sortable": true,
                "operators": ["equal", "not_equal", "greater", "greater_or_equal", "less",
                    "less_or_equal", "between", "in", "is_set", "is_not_set"],
                "aggregates": ["count", "count distinct", "sum", "average", "min", "max"]
            })
        );
        let published = &catalogue["entities"][0]["fields"][6];
        assert_eq!(published["cuts"][0], json!("day"));
        assert_eq!(published["parts"][0], json!("day_of_week"));
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<super::Catalogue>();
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        assert!(validator.is_valid(&catalogue));
    }

    /// What is offered can be used: each operator on each field, with an operand that suits it.
    #[test]
    fn every_operator_that_is_offered_is_taken() {
        let schema = sample::schema();
        let context = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC).read_by(1);
        let mut taken = 0;
        for entity in schema.catalogue().entities {
            for field in entity.fields {
                let value = || match (field.choices, field.decimals, field.cuts.is_empty()) {
                    (Some(choices), _, _) => Scalar::Text(choices[0].to_owned()),
                    (None, Some(_), _) => Scalar::Number(1.into()),
                    (None, None, false) => Scalar::Text("2024-01-31".to_owned()),
                    (None, None, true) => Scalar::Text("x".to_owned()),
                };
                for name in &field.operators {
                    let operator = OperatorKind::named(name).unwrap();
                    let operand = match operator.needs() {
                        crate::Needs::Nothing => Operand::Nothing,
                        crate::Needs::Value | crate::Needs::ValueOrFilter => {
                            Operand::Value(value())
                        }
                        crate::Needs::Ends => Operand::Ends(value(), value()),
                        crate::Needs::Values => Operand::Values(vec![value()]),
                        crate::Needs::Filter => Operand::Filter(Box::new(Tree::All(vec![]))),
                        crate::Needs::Amount => Operand::Amount(2, None),
                        crate::Needs::Period => Operand::Period(crate::Period::Calendar {
                            which: crate::Which::This,
                            unit: crate::Unit::Week,
                        }),
                        crate::Needs::Length => Operand::Length(crate::Length {
                            count: std::num::NonZeroU32::MIN,
                            unit: crate::Unit::Day,
                        }),
                    };
                    let rule = Rule::new(field.name, operator, operand).unwrap();
                    let found = schema.parse_tree(entity.name, &Tree::Rule(rule), &context);
                    assert!(found.is_ok(), "{}.{}: {found:?}", entity.name, field.name);
                    taken += 1;
                }
            }
        }
        assert!(taken > 100, "{taken}");
    }
}
