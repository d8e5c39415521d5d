//! References and lists of records: by id, by name, by search.

use super::decimal::{self, DecimalError};
use super::{Checker, equal, out_of_range, test, wrong_value};
use crate::error::{Expected, FilterError, FilterErrorKind, FilterErrors, gathered};
use crate::expr::Literal;
use crate::predicate::{Condition, Predicate, Relation, TextMatch};
use crate::schema::{Entity, FieldKind, FieldRef, Search};
use crate::value::Value;

/// What the number field that identifies a record is called, where there is one.
const ID: &str = "id";

const WHOLE: FieldKind = FieldKind::Number { scale: 0 };

impl Checker<'_> {
    /// The record with this id, or with this name, ignoring case, or the person who reads.
    pub(super) fn refers(
        &self,
        field: FieldRef,
        literal: &Literal,
    ) -> Result<Predicate, FilterError> {
        match self.id(field, literal)? {
            Some(id) => equal(field, Value::Reference(id)),
            None => self.named(field, vec![self.display(field, TextMatch::Equals, literal)?]),
        }
    }

    pub(super) fn refers_to_one_of(
        &self,
        field: FieldRef,
        literals: &[Literal],
    ) -> Result<Predicate, FilterErrors> {
        let found = gathered(literals.iter().map(|literal| self.id(field, literal)))?;
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        for (id, literal) in found.into_iter().zip(literals) {
            match id {
                Some(id) => ids.push(Value::Reference(id)),
                None => names.push(self.display(field, TextMatch::Equals, literal)?),
            }
        }
        let mut found = Predicate::nothing();
        if names.is_empty() || !ids.is_empty() {
            found = test(field, Condition::OneOf(ids))?;
        }
        if !names.is_empty() {
            found = found.or(self.named(field, names)?);
        }
        Ok(found)
    }

    fn named(&self, field: FieldRef, names: Vec<Predicate>) -> Result<Predicate, FilterError> {
        test(field, Condition::Matches(Box::new(Predicate::Any(names))))
    }

    /// Returns the id that a number or `me` stands for, without quotes.
    fn id(&self, field: FieldRef, literal: &Literal) -> Result<Option<i64>, FilterError> {
        match self.schema.people() {
            Some(people) if !literal.quoted && literal.text.eq_ignore_ascii_case("me") => {
                self.me(field, people).map_err(|kind| FilterError::new(kind, literal.span.clone()))
            }
            Some(_) | None => number(field, literal),
        }
    }

    fn me(&self, field: FieldRef, people: &'static str) -> Result<Option<i64>, FilterErrorKind> {
        let name = field.name();
        match field.kind().target() {
            Some(found) if found != people => {
                Err(FilterErrorKind::NotAPerson { field: name, found })
            }
            Some(_) | None => match self.context.me {
                Some(me) => Ok(Some(me)),
                None => Err(FilterErrorKind::Nobody { field: name }),
            },
        }
    }

    /// The record itself: by its id, if its entity has a field of that name, or by its name,
    /// ignoring case.
    pub(super) fn record(
        &self,
        field: FieldRef,
        target: &Entity,
        literal: &Literal,
    ) -> Result<Predicate, FilterError> {
        match self.id(field, literal)? {
            Some(id) if target.field(ID).is_some_and(|own| own.kind == WHOLE) => {
                let value = Value::Number(id);
                Predicate::test(target, ID, Condition::Compare { relation: Relation::Equal, value })
            }
            Some(_) => Err(wrong_value(field, literal, Expected::QuotedName)),
            None => display(target, TextMatch::Equals, &literal.text),
        }
    }

    fn display(
        &self,
        field: FieldRef,
        how: TextMatch,
        literal: &Literal,
    ) -> Result<Predicate, FilterError> {
        display(self.target(field, &literal.span)?, how, &literal.text)
    }

    /// Searches the referred records as their entity wants it (rule: behaviour 8.7); the start and
    /// the end of a name are those of the display field.
    pub(super) fn search(
        &self,
        field: FieldRef,
        how: TextMatch,
        literal: &Literal,
    ) -> Result<Predicate, FilterError> {
        let target = self.target(field, &literal.span)?;
        let searched = &target.search;
        let inner = if how != TextMatch::Contains || searched.is_empty() {
            display(target, how, &literal.text)?
        } else {
            let searches =
                searched.iter().map(|search| searched_by(target, *search, &literal.text));
            Predicate::Any(searches.collect::<Result<_, _>>()?)
        };
        test(field, Condition::Matches(Box::new(inner)))
    }
}

fn display(target: &Entity, how: TextMatch, text: &str) -> Result<Predicate, FilterError> {
    let condition = Condition::Text { how, ignore_case: true, text: text.to_owned() };
    Predicate::test(target, target.display, condition)
}

fn searched_by(target: &Entity, search: Search, text: &str) -> Result<Predicate, FilterError> {
    let (how, ignore_case) = match search {
        Search::Contains(_) => (TextMatch::Contains, true),
        Search::Exactly(_) => (TextMatch::Equals, false),
    };
    let condition = Condition::Text { how, ignore_case, text: text.to_owned() };
    Predicate::test(target, search.field(), condition)
}

/// Returns the id if the literal is a number without quotes.
fn number(field: FieldRef, literal: &Literal) -> Result<Option<i64>, FilterError> {
    if literal.quoted {
        return Ok(None);
    }
    match decimal::parse(&literal.text, 0) {
        Ok(number) if number.exact => Ok(Some(number.floor)),
        Ok(_) => Err(wrong_value(field, literal, Expected::IdOrQuotedName)),
        Err(DecimalError::OutOfRange) => Err(out_of_range(field, literal)),
        Err(DecimalError::NotANumber) => Ok(None),
    }
}
