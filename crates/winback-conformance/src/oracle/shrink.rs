//! Smaller filters in place of one about which two backends disagree.

use winback_store::filter::{Condition, PartTest, Predicate, Schema, Test, Value};

/// Returns filters that are a little smaller: without a member, a negation, a listed value or a
/// character, here or in a filter on referred records.
pub(super) fn smaller(schema: &Schema, predicate: &Predicate) -> Vec<Predicate> {
    match predicate {
        Predicate::All(members) => smaller_members(schema, members, Predicate::All),
        Predicate::Any(members) => smaller_members(schema, members, Predicate::Any),
        Predicate::Not(inner) => {
            let negated = smaller(schema, inner).into_iter().map(|it| Predicate::Not(Box::new(it)));
            std::iter::once(inner.as_ref().clone()).chain(negated).collect()
        }
        Predicate::Test(test) => smaller_tests(schema, test),
    }
}

fn smaller_members(
    schema: &Schema,
    members: &[Predicate],
    join: fn(Vec<Predicate>) -> Predicate,
) -> Vec<Predicate> {
    let mut found = members.to_vec();
    found.extend(without_one(members).into_iter().map(join));
    for (index, member) in members.iter().enumerate() {
        found.extend(smaller(schema, member).into_iter().map(|it| {
            let mut members = members.to_vec();
            members[index] = it;
            join(members)
        }));
    }
    found
}

fn smaller_tests(schema: &Schema, test: &Test) -> Vec<Predicate> {
    let field = test.field();
    let entity = schema.entity(field.entity()).unwrap();
    let conditions = smaller_conditions(schema, test.condition());
    conditions
        .into_iter()
        .map(|condition| Predicate::test(entity, field.name(), condition).unwrap())
        // What comes out the same again would be tried for ever.
        .filter(|it| !matches!(it, Predicate::Test(again) if again == test))
        .collect()
}

fn smaller_conditions(schema: &Schema, condition: &Condition) -> Vec<Condition> {
    let inner = |filter: &Predicate| smaller(schema, filter).into_iter().map(Box::new);
    match condition {
        Condition::IsSet => Vec::new(),
        Condition::Compare { relation, value: Value::Text(text) } => {
            let value = |text| Condition::Compare { relation: *relation, value: Value::Text(text) };
            shorter(text).map(value).collect()
        }
        Condition::Compare { .. } => Vec::new(),
        Condition::OneOf(values) => without_one(values).into_iter().map(Condition::OneOf).collect(),
        Condition::Text { how, ignore_case, text } => shorter(text)
            .map(|text| Condition::Text { how: *how, ignore_case: *ignore_case, text })
            .collect(),
        Condition::Matches(filter) => inner(filter).map(Condition::Matches).collect(),
        Condition::AtLeast { count, filter } => {
            inner(filter).map(|filter| Condition::AtLeast { count: *count, filter }).collect()
        }
        Condition::InLine { line, parent, filter } => inner(filter)
            .map(|filter| Condition::InLine { line: *line, parent: *parent, filter })
            .collect(),
        Condition::Part { part, offsets, test: PartTest::OneOf(numbers) } => without_one(numbers)
            .into_iter()
            .map(|numbers| Condition::Part {
                part: *part,
                offsets: offsets.clone(),
                test: PartTest::OneOf(numbers),
            })
            .collect(),
        Condition::Part { test: PartTest::Compare { .. }, .. } => Vec::new(),
    }
}

/// Returns the text with each one of its characters left out.
fn shorter(text: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = text.chars().collect();
    without_one(&characters).into_iter().map(String::from_iter)
}

/// Returns the list with each one of its members left out.
fn without_one<T: Clone>(members: &[T]) -> Vec<Vec<T>> {
    let without = |left_out: usize| {
        let mut rest = members.to_vec();
        rest.remove(left_out);
        rest
    };
    (0..members.len()).map(without).collect()
}

#[cfg(test)]
mod tests {
    use winback_store::OPPORTUNITY;

    use super::*;
    use crate::oracle::dice::Dice;
    use crate::oracle::predicate::random_predicate;
    use crate::scene::{ask, contains, schema};

    #[test]
    fn shrinking_ends_with_the_one_test_that_matters() {
        let schema = schema();
        let wanted = |it: &Predicate| {
            let said = it.to_string();
            said.contains("city contains") && said.contains('%')
        };
        let part = Predicate::Not(Box::new(ask("city", contains("a%b"))));
        let mut found = Predicate::All(vec![ask("name", Condition::IsSet), part]);
        while let Some(next) = smaller(&schema, &found).into_iter().find(&wanted) {
            found = next;
        }
        assert_eq!(found, ask("city", contains("%")));
    }

    #[test]
    fn shrinking_always_ends() {
        let (schema, mut dice) = (schema(), Dice::new(4));
        for _ in 0..200 {
            let mut predicate = random_predicate(&mut dice, &schema, OPPORTUNITY, 3);
            for step in 0.. {
                assert!(step < 2_000, "{predicate:?}");
                let Some(next) = smaller(&schema, &predicate).pop() else { break };
                predicate = next;
            }
        }
    }
}
