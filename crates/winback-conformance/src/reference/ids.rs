//! What records are called in the reference and in a storage.

use std::collections::BTreeMap;

use winback_store::filter::{
    Condition, FieldKind, FieldRef, FilterError, Predicate, Relation, Schema, Test, Value,
};

/// Ids of the reference with those that a storage has given, by entity of the schema.
///
/// Both rise together, so that an order by id is the same order.
#[derive(Debug, Default)]
pub struct Ids {
    ours: BTreeMap<(&'static str, i64), i64>,
    theirs: BTreeMap<(&'static str, i64), i64>,
}

impl Ids {
    pub(super) fn put(&mut self, entity: &'static str, theirs: i64, ours: i64) {
        self.ours.insert((entity, theirs), ours);
        self.theirs.insert((entity, ours), theirs);
    }

    /// Returns the id in the storage.
    pub fn ours(&self, entity: &'static str, theirs: i64) -> Option<i64> {
        self.ours.get(&(entity, theirs)).copied()
    }

    /// Returns the id in the reference.
    pub fn theirs(&self, entity: &'static str, ours: i64) -> Option<i64> {
        self.theirs.get(&(entity, ours)).copied()
    }

    /// Returns the same filter with the ids of the storage in place of the reference's.
    ///
    /// # Errors
    /// None for a filter that was made with the schema.
    pub fn translated(
        &self,
        schema: &Schema,
        filter: &Predicate,
    ) -> Result<Predicate, FilterError> {
        let each = |members: &[Predicate]| {
            members.iter().map(|member| self.translated(schema, member)).collect::<Result<_, _>>()
        };
        Ok(match filter {
            Predicate::All(members) => Predicate::All(each(members)?),
            Predicate::Any(members) => Predicate::Any(each(members)?),
            Predicate::Not(inner) => Predicate::Not(Box::new(self.translated(schema, inner)?)),
            Predicate::Test(test) => {
                let condition = self.condition(schema, test)?;
                match schema.entity(test.field().entity()) {
                    Some(entity) => Predicate::test(entity, test.field().name(), condition)?,
                    None => filter.clone(),
                }
            }
        })
    }

    fn condition(&self, schema: &Schema, test: &Test) -> Result<Condition, FilterError> {
        let field = test.field();
        let inner = |filter: &Predicate| self.translated(schema, filter).map(Box::new);
        Ok(match test.condition() {
            Condition::Compare { relation, value: Value::Number(number) } if is_id(field) => {
                let (relation, number) = self.compared(field.entity(), *relation, *number);
                Condition::Compare { relation, value: Value::Number(number) }
            }
            Condition::Compare { relation, value } => {
                Condition::Compare { relation: *relation, value: self.value(field, value) }
            }
            Condition::OneOf(values) => {
                Condition::OneOf(values.iter().map(|value| self.value(field, value)).collect())
            }
            Condition::Matches(filter) => Condition::Matches(inner(filter)?),
            Condition::AtLeast { count, filter } => {
                Condition::AtLeast { count: *count, filter: inner(filter)? }
            }
            Condition::InLine { line, parent, filter } => {
                Condition::InLine { line: *line, parent: *parent, filter: inner(filter)? }
            }
            other => other.clone(),
        })
    }

    fn value(&self, field: FieldRef, value: &Value) -> Value {
        match (value, field.kind()) {
            (Value::Reference(id), FieldKind::Reference { to } | FieldKind::Many { to }) => {
                Value::Reference(self.equal(to, *id))
            }
            (Value::Number(id), _) if is_id(field) => {
                Value::Number(self.equal(field.entity(), *id))
            }
            _ => value.clone(),
        }
    }

    /// Returns the id in the storage, or one that no record has.
    fn equal(&self, entity: &'static str, theirs: i64) -> i64 {
        self.ours(entity, theirs).unwrap_or(0)
    }

    /// Compares ids in order: before or after the greatest that is not above the constant.
    fn compared(&self, entity: &'static str, relation: Relation, theirs: i64) -> (Relation, i64) {
        let up_to = |theirs: i64| {
            let known = self.ours.range((entity, i64::MIN)..=(entity, theirs)).next_back();
            known.map_or(0, |(_, ours)| *ours)
        };
        match relation {
            Relation::Equal => (relation, self.equal(entity, theirs)),
            Relation::LessOrEqual | Relation::Greater => (relation, up_to(theirs)),
            Relation::Less => (Relation::LessOrEqual, up_to(theirs.saturating_sub(1))),
            Relation::GreaterOrEqual => (Relation::Greater, up_to(theirs.saturating_sub(1))),
        }
    }
}

fn is_id(field: FieldRef) -> bool {
    field.name() == "id"
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use winback_store::filter::Context;
    use winback_store::{OPPORTUNITY, opportunity_schema};

    use super::*;

    fn check(text: &str, expected: &str) {
        let mut ids = Ids::default();
        for (theirs, ours) in [(10, 1), (20, 2), (30, 3)] {
            ids.put(OPPORTUNITY, theirs, ours);
            ids.put("country", theirs, ours + 5);
        }
        let schema = opportunity_schema(2);
        let utc = Context::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let filter = schema.parse(OPPORTUNITY, text, &utc).unwrap();
        assert_eq!(ids.translated(&schema, &filter).unwrap().to_string(), expected);
    }

    #[test]
    fn ids_become_those_of_the_storage_and_other_numbers_stay() {
        check("id = 20 or id in (10, 11)", "id = 2 or id in (1, 0)");
        check("country = 30 and country not in (10)", "country = 8 and country not in (6)");
        check("customer.country.id = 20", "customer.country.id = 7");
        check("priority = 20 and stage = 20", "priority = 20 and stage = 0");
        check("customer under (country = 10)", "customer under (country = 6)");
    }

    #[test]
    fn ids_keep_their_order() {
        check("id < 20", "id <= 1");
        check("id < 21", "id <= 2");
        check("id <= 20", "id <= 2");
        check("id > 9", "id > 0");
        check("id > 20", "id > 2");
        check("id >= 20", "id > 1");
        check("id >= 99", "id > 3");
    }
}
