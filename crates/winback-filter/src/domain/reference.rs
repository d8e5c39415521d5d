//! Leaves on references and lists of records: by id, by name, by what is referred to.

use serde_json::Value as Json;

use super::leaf::{self, Question, is_nothing};
use super::operator::Ask;
use super::{At, DomainError, Reader, choice, maybe_opposite, text};
use crate::error::Expected;
use crate::predicate::{Condition, Line, Predicate, Relation};
use crate::schema::{Entity, FieldKind, FieldRef, Search};
use crate::value::Value;

/// What the number field that identifies a record is called.
const ID: &str = "id";

/// What a list names.
enum Named {
    Ids(Vec<i64>),
    Names(Vec<String>),
}

impl<'a> Reader<'a> {
    pub(super) fn reference(
        self,
        at: At<'a, '_>,
        field: FieldRef,
        asked: Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let Some(target) = self.target(field) else { return Err(asked.wrong_operator(field)) };
        let negated = asked.operator.negated;
        let place = asked.place;
        let found = match (asked.operator.ask, asked.value) {
            (Ask::Equal | Ask::In, Json::Array(values)) => {
                let none = values.iter().any(is_nothing);
                match listed(field, values, &asked)? {
                    Named::Ids(ids) => {
                        let ids = ids.into_iter().map(Value::Reference).collect();
                        choice::listed(field, ids, none, &asked)?
                    }
                    Named::Names(names) => {
                        let named = self.named_one_of(field, target, &names, &asked)?;
                        if none { leaf::is_not_set(field, place)?.or(named) } else { named }
                    }
                }
            }
            // A list without members, but turned round it asks for a value.
            (Ask::In, Json::Bool(false)) if negated => return leaf::is_set(field, place),
            (Ask::In, Json::Bool(false)) => Predicate::nothing(),
            (Ask::Equal, value) if is_nothing(value) || value.as_i64() == Some(0) => {
                leaf::is_not_set(field, place)?
            }
            (Ask::Equal | Ask::In, Json::String(name)) => {
                self.named_one_of(field, target, std::slice::from_ref(name), &asked)?
            }
            (Ask::Equal, value) => {
                let id = id(field, value, &asked)?;
                leaf::compare(field, Relation::Equal, Value::Reference(id), place)?
            }
            (Ask::Order(_), value) if is_nothing(value) => Predicate::nothing(),
            (Ask::Order(relation), value) if target.field(ID).is_some() => {
                let value = Value::Number(id(field, value, &asked)?);
                let inner = compared_id(target, Condition::Compare { relation, value }, &asked)?;
                leaf::matching(field, inner, place)?
            }
            (Ask::Like { .. }, _) => self.like(field, target, &asked)?,
            (Ask::Any, domain) => self.any(at, field, target, domain)?,
            (Ask::ChildOf | Ask::ParentOf, _) => self.in_line(field, target, &asked)?,
            (Ask::In, _) => return Err(asked.wrong_value(field, Expected::IdsOrNames)),
            (Ask::Maybe | Ask::Order(_), _) => return Err(asked.wrong_operator(field)),
        };
        Ok(maybe_opposite(found, negated))
    }

    pub(super) fn many(
        self,
        at: At<'a, '_>,
        field: FieldRef,
        asked: Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let Some(target) = self.target(field) else { return Err(asked.wrong_operator(field)) };
        let found = match (asked.operator.ask, asked.value) {
            (Ask::Equal | Ask::In, Json::Array(values)) => match listed(field, values, &asked)? {
                Named::Ids(ids) => {
                    let ids = ids.into_iter().map(Value::Reference).collect();
                    choice::listed(field, ids, false, &asked)?
                }
                Named::Names(names) => self.named_one_of(field, target, &names, &asked)?,
            },
            // Whatever the operator, nothing stands for no members.
            (Ask::Equal | Ask::In | Ask::Like { .. }, value) if is_nothing(value) => {
                super::opposite(leaf::test(field, Condition::IsSet, asked.place)?)
            }
            (Ask::Equal | Ask::In, Json::String(name)) => {
                self.named_one_of(field, target, std::slice::from_ref(name), &asked)?
            }
            (Ask::Equal | Ask::In, value) => {
                let id = Value::Reference(id(field, value, &asked)?);
                leaf::test(field, Condition::OneOf(vec![id]), asked.place)?
            }
            (Ask::Like { .. }, _) => self.like(field, target, &asked)?,
            (Ask::Any, domain) => self.any(at, field, target, domain)?,
            (Ask::Maybe | Ask::Order(_) | Ask::ChildOf | Ask::ParentOf, _) => {
                return Err(asked.wrong_operator(field));
            }
        };
        Ok(maybe_opposite(found, asked.operator.negated))
    }

    fn any(
        self,
        at: At<'a, '_>,
        field: FieldRef,
        target: &'a Entity,
        domain: &Json,
    ) -> Result<Predicate, DomainError> {
        let (inner, _) = self.domain(target, domain, &at.place.item(2), at.depth + 1)?;
        leaf::matching(field, inner, at.place)
    }

    /// The `like` family on a reference searches the names; nothing in particular asks for any.
    fn like(
        self,
        field: FieldRef,
        target: &Entity,
        asked: &Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let Ask::Like { whole, ignore_case } = asked.operator.ask else {
            return Err(asked.wrong_operator(field));
        };
        if is_nothing(asked.value) && !whole {
            return Ok(Predicate::everything());
        }
        if text::is_empty(asked.value) && !whole {
            return leaf::test(field, Condition::IsSet, asked.place);
        }
        let searched = text::of(field, asked.value, asked)?;
        // Only one who is searched as people are is found by a whole login.
        let is_search = !whole && ignore_case && !asked.operator.negated;
        let inner = by_name(target, &searched, is_search, asked, &|field| {
            text::like(field, &searched, whole, ignore_case, asked)
        })?;
        leaf::matching(field, inner, asked.place)
    }

    /// Finds those that are named exactly so.
    fn named_one_of(
        self,
        field: FieldRef,
        target: &Entity,
        names: &[String],
        asked: &Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let named = names.iter().map(|name| {
            by_name(target, name, !asked.operator.negated, asked, &|field| {
                let name = Value::Text(name.clone());
                leaf::compare(field, Relation::Equal, name, asked.place)
            })
        });
        let inner = leaf::either(named.collect::<Result<_, _>>()?);
        leaf::matching(field, inner, asked.place)
    }

    fn in_line(
        self,
        field: FieldRef,
        target: &Entity,
        asked: &Question<'_>,
    ) -> Result<Predicate, DomainError> {
        let Some(parent) = target.parent() else { return Err(asked.wrong_operator(field)) };
        let line = if asked.operator.ask == Ask::ChildOf { Line::Under } else { Line::Over };
        let searched = |name: &str| {
            by_name(target, name, false, asked, &|field| {
                text::like(field, name, false, true, asked)
            })
        };
        let filter = match asked.value {
            value if is_nothing(value) => return Ok(Predicate::nothing()),
            Json::String(name) => searched(name)?,
            Json::Array(values) => match listed(field, values, asked)? {
                Named::Ids(ids) if ids.is_empty() => return Ok(Predicate::nothing()),
                Named::Ids(ids) => {
                    let ids = ids.into_iter().map(Value::Number).collect();
                    compared_id(target, Condition::OneOf(ids), asked)?
                }
                Named::Names(names) => {
                    let names = names.iter().map(|name| searched(name));
                    leaf::either(names.collect::<Result<_, _>>()?)
                }
            },
            value => {
                let ids = vec![Value::Number(id(field, value, asked)?)];
                compared_id(target, Condition::OneOf(ids), asked)?
            }
        };
        let condition = Condition::InLine { line, parent, filter: Box::new(filter) };
        leaf::test(field, condition, asked.place)
    }
}

/// Tests the fields that the entity is searched by; with `by_key`, also those that must be the text.
pub(super) fn by_name(
    target: &Entity,
    name: &str,
    by_key: bool,
    asked: &Question<'_>,
    test: &dyn Fn(FieldRef) -> Result<Predicate, DomainError>,
) -> Result<Predicate, DomainError> {
    let mut members = Vec::new();
    for search in &target.search {
        let Some(field) = target.field_ref(search.field()) else { continue };
        match search {
            Search::Contains(_) => members.push(test(field)?),
            Search::Exactly(_) if by_key => {
                let key = Value::Text(name.to_owned());
                members.push(leaf::compare(field, Relation::Equal, key, asked.place)?);
            }
            Search::Exactly(_) => {}
        }
    }
    if let Some(field) = target.field_ref(target.display).filter(|_| members.is_empty()) {
        members.push(test(field)?);
    }
    Ok(leaf::either(members).normalized())
}

fn compared_id(
    target: &Entity,
    condition: Condition,
    asked: &Question<'_>,
) -> Result<Predicate, DomainError> {
    match target.field_ref(ID).filter(|id| matches!(id.kind(), FieldKind::Number { scale: 0 })) {
        Some(id) => leaf::test(id, condition, asked.place),
        None => Err(DomainError::no_field(target, ID, &asked.place.item(0))),
    }
}

/// Reads the members of a list: ids or names, not both.
fn listed(field: FieldRef, values: &[Json], asked: &Question<'_>) -> Result<Named, DomainError> {
    let values = || values.iter().filter(|value| !is_nothing(value));
    if values().next().is_some_and(Json::is_string) {
        let names = values().map(|value| {
            let name = value.as_str().map(str::to_owned);
            name.ok_or_else(|| asked.wrong_value(field, Expected::IdsOrNamesAlone))
        });
        return Ok(Named::Names(names.collect::<Result<_, _>>()?));
    }
    Ok(Named::Ids(values().map(|value| id(field, value, asked)).collect::<Result<_, _>>()?))
}

fn id(field: FieldRef, value: &Json, asked: &Question<'_>) -> Result<i64, DomainError> {
    let whole = |number: f64| {
        let rounded = format!("{number:.0}").parse().ok();
        rounded.filter(|_| number.fract() == 0.0)
    };
    let id = value.as_i64().or_else(|| value.as_f64().and_then(whole));
    id.ok_or_else(|| asked.wrong_value(field, Expected::IdOrName))
}
