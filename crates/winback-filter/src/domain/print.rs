//! A predicate as a domain: each test as one leaf, or as a few where a domain means more by one.
//!
//! Negations are carried down to the tests first, as reading does. To `=`, `in` and the comparisons
//! of a domain a number without a value is 0 and an empty text none; so a test and the question
//! whether there is a value, side by side, become one leaf, and alone they may have none.

use serde_json::{Value as Json, json};

mod constant;

use self::constant::{constant, constants};
use super::error::NotInDomain;
use super::{number, pattern};
use crate::predicate::{Condition, Line, PartTest, Predicate, Relation, Test, TextMatch};
use crate::schema::{Entity, Field, FieldKind, FieldRef, Schema};
use crate::value::Value;

type Tokens = Vec<Json>;
type Printed = Result<Tokens, NotInDomain>;

/// Returns the elements of the domain.
pub(super) fn domain(schema: &Schema, predicate: &Predicate) -> Printed {
    let printer = Printer { schema };
    let plain = plain(predicate, false).normalized();
    let members = match &plain {
        Predicate::All(members) => members.as_slice(),
        other => std::slice::from_ref(other),
    };
    Ok(printer.members(members, true)?.concat())
}

/// Returns the same predicate, or its opposite, with negations on tests alone.
fn plain(predicate: &Predicate, negated: bool) -> Predicate {
    let each = |members: &[Predicate]| members.iter().map(|it| plain(it, negated)).collect();
    match predicate {
        Predicate::All(members) if negated => Predicate::Any(each(members)),
        Predicate::All(members) => Predicate::All(each(members)),
        Predicate::Any(members) if negated => Predicate::All(each(members)),
        Predicate::Any(members) => Predicate::Any(each(members)),
        Predicate::Not(inner) => plain(inner, !negated),
        Predicate::Test(_) if negated => Predicate::Not(Box::new(predicate.clone())),
        Predicate::Test(_) => predicate.clone(),
    }
}

/// Splits a member into a test and whether it is negated.
fn tested(member: &Predicate) -> Option<(&Test, bool)> {
    match member {
        Predicate::Test(test) => Some((test, false)),
        Predicate::Not(inner) => match inner.as_ref() {
            Predicate::Test(test) => Some((test, true)),
            Predicate::All(_) | Predicate::Any(_) | Predicate::Not(_) => None,
        },
        Predicate::All(_) | Predicate::Any(_) => None,
    }
}

struct Printer<'a> {
    schema: &'a Schema,
}

/// Where a field stands: its entity, the whole of it, and its name in the reference.
struct Named<'a> {
    field: &'a Field,
    name: String,
}

impl<'a> Printer<'a> {
    fn node(&self, predicate: &Predicate) -> Printed {
        match predicate {
            Predicate::All(members) => {
                Ok(joined("&", &self.members(members, true)?, || constant_leaf(true)))
            }
            Predicate::Any(members) => {
                Ok(joined("|", &self.members(members, false)?, || constant_leaf(false)))
            }
            Predicate::Not(_) | Predicate::Test(_) => match tested(predicate) {
                Some((test, negated)) => self.test(test, negated),
                None => self.node(&plain(predicate, false)),
            },
        }
    }

    /// Prints the members of a conjunction or disjunction, pairs as one.
    fn members(&self, members: &[Predicate], is_and: bool) -> Result<Vec<Tokens>, NotInDomain> {
        let mut taken = vec![false; members.len()];
        let mut printed = Vec::new();
        for (index, member) in members.iter().enumerate() {
            if taken.get(index) == Some(&true) {
                continue;
            }
            // The one says whether there is a value: not in a disjunction, it is in a conjunction.
            let emptiness = tested(member).filter(|(test, negated)| {
                *negated != is_and && matches!(test.condition(), Condition::IsSet)
            });
            let partner = emptiness.and_then(|(empty, _)| {
                members.iter().enumerate().skip(index + 1).find_map(|(other, member)| {
                    let (test, negated) = tested(member)?;
                    let pairs = test.field() == empty.field() && negated == is_and;
                    let free = taken.get(other) == Some(&false);
                    let tokens = (pairs && free).then(|| self.pair(test, is_and)).flatten()?;
                    Some((other, tokens))
                })
            });
            match partner {
                Some((other, tokens)) => {
                    if let Some(taken) = taken.get_mut(other) {
                        *taken = true;
                    }
                    printed.push(tokens?);
                }
                None => printed.push(self.node(member)?),
            }
        }
        Ok(printed)
    }

    /// Prints a test together with the question whether there is a value: with no value too in a
    /// disjunction; in a conjunction, its opposite with a value only.
    fn pair(&self, test: &Test, is_and: bool) -> Option<Printed> {
        if self.holds_for_nothing(test) == Some(true) {
            return Some(self.with_nothing(test, is_and));
        }
        let excludes_nothing = match test.condition() {
            Condition::InLine { .. } => true,
            Condition::Text { how, .. } => loose(test).is_none() && *how != TextMatch::Contains,
            _ => false,
        };
        (is_and && excludes_nothing).then(|| {
            let mut tokens = vec![json!("!")];
            tokens.extend(self.test(test, false)?);
            Ok(tokens)
        })
    }

    fn named(&self, field: FieldRef) -> Result<Named<'a>, NotInDomain> {
        let found = self.schema.entity(field.entity()).and_then(|it| it.field(field.name()));
        let field = found.ok_or(NotInDomain::UnknownField { field: field.name() })?;
        Ok(Named { field, name: field.reference_name.unwrap_or(field.name).to_owned() })
    }

    /// Prints a test that no value passes in a domain, and does here.
    fn with_nothing(&self, test: &Test, negated: bool) -> Printed {
        let Named { field, name } = self.named(test.field())?;
        let (equal, within) = if negated { ("!=", "not in") } else { ("=", "in") };
        Ok(match test.condition() {
            Condition::Compare { relation: Relation::Equal, value } => {
                leaf(&name, equal, constant(field, value))
            }
            Condition::Compare { relation, value } => {
                let relation = if negated { opposite(*relation) } else { *relation };
                leaf(&name, relation.sign(), constant(field, value))
            }
            Condition::OneOf(values) => leaf(&name, within, constants(field, values)),
            _ => leaf(&name, equal, false),
        })
    }

    fn test(&self, test: &Test, negated: bool) -> Printed {
        let Named { field, name } = self.named(test.field())?;
        let (equal, within) = if negated { ("!=", "not in") } else { ("=", "in") };
        if let Some(tokens) = self.flag(field, test, negated) {
            return Ok(tokens);
        }
        if self.holds_for_nothing(test) == Some(true) {
            return self.without_nothing(test, negated, &name);
        }
        Ok(match test.condition() {
            Condition::IsSet => return self.is_set(test, negated, &name),
            // There, 0 is no record.
            Condition::Compare { value: Value::Reference(0), .. } => leaf(&name, within, vec![0]),
            Condition::Compare { relation: Relation::Equal, value } => {
                leaf(&name, equal, constant(field, value))
            }
            Condition::Compare { relation, value } => {
                self.compared(test.field(), *relation, constant(field, value), negated, &name)
            }
            Condition::OneOf(values) if values.is_empty() => constant_leaf(negated),
            Condition::OneOf(values) => leaf(&name, within, constants(field, values)),
            Condition::Text { .. } => return Ok(self.text(test, negated, &name)),
            Condition::Matches(inner) => {
                let operator = if negated { "not any" } else { "any" };
                leaf(&name, operator, domain(self.schema, inner)?)
            }
            Condition::InLine { line, filter, .. } => {
                let from = self.line_from(test.field(), filter)?;
                let operator = match line {
                    Line::Under => "child_of",
                    Line::Over => "parent_of",
                };
                self.or_nothing(leaf(&name, operator, from), test, negated, &name)
            }
            Condition::AtLeast { .. } => {
                return Err(NotInDomain::Count { field: test.field().name() });
            }
            Condition::Part { part, test: asked, .. } => {
                let path = format!("{name}.{}", part.spelling());
                match asked {
                    PartTest::Compare { relation: Relation::Equal, number } => {
                        leaf(&path, equal, *number)
                    }
                    PartTest::Compare { relation, number } => {
                        let asked = leaf(&path, relation.sign(), *number);
                        self.or_nothing(asked, test, negated, &name)
                    }
                    PartTest::OneOf(numbers) => leaf(&path, within, numbers.clone()),
                }
            }
        })
    }

    /// A leaf of which `!` finds only records with a value: those without are added.
    fn or_nothing(&self, asked: Tokens, test: &Test, negated: bool, name: &str) -> Tokens {
        if !negated {
            return asked;
        }
        let mut tokens = vec![json!("!")];
        tokens.extend(asked);
        with_empty(tokens, test.field(), name)
    }

    /// Compares in order, which finds no record without a value, except that a number has one.
    fn compared(
        &self,
        field: FieldRef,
        relation: Relation,
        value: Json,
        negated: bool,
        name: &str,
    ) -> Tokens {
        if !negated {
            return leaf(name, relation.sign(), value);
        }
        let asked = leaf(name, opposite(relation).sign(), value);
        match field.kind() {
            FieldKind::Number { .. } if !self.has_digits(field) => asked,
            _ => with_empty(asked, field, name),
        }
    }

    /// Prints a text test; `like` has a text without value for its opposite too, `=like` has not.
    fn text(&self, test: &Test, negated: bool, name: &str) -> Tokens {
        let Condition::Text { how, ignore_case, text } = test.condition() else {
            return Vec::new();
        };
        if let Some(searched) = loose(test) {
            let operator = match (negated, ignore_case) {
                (false, false) => "like",
                (false, true) => "ilike",
                (true, false) => "not like",
                (true, true) => "not ilike",
            };
            return leaf(name, operator, searched);
        }
        let literal = || pattern::escaped(text);
        let pattern = match how {
            TextMatch::Equals => literal(),
            TextMatch::StartsWith => format!("{}%", literal()),
            TextMatch::EndsWith => format!("%{}", literal()),
            TextMatch::Contains => format!("%{}%", literal()),
            TextMatch::Pattern => text.clone(),
        };
        let operator = if *ignore_case { "=ilike" } else { "=like" };
        self.or_nothing(leaf(name, operator, pattern), test, negated, name)
    }

    fn is_set(&self, test: &Test, negated: bool, name: &str) -> Printed {
        let field = test.field();
        if !field.is_nullable() {
            return Ok(constant_leaf(!negated));
        }
        Ok(match (field.kind(), self.has_digits(field)) {
            (FieldKind::Text, _) if negated => leaf(name, "not like", "%"),
            (FieldKind::Text, _) => leaf(name, "=like", "%"),
            (FieldKind::Number { .. }, false) => return Err(emptiness(field, "0")),
            (FieldKind::YesNo, _) => return Err(emptiness(field, "no")),
            _ => leaf(name, if negated { "=" } else { "!=" }, false),
        })
    }

    /// Prints a test that a domain finds no value in too, of which here none is wanted; negated, one
    /// that it leaves out.
    fn without_nothing(&self, test: &Test, negated: bool, name: &str) -> Printed {
        let field = test.field();
        if field.kind() != FieldKind::Text {
            let counts_as = if field.kind() == FieldKind::YesNo { "no" } else { "0" };
            return Err(emptiness(field, counts_as));
        }
        let empty = || self.or_nothing(leaf(name, "=like", ""), test, negated, name);
        Ok(match test.condition() {
            Condition::OneOf(values) => {
                let others: Vec<Json> = values
                    .iter()
                    .filter_map(|value| match value {
                        Value::Text(text) if !text.is_empty() => Some(json!(text)),
                        _ => None,
                    })
                    .collect();
                let (joint, within) = if negated { ("&", "not in") } else { ("|", "in") };
                let parts = [leaf(name, within, others), empty()];
                joined(joint, &parts, Vec::new)
            }
            _ => empty(),
        })
    }

    /// Prints a choice that the reference has as a yes or no.
    fn flag(&self, field: &Field, test: &Test, negated: bool) -> Option<Tokens> {
        let (flag, choice) = field.reference_flag?;
        match test.condition() {
            Condition::Compare { relation: Relation::Equal, value: Value::Choice(word) }
                if *word == choice =>
            {
                Some(leaf(flag, "=", !negated))
            }
            _ => None,
        }
    }

    /// Says whether a field without a value passes the test in a domain; nothing if a domain knows a
    /// missing value from all others, as here.
    fn holds_for_nothing(&self, test: &Test) -> Option<bool> {
        let field = test.field();
        let counts = |value: &Value| match value {
            Value::Number(number) => *number == 0,
            Value::Text(text) => text.is_empty(),
            Value::YesNo(yes) => !yes,
            Value::Date(_) | Value::Instant(_) | Value::Choice(_) | Value::Reference(_) => false,
        };
        let blind = match field.kind() {
            FieldKind::Number { .. } => !self.has_digits(field),
            FieldKind::Text | FieldKind::YesNo => true,
            FieldKind::Date
            | FieldKind::Instant
            | FieldKind::Choice(_)
            | FieldKind::Reference { .. }
            | FieldKind::Many { .. } => false,
        };
        if !field.is_nullable() || !blind {
            return None;
        }
        match test.condition() {
            Condition::Compare { relation: Relation::Equal, value } => Some(counts(value)),
            Condition::Compare { relation, value: Value::Number(bound) } => {
                Some(number::holds_for_zero(*relation, *bound))
            }
            Condition::OneOf(values) => Some(values.iter().any(counts)),
            _ => None,
        }
    }

    fn has_digits(&self, field: FieldRef) -> bool {
        let found = self.schema.entity(field.entity()).and_then(|it| it.field(field.name()));
        found.is_some_and(|field| field.reference_choices.is_some())
    }

    /// Returns the ids or the name that a line begins at.
    fn line_from(&self, field: FieldRef, filter: &Predicate) -> Result<Json, NotInDomain> {
        let refused = || NotInDomain::LineOfFilter { field: field.name() };
        if let Predicate::Test(test) = filter
            && test.field().name() == "id"
        {
            match test.condition() {
                Condition::Compare { relation: Relation::Equal, value: Value::Number(id) } => {
                    return Ok(json!([id]));
                }
                Condition::OneOf(values) => {
                    let ids = values.iter().map(|value| match value {
                        Value::Number(id) => Some(json!(id)),
                        _ => None,
                    });
                    return ids.collect::<Option<Vec<_>>>().map(Json::Array).ok_or_else(refused);
                }
                _ => {}
            }
        }
        let target = field.kind().target().and_then(|to| self.schema.entity(to));
        let (name, target) = searched_name(filter).zip(target).ok_or_else(refused)?;
        if is_search(filter, target, &name) { Ok(json!(name)) } else { Err(refused()) }
    }
}

/// Returns the text of the first search in a filter, as a domain writes it.
fn searched_name(filter: &Predicate) -> Option<String> {
    match filter {
        Predicate::Test(test) => loose(test),
        Predicate::All(members) | Predicate::Any(members) => {
            members.first().and_then(searched_name)
        }
        Predicate::Not(_) => None,
    }
}

/// Says whether a filter is what a domain makes of a name after `child_of`.
fn is_search(filter: &Predicate, target: &Entity, name: &str) -> bool {
    let searched =
        target.search.iter().filter(|search| matches!(search, crate::Search::Contains(_)));
    let mut fields: Vec<&str> = searched.map(|search| search.field()).collect();
    if fields.is_empty() {
        fields.push(target.display);
    }
    let condition = pattern::condition(&pattern::whole(name, false), true);
    let tests = fields.iter().map(|field| Predicate::test(target, field, condition.clone()));
    match tests.collect::<Result<Vec<_>, _>>() {
        Ok(tests) => Predicate::Any(tests).normalized() == *filter,
        Err(_) => false,
    }
}

fn emptiness(field: FieldRef, counts_as: &'static str) -> NotInDomain {
    NotInDomain::Emptiness { field: field.name(), counts_as }
}

/// Returns the value with which `like` or `ilike` asks this of a text.
fn loose(test: &Test) -> Option<String> {
    match test.condition() {
        Condition::Text { how: TextMatch::Contains, text, .. } if !text.is_empty() => {
            Some(pattern::escaped(text))
        }
        // The backslash at the end takes the `%` that is added.
        Condition::Text { how: TextMatch::EndsWith, text, .. } => {
            text.strip_suffix('%').map(|rest| pattern::escaped(rest) + "\\")
        }
        Condition::Text { how: TextMatch::Pattern, text, .. } => {
            pattern::inside(text).filter(|inside| !inside.is_empty()).map(str::to_owned)
        }
        _ => None,
    }
}

fn opposite(relation: Relation) -> Relation {
    match relation {
        Relation::Equal => Relation::Equal,
        Relation::Less => Relation::GreaterOrEqual,
        Relation::LessOrEqual => Relation::Greater,
        Relation::Greater => Relation::LessOrEqual,
        Relation::GreaterOrEqual => Relation::Less,
    }
}

/// Returns the leaf that is true of every record, or of none.
fn constant_leaf(truth: bool) -> Tokens {
    leaf(if truth { "1" } else { "0" }, "=", 1)
}

/// Returns one leaf; a name of digits is the number that constants have for a field.
fn leaf(name: &str, operator: &str, value: impl Into<Json>) -> Tokens {
    let left = name.parse::<i64>().map_or_else(|_| json!(name), |number| json!(number));
    vec![json!([left, operator, value.into()])]
}

/// Adds the records without a value.
fn with_empty(asked: Tokens, field: FieldRef, name: &str) -> Tokens {
    if !field.is_nullable() {
        return asked;
    }
    let empty = match field.kind() {
        FieldKind::Text => leaf(name, "not like", "%"),
        _ => leaf(name, "=", false),
    };
    joined("|", &[asked, empty], Vec::new)
}

fn joined(joint: &str, parts: &[Tokens], none: impl FnOnce() -> Tokens) -> Tokens {
    if parts.is_empty() {
        return none();
    }
    let mut tokens = vec![json!(joint); parts.len() - 1];
    tokens.extend(parts.concat());
    tokens
}
