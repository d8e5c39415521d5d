//! Questions about one number of a date, such as `created_at:month_number = 6`.

use super::{Context, test, wrong_value};
use crate::calendar::Part;
use crate::error::{Expected, FilterError, FilterErrorKind};
use crate::expr::{Clause, Literal, Name, Question};
use crate::offsets::Offsets;
use crate::operator::OperatorKind;
use crate::predicate::{Condition, PartTest, Predicate, Relation};
use crate::schema::{Entity, FieldKind, FieldRef};
use crate::suggest;

/// What can be asked of a part.
const OPERATORS: [OperatorKind; 9] = [
    OperatorKind::Equal,
    OperatorKind::NotEqual,
    OperatorKind::Greater,
    OperatorKind::GreaterOrEqual,
    OperatorKind::Less,
    OperatorKind::LessOrEqual,
    OperatorKind::Between,
    OperatorKind::In,
    OperatorKind::NotIn,
];

/// Checks a clause whose last name is a field, a colon and a part.
pub(super) fn clause(
    entity: &Entity,
    (name, field, part): (&Name, &str, &str),
    clause: &Clause,
    context: &Context,
) -> Result<Predicate, FilterError> {
    let span = name.span.start..name.span.start + field.len();
    let field =
        entity.field_ref(field).ok_or_else(|| FilterError::no_field(entity, field).at(span))?;
    let part = part_of(field, part, name)?;
    let offsets = Offsets::of(&context.zone);
    let ask = |asked: PartTest| {
        test(field, Condition::Part { part, offsets: offsets.clone(), test: asked })
    };
    let compare = |relation, literal: &Literal| {
        ask(PartTest::Compare { relation, number: number(field, literal)? })
    };
    let asked = match &clause.question {
        Question::Compare(relation, literal) => compare(*relation, literal),
        Question::Between(from, to) => {
            let from = compare(Relation::GreaterOrEqual, from)?;
            Ok(from.and(compare(Relation::LessOrEqual, to)?))
        }
        Question::In(literals) => {
            let numbers = literals.iter().map(|literal| number(field, literal));
            ask(PartTest::OneOf(numbers.collect::<Result<_, _>>()?))
        }
        Question::AllOf(_)
        | Question::Text { .. }
        | Question::Matches(_)
        | Question::AtLeast(..)
        | Question::InLine(..)
        | Question::InLineWith(..)
        | Question::Within(..)
        | Question::OlderThan(..)
        | Question::IsSet
        | Question::Is(_) => {
            let operator = clause.question.operator().asked(clause.negated);
            let kind = FilterErrorKind::WrongPartOperator { part: part.spelling(), operator };
            Err(FilterError::new(kind, clause.operator.clone())
                .expecting_words(OPERATORS.into_iter().map(OperatorKind::spelling)))
        }
    }?;
    Ok(if clause.negated { asked.not() } else { asked })
}

fn part_of(field: FieldRef, part: &str, name: &Name) -> Result<Part, FilterError> {
    let span = name.span.end.saturating_sub(part.len())..name.span.end;
    let cut = suggest::shown(part);
    let days_alone = match field.kind() {
        FieldKind::Instant => false,
        FieldKind::Date => true,
        FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Choice(_)
        | FieldKind::YesNo
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => {
            let kind = FilterErrorKind::WrongCut { field: field.name(), cut };
            return Err(FilterError::new(kind, name.span.clone()));
        }
    };
    match Part::named(part).filter(|part| !(days_alone && *part == Part::Hour)) {
        Some(part) => Ok(part),
        None => {
            let known = Part::ALL.into_iter().filter(|part| !(days_alone && *part == Part::Hour));
            let words = || known.clone().map(Part::spelling);
            let kind = FilterErrorKind::UnknownCut { field: field.name(), cut };
            Err(FilterError::new(kind, span)
                .expecting_words(words())
                .suggesting(suggest::nearest(part, words())))
        }
    }
}

fn number(field: FieldRef, literal: &Literal) -> Result<i64, FilterError> {
    literal.text.parse().map_err(|_| wrong_value(field, literal, Expected::WholeNumber))
}
