//! What the editor of rules offers: fields, operators and values, in the language of the page.

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use winback_app::{
    AppError,
    store::{
        OPPORTUNITY,
        domain::LabelKind,
        filter::{EntityEntry, FieldEntry},
    },
};

use super::super::search_bar::label_key;
use crate::{failure::Failure, visitor::Visitor, words::Words};

/// The most values that a box offers; of more one is typed.
const OFFERED: usize = 500;

pub(super) async fn fields(visitor: Visitor) -> Result<Response, Failure> {
    let catalogue = visitor.desk.schema().catalogue();
    let words = visitor.words;
    let entities: Map<String, Value> = catalogue
        .entities
        .iter()
        .map(|entity| (entity.name.to_owned(), entity_of(words, entity)))
        .collect();
    let operators: Map<String, Value> = catalogue
        .operators
        .iter()
        .map(|operator| {
            let label = words.say(&operator_key(operator.name));
            let entry = json!({ "label": label, "needs": operator.needs });
            (operator.name.to_owned(), entry)
        })
        .collect();
    let values = values(&visitor).await?;
    let body = json!({
        "start": OPPORTUNITY,
        "people": catalogue.people,
        "entities": entities,
        "operators": operators,
        "values": values,
        "words": { "me": words.say("word-me"), "today": words.say("word-today") },
    });
    let private = (header::CACHE_CONTROL, "private, max-age=60");
    Ok(([private, (header::VARY, "cookie")], Json(body)).into_response())
}

/// Returns the key of an operator's label.
pub(crate) fn operator_key(operator: &str) -> String {
    format!("operator-{}", operator.replace('_', "-"))
}

fn entity_of(words: Words, entity: &EntityEntry) -> Value {
    let fields: Vec<Value> =
        entity.fields.iter().map(|field| field_of(words, entity, field)).collect();
    json!({ "display": entity.display, "fields": fields })
}

fn field_of(words: Words, entity: &EntityEntry, field: &FieldEntry) -> Value {
    // The name of a record means something else with each kind.
    let key = match (entity.name, field.name) {
        (OPPORTUNITY, name) => label_key(name),
        (_, "name") => "name".to_owned(),
        (_, name) => label_key(name),
    };
    let label = if words.has(&key) { words.say(&key).into_owned() } else { field.label.to_owned() };
    let choices = field.choices.map(|choices| {
        let choice = |choice: &&str| json!([choice, choice_label(words, choice)]);
        choices.iter().map(choice).collect::<Vec<_>>()
    });
    json!({
        "name": field.name,
        "label": label,
        "type": field.r#type,
        "decimals": field.decimals,
        "to": field.to,
        "choices": choices,
        "operators": field.operators,
    })
}

fn choice_label(words: Words, choice: &str) -> String {
    let keys = [
        choice.to_owned(),
        format!("state-{choice}"),
        format!("role-{choice}"),
        format!("outcome-{choice}"),
    ];
    let key = keys.iter().find(|key| words.has(key));
    key.map_or_else(|| choice.to_owned(), |key| words.say(key).into_owned())
}

/// Returns the names of what references can lead to, by record type.
async fn values(visitor: &Visitor) -> Result<Value, AppError> {
    let desk = &visitor.desk;
    let mut values = Map::new();
    let people = desk.people().await?;
    values.insert("person".into(), names(people.iter().map(|it| it.name.as_str())));
    let pipeline = desk.pipeline().await?;
    values.insert("stage".into(), names(pipeline.stages().iter().map(|it| it.name.as_str())));
    let reasons = desk.lost_reasons().await?;
    values.insert("lost_reason".into(), names(reasons.iter().map(|it| it.name.as_str())));
    for (entity, kind) in [
        ("team", LabelKind::Team),
        ("tag", LabelKind::Tag),
        ("source", LabelKind::Source),
        ("medium", LabelKind::Medium),
        ("campaign", LabelKind::Campaign),
        ("country", LabelKind::Country),
    ] {
        let labels = desk.labels(kind).await?;
        values.insert(entity.into(), names(labels.iter().map(|it| it.name.as_str())));
    }
    Ok(Value::Object(values))
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> Value {
    names.take(OFFERED).collect::<Vec<_>>().into()
}
