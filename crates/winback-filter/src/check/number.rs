//! Numbers with more decimals than their field still compare exactly.

use super::decimal::{self, Decimal, DecimalError};
use super::{out_of_range, test, wrong_value};
use crate::error::{Expected, FilterError, FilterErrors, gathered};
use crate::expr::Literal;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::FieldRef;
use crate::value::Value;

/// Between two units no value is equal, and `<` and `≤` divide at the lower one.
pub(super) fn compare(
    field: FieldRef,
    scale: u8,
    relation: Relation,
    literal: &Literal,
) -> Result<Predicate, FilterError> {
    let Decimal { floor, exact } = read(field, scale, literal)?;
    let relation = match relation {
        _ if exact => relation,
        Relation::Equal => return Ok(Predicate::nothing()),
        Relation::Less | Relation::LessOrEqual => Relation::LessOrEqual,
        Relation::Greater | Relation::GreaterOrEqual => Relation::Greater,
    };
    test(field, Condition::Compare { relation, value: Value::Number(floor) })
}

/// Returns the numbers that the field can be equal to.
pub(super) fn each(
    field: FieldRef,
    scale: u8,
    literals: &[Literal],
) -> Result<Vec<Value>, FilterErrors> {
    let decimals = gathered(literals.iter().map(|literal| read(field, scale, literal)))?;
    let exact = decimals.into_iter().filter(|decimal| decimal.exact);
    Ok(exact.map(|decimal| Value::Number(decimal.floor)).collect())
}

fn read(field: FieldRef, scale: u8, literal: &Literal) -> Result<Decimal, FilterError> {
    decimal::parse(&literal.text, scale).map_err(|error| match error {
        DecimalError::NotANumber => wrong_value(field, literal, Expected::Number),
        DecimalError::OutOfRange => out_of_range(field, literal),
    })
}
